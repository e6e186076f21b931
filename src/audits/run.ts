/** One run of a configured audit: what it looks at is read, judged at the door `audit`, and reported. */
import type { AuditSettings } from '../config/schema.ts';
import { judgeAllInTurns } from '../engine.ts';
import type { Judge } from '../judging/pool.ts';
import type { Current } from '../live/live.ts';
import { type AuditCounts, countsOf } from '../objects/counts.ts';
import { withCluster } from '../objects/with-objects.ts';
import type { Report } from '../reports/report.ts';
import { wholeSet } from '../resource/whole.ts';
import { ScorecardBuilder } from '../scorecard/build.ts';
import type { Scorecard } from '../scorecard/scorecard.ts';

export interface AuditRun {
  report: Report;
  scorecard?: Scorecard | undefined;
  /** What was not read, and why. */
  warnings: string[];
  /** Of a cluster: what its Waivers cover. */
  counted?: AuditCounts;
}

/** @throws GatehouseError what the source throws: an unreadable file, an unreachable cluster */
export async function runAudit(
  { cluster, files }: AuditSettings,
  current: Current,
  judge: Judge,
  signal: AbortSignal,
): Promise<AuditRun> {
  if (files !== undefined) {
    const { text, scorecard, warnings } = await judge({ files }, current);
    return { report: JSON.parse(text), scorecard, warnings };
  }
  // The Kubernetes client costs 1.2 s and 62 MB; only who audits a cluster pays for it.
  const { readCluster } = await import('../sources/cluster/cluster.ts');
  const { resources, inventory, warnings } = await readCluster({ ...cluster, signal });
  const { rules, scans } = await withCluster(current, resources);
  const scorecard = new ScorecardBuilder(rules, 'audit', current.config.scorecard);
  const whole = wholeSet('kubernetes');
  const options = { door: 'audit', now: Date.now(), scans, inventory, whole, scorecard } as const;
  const report = await judgeAllInTurns(rules, resources, options);
  return { report, scorecard: scorecard.scorecard(), warnings, counted: countsOf(resources, report, Date.now()) };
}
