/** A Kubernetes object becomes a resource, the same whichever door it came through. */
import { dig, type JsonObject, stringAt } from '../../json.ts';
import type { Facets } from '../../resource/facets.ts';
import type { Operation, Resource } from '../../resource/resource.ts';
import { containersOf } from './containers.ts';
import { encryptionOf } from './encryption.ts';
import { exposureOf } from './exposure.ts';
import { type GroupKind, groupKind, isNamespaced, madeByWorkload, stringMap } from './kinds.ts';
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
 *
 * An object of a namespaced kind that names no namespace is in `default`, because that is where it would go; so a manifest and
 * the object that a cluster makes of it are one resource. The scope of a custom kind is not known, and none is invented.
 * @param object as parsed; a Secret's values are replaced in the resource's copy
 */
export function kubernetesResource(
  object: JsonObject,
  operation: Operation = 'exists',
  request: RequestIdentity = {},
): Resource {
  const apiVersion = text(object, 'apiVersion') ?? request.apiVersion ?? 'v1';
  const kind = text(object, 'kind') ?? request.kind ?? 'Unknown';
  const type = groupKind(apiVersion, kind);
  const generateName = text(object, 'metadata', 'generateName');
  const name = text(object, 'metadata', 'name') ?? request.name ?? (generateName ? `${generateName}*` : '');
  const isClusterScoped = isNamespaced(type) === false;
  const named = text(object, 'metadata', 'namespace') ?? request.namespace;
  const namespace = isClusterScoped ? undefined : (named ?? (isNamespaced(type) ? 'default' : undefined));
  const budget = budgetOf({ apiVersion, kind, name, namespace }, object);
  return {
    source: 'kubernetes',
    type: `${apiVersion}/${kind}`,
    id: `${namespace === undefined ? '' : `${namespace}/`}${kind}/${name}`,
    name,
    ...(namespace !== undefined && { namespace }),
    operation,
    labels: stringMap(dig(object, 'metadata', 'labels')),
    object: redact(object, kind),
    facets: { ...facetsOf(type, object), ...(budget && { budget }) },
  };
}

function facetsOf(type: GroupKind, object: JsonObject): Facets {
  const tags = tagsOf(type, object);
  const containers = containersOf(type, object);
  // What a workload keeps for another (a Deployment's ReplicaSet) is counted once, on the owner.
  const replicas = madeByWorkload(object) ? undefined : replicasOf(type, object);
  const encryption = encryptionOf(type, object);
  const exposure = exposureOf(type, object);
  return {
    ...(tags && { tags }),
    ...(containers.length > 0 && { containers }),
    ...(replicas && { replicas }),
    ...(encryption.length > 0 && { encryption }),
    ...(exposure.length > 0 && { exposure }),
  };
}

/** A string that says something: an empty name or namespace is the same as none. */
function text(object: JsonObject, ...keys: string[]): string | undefined {
  return stringAt(object, ...keys) || undefined;
}
