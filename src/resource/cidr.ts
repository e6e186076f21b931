/** Address ranges that shut nobody out. */

/** What platforms write for every address. */
const WORDS = new Set(['*', 'any', 'internet', 'all']);

/** Shorter prefixes than these leave so much of the public address space in that they are no restriction. */
const SHORTEST_V4 = 8;
const SHORTEST_V6 = 16;

/** Addresses that the internet does not route: unique local and link local (RFC 4193, RFC 4291). */
const PRIVATE_V6 = /^f[c-f]/i;

/** True where a range holds the whole public address space or so much of it that it restricts nothing. */
export function isWorld(range: string): boolean {
  const text = range.trim();
  const [address = '', prefix] = text.split('/');
  if (prefix === undefined) return address === '0.0.0.0' || address === '::' || WORDS.has(text.toLowerCase());
  if (!/^\d{1,3}$/.test(prefix)) return false;
  if (address.includes(':')) return Number(prefix) < SHORTEST_V6 && !PRIVATE_V6.test(address);
  return Number(prefix) < SHORTEST_V4;
}
