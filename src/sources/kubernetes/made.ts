/** Which objects of a cluster are judged by themselves, and which through the workload that made them. */
import { dig, isObject, stringAt } from '../../json.ts';
import type { Container, Image } from '../../resource/facets.ts';
import type { Resource } from '../../resource/resource.ts';
import { type GroupKind, groupKindOf } from './kinds.ts';
import { claimOf } from './makers.ts';

/** What is kept of each object that may have made others. */
interface Owner {
  id: string;
  images: ReadonlyMap<string, string>;
}

/** What is made comes after what makes it. */
const ORDER: Readonly<Record<GroupKind, number>> = { 'apps/ReplicaSet': 1, 'batch/Job': 1, '/Pod': 2 };

/** In which round a kind has to be taken: 0, 1 or 2. */
export function roundOf(type: GroupKind): number {
  return ORDER[type] ?? 0;
}

/**
 * The workloads of a set by their uid. Objects are taken in the order of `roundOf`.
 *
 * What a workload made is judged by its template: its author can mend nothing in the copies, and every fault would count once per
 * copy. That holds for what is equal to the template and no further: a reference to an owner is quickly written.
 */
export class Makers {
  readonly #owners = new Map<string, Owner>();

  /** The part of an object that is to be judged by itself: undefined where it is all its owner's. */
  take(resource: Resource): Resource | undefined {
    const { object, facets } = resource;
    const type = groupKindOf(resource.type);
    const containers = facets.containers ?? [];
    const uid = stringAt(object, 'metadata', 'uid');
    if (uid !== undefined && containers.length > 0 && type !== '/Pod') {
      this.#owners.set(uid, { id: resource.id, images: new Map(containers.map((one) => [one.name, imageOf(one)])) });
    }
    const claim = claimOf(type, object);
    const owner = claim && this.#owners.get(claim.uid);
    if (!owner || owner.id !== `${resource.namespace ?? 'default'}/${claim.kind}/${claim.name}`) return resource;
    // Labels, replicas and the like are the template's and the owner's.
    const foreign = isAtRest(type, resource)
      ? []
      : containers.filter((one) => owner.images.get(one.name) !== imageOf(one));
    return foreign.length === 0 ? undefined : { ...resource, facets: { containers: foreign } };
  }
}

/** An old revision that nothing runs of, a Job that has ended: its owner was changed since. */
function isAtRest(type: GroupKind, { object }: Resource): boolean {
  if (type === 'apps/ReplicaSet') return dig(object, 'spec', 'replicas') === 0;
  if (type !== 'batch/Job') return false;
  const status = dig(object, 'status');
  return isObject(status) && !status.active;
}

/** A digest that was added on the way changes nothing of what was asked for. */
function imageOf({ image }: Container): string {
  const { reference = '', registry, repository, tag }: Image = image;
  return repository === undefined ? reference : `${registry}/${repository}:${tag ?? ''}`;
}
