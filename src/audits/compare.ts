/** What changed between two audits: findings are the same where their fingerprints are. */
import { GatehouseError, messageOf } from '../errors.ts';
import { arrayAt, isObject, stringAt } from '../json.ts';
import type { Report, Violation } from '../reports/report.ts';
import type { AuditReport, Comparison } from './report.ts';

/**
 * A finding counts as fixed only where it is really gone: one that was waived since, that became unknown, or whose resource could
 * not be judged this time, is still there. One that was there under a waiver is not new when the waiver ends.
 */
export function compareReports(
  earlier: Report & Partial<Pick<AuditReport, 'audit'>>,
  current: Report,
  file: string,
): Comparison {
  const before = tally([...earlier.violations, ...earlier.waived]);
  const comparison: Comparison = {
    earlier: {
      file,
      revision: earlier.revision,
      ...(earlier.audit?.finishedAt !== undefined && { finishedAt: earlier.audit.finishedAt }),
    },
    sameRevision: earlier.revision === current.revision,
    new: [],
    fixed: [],
    unchanged: [],
  };
  for (const violation of current.violations) {
    comparison[take(before, violation) ? 'unchanged' : 'new'].push(violation);
  }
  const undecided = tally([...current.waived, ...current.unknowns]);
  const notJudged = new Set((current.errors ?? []).map(({ resource }) => `${resource.type} ${resource.id}`));
  for (const violation of earlier.violations) {
    if (!take(before, violation)) continue;
    const there = take(undecided, violation) || notJudged.has(`${violation.resource.type} ${violation.resource.id}`);
    comparison[there ? 'unchanged' : 'fixed'].push(violation);
  }
  return comparison;
}

function tally(findings: readonly { fingerprint: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { fingerprint } of findings) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  return counts;
}

/** True where one is left, which is then counted off. */
function take(counts: Map<string, number>, { fingerprint }: Pick<Violation, 'fingerprint'>): boolean {
  const left = counts.get(fingerprint) ?? 0;
  if (left > 0) counts.set(fingerprint, left - 1);
  return left > 0;
}

/**
 * An earlier report, from what `audit`, `check --format json` or `GET /v1/audits/NAME` gave.
 * @throws GatehouseError INPUT_UNRECOGNISED
 */
export function parseReport(text: string, where: string): Report & Partial<Pick<AuditReport, 'audit'>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new GatehouseError('INPUT_UNRECOGNISED', 'is not a report: it is not JSON', {
      where,
      cause: messageOf(thrown),
    });
  }
  const report = isObject(value) && isObject(value.report) ? value.report : value;
  const isReport =
    stringAt(report, 'revision') !== undefined &&
    arrayAt(report, 'violations').every((violation) => stringAt(violation, 'fingerprint') !== undefined) &&
    isObject(report) &&
    Array.isArray(report.violations);
  if (!isReport) {
    throw new GatehouseError(
      'INPUT_UNRECOGNISED',
      'is not a report: name a file that gatehouse audit or gatehouse check --format json wrote',
      { where },
    );
  }
  return { waived: [], unknowns: [], ...report } as unknown as Report;
}
