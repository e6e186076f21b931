/**
 * The cluster objects: their API group, and how they are told from everything else. The schemas are in `schema.ts`, apart from
 * this, because every door asks these questions and few need a schema.
 */
export const GROUP = 'gatehouse.dev';
export const VERSION = 'v1alpha1';
export const API_VERSION = `${GROUP}/${VERSION}`;

export type ObjectKind = 'Waiver' | 'RuleSet';

/** By kind, as in a URL. */
export const PLURALS: Readonly<Record<ObjectKind, string>> = { Waiver: 'waivers', RuleSet: 'rulesets' };

/** The name under which what is wrong with such an object is reported: `docs/rules/cluster-objects.md`. */
export const OBJECTS_RULE = 'cluster-objects';

/** @param type of a resource, as `gatehouse.dev/v1alpha1/Waiver`: whatever the version, so that none is passed over */
export function objectKind(type: string): ObjectKind | undefined {
  if (!type.startsWith(`${GROUP}/`)) return undefined;
  const kind = type.slice(type.lastIndexOf('/') + 1);
  return kind === 'Waiver' || kind === 'RuleSet' ? kind : undefined;
}

/** What the API server and Gatehouse alike say of a RuleSet that sets nothing. It stands here because schemas take long to load. */
export const NEEDS_SETTINGS = 'needs packs or rules';
