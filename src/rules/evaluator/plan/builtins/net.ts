/** IP ranges (CIDR). */
import type { Builtin } from '../compile.ts';
import { entriesOf, isRegoObject, RegoSet, type Value } from '../values.ts';
import { boundItems, isSet, isString, members, onStrings } from './arguments.ts';
import { address, addressText, prefixes, type Range, range } from './ip.ts';

function single(text: string): Range | undefined {
  const parsed = address(text);
  return parsed && { bits: parsed.bits, first: parsed.value, last: parsed.value };
}

function contains(outer: string, inner: string): boolean | undefined {
  const [a, b] = [range(outer), single(inner) ?? range(inner)];
  return a && b && a.bits === b.bits && a.first <= b.first && b.last <= a.last;
}

function intersects(left: string, right: string): boolean | undefined {
  const [a, b] = [range(left), range(right)];
  return a && b && a.bits === b.bits && a.first <= b.last && b.first <= a.last;
}

/** Ranges with what stands for each in the answer: itself, its index or its key. Undefined where one is no text. */
function labelled(value: Value): [string, Value][] | undefined {
  const pairs = labels(value)?.map(([item, label]) => [Array.isArray(item) ? item[0] : item, label] as const);
  return pairs?.every((pair): pair is [string, Value] => isString(pair[0])) ? [...pairs] : undefined;
}

function labels(value: Value): (readonly [Value, Value])[] | undefined {
  if (isString(value)) return [[value, value]];
  if (Array.isArray(value)) return value.map((item, index) => [item, index]);
  if (isSet(value)) return RegoSet.sorted(value).map((item) => [item, item]);
  return isRegoObject(value) ? entriesOf(value).map(([key, item]) => [item, key]) : undefined;
}

function matches(outer: Value, inner: Value): RegoSet | undefined {
  const result = new RegoSet();
  const [left, right] = [labelled(outer), labelled(inner)];
  if (!left || !right) return undefined;
  boundItems(left.length * right.length, 'net.cidr_contains_matches');
  for (const [a, labelA] of left) {
    for (const [b, labelB] of right) {
      const found = contains(a, b);
      if (found === undefined) return undefined;
      if (found) RegoSet.add(result, [labelA, labelB]);
    }
  }
  return result;
}

function expand(text: string): RegoSet | undefined {
  const found = range(text);
  if (found === undefined) return undefined;
  const count = found.last - found.first + 1n;
  boundItems(count, 'net.cidr_expand');
  const list = Array.from({ length: Number(count) }, (_, index) => found.first + BigInt(index));
  return RegoSet.of(list.map((value) => addressText({ bits: found.bits, value })));
}

/** A range as written, for as long as it was merged with no other. */
interface Block extends Range {
  text: string;
}

/** A bare IPv4 address stands for the network of its class. */
function block(text: Value): Block | undefined {
  if (!isString(text)) return undefined;
  const bare = address(text);
  if (bare?.bits === 128) return undefined;
  const size = bare && (bare.value >> 31n === 0n ? 8 : bare.value >> 30n === 2n ? 16 : 24);
  const found = range(bare ? `${text.slice(text.lastIndexOf(':') + 1)}/${size}` : text);
  return found && { ...found, text: bare ? `${addressText(bare)}/${size}` : (prefixes(found)[0] as string) };
}

/** As IPv6 numbers, in which IPv4 has its place too. */
const place = ({ bits }: Range, value: bigint) => (bits === 32 ? (0xffffn << 32n) + value : value);

function merge(blocks: readonly Block[]): RegoSet {
  const sorted = [...blocks].sort(
    (a, b) => Number(place(a, a.last) - place(b, b.last)) || Number(place(a, a.first) - place(b, b.first)),
  );
  const result: (Range | Block)[] = [];
  for (let current: Range | Block | undefined = sorted.pop(); current !== undefined; ) {
    const previous: Block | undefined = sorted.pop();
    const before: bigint = place(current, current.first === 0n ? 0n : current.first - 1n);
    if (previous !== undefined && before <= place(previous, previous.last)) {
      const wider = place(previous, previous.first) < place(current, current.first) ? previous : current;
      const last = wider.bits === current.bits ? current.last : place(current, current.last);
      current = { bits: wider.bits, first: wider.first, last };
    } else {
      result.push(current);
      current = previous;
    }
  }
  return RegoSet.of(result.flatMap((found) => ('text' in found ? [found.text] : prefixes(found))));
}

export const net: Record<string, Builtin> = {
  'net.cidr_contains': onStrings((outer, inner) => contains(outer, inner as string)),
  'net.cidr_contains_matches': (outer, inner) => matches(outer as Value, inner as Value),
  'net.cidr_expand': onStrings(expand),
  'net.cidr_intersects': onStrings((a, b) => intersects(a, b as string)),
  'net.cidr_is_valid': (text) => isString(text) && range(text) !== undefined,
  'net.cidr_merge': (texts) => {
    const blocks = members(texts)?.map(block);
    return blocks?.every((found) => found !== undefined) ? merge(blocks) : undefined;
  },
};
