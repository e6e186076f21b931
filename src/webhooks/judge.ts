/** One review judged: the verdict of `validate`, the patch of `mutate`. Knows AdmissionReviews and nothing of HTTP. */
import { judgeOne } from '../engine.ts';
import type { JsonObject } from '../json.ts';
import type { Current } from '../live/live.ts';
import { andThen, type Maybe } from '../maybe.ts';
import { acceptedNotice } from '../objects/notice.ts';
import type { RequestContext } from '../resource/context.ts';
import type { Resource } from '../resource/resource.ts';
import { converge } from '../rules/fixes.ts';
import type { Limits } from '../rules/limits.ts';
import type { FoundViolation, Verdict } from '../rules/verdict.ts';
import { requestOf } from '../sources/admission/request.ts';
import { type Review, resourceOf } from '../sources/admission/review.ts';
import { type AdmissionResponse, encodePatch, refusal } from './answer.ts';
import { carriedOver, isMendable, withoutCarried } from './carried.ts';
import { boundWarnings, cut, denialMessage, denials, warningsOf } from './message.ts';
import { madeBy, ownersFinding, withoutOwned } from './owned.ts';
import { scaledOf } from './scaled.ts';

export type Webhook = 'validate' | 'mutate';

export interface Judged {
  decision: 'allow' | 'deny';
  response: Omit<AdmissionResponse, 'uid'>;
  /** For logs and metrics. */
  violations: readonly FoundViolation[];
  /** What the object itself lets through: logged, because nobody else knows of it. */
  carried?: Verdict['waived'];
}

/** Annotations of the audit log are kept for long: a list is cut here. Characters. */
const MAX_ANNOTATION = 1024;
const MAX_GLASS = 500;

/** @throws GatehouseError EVALUATION_FAILED, TIMED_OUT, CALLER_GONE */
export function validate(review: Review, current: Current, now: number, limits: Limits): Maybe<Judged> {
  const verdictOn = (object: JsonObject) => judge(resourceOf(review, object), current, now, limits);
  const scaled = current.rules.readsRequests ? scaledOf(review, current.inventory) : undefined;
  const request = current.rules.readsRequests ? (scaled?.request ?? requestOf(review)) : undefined;
  return andThen(judge(scaled?.resource ?? resourceOf(review), current, now, limits, request), (found) => {
    const made = isClean(found) ? undefined : madeBy(review, current.inventory);
    if (made === undefined && denials(found).length === 0) return validated(found, review, current);
    return andThen(carriedOver(review, verdictOn), (carried) => {
      if (made === undefined) return validated(withoutCarried(found, carried), review, current);
      const isOwners = ownersFinding(review, made, current, carried);
      const { verdict, left } = withoutOwned(found, isOwners);
      const judged = validated(withoutCarried(verdict, carried), review, current);
      if (left.length > 0) {
        Object.assign(judged.response.auditAnnotations ?? {}, { owner: made.by, 'left-to-owner': list(left) });
      }
      return judged;
    });
  });
}

function isClean({ violations, unknowns }: Verdict): boolean {
  return violations.length === 0 && unknowns.length === 0;
}

function validated(verdict: Verdict, review: Review, current: Current): Judged {
  const denied = denials(verdict);
  const allowed = denied.length === 0;
  const decision = allowed ? 'allow' : 'deny';
  const response: Judged['response'] = { allowed };
  if (!allowed) response.status = refusal(403, denialMessage(denied, current.config.docs));
  const warnings = warningsOf(verdict);
  const notice = allowed ? acceptedNotice(review) : undefined;
  if (notice !== undefined) warnings.push(...boundWarnings([notice]));
  if (warnings.length > 0) response.warnings = warnings;
  response.auditAnnotations = annotations(current, decision, verdict);
  const carried = verdict.waived.filter(({ waiver }) => waiver.carried);
  return { decision, violations: verdict.violations, response, ...(carried.length > 0 && { carried }) };
}

/**
 * Applies the rules' own fixes. It never denies for a violation: `validate` is asked afterwards, and it alone decides.
 * @throws GatehouseError EVALUATION_FAILED, TIMED_OUT, CALLER_GONE
 */
export function mutate(review: Review, current: Current, now: number, limits: Limits): Maybe<Judged> {
  const response: Judged['response'] = { allowed: true, auditAnnotations: annotations(current, 'allow') };
  const judged: Judged = { decision: 'allow', response, violations: [] };
  const { object, operation, subResource } = review;
  if (object === undefined || subResource !== undefined) return judged;
  if (operation !== 'CREATE' && operation !== 'UPDATE') return judged;
  const made = madeBy(review, current.inventory);
  // Its controller would take what differs from the template for another revision, and make the next, and the next.
  if (made !== undefined && review.kind.kind !== 'Pod') return judged;
  // Read anew each time, just as `validate` will read what the API server makes of the patch.
  const verdictOn = (mended: JsonObject) => judge(resourceOf(review, mended), current, now, limits);
  const fixed = andThen(carriedOver(review, verdictOn), (carried) => {
    const isWritten = (violation: FoundViolation) =>
      violation.action !== 'audit' &&
      !carried(violation) &&
      isMendable(review, violation) &&
      // A Pod that was made is mended where it runs, and not asked for labels of its own.
      !(made && violation.path.startsWith('/metadata/'));
    return converge(object, (mended) => andThen(verdictOn(mended), ({ violations }) => violations.filter(isWritten)));
  });
  return andThen(fixed, ({ patch, applied }) => {
    if (patch.length > 0) {
      Object.assign(response, encodePatch(patch), {
        warnings: boundWarnings(applied.map(({ rule, fix }) => `[${rule}] fixed: ${fix?.description ?? ''}`)),
        auditAnnotations: { ...response.auditAnnotations, fixes: list(applied.map(({ rule }) => rule)) },
      });
    }
    return judged;
  });
}

function judge(
  resource: Resource,
  current: Current,
  now: number,
  limits: Limits,
  request?: RequestContext,
): Maybe<Verdict> {
  const { rules, scans, inventory } = current;
  return judgeOne(
    rules,
    { resource },
    { door: 'admission', now, scans, inventory, limits, ...(request && { request }) },
  );
}

function annotations(current: Current, decision: string, verdict?: Verdict): Record<string, string> {
  const annotated: Record<string, string> = { revision: current.rules.revision, decision };
  if (!verdict) return annotated;
  const { violations, unknowns, waived } = verdict;
  if (violations.length > 0) annotated.violations = list(violations.map(({ rule, action }) => `${rule}=${action}`));
  if (unknowns.length > 0) annotated.unknowns = list(unknowns.map(({ rule, action }) => `${rule}=${action}`));
  if (waived.length > 0) annotated.waived = list(waived.map(({ rule, waiver }) => `${rule}=${waiver.owner}`));
  const carried = waived.filter(({ waiver }) => waiver.carried);
  if (carried.length > 0) annotated['break-glass'] = list(carried.map(glassOf));
  return annotated;
}

function glassOf({ rule, waiver: { owner, expires, reason } }: Verdict['waived'][number]): string {
  return cut(`${rule}=${owner} until ${expires}: ${reason}`, MAX_GLASS);
}

function list(items: readonly string[]): string {
  const text = [...new Set(items)].join(',');
  return text.length > MAX_ANNOTATION ? `${text.slice(0, MAX_ANNOTATION)}…` : text;
}
