/** Which label selectors match a set of labels, without a look at each of them. */
import type { LabelSelector } from '../config/schema.ts';
import { selectorMatches } from '../rules/match.ts';

interface Entry<T> {
  selector: LabelSelector;
  value: T;
  /** The bucket that it is in. */
  pair: string;
}

/** What asks for no label by its value. */
const ANY = '';

/**
 * Selectors stand in buckets by one label that they ask for: labels that lack it cannot match. Of its labels a selector takes the
 * one that fewest others took, so a label that a whole namespace shares does not gather everything in one bucket.
 */
export class SelectorIndex<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #buckets = new Map<string, Map<string, Entry<T>>>();

  get size(): number {
    return this.#entries.size;
  }

  put(key: string, selector: LabelSelector, value: T): void {
    this.remove(key);
    const pairs = Object.entries(selector.matchLabels ?? {}).map(([name, text]) => pairOf(name, text));
    const pair = pairs.sort((a, b) => this.#crowd(a) - this.#crowd(b))[0] ?? ANY;
    const entry = { selector, value, pair };
    this.#entries.set(key, entry);
    const bucket = this.#buckets.get(pair);
    if (bucket) bucket.set(key, entry);
    else this.#buckets.set(pair, new Map([[key, entry]]));
  }

  remove(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    const bucket = this.#buckets.get(entry.pair);
    bucket?.delete(key);
    if (bucket?.size === 0) this.#buckets.delete(entry.pair);
  }

  /** In the order of their keys, whatever order they came in. */
  matching(labels: Readonly<Record<string, string>>): T[] {
    const found: [string, T][] = [];
    for (const pair of [ANY, ...Object.entries(labels).map(([name, text]) => pairOf(name, text))]) {
      for (const [key, { selector, value }] of this.#buckets.get(pair) ?? []) {
        if (selectorMatches(selector, labels)) found.push([key, value]);
      }
    }
    return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  }

  #crowd(pair: string): number {
    return this.#buckets.get(pair)?.size ?? 0;
  }
}

/** Neither a label's name nor its value can hold a newline. */
function pairOf(name: string, value: string): string {
  return `${name}\n${value}`;
}
