/** Paths into documents: `/a/b` with `~1` for a slash and `~0` for a tilde (RFC 6901), or an array of keys. */
import type { Value } from '../values.ts';

/** The keys; undefined for what is no path. Slashes at the start count once, and the empty text is the whole document. */
export function pathOf(path: Value | undefined): Value[] | undefined {
  if (Array.isArray(path)) return path;
  if (typeof path !== 'string') return undefined;
  if (path === '') return [];
  return path
    .replace(/^\/+/, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
