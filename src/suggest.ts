/** What somebody may have meant by a name that does not exist. */

/**
 * `; did you mean canary?`, or the whole list where it is short, or nothing near enough.
 * @param all the names that exist
 * @param where to see all of them, where they are too many to be listed: `gatehouse rules list`
 */
export function suggestion(name: string, all: readonly string[], where?: string): string {
  const given = name.slice(0, 64);
  const limit = Math.max(2, Math.floor(given.length / 3));
  const near = all
    .map((other) => ({ other, far: other.includes(given) && given.length > 2 ? 1 : distance(given, other) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ other }) => other);
  const listed = all.length <= MAX_LISTED || where === undefined ? `; there are ${all.join(', ')}` : `; see ${where}`;
  return near.length === 0 ? listed : `; did you mean ${near.join(' or ')}?`;
}

const MAX_LISTED = 12;

/** Levenshtein's: how many characters are inserted, removed or exchanged. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
