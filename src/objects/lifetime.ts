/** How long a Waiver may last. */
import { startOf } from '../rules/time.ts';

export const DEFAULT_MAX_DAYS = 366;
export const DAY = 24 * 60 * 60 * 1000;

/**
 * Whether it lasts longer than it may, seen from `now`. It has no memory of when a Waiver was made, so that every door and every
 * replica says the same. A date counts by its beginning, so that 30 days are the date in 30 days.
 */
export function isTooLong(expires: string, now: number, maxDays = DEFAULT_MAX_DAYS): boolean {
  return (startOf(expires) ?? Number.POSITIVE_INFINITY) - now > maxDays * DAY;
}
