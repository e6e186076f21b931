/** What the rules say of one resource, and how a finding of theirs becomes a part of it. */
import type { ExpiredWaiver, Severity, Unknown, Violation, Waived } from '../reports/report.ts';
import type { Resource, ResourceIdentity, SourcedResource } from '../resource/resource.ts';
import type { Finding } from './evaluator/evaluator.ts';
import { hasPlace } from './fixes.ts';

/** A finding without what costs most to make and a report alone shows: its fingerprint, and the complete patch of its fix. */
export type Found = Omit<Violation, 'fingerprint' | 'action'>;
export type FoundViolation = Found & Pick<Violation, 'action'>;
export type FoundUnknown = Found & Pick<Unknown, 'action'>;

export interface Verdict {
  resource: Resource;
  violations: FoundViolation[];
  unknowns: FoundUnknown[];
  waived: (FoundViolation & Pick<Waived, 'waiver'>)[];
  expiredWaivers: ExpiredWaiver[];
  /** Ids of the rules that apply to it: those that found nothing are kept. */
  judged: string[];
}

/** A verdict that nothing was found for yet. */
export function emptyVerdict(resource: Resource): Verdict {
  return { resource, violations: [], unknowns: [], waived: [], expiredWaivers: [], judged: [] };
}

export function findingOf<Taken extends string>(
  rule: string,
  severity: Severity,
  sourced: SourcedResource,
  { path, message, fix }: Finding,
  action: Taken,
): Found & { action: Taken } {
  const { written } = sourced;
  const finding: Found & { action: Taken } = {
    rule,
    severity,
    resource: written?.identity ?? identityOf(sourced.resource),
    path: written?.pathOf(path) ?? path,
    message: written?.say(message) ?? message,
    action,
  };
  const location = sourced.locate?.(finding.path);
  if (location) finding.location = location;
  if (written) return finding;
  // No fix is offered where the object is so malformed that it cannot be applied.
  if (fix && (fix.patch ?? []).every((operation) => hasPlace(sourced.resource.object, operation))) finding.fix = fix;
  return finding;
}

/** The verdict in the order that answers have. */
export function settled(verdict: Verdict): Verdict {
  if (verdict.violations.length > 1) verdict.violations.sort(byRulePathAndMessage);
  if (verdict.unknowns.length > 1) verdict.unknowns.sort(byRulePathAndMessage);
  if (verdict.waived.length > 1) verdict.waived.sort(byRulePathAndMessage);
  return verdict;
}

/** Rego's sets have an order, but not every evaluator keeps it; answers must not depend on which one judged. */
function byRulePathAndMessage(a: Found, b: Found): number {
  if (a.rule !== b.rule) return a.rule < b.rule ? -1 : 1;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  // What Terraform keeps in several attributes may be one property of a template.
  return a.message === b.message ? 0 : a.message < b.message ? -1 : 1;
}

/** The part of a resource that reports name. */
export function identityOf(resource: Resource): ResourceIdentity {
  const { source, type, id, name, namespace } = resource;
  return namespace === undefined ? { source, type, id, name } : { source, type, id, name, namespace };
}
