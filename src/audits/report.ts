/** The report of an audit as it is kept: a report, when and of what it was made, and how it differs from an earlier one. */
import type { Report, Violation } from '../reports/report.ts';

export interface AuditReport extends Report {
  audit: AuditMetadata;
  comparison?: Comparison;
}

export interface AuditMetadata {
  /** What was audited: an API server's URL, or the files as they were named. */
  source: string;
  /** RFC 3339. */
  startedAt: string;
  finishedAt: string;
  /** What could not be read, and why. Absent where everything was. */
  warnings?: string[];
}

export interface Comparison {
  /** The earlier report: its file, and when it was finished where it says so. */
  earlier: { file: string; finishedAt?: string; revision: string };
  /** False: the rules or their configuration changed between the two, which may be why findings come or go. */
  sameRevision: boolean;
  new: Violation[];
  fixed: Violation[];
  unchanged: Violation[];
}
