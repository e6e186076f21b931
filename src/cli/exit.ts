/** What the commands answer to a shell. */
import type { Report } from '../reports/report.ts';

export const EXIT = {
  /** Nothing is denied. */
  ok: 0,
  /** Something is denied. */
  denied: 1,
  /** Something could not be judged: input, configuration, evaluation or usage. It outweighs a denial. */
  failed: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** @param problems what could not be read */
export function exitCodeOf(report: Report, problems: readonly unknown[] = []): ExitCode {
  if (problems.length > 0 || (report.errors ?? []).length > 0) return EXIT.failed;
  return report.summary.denied > 0 ? EXIT.denied : EXIT.ok;
}
