/** Which objects of a dump are judged by themselves, and which through the workload that made them. */
import type { SourcedResource } from '../resource/resource.ts';
import { groupKindOf } from '../sources/kubernetes/kinds.ts';
import { Makers, roundOf } from '../sources/kubernetes/made.ts';

/** Without what workloads of the same set made. An object whose owner is not in the set stays. */
export function withoutMade(set: readonly SourcedResource[]): SourcedResource[] {
  const makers = new Makers();
  const kept = new Map<SourcedResource, SourcedResource>();
  for (const round of [0, 1, 2]) {
    for (const sourced of set) {
      if (roundOf(groupKindOf(sourced.resource.type)) !== round) continue;
      const resource = makers.take(sourced.resource);
      if (resource) kept.set(sourced, { ...sourced, resource });
    }
  }
  return set.flatMap((sourced) => kept.get(sourced) ?? []);
}
