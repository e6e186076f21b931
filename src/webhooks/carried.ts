/**
 * What an update carries over from the object as it was. Controllers write to objects that were let in before a rule was: a Job's
 * take finalizers off its Pods, a Deployment's scale its old ReplicaSets down. Denying that mends nothing and halts the cluster;
 * patching it would start a rollout that nobody asked for, or be refused because a Pod's containers cannot be changed.
 */
import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../json.ts';
import { andThen, type Maybe } from '../maybe.ts';
import type { FoundUnknown, FoundViolation, Verdict } from '../rules/verdict.ts';
import type { Review } from '../sources/admission/review.ts';
import { groupKind } from '../sources/kubernetes/kinds.ts';

type Finding = FoundViolation | FoundUnknown;

/**
 * Tells a finding that the old object has too, at the same place and with the same message, from one that this update brings.
 * All are new where the update changes more than metadata, status and `spec.replicas`: who touches a spec brings it in order.
 * The subresources that are judged can change one thing each, so what they do not change is never theirs.
 * @param verdictOn judges the object as it was
 */
export function carriedOver(
  review: Review,
  verdictOn: (object: JsonObject) => Maybe<Verdict>,
): Maybe<(finding: Finding) => boolean> {
  const { operation, object, oldObject, subResource } = review;
  if (operation !== 'UPDATE' || !object || !oldObject) return () => false;
  if (subResource === undefined && !isDeepStrictEqual(substance(object), substance(oldObject))) return () => false;
  return andThen(verdictOn(oldObject), ({ violations, unknowns }) => {
    const known = new Set([...violations, ...unknowns].map(keyOf));
    return (finding) => known.has(keyOf(finding));
  });
}

/** The verdict with denials turned into warnings where the object was no better before. */
export function withoutCarried(verdict: Verdict, carried: (finding: Finding) => boolean): Verdict {
  const relax = <F extends Finding>(finding: F): F =>
    finding.action === 'deny' && carried(finding)
      ? { ...finding, action: 'warn', message: `(not new in this update) ${finding.message}` }
      : finding;
  return { ...verdict, violations: verdict.violations.map(relax), unknowns: verdict.unknowns.map(relax) };
}

/** Kinds of which the API server refuses to change what the fixes would change. */
const IMMUTABLE = new Set(['/Pod', 'batch/Job', 'storage.k8s.io/StorageClass']);

/** Whether the API server would accept a fix: a patch that it refuses takes the whole update with it. */
export function isMendable({ operation, kind }: Review, { fix }: FoundViolation): boolean {
  if (operation !== 'UPDATE' || !IMMUTABLE.has(groupKind(`${kind.group}/${kind.version}`, kind.kind))) return true;
  return fix?.patch?.every(({ path }) => path.startsWith('/metadata/')) ?? true;
}

/** What an object is, without what controllers keep on it and how many there are of it, which `scale` changes unasked. */
function substance({ metadata: _metadata, status: _status, spec, ...rest }: JsonObject): unknown {
  if (!isObject(spec)) return { ...rest, spec };
  const { replicas: _replicas, ...settings } = spec;
  return { ...rest, spec: settings };
}

/** Within one resource. */
function keyOf({ rule, path, message }: Finding): string {
  return `${rule}\n${path}\n${message}`;
}
