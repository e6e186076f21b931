/** Adds verdicts up to a report. */
import type { Verdict } from '../rules/ruleset.ts';
import type { ExpiredWaiver, Report, ReportError, Summary } from './report.ts';

export class ReportBuilder {
  readonly #report: Report;
  readonly #expired = new Map<string, ExpiredWaiver>();
  readonly #errors: ReportError[] = [];

  constructor(revision: string) {
    const summary: Summary = { resources: 0, denied: 0, warned: 0, audited: 0, unknown: 0, waived: 0 };
    this.#report = { revision, summary, violations: [], unknowns: [], waived: [] };
  }

  add(verdict: Verdict): void {
    const { summary, violations, unknowns, waived } = this.#report;
    summary.resources += 1;
    summary.unknown += verdict.unknowns.length;
    summary.waived += verdict.waived.length;
    summary.denied += verdict.unknowns.filter(({ action }) => action === 'deny').length;
    for (const { action } of verdict.violations) {
      if (action === 'deny') summary.denied += 1;
      else if (action === 'warn') summary.warned += 1;
      else summary.audited += 1;
    }
    violations.push(...verdict.violations);
    unknowns.push(...verdict.unknowns);
    waived.push(...verdict.waived);
    for (const waiver of verdict.expiredWaivers) this.#expired.set(`${waiver.rule}\n${waiver.resource}`, waiver);
  }

  addError(error: ReportError): void {
    this.#report.summary.resources += 1;
    this.#errors.push(error);
  }

  report(): Report {
    return {
      ...this.#report,
      ...(this.#expired.size > 0 && { expiredWaivers: [...this.#expired.values()] }),
      ...(this.#errors.length > 0 && { errors: this.#errors }),
    };
  }
}
