/** Where a resource stands in the text of a plan or state. */
import type { Location } from '../../resource/resource.ts';

const ADDRESS = /"address":\s*("(?:[^"\\]|\\.)*")/g;

/**
 * The line of an address, the first where it stands more than once; line 1 where it does not stand at all, which is so in raw state
 * and is true of `terraform show -json`, because that prints one line. The text is read through once, when it is first asked.
 */
export function addressLocator(text: () => string, file: string): (address: string) => Location {
  let lines: Map<string, number> | undefined;
  return (address) => {
    lines ??= addressLines(text());
    return { file, line: lines.get(address) ?? 1 };
  };
}

function addressLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  if (!text.trimEnd().includes('\n')) return lines;
  let line = 1;
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    for (let next = text.indexOf('\n', at); next !== -1 && next < match.index; next = text.indexOf('\n', at)) {
      line += 1;
      at = next + 1;
    }
    const address = JSON.parse(match[1] as string) as string;
    if (!lines.has(address)) lines.set(address, line);
  }
  return lines;
}
