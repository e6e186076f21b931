/** Objects that exist only because another one has a template for them. */
import { arrayAt, dig, stringAt } from '../../json.ts';
import type { Resource, SourcedResource } from '../../resource/resource.ts';

/**
 * Leaves out what a workload of the same set has made: the ReplicaSets of a Deployment, the Jobs of a CronJob, the Pods of any of
 * them. Their faults are their template's; judged there once, and mended there. What another kind made stays: the
 * StatefulSet of an operator's custom resource has no other place where it would be judged.
 */
export function withoutOwned(set: readonly SourcedResource[]): SourcedResource[] {
  const workloads = new Set<string>();
  for (const { resource } of set) {
    const uid = stringAt(resource.object, 'metadata', 'uid');
    if (uid !== undefined && resource.facets.containers !== undefined) workloads.add(uid);
  }
  if (workloads.size === 0) return [...set];
  return set.filter(({ resource }) => {
    const uid = controllerOf(resource);
    return uid === undefined || resource.facets.containers === undefined || !workloads.has(uid);
  });
}

function controllerOf({ object }: Resource): string | undefined {
  const owner = arrayAt(object, 'metadata', 'ownerReferences').find(
    (reference) => dig(reference, 'controller') === true,
  );
  return stringAt(owner, 'uid');
}
