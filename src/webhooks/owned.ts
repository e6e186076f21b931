/**
 * What a controller makes of a template is judged where its author can mend it: in the owner. A finding that comes from the template
 * is the owner's, and is not answered a second time for every Pod.
 *
 * Whoever may create Pods may write any owner into one. So the claim counts only where the API server says that it was the
 * owner's controller who asked, or where the owner is known by its uid and its template holds the very same.
 */
import type { Inventory } from '../context/inventory.ts';
import type { Workload } from '../context/shelves.ts';
import { dig, isObject, own, stringAt } from '../json.ts';
import type { Current } from '../live/live.ts';
import { fromPointer, toPointer } from '../resource/pointer.ts';
import type { Resource } from '../resource/resource.ts';
import type { FoundUnknown, FoundViolation, Verdict } from '../rules/verdict.ts';
import type { Review } from '../sources/admission/review.ts';
import { groupKind } from '../sources/kubernetes/kinds.ts';
import { type Claim, CONTAINER_FIELDS, claimOf, podSpecKeys, templateOf } from '../sources/kubernetes/makers.ts';
import { kubernetesIdentity } from '../sources/kubernetes/resource.ts';

type Finding = FoundViolation | FoundUnknown;

/** Where the controllers do not use service accounts of their own, all are this user. */
const CONTROLLER_MANAGER = 'system:kube-controller-manager';

/** Longer than any chain that Kubernetes makes. */
const MAX_OWNERS = 5;

export interface Made {
  /** `ReplicaSet/web-5d4f`, for the audit log. */
  by: string;
  /** The owner's controller made the request. */
  byController: boolean;
  /** The owner and its owners, nearest first. */
  owners: readonly Resource[];
  /** What the template of the nearest owner whose template is known says. */
  template: Workload['template'];
}

/** What made the object of a review; undefined where nothing did, or it cannot be told. */
export function madeBy(review: Review, { workload }: Inventory): Made | undefined {
  // Of an update the claim counts that was there before it.
  const object = review.oldObject ?? review.object;
  const { group, version, kind } = review.kind;
  const claim = object && claimOf(groupKind(`${group}/${version}`, kind), object);
  if (claim === undefined) return undefined;
  const { username } = review.userInfo;
  const byController = claim.maker !== undefined && (username === claim.maker || username === CONTROLLER_MANAGER);
  const known = genuine(claim, review.namespace, workload?.(claim.uid));
  if (known === undefined && !byController) return undefined;
  const chain: Workload[] = [];
  for (let next = known; next && chain.length < MAX_OWNERS; next = next.owner ? workload?.(next.owner) : undefined) {
    chain.push(next);
  }
  return {
    by: `${claim.kind}/${claim.name}`,
    byController,
    owners: chain.length > 0 ? chain.map(resourceOf) : [claimed(claim, review.namespace)],
    template: chain.find(({ template }) => template !== undefined)?.template,
  };
}

/**
 * Tells the findings that are the owner's: the rule judges one of the owners, and what is found stands in the template. A container
 * that somebody added on the way stands in none. What an update carries over was judged when it came.
 */
export function ownersFinding(
  review: Review,
  made: Made,
  { rules }: Pick<Current, 'rules'>,
  carried: (finding: Finding) => boolean,
): (found: Finding) => boolean {
  const { object } = review;
  const { group, version, kind } = review.kind;
  const type = groupKind(`${group}/${version}`, kind);
  const keys = podSpecKeys(type);
  const prefix = toPointer(keys);
  const spec = dig(object, ...keys);
  let ownTemplate: Workload['template'];

  const fromTemplate = ({ path }: Finding): boolean => {
    if (path !== prefix && !path.startsWith(`${prefix}/`)) return true;
    const [field = '', index = ''] = fromPointer(path.slice(prefix.length));
    if (field === 'ephemeralContainers') return false;
    const part = CONTAINER_FIELDS.includes(field) ? (stringAt(spec, field, index, 'name') ?? '') : '';
    if (made.template === undefined) return made.byController;
    const said = own(made.template, part);
    if (made.byController) return said !== undefined;
    ownTemplate ??= isObject(object) ? templateOf(type, object) : undefined;
    return said !== undefined && said === own(ownTemplate, part);
  };
  return (finding) =>
    made.owners.some((owner) => rules.judges(finding.rule, owner, 'admission')) &&
    (carried(finding) || fromTemplate(finding));
}

/** The verdict without what is the owner's, and the rules of which something was. */
export function withoutOwned(
  verdict: Verdict,
  isOwners: (finding: Finding) => boolean,
): { verdict: Verdict; left: string[] } {
  const found = [...verdict.violations, ...verdict.unknowns].filter(isOwners);
  const stays = (finding: Finding) => !isOwners(finding);
  return {
    verdict: { ...verdict, violations: verdict.violations.filter(stays), unknowns: verdict.unknowns.filter(stays) },
    left: [...new Set(found.map(({ rule }) => rule))],
  };
}

/** The workload with the uid of the claim, where it is the one that the claim names. */
function genuine(claim: Claim, namespace: string | undefined, known: Workload | undefined): Workload | undefined {
  if (known === undefined) return undefined;
  const isNamed = known.key === `${namespace ?? 'default'}/${claim.name}`;
  const isOfKind = groupKind(known.apiVersion, known.kind) === groupKind(claim.apiVersion, claim.kind);
  return isNamed && isOfKind ? known : undefined;
}

function resourceOf({ apiVersion, kind, key, labels }: Workload): Resource {
  const [namespace = '', name = ''] = key.split('/');
  const identity = kubernetesIdentity({ metadata: { name, namespace } }, { apiVersion, kind });
  return { ...identity, operation: 'exists', labels, object: {}, facets: {} };
}

/** An owner that is known by nothing but its name: without labels, so that no rule is taken to judge it by them. */
function claimed({ apiVersion, kind, name }: Claim, namespace: string | undefined): Resource {
  const identity = kubernetesIdentity(
    { metadata: { name, ...(namespace !== undefined && { namespace }) } },
    { apiVersion, kind },
  );
  return { ...identity, operation: 'exists', labels: {}, object: {}, facets: {} };
}
