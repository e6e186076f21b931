/** What a judgement may take, as whoever asked for it says. */
import { GatehouseError } from '../errors.ts';

export interface Limits {
  /** `performance.now()` by which the answer is due. */
  deadline: number;
  /** True once nobody waits for the answer any more. */
  gone?: () => boolean;
}

/** Asked between the steps of a judgement. @throws GatehouseError TIMED_OUT or CALLER_GONE where no answer is needed any more */
export function checkLimits({ deadline, gone }: Limits): void {
  if (gone?.()) throw new GatehouseError('CALLER_GONE', 'the client left before the answer');
  if (performance.now() > deadline) throw new GatehouseError('TIMED_OUT', 'the time for the answer was over');
}
