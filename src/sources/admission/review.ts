/**
 * An AdmissionReview, as the API server posts one, read into what the doors need of it.
 * https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request
 */
import { GatehouseError } from '../../errors.ts';
import { arrayAt, dig, isObject, type JsonObject, type JsonValue, own, stringAt } from '../../json.ts';
import { toPointer } from '../../resource/pointer.ts';
import type { Operation, Resource, ResourceIdentity } from '../../resource/resource.ts';
import { kubernetesIdentity, kubernetesResource, type RequestIdentity } from '../kubernetes/resource.ts';

export const REVIEW_API_VERSION = 'admission.k8s.io/v1';

const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;
export type ReviewOperation = (typeof OPERATIONS)[number];

/** `{group: 'apps', version: 'v1', ...}` of the request, each empty where it does not say. */
interface Group {
  group: string;
  version: string;
}

export interface Review {
  uid: string;
  operation: ReviewOperation;
  /** Of the object: `{group: 'apps', version: 'v1', kind: 'Deployment'}`. */
  kind: Group & { kind: string };
  /** Of the request: `{group: 'apps', version: 'v1', resource: 'deployments'}`. */
  resource: Group & { resource: string };
  namespace?: string;
  /** Empty where the API server will generate one. */
  name: string;
  subResource?: string;
  dryRun: boolean;
  userInfo: { username: string; groups: string[] };
  options: JsonObject;
  /** As sent, Secrets and all: for patches only, never for a log or an answer. */
  object?: JsonObject;
  oldObject?: JsonObject;
}

/** A review that cannot be read, with its uid where it has one: the answer must still name it. */
export class ReviewError extends GatehouseError {
  readonly uid: string | undefined;

  constructor(message: string, path: string, uid: string | undefined) {
    super('REVIEW_INVALID', message, { where: path === '' ? 'the body' : path });
    this.name = 'ReviewError';
    this.uid = uid;
  }
}

/**
 * @param body the request's body, parsed
 * @throws ReviewError REVIEW_INVALID, with the JSON Pointer of what is wrong
 */
export function readReview(body: unknown): Review {
  const uid = stringAt(body, 'request', 'uid') || undefined;
  const wrong = (keys: string[], message: string) => new ReviewError(message, toPointer(keys), uid);
  if (!isObject(body)) throw wrong([], 'is not a JSON object; an AdmissionReview is expected');
  if (own(body, 'kind') !== 'AdmissionReview') throw wrong(['kind'], 'is not AdmissionReview');
  const version = stringAt(body, 'apiVersion');
  if (version !== REVIEW_API_VERSION) {
    const advice = `list v1 in the webhook configuration's admissionReviewVersions`;
    if (version === 'admission.k8s.io/v1beta1') throw wrong(['apiVersion'], `is ${version}, which ended; ${advice}`);
    throw wrong(['apiVersion'], `is not ${REVIEW_API_VERSION}; ${advice}`);
  }
  const request = own(body, 'request');
  if (!isObject(request)) throw wrong(['request'], 'is missing or not an object');
  if (uid === undefined) throw wrong(['request', 'uid'], 'is missing, empty or not a string');
  const operation = OPERATIONS.find((name) => name === own(request, 'operation'));
  if (operation === undefined) throw wrong(['request', 'operation'], `is none of ${OPERATIONS.join(', ')}`);
  const kind = stringAt(request, 'kind', 'kind');
  if (!kind) throw wrong(['request', 'kind', 'kind'], 'is missing, empty or not a string');
  const object = objectIn(request, 'object', wrong);
  const oldObject = objectIn(request, 'oldObject', wrong);
  if (object === undefined && (operation === 'CREATE' || operation === 'UPDATE')) {
    throw wrong(['request', 'object'], `is missing, and a ${operation} has one`);
  }
  const requested = own(request, 'resource');
  const userInfo = own(request, 'userInfo');
  const options = own(request, 'options');
  const review: Review = {
    uid,
    operation,
    kind: { ...groupIn(own(request, 'kind')), kind },
    resource: { ...groupIn(requested), resource: stringAt(requested, 'resource') ?? '' },
    name: stringAt(request, 'name') ?? '',
    dryRun: own(request, 'dryRun') === true,
    userInfo: { username: stringAt(userInfo, 'username') ?? '', groups: arrayAt(userInfo, 'groups').map(String) },
    options: isObject(options) ? options : {},
  };
  const namespace = stringAt(request, 'namespace');
  if (namespace) review.namespace = namespace;
  const subResource = stringAt(request, 'subResource');
  if (subResource) review.subResource = subResource;
  if (object) review.object = object;
  if (oldObject) review.oldObject = oldObject;
  return review;
}

function groupIn(value: JsonValue | undefined): Group {
  return { group: stringAt(value, 'group') ?? '', version: stringAt(value, 'version') ?? '' };
}

function objectIn(
  request: JsonObject,
  field: 'object' | 'oldObject',
  wrong: (keys: string[], message: string) => ReviewError,
): JsonObject | undefined {
  const value = own(request, field);
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw wrong(['request', field], 'is not an object');
  return value;
}

/** Who a review is about, without a look at what it is. */
export function identityIn(review: Review): ResourceIdentity {
  return kubernetesIdentity(objectOf(review), requestIdentity(review));
}

/**
 * What the rules judge. Its facets are empty where the request does not change what rules read.
 * @param object in place of the one that was sent: as mended, or as it was before
 */
export function resourceOf(review: Review, object: JsonObject = objectOf(review)): Resource {
  const resource = kubernetesResource(object, operationOf(review, object), requestIdentity(review));
  resource.facets = facetsOf(review, resource);
  if (review.subResource !== undefined) resource.subresource = review.subResource;
  return resource;
}

function objectOf({ object, oldObject }: Review): JsonObject {
  return object ?? oldObject ?? {};
}

function requestIdentity({ kind: { group, version, kind }, namespace, name }: Review): RequestIdentity {
  const identity: RequestIdentity = { apiVersion: group === '' ? version || 'v1' : `${group}/${version}`, kind };
  if (namespace !== undefined) identity.namespace = namespace;
  if (name !== '') identity.name = name;
  return identity;
}

/**
 * An update of what is already being deleted counts as part of the delete: its controllers take finalizers off by updates, and no
 * rule may keep garbage in the cluster. Nothing new starts from such an object.
 */
function operationOf({ operation, oldObject }: Review, object: JsonObject): Operation {
  if (operation === 'CREATE') return 'create';
  if (operation === 'DELETE') return 'delete';
  if (operation === 'CONNECT') return 'connect';
  const isEnding = Boolean(dig(oldObject ?? object, 'metadata', 'deletionTimestamp'));
  return isEnding ? 'delete' : 'update';
}

/**
 * A subresource changes one thing. `ephemeralcontainers` carries the whole pod but can change its ephemeral containers only, so
 * only they are judged; `resize` changes what the other containers may use. `status` carries the whole object, but its writers cannot change the spec and must never be held up by it.
 * What `scale`, `exec`, `eviction`, `binding` and the like carry is no object that a rule reads.
 */
function facetsOf({ subResource, operation }: Review, { facets }: Resource): Resource['facets'] {
  if (operation === 'CONNECT') return {};
  if (subResource === undefined) return facets;
  if (subResource !== 'ephemeralcontainers' && subResource !== 'resize') return {};
  const changes = (kind: string) => (kind === 'ephemeral') === (subResource === 'ephemeralcontainers');
  const containers = facets.containers?.filter(({ kind }) => changes(kind)) ?? [];
  return containers.length > 0 ? { containers } : {};
}
