/** A Kubernetes object becomes a resource, the same whichever door it came through. */
import { dig, type JsonObject, type JsonValue, own } from '../../json.ts';
import type { Facets } from '../../resource/facets.ts';
import type { Operation, Resource, ResourceIdentity } from '../../resource/resource.ts';
import { containersOf } from './containers.ts';
import { encryptionOf } from './encryption.ts';
import { exposureOf } from './exposure.ts';
import { type GroupKind, groupKind, isNamespaced, stringMap } from './kinds.ts';
import { redact } from './redact.ts';
import { tagsOf } from './tags.ts';
import { budgetOf, replicasOf } from './workloads.ts';

/** What a request says of an object beside the object itself; each is used where the object does not say it. */
export interface RequestIdentity {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
}

/**
 * Never throws: unknown kinds and fields, and values of a type that Kubernetes would refuse, are never an error.
 * @param object as parsed; a Secret's values are replaced in the resource's copy
 */
export function kubernetesResource(
  object: JsonObject,
  operation: Operation = 'exists',
  request: RequestIdentity = {},
): Resource {
  const { apiVersion, kind } = typeOf(object, request);
  const { source, type, id, name, namespace } = kubernetesIdentity(object, request);
  const facets = facetsOf(groupKind(apiVersion, kind), object);
  const budget = budgetOf({ apiVersion, kind, name, namespace }, object);
  if (budget) facets.budget = budget;
  const labels = stringMap(dig(object, 'metadata', 'labels'));
  const resource: Resource = { source, type, id, name, operation, labels, object: redact(object, kind), facets };
  if (namespace !== undefined) resource.namespace = namespace;
  return resource;
}

/**
 * An object of a namespaced kind that names no namespace is in `default`, because that is where it would go; so a manifest and
 * the object that a cluster makes of it are one resource. The scope of a custom kind is not known, and none is invented.
 */
export function kubernetesIdentity(object: JsonObject, request: RequestIdentity = {}): ResourceIdentity {
  const { apiVersion, kind } = typeOf(object, request);
  const metadata = own(object, 'metadata');
  const isNamespacedKind = isNamespaced(groupKind(apiVersion, kind));
  const named = text(metadata, 'namespace') ?? request.namespace ?? (isNamespacedKind ? 'default' : undefined);
  const namespace = isNamespacedKind === false ? undefined : named;
  const generateName = text(metadata, 'generateName');
  const name = text(metadata, 'name') ?? request.name ?? (generateName ? `${generateName}*` : '');
  const type = `${apiVersion}/${kind}`;
  if (namespace === undefined) return { source: 'kubernetes', type, id: `${kind}/${name}`, name };
  return { source: 'kubernetes', type, id: `${namespace}/${kind}/${name}`, name, namespace };
}

function typeOf(object: JsonObject, request: RequestIdentity): { apiVersion: string; kind: string } {
  return {
    apiVersion: text(object, 'apiVersion') ?? request.apiVersion ?? 'v1',
    kind: text(object, 'kind') ?? request.kind ?? 'Unknown',
  };
}

function facetsOf(type: GroupKind, object: JsonObject): Facets {
  const facets: Facets = {};
  const tags = tagsOf(type, object);
  if (tags) facets.tags = tags;
  const containers = containersOf(type, object);
  if (containers.length > 0) facets.containers = containers;
  const replicas = replicasOf(type, object);
  if (replicas) facets.replicas = replicas;
  const encryption = encryptionOf(type, object);
  if (encryption.length > 0) facets.encryption = encryption;
  const exposure = exposureOf(type, object);
  if (exposure.length > 0) facets.exposure = exposure;
  return facets;
}

/** A string that says something: an empty name or namespace is the same as none. */
function text(object: JsonValue | undefined, key: string): string | undefined {
  const found = own(object, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
