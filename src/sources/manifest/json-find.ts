/** Places in one JSON document of a text. */
import { findPointer, membersOf } from './json-scan.ts';

/**
 * Finds the offset of what a pointer names in the document that begins at `start`, or of the nearest thing above it that exists.
 * A dump of a cluster is one long list, so where its items begin is found once and kept.
 */
export function jsonFinder(text: string, start: number): (pointer: string) => number {
  let items: number[] | undefined;
  return (pointer) => {
    const item = /^\/items\/(\d+)/.exec(pointer);
    if (item === null) return findPointer(text, start, pointer);
    items ??= itemStarts(text, start);
    const at = items[Number(item[1])];
    return findPointer(text, at ?? start, at === undefined ? '/items' : pointer.slice(item[0].length));
  };
}

function itemStarts(text: string, start: number): number[] {
  let starts: number[] = [];
  for (const { key, value } of membersOf(text, start)) {
    if (key === 'items') starts = [...membersOf(text, value)].map((member) => member.value);
  }
  return starts;
}
