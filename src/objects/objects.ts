/** What a rule set takes from cluster objects: the Waivers that it honours, and what it finds wrong with such objects. */
import type { Config } from '../config/schema.ts';
import type { Resource } from '../resource/resource.ts';
import type { Catalogue } from '../rules/catalogue.ts';
import type { Finding } from '../rules/evaluator/evaluator.ts';
import { objectKind } from './group.ts';
import type { NamespacedWaiver } from './waiver.ts';

export interface Objects {
  waivers: readonly NamespacedWaiver[];
  /** What is wrong with a Waiver or a RuleSet. @param now milliseconds since the epoch */
  find(resource: Resource, now: number): Finding[];
}

/** For who meets no such objects. */
export const noObjects: Objects = { waivers: [], find: () => [] };

/** Honours those Waivers, and judges the objects. What that needs is loaded only here. */
export async function objectsWith(
  catalogue: Catalogue,
  config: Config,
  waivers: readonly NamespacedWaiver[],
): Promise<Objects> {
  const { objectChecker } = await import('./check.ts');
  const checker = await objectChecker(catalogue, config.objects);
  return {
    waivers,
    find: ({ type, object }, now) => {
      const kind = objectKind(type);
      return kind ? checker.check(kind, object, now).map(({ path, message }) => ({ path, message })) : [];
    },
  };
}
