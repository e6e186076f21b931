/** Several sets of resources, one report. */
import { addExpired, completeReport, type ExpiredWaivers, emptyReport } from './build.ts';
import type { Report, ReportError, Summary } from './report.ts';

/** @param reports all of that revision */
export function mergeReports(reports: readonly Report[], revision: string): Report {
  const merged = emptyReport(revision);
  const { summary } = merged;
  const expired: ExpiredWaivers = new Map();
  let errors: ReportError[] = [];
  for (const report of reports) {
    for (const key of Object.keys(summary) as (keyof Summary)[]) summary[key] += report.summary[key];
    // Not `push(...)`: a report of a large plan has more findings than a call may have arguments.
    merged.violations = merged.violations.concat(report.violations);
    merged.unknowns = merged.unknowns.concat(report.unknowns);
    merged.waived = merged.waived.concat(report.waived);
    errors = errors.concat(report.errors ?? []);
    for (const waiver of report.expiredWaivers ?? []) addExpired(expired, waiver);
  }
  return completeReport(merged, expired, errors);
}
