/** Which objects of a dump are judged by themselves, and which through the workload that made them. */
import { arrayAt, own, stringAt } from '../json.ts';
import type { SourcedResource } from '../resource/resource.ts';
import { madeByWorkload } from '../sources/kubernetes/kinds.ts';

/**
 * Without what a workload of the same set made: the ReplicaSets of a Deployment, the Pods of those. Their author can mend
 * nothing there, and every fault of the template would count once per copy. An object whose owner is not in the set stays.
 */
export function withoutMade(set: readonly SourcedResource[]): SourcedResource[] {
  const present = new Set(set.flatMap(({ resource }) => stringAt(resource.object, 'metadata', 'uid') ?? []));
  if (present.size === 0) return [...set];
  return set.filter(({ resource: { object } }) => {
    if (!madeByWorkload(object)) return true;
    const controller = arrayAt(object, 'metadata', 'ownerReferences').find(
      (owner) => own(owner, 'controller') === true,
    );
    const uid = stringAt(controller, 'uid');
    return uid === undefined || !present.has(uid);
  });
}
