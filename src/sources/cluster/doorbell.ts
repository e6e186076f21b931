/** A watch that only says that something changed: what it is now is then read, so that nothing hangs on events that got lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import type { Connection } from './connection.ts';

/** Seconds after which the server ends a watch, so that none is stale for longer. */
const LIFE = 240;
/** Milliseconds before the next watch, when one ended as it should and when it was refused. */
const AGAIN = 1_000;
const LATER = 15_000;

/**
 * Calls `ring` when a watch begins and with each change of that one object, until the signal.
 * @param collection path, as `/api/v1/namespaces/shop/secrets`
 * @param failed told once per problem; the object is then to be looked at from time to time
 */
export async function doorbell(
  connection: Connection,
  { collection, name }: { collection: string; name: string },
  { ring, failed, signal }: { ring(): void; failed(problem: string): void; signal: AbortSignal },
): Promise<void> {
  const query = new URLSearchParams({ watch: '1', fieldSelector: `metadata.name=${name}`, timeoutSeconds: `${LIFE}` });
  let said: string | undefined;
  while (!signal.aborted) {
    // The server may be gone without the connection having noticed.
    const life = AbortSignal.any([signal, AbortSignal.timeout((LIFE + 30) * 1000)]);
    let wait = AGAIN;
    try {
      for await (const line of connection.lines(`${collection}?${query}`, life)) if (line !== '') ring();
      said = undefined;
    } catch (thrown) {
      const problem = messageOf(thrown);
      if (problem !== said) failed(problem);
      said = problem;
      wait = LATER;
    }
    await sleep(wait, undefined, { signal, ref: false }).catch(() => {});
  }
}
