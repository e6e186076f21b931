/** JSON Pointer, RFC 6901: how every path in Gatehouse is written. */

/** `['a/b', 0]` becomes `/a~1b/0`. */
export function toPointer(keys: readonly (string | number)[]): string {
  let pointer = '';
  for (const key of keys) pointer += `/${escapeKey(String(key))}`;
  return pointer;
}

/** One reference token, escaped: `~` is `~0` and `/` is `~1` (RFC 6901 section 3). */
export function escapeKey(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}

/** `/a~1b/0` becomes `['a/b', '0']`. The empty pointer is the whole document, no keys. */
export function fromPointer(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
