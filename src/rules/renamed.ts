/** Rules that have another id than they had: an error says which, and nothing else knows the old one. */
import { suggestion } from '../suggest.ts';

const RENAMED = new Map([
  ['dynamodb-pitr', 'point-in-time-recovery'],
  ['log-archive-glacier', 'log-archive'],
  ['s3-versioning', 'bucket-versioning'],
]);

/** What to say of an id that no rule has: `; it is bucket-versioning now`, or what somebody may have meant. */
export function insteadOf(id: string, ids: readonly string[], where: string): string {
  const now = RENAMED.get(id);
  return now !== undefined && ids.includes(now) ? `; it is ${now} now` : suggestion(id, ids, where);
}
