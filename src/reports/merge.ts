/** Several sets of resources, one report. */
import type { ExpiredWaiver, Report, ReportError, Summary } from './report.ts';

/** @param reports all of that revision */
export function mergeReports(reports: readonly Report[], revision: string): Report {
  const summary: Summary = { resources: 0, denied: 0, warned: 0, audited: 0, unknown: 0, waived: 0 };
  const merged: Report = { revision, summary, violations: [], unknowns: [], waived: [] };
  const expired = new Map<string, ExpiredWaiver>();
  const errors: ReportError[] = [];
  for (const report of reports) {
    for (const key of Object.keys(summary) as (keyof Summary)[]) summary[key] += report.summary[key];
    // Not `push(...)`: a report of a large plan has more findings than a call may have arguments.
    merged.violations = merged.violations.concat(report.violations);
    merged.unknowns = merged.unknowns.concat(report.unknowns);
    merged.waived = merged.waived.concat(report.waived);
    errors.push(...(report.errors ?? []));
    for (const waiver of report.expiredWaivers ?? []) expired.set(`${waiver.rule}\n${waiver.resource}`, waiver);
  }
  return {
    ...merged,
    ...(expired.size > 0 && { expiredWaivers: [...expired.values()] }),
    ...(errors.length > 0 && { errors }),
  };
}
