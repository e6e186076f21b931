/** What every follower of a cluster does about what goes wrong: it tries again, and says each problem once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';

/** Told of a problem, and of its end by `undefined`. */
export type Note = (problem: string | undefined) => void;

const PAUSE_MS = 5_000;

/** Passes on what differs from what was noted last. At first there is no problem. */
export function onChange(tell: Note): Note {
  let last: string | undefined;
  return (problem) => {
    if (problem === last) return;
    last = problem;
    tell(problem);
  };
}

/** Does that until it works, or the signal ends: what is thrown is noted, and it is tried again after five seconds. */
export async function untilDone(work: () => Promise<void>, note: Note, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      return note(undefined);
    } catch (thrown) {
      if (signal.aborted) return;
      note(messageOf(thrown));
    }
    await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
