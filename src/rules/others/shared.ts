/**
 * One pool for the same rules under the same parameters, however many rule sets there are of them: waivers make a new rule set,
 * and no new worker. Two pools, because a reload holds the old one too; what is older ends once it has nothing to do.
 */
import { createHash } from 'node:crypto';
import type { Rules } from './messages.ts';
import { type OtherRules, Pool } from './pool.ts';

const MAX_POOLS = 2;
const pools = new Map<string, OtherRules>();

export function sharedPool(rules: Rules): OtherRules {
  const { bundles, parameters, evaluator } = rules;
  const revisions = bundles.map(({ revision }) => revision);
  const key = createHash('sha256')
    .update(JSON.stringify([revisions, parameters, evaluator]))
    .digest('hex');
  const pool = pools.get(key) ?? new Pool(rules);
  // The newest stands last.
  pools.delete(key);
  pools.set(key, pool);
  for (const [oldest, retiring] of pools) {
    if (pools.size <= MAX_POOLS) break;
    pools.delete(oldest);
    retiring.retire();
  }
  return pool;
}
