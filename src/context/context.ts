/** The context of one resource, from what stands around it. */
import { stringAt } from '../json.ts';
import type { Context } from '../resource/context.ts';
import type { Resource } from '../resource/resource.ts';
import type { Inventory } from './inventory.ts';
import type { ScanIndex } from './scans.ts';

/** @param now milliseconds since the epoch, to which ages are counted */
export function contextOf(resource: Resource, inventory: Inventory, scans: ScanIndex, now: number): Context {
  const context: Context = {
    budgets: inventory.budgets(resource, now),
    scans: { configured: scans.configured, images: {} },
    digests: {},
    siblings: {},
  };
  const age = ageOf(resource, now);
  if (age !== undefined) context.ageSeconds = age;
  const namespace = inventory.namespace(resource, now);
  if (namespace === 'unseen') context.namespaceUnseen = true;
  else if (namespace) context.namespace = namespace;
  if (resource.facets.containers !== undefined && resource.source === 'kubernetes') {
    const ranges = inventory.limitRanges?.(resource, now);
    if (ranges) context.limitRanges = ranges;
  }
  for (const { storageClass } of resource.facets.encryption ?? []) {
    if (storageClass === undefined) continue;
    const found = inventory.storageClass?.(storageClass, now);
    if (found) context.storageClass = found;
  }
  if (!scans.configured) return context;
  for (const { image } of resource.facets.containers ?? []) {
    if (image.reference === undefined) continue;
    const scan = scans.find(image.reference, now);
    if (scan) context.scans.images[image.reference] = scan;
    const digest = scans.digest(image.reference);
    if (digest) context.digests[image.reference] = digest;
  }
  return context;
}

/** Seconds. Of a create only a cluster asks; whatever its object says, it begins now. */
function ageOf({ source, operation, object }: Resource, now: number): number | undefined {
  if (source !== 'kubernetes') return undefined;
  if (operation === 'create') return 0;
  const created = Date.parse(stringAt(object, 'metadata', 'creationTimestamp') ?? '');
  return Number.isNaN(created) ? undefined : Math.max(0, Math.floor((now - created) / 1000));
}
