/** What to judge a set with that is read as a whole: manifests, a dump, a cluster. The objects that stand in it count for it. */
import type { SourcedResource } from '../resource/resource.ts';
import { RuleSet } from '../rules/ruleset.ts';
import type { Setup } from '../setup.ts';
import type { Composed } from './compose.ts';
import { type ObjectKind, objectKind } from './group.ts';
import { objectsWith } from './objects.ts';

/**
 * Manifests on their way into a cluster: their Waivers count unless the configuration says otherwise, and so do those of the cluster
 * that the server follows. Their RuleSets do not: they are in force nowhere yet.
 */
export async function withManifests<S extends Setup>(setup: S, set: readonly SourcedResource[]): Promise<S> {
  if (!set.some(({ resource }) => objectKind(resource.type))) return setup;
  const { config, waivers } = setup;
  if (config.objects?.waivers?.manifests === false) return withComposed(setup, setup);
  const own = await composed(setup, set, ['Waiver']);
  return withComposed(setup, { config, waivers: [...waivers, ...own.waivers] });
}

/** A cluster, or a dump of one: its own Waivers and RuleSets count, and no other one's. */
export async function withCluster<S extends Setup>(setup: S, set: readonly SourcedResource[]): Promise<S> {
  const { fileConfig: config } = setup;
  if (set.some(({ resource }) => objectKind(resource.type))) {
    return withComposed(setup, await composed({ ...setup, config }, set, ['Waiver', 'RuleSet']));
  }
  const isPlain = setup.waivers.length === 0 && setup.config === config;
  return isPlain ? setup : withComposed(setup, { config, waivers: [] });
}

async function composed(
  { bundle, config }: Setup,
  set: readonly SourcedResource[],
  kinds: readonly ObjectKind[],
): Promise<Composed> {
  const objects = (kind: ObjectKind) =>
    kinds.includes(kind)
      ? set.flatMap(({ resource }) =>
          objectKind(resource.type) === kind && resource.operation !== 'delete' ? [resource.object] : [],
        )
      : [];
  const [{ objectChecker }, { compose }] = await Promise.all([import('./check.ts'), import('./compose.ts')]);
  const checker = await objectChecker(bundle.catalogue, config.objects);
  return compose({ config, checker, waivers: objects('Waiver'), ruleSets: objects('RuleSet'), now: Date.now() });
}

/** The setup that judges with that configuration and those Waivers. */
export async function withComposed<S extends Omit<Setup, 'rules'>>(
  setup: S,
  { config, waivers }: Pick<Composed, 'config' | 'waivers'>,
): Promise<S & Pick<Setup, 'rules'>> {
  const { bundle } = setup;
  const rules = await RuleSet.create(bundle, config, await objectsWith(bundle.catalogue, config, waivers));
  return { ...setup, config, rules, waivers };
}
