/** Adds verdicts up to a report. */
import type { JsonObject } from '../json.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import { completePatch } from '../rules/fixes.ts';
import type { Found, Verdict } from '../rules/verdict.ts';
import type { ExpiredWaiver, Report, ReportError, Summary, Violation } from './report.ts';

/** By rule, resource pattern and object, so that a waiver is named once however many findings it would have covered. */
export type ExpiredWaivers = Map<string, ExpiredWaiver>;

export function emptyReport(revision: string): Report {
  const summary: Summary = { resources: 0, denied: 0, warned: 0, audited: 0, unknown: 0, waived: 0 };
  return { revision, summary, violations: [], unknowns: [], waived: [] };
}

export function addExpired(expired: ExpiredWaivers, waiver: ExpiredWaiver): void {
  expired.set([waiver.rule, waiver.resource, waiver.object].join('\n'), waiver);
}

/** The report with what is absent where there is none. */
export function completeReport(report: Report, expired: ExpiredWaivers, errors: ReportError[]): Report {
  return {
    ...report,
    ...(expired.size > 0 && { expiredWaivers: [...expired.values()] }),
    ...(errors.length > 0 && { errors }),
  };
}

/** The report, saying what of the input it is not about. */
export function withNotes(report: Report, notes: readonly string[] = []): Report {
  return notes.length > 0 ? { ...report, notes: [...notes] } : report;
}

/** A finding as a report shows it, with its fingerprint and the complete patch of its fix. */
function reported<F extends Found>(found: F, object: JsonObject): F & Pick<Violation, 'fingerprint'> {
  const { rule, severity, resource, path, message, fix, ...more } = found;
  const patch = fix?.patch && completePatch(object, fix.patch);
  return {
    ...{ rule, severity, resource, path, message },
    fingerprint: fingerprint(rule, resource, path),
    ...(fix && { fix: patch ? { ...fix, patch } : fix }),
    ...more,
  } as unknown as F & Pick<Violation, 'fingerprint'>;
}

export class ReportBuilder {
  readonly #report: Report;
  readonly #expired: ExpiredWaivers = new Map();
  readonly #errors: ReportError[] = [];

  constructor(revision: string) {
    this.#report = emptyReport(revision);
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
    for (const found of verdict.violations) violations.push(reported(found, verdict.resource.object));
    for (const found of verdict.unknowns) unknowns.push(reported(found, verdict.resource.object));
    for (const found of verdict.waived) waived.push(reported(found, verdict.resource.object));
    for (const waiver of verdict.expiredWaivers) addExpired(this.#expired, waiver);
  }

  addError(error: ReportError): void {
    this.#report.summary.resources += 1;
    this.#errors.push(error);
  }

  report(): Report {
    return completeReport(this.#report, this.#expired, this.#errors);
  }
}
