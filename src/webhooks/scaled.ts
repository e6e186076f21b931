/**
 * What asks for another number of replicas through the subresource `scale` (`kubectl scale`, an autoscaler). Such a review carries a
 * Scale: a name, a uid and two numbers. Judged is the workload that has that uid, as the watch of the cluster knows it.
 */
import type { Inventory } from '../context/inventory.ts';
import type { Workload } from '../context/shelves.ts';
import { dig, type JsonObject } from '../json.ts';
import type { RequestContext } from '../resource/context.ts';
import type { Resource } from '../resource/resource.ts';
import type { Review } from '../sources/admission/review.ts';
import { kubernetesResource } from '../sources/kubernetes/resource.ts';

/** What can be scaled, where the watch has not seen it. */
const KINDS: Readonly<Record<string, { apiVersion: string; kind: string }>> = {
  'apps/deployments': { apiVersion: 'apps/v1', kind: 'Deployment' },
  'apps/statefulsets': { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  'apps/replicasets': { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  '/replicationcontrollers': { apiVersion: 'v1', kind: 'ReplicationController' },
  'argoproj.io/rollouts': { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
};

export interface Scaled {
  /** With the operation `scale`, which only rules that name it judge; of the object its metadata and the new number. */
  resource: Resource;
  /** Without `before` where the workload is not known. */
  request: RequestContext;
}

/** Undefined for what does not scale anything, or changes no number. */
export function scaledOf(review: Review, { workload }: Inventory): Scaled | undefined {
  const { subResource, operation, object, oldObject, userInfo, resource } = review;
  if (subResource !== 'scale' || operation !== 'UPDATE') return undefined;
  const replicas = dig(object, 'spec', 'replicas') ?? 0;
  if (replicas === (dig(oldObject, 'spec', 'replicas') ?? 0)) return undefined;
  const uid = dig(oldObject, 'metadata', 'uid');
  const known = typeof uid === 'string' ? workload?.(uid) : undefined;
  const type = known ?? KINDS[`${resource.group}/${resource.resource}`];
  if (type === undefined) return undefined;
  const metadata: JsonObject = {
    name: review.name,
    ...(review.namespace !== undefined && { namespace: review.namespace }),
    ...(known && metadataOf(known)),
  };
  const { apiVersion, kind } = type;
  return {
    resource: { ...kubernetesResource({ apiVersion, kind, metadata, spec: { replicas } }, 'scale'), facets: {} },
    request: {
      user: { name: userInfo.username, groups: userInfo.groups },
      changed: ['/spec/replicas'],
      ...(known && { before: { apiVersion, kind, metadata } }),
    },
  };
}

function metadataOf({ labels, annotations, owner }: Workload): JsonObject {
  return {
    labels: { ...labels },
    annotations: { ...annotations },
    ...(owner !== undefined && { ownerReferences: [{ uid: owner, controller: true }] }),
  };
}
