/**
 * Globs of configuration and waivers. Only `*` (any characters, also none) and `?` (one character) are special: a Terraform
 * address is full of brackets, and `aws_s3_bucket.logs[0]` must mean itself.
 */

const SPECIAL = /[*?]/;

/** A test that is true where the whole value matches. Linear in time times the number of stars. */
export function wildcard(pattern: string): (value: string) => boolean {
  if (!SPECIAL.test(pattern)) return (value) => value === pattern;
  if (pattern === '*') return () => true;
  return (value) => matches(pattern, value);
}

/** True where any of the patterns matches. */
export function anyWildcard(patterns: readonly string[]): (value: string) => boolean {
  const names = new Set(patterns.filter((pattern) => !SPECIAL.test(pattern)));
  const globs = patterns.filter((pattern) => SPECIAL.test(pattern)).map(wildcard);
  if (globs.length === 0) return (value) => names.has(value);
  return (value) => names.has(value) || globs.some((matches) => matches(value));
}

function matches(pattern: string, value: string): boolean {
  let p = 0;
  let v = 0;
  let star = -1;
  let retry = 0;
  while (v < value.length) {
    if (p < pattern.length && (pattern[p] === '?' || (pattern[p] !== '*' && pattern[p] === value[v]))) {
      p += 1;
      v += 1;
    } else if (pattern[p] === '*') {
      star = p;
      retry = v;
      p += 1;
    } else if (star >= 0) {
      retry += 1;
      v = retry;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
