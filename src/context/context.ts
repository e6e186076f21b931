/** The context of one resource, from what stands around it. */
import type { Context } from '../resource/context.ts';
import type { Resource } from '../resource/resource.ts';
import type { Inventory } from './inventory.ts';
import type { ScanIndex } from './scans.ts';

/** @param now milliseconds since the epoch, to which ages are counted */
export function contextOf(resource: Resource, inventory: Inventory, scans: ScanIndex, now: number): Context {
  const context: Context = {
    budgets: inventory.budgets(resource),
    scans: { configured: scans.configured, images: {} },
    digests: {},
  };
  const namespace = inventory.namespace(resource);
  if (namespace) context.namespace = namespace;
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
