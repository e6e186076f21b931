/**
 * Image references of the distribution grammar: `host:443/repo` has no tag.
 * https://github.com/distribution/reference/blob/main/reference.go
 */
import type { Image } from './facets.ts';

const DOMAIN = String.raw`(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?`;
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REFERENCE = new RegExp(
  String.raw`^(?<name>(?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/** The parts of a reference, or why it is none. `path` is where it stands in its resource. */
export function parseImage(reference: string, path: string): Image {
  const groups = REFERENCE.exec(reference)?.groups;
  if (groups?.name === undefined) return { path, state: 'invalid', reference, error: 'it does not follow the grammar' };
  const [registry, repository] = splitDomain(groups.name);
  return {
    path,
    state: 'known',
    reference,
    registry,
    repository,
    ...(groups.tag !== undefined && { tag: groups.tag }),
    ...(groups.digest !== undefined && { digest: groups.digest }),
  };
}

/** The first component is a registry only where it has a dot or a port, is `localhost`, or has upper case. */
function splitDomain(name: string): [string, string] {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  const registry = isDomain ? first : 'docker.io';
  const rest = isDomain ? name.slice(slash + 1) : name;
  if (registry !== 'docker.io' && registry !== 'index.docker.io') return [registry, rest];
  return ['docker.io', rest.includes('/') ? rest : `library/${rest}`];
}
