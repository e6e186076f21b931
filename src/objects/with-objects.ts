/** What to judge a set with that is read as a whole: manifests, a dump, a cluster. The Waivers that stand in it count for it. */
import type { SourcedResource } from '../resource/resource.ts';
import { RuleSet } from '../rules/ruleset.ts';
import type { Setup } from '../setup.ts';
import { objectKind } from './group.ts';
import { objectsWith } from './objects.ts';
import type { NamespacedWaiver } from './waiver.ts';

/**
 * Manifests on their way into a cluster: their Waivers count unless the configuration says otherwise, and so do those of the cluster
 * that the server follows.
 */
export async function withManifests<S extends Setup>(setup: S, set: readonly SourcedResource[]): Promise<S> {
  const own = setup.config.objects?.waivers?.manifests === false ? [] : await waiversIn(setup, set);
  return withWaivers(setup, set, [...setup.waivers, ...own]);
}

/** A cluster, or a dump of one: its own Waivers count, and no other cluster's. */
export async function withCluster<S extends Setup>(setup: S, set: readonly SourcedResource[]): Promise<S> {
  return withWaivers(setup, set, await waiversIn(setup, set));
}

async function waiversIn({ bundle, config }: Setup, set: readonly SourcedResource[]): Promise<NamespacedWaiver[]> {
  const objects = set.flatMap(({ resource }) => (objectKind(resource.type) === 'Waiver' ? [resource] : []));
  if (objects.length === 0) return [];
  const [{ objectChecker }, { waiversAmong }] = await Promise.all([import('./check.ts'), import('./waiver.ts')]);
  return waiversAmong(objects, await objectChecker(bundle.catalogue, config.objects), Date.now());
}

async function withWaivers<S extends Setup>(
  setup: S,
  set: readonly SourcedResource[],
  waivers: readonly NamespacedWaiver[],
): Promise<S> {
  const { bundle, config } = setup;
  const isSame = waivers.length === setup.waivers.length;
  if (isSame && !set.some(({ resource }) => objectKind(resource.type))) return setup;
  const rules = await RuleSet.create(bundle, config, await objectsWith(bundle.catalogue, config, waivers));
  return { ...setup, rules, waivers };
}
