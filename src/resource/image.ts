/**
 * Image references as Docker and the kubelet read them: the distribution grammar after Docker's normalisation, in which
 * `host:443/repo` has no tag and `nginx` is `docker.io/library/nginx`.
 * https://github.com/distribution/reference
 */
import type { Image } from './facets.ts';
import { memo } from './memo.ts';

const HOST_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(String.raw`^(?:${HOST_PART}(?:\.${HOST_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$`);
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** The algorithms that a registry's clients know, with the length of their digests in hexadecimal. */
const DIGEST_LENGTH: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

const MAX_REPOSITORY = 255;
/** More than any reference can have; refused before anything looks at it twice. */
const MAX_REFERENCE = 4096;

/** The parts of a reference, or why it is none. `path` is where it stands in its resource. */
export function parseImage(reference: string, path: string): Image {
  const parts = parse(reference);
  if (typeof parts === 'string') return { path, state: 'invalid', reference, error: parts };
  const { registry, repository, tag, digest } = parts;
  const image: Image = { path, state: 'known', reference, registry, repository };
  if (tag !== undefined) image.tag = tag;
  if (digest !== undefined) image.digest = digest;
  return image;
}

/** The parts, or one clause that says what is wrong. */
const parse = memo((reference: string): Parts | string => {
  const parts = split(reference);
  return parts === undefined ? 'it is too long' : (fault(reference, parts) ?? parts);
});

interface Parts {
  registry: string;
  repository: string;
  /** The repository as written, without the `library/` that Docker puts before it. */
  name: string;
  tag: string | undefined;
  digest: string | undefined;
}

function split(reference: string): Parts | undefined {
  if (reference.length > MAX_REFERENCE) return undefined;
  const [registry, rest] = splitRegistry(reference);
  const at = rest.indexOf('@');
  const named = at < 0 ? rest : rest.slice(0, at);
  const colon = named.indexOf(':');
  const name = colon < 0 ? named : named.slice(0, colon);
  return {
    registry,
    name,
    repository: registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name,
    tag: colon < 0 ? undefined : named.slice(colon + 1),
    digest: at < 0 ? undefined : rest.slice(at + 1),
  };
}

/** What stands before the first slash is a registry only where it has a dot or a port, is `localhost`, or has upper case. */
function splitRegistry(reference: string): [string, string] {
  const slash = reference.indexOf('/');
  const first = slash < 0 ? '' : reference.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  if (!isRegistry) return ['docker.io', reference];
  return [first === 'index.docker.io' ? 'docker.io' : first, reference.slice(slash + 1)];
}

/** One clause that says what is wrong; undefined where nothing is. */
function fault(reference: string, { registry, repository, name, tag, digest }: Parts): string | undefined {
  if (reference === '') return 'it is empty';
  if (/\s/.test(reference)) return 'it has white space in it';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(reference)) return 'it begins as a URL does; leave the scheme out';
  if (/^[a-f0-9]{64}$/.test(reference)) return 'it is the id of an image on a node, not a name in a registry';
  if (!DOMAIN.test(registry)) return `the registry ${registry} is not a host with or without a port`;
  if (name === '') return 'it names no repository';
  if (name.toLowerCase() !== name) return `the repository ${name} must be in lower case`;
  if (!name.split('/').every((component) => COMPONENT.test(component))) {
    return `the repository ${name} is not lower-case letters and digits, parted by one of . _ __ - and slashes`;
  }
  if (repository.length > MAX_REPOSITORY) return `the repository is longer than ${MAX_REPOSITORY} characters`;
  if (tag === '') return 'there is a colon, but no tag behind it';
  if (tag !== undefined && !TAG.test(tag)) {
    return `the tag ${tag} is not up to 128 letters, digits, _ . and -, beginning with neither . nor -`;
  }
  return digest === undefined ? undefined : digestFault(digest);
}

function digestFault(digest: string): string | undefined {
  const colon = digest.indexOf(':');
  const algorithm = digest.slice(0, Math.max(colon, 0));
  const length = Object.hasOwn(DIGEST_LENGTH, algorithm) ? DIGEST_LENGTH[algorithm] : undefined;
  if (length === undefined) return `the digest does not begin with ${Object.keys(DIGEST_LENGTH).join(':, ')}:`;
  const hex = digest.slice(colon + 1);
  if (/^[0-9a-f]*$/.test(hex) && hex.length === length) return undefined;
  return `the ${algorithm} digest is not ${length} hexadecimal digits in lower case`;
}
