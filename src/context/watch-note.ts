/** What the log says of a watch of the cluster: each problem when it comes up, and when it is over. */
import type { Logger } from 'pino';
import { type Note, onChange } from '../sources/cluster/persist.ts';

/** @param also told the same */
export function watchNote(log: Logger, what: Record<string, string>, also?: Note): Note {
  return onChange((problem) => {
    also?.(problem);
    if (problem === undefined) log.info(what, 'cluster watched again');
    else log.warn({ ...what, problem }, 'cluster not watched');
  });
}
