/** A Kubernetes object becomes a resource, the same whichever door it came through. */
import { type JsonObject, objectAt, stringAt } from '../../json.ts';
import type { Operation, Resource } from '../../resource/resource.ts';
import { containersOf } from './containers.ts';

/** @param object any Kubernetes object; unknown kinds and fields are never an error */
export function kubernetesResource(object: JsonObject, operation: Operation = 'exists'): Resource {
  const apiVersion = stringAt(object, 'apiVersion') ?? 'v1';
  const kind = stringAt(object, 'kind') ?? 'Unknown';
  const name = stringAt(object, 'metadata', 'name') ?? '';
  const namespace = stringAt(object, 'metadata', 'namespace');
  const containers = containersOf(kind, object);
  return {
    source: 'kubernetes',
    type: `${apiVersion}/${kind}`,
    id: `${namespace === undefined ? '' : `${namespace}/`}${kind}/${name}`,
    name,
    ...(namespace !== undefined && { namespace }),
    operation,
    labels: objectAt(object, 'metadata', 'labels') as Record<string, string>,
    object,
    facets: containers.length === 0 ? {} : { containers },
  };
}
