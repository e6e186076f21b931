import { GatehouseError } from '../errors.ts';
import type { Current, Live } from '../live/live.ts';

/** What to judge with. @throws GatehouseError NOT_READY that says why there are no rules */
export function currentOf(live: Live): Current {
  const current = live.current();
  if (current) return current;
  const problem = live.problem()?.message;
  throw new GatehouseError('NOT_READY', `no rules are loaded${problem === undefined ? '' : `: ${problem}`}`);
}
