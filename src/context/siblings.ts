/** What stands beside a resource, by type: for rules that need to see several. */
import type { Siblings } from '../resource/context.ts';
import type { Resource, SourcedResource } from '../resource/resource.ts';
import { wildcard } from '../rules/wildcard.ts';

/**
 * Whether all resources of the types that a glob matches are known.
 * @param any whether there is one at least
 */
export type CompleteFor = (matches: (type: string) => boolean, any: boolean) => boolean;

interface Found extends Siblings {
  types: ReadonlySet<string>;
}

/** Indexed when it is first asked, and made for the types that are asked for. */
export function siblingsIn(
  all: readonly SourcedResource[],
  complete: CompleteFor = () => true,
): (types: readonly string[], resource: Resource) => Siblings {
  let byType: Map<string, SourcedResource[]> | undefined;
  const kept = new Map<string, Found>();
  return (globs, resource) => {
    const key = globs.join(' ');
    let found = kept.get(key);
    if (found === undefined) {
      byType ??= groupByType(all);
      found = find(byType, globs, { complete, unseen: all.some(({ amongUnseen }) => amongUnseen) });
      kept.set(key, found);
    }
    const { known, resources, types } = found;
    if (!types.has(resource.type)) return { known, resources };
    return { known, resources: resources.filter(({ type, id }) => type !== resource.type || id !== resource.id) };
  };
}

function find(
  byType: Map<string, SourcedResource[]>,
  globs: readonly string[],
  { complete, unseen }: { complete: CompleteFor; unseen: boolean },
): Found {
  const types = new Set<string>();
  let known = !unseen;
  for (const glob of globs) {
    const matches = wildcard(glob);
    const matching = [...byType.keys()].filter(matches);
    for (const type of matching) types.add(type);
    known &&= complete(matches, matching.length > 0);
  }
  const resources: Resource[] = [];
  for (const sourced of [...types].flatMap((type) => byType.get(type) ?? [])) {
    try {
      if (sourced.resource.operation !== 'delete') resources.push(sourced.resource);
    } catch {
      // Its own judgement says what is wrong with it; here it may be what is missing.
      known = false;
    }
  }
  return { known, resources, types };
}

function groupByType(all: readonly SourcedResource[]): Map<string, SourcedResource[]> {
  const groups = new Map<string, SourcedResource[]>();
  for (const sourced of all) {
    const type = sourced.type ?? sourced.resource.type;
    const group = groups.get(type);
    if (group) group.push(sourced);
    else groups.set(type, [sourced]);
  }
  return groups;
}
