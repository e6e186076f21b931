/** Writes what became of each object into its status, from the one replica that holds the Lease. */
import type { Logger } from 'pino';
import { messageOf } from '../errors.ts';
import { stringAt } from '../json.ts';
import { type Connection, reasonOf } from '../sources/cluster/connection.ts';
import { nameOf, type Outcome } from './compose.ts';
import { desiredStatus } from './desired-status.ts';
import { API_VERSION, PLURALS } from './group.ts';

export interface StatusWriter {
  /** Brings every status up to date that is not. One run at a time; asked for again meanwhile, it runs once more with the newest. */
  write(outcomes: readonly Outcome[]): void;
}

export function statusWriter(connection: Connection, leading: () => boolean, log: Logger): StatusWriter {
  let running = false;
  let waiting: readonly Outcome[] | undefined;
  let said: string | undefined;

  async function writeAll(outcomes: readonly Outcome[]): Promise<void> {
    for (const outcome of outcomes) {
      // A newer list makes this one void.
      if (!leading() || waiting !== undefined) return;
      const status = desiredStatus(outcome, Date.now());
      if (status === undefined) continue;
      const reply = await connection.send('PATCH', pathOf(outcome), { status }, 'application/merge-patch+json');
      // 404 and 409: gone, or made anew since.
      if (reply.status === 200 || reply.status === 404 || reply.status === 409) continue;
      const remedy = reply.status === 403 ? `; grant the verb patch on ${PLURALS[outcome.kind]}/status` : '';
      throw new Error(`${reasonOf(reply)}${remedy}`);
    }
  }

  async function run(): Promise<void> {
    running = true;
    while (waiting !== undefined) {
      const outcomes = waiting;
      waiting = undefined;
      try {
        await writeAll(outcomes);
        said = undefined;
      } catch (thrown) {
        const problem = messageOf(thrown);
        if (problem !== said) log.warn({ problem }, 'status of cluster objects not written');
        said = problem;
      }
    }
    running = false;
  }

  return {
    write: (outcomes) => {
      waiting = outcomes;
      if (!running) void run();
    },
  };
}

function pathOf({ kind, object }: Outcome): string {
  const namespace = stringAt(object, 'metadata', 'namespace');
  const within = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `/apis/${API_VERSION}${within}/${PLURALS[kind]}/${nameOf(object)}/status`;
}
