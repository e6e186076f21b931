/**
 * From the bytes of a request to an AdmissionReview, whatever is in them and whatever happens: what is no review is refused,
 * and what cannot be judged gets the configured failure answer, which denies unless the operator chose otherwise.
 */

import { type DescribedError, describeError } from '../describe-error.ts';
import { GatehouseError, messageOf } from '../errors.ts';
import { stringAt } from '../json.ts';
import type { Current } from '../live/live.ts';
import type { Maybe } from '../maybe.ts';
import { exemption } from '../rules/exemption.ts';
import type { Limits } from '../rules/limits.ts';
import { identityIn, type Review, readReview, resourceOf } from '../sources/admission/review.ts';
import { type AdmissionResponse, refusal } from './answer.ts';
import { type Judged, mutate, validate, type Webhook } from './judge.ts';
import { cut } from './message.ts';

export interface ReviewRequest {
  webhook: Webhook;
  body: Buffer;
  current: Current | undefined;
  limits: Limits;
}

export interface Outcome {
  response: AdmissionResponse;
  decision: 'allow' | 'deny' | 'pass' | 'error' | 'gone';
  /** Absent where the body was no review. */
  review?: Review;
  violations: Judged['violations'];
  carried?: Judged['carried'];
  /** Why it could not be judged, for the log and the metrics. */
  error?: DescribedError;
}

const NOTHING: Judged['violations'] = [];

/**
 * What a cluster lives by, as group/Kind: heartbeats, leader election, nodes joining, logging in. Without it no rule could be
 * mended, so no rule and no failure holds it up.
 */
const ALWAYS = new Set([
  'coordination.k8s.io/Lease',
  '/Node',
  '/Event',
  'events.k8s.io/Event',
  'certificates.k8s.io/CertificateSigningRequest',
  'authentication.k8s.io/TokenReview',
  'authentication.k8s.io/TokenRequest',
  'authorization.k8s.io/SubjectAccessReview',
  'authorization.k8s.io/SelfSubjectAccessReview',
  'authorization.k8s.io/LocalSubjectAccessReview',
  'authorization.k8s.io/SelfSubjectRulesReview',
]);

const exemptByDefault = exemption();

/** What is not judged. Before the first rules are loaded that is also what they could not have judged. */
function passes(review: Review, current: Current | undefined): boolean {
  const { kind } = review;
  if (ALWAYS.has(`${kind.group}/${kind.kind}`)) return true;
  if (current !== undefined) return current.rules.exempts(identityIn(review));
  const resource = resourceOf(review);
  return resource.operation === 'delete' || Object.keys(resource.facets).length === 0 || exemptByDefault(resource);
}

export function answerReview(request: ReviewRequest): Maybe<Outcome> {
  let document: unknown;
  try {
    document = JSON.parse(request.body.toString('utf8'));
  } catch {
    // The parser's message quotes the body, so it is not repeated.
    return refuse('', 400, 'the body is not JSON; an AdmissionReview of admission.k8s.io/v1 is expected');
  }
  const uid = stringAt(document, 'request', 'uid') ?? '';
  try {
    const review = readReview(document);
    return judgeReview(review, request);
  } catch (thrown) {
    if (thrown instanceof GatehouseError && thrown.code === 'REVIEW_INVALID') return refuse(uid, 400, thrown.message);
    return fail(uid, request.current, thrown);
  }
}

function judgeReview(review: Review, { webhook, current, limits }: ReviewRequest): Maybe<Outcome> {
  const { uid } = review;
  if (passes(review, current)) {
    return { response: { uid, allowed: true }, decision: 'pass', review, violations: NOTHING };
  }
  if (current === undefined) {
    return { ...fail(uid, current, new GatehouseError('NOT_READY', 'no rules are loaded; see /readyz')), review };
  }
  const answered = ({ response, ...judged }: Judged): Outcome => ({
    response: { uid, ...response },
    review,
    ...judged,
  });
  const failed = (thrown: unknown): Outcome => ({ ...fail(uid, current, thrown), review });
  try {
    const judged = (webhook === 'validate' ? validate : mutate)(review, current, Date.now(), limits);
    return judged instanceof Promise ? judged.then(answered).catch(failed) : answered(judged);
  } catch (thrown) {
    return failed(thrown);
  }
}

/** The answer to what is no review. It is the caller's mistake and never allowed, whatever `onError` says. */
export function refuse(uid: string, code: number, message: string): Outcome {
  return { response: { uid, allowed: false, status: refusal(code, message) }, decision: 'error', violations: NOTHING };
}

/** The answer to a review that could not be judged. */
export function fail(uid: string, current: Current | undefined, thrown: unknown): Outcome {
  // An unforeseen error's message may quote the object.
  const why = thrown instanceof GatehouseError ? cut(messageOf(thrown), 200) : 'an error inside Gatehouse';
  const allow = current?.config.server?.onError === 'allow';
  const response: AdmissionResponse = {
    uid,
    allowed: allow,
    ...(allow
      ? { warnings: [cut(`Gatehouse could not judge this object and let it pass: ${why}`, 256)] }
      : { status: refusal(statusOf(thrown), `Gatehouse could not judge this object: ${why}`) }),
    auditAnnotations: { decision: 'error', error: why, ...(current && { revision: current.rules.revision }) },
  };
  const decision = thrown instanceof GatehouseError && thrown.code === 'CALLER_GONE' ? 'gone' : 'error';
  return { response, decision, violations: NOTHING, error: describeError(thrown) };
}

/** What a client may try again is told apart from what will fail again. */
function statusOf(thrown: unknown): number {
  if (!(thrown instanceof GatehouseError)) return 500;
  return thrown.code === 'BUSY' ? 503 : thrown.code === 'TIMED_OUT' ? 504 : 500;
}
