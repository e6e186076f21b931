/**
 * Rego's values in JavaScript. What comes from JSON is used as it is: null, booleans, strings, arrays and plain objects, never
 * copied and never changed. Only what JSON does not have needs a class: sets, and objects with keys that are not strings.
 *
 * Numbers are JavaScript numbers; integers beyond 2^53 are bigints, and an integer that fits is never a bigint, so that equal
 * numbers are always of one type.
 *
 * Values share their parts, so a small one may stand for a huge tree; whatever walks one takes a step at each part.
 */
import { made, step } from './budget.ts';

export type Value = null | boolean | number | bigint | string | Value[] | PlainObject | RegoObject | RegoSet;
export type PlainObject = { [key: string]: Value };

/** Up to here a look at each member is cheaper than the text of one; beyond it members are found by their text. */
const FEW = 24;

/** A set. Members keep the order in which they came; `sorted` gives Rego's. */
export class RegoSet {
  readonly #items: Value[] = [];
  /** Of a set with more than a few members: those that are no composites, and the texts of those that are. */
  #primitives: Set<Value> | undefined;
  #texts: Set<string> | undefined;
  #sorted: readonly Value[] | undefined;

  static of(values: Iterable<Value>): RegoSet {
    const set = new RegoSet();
    for (const value of values) RegoSet.add(set, value);
    return set;
  }

  static add(set: RegoSet, value: Value): void {
    if (RegoSet.has(set, value)) return;
    set.#sorted = undefined;
    set.#items.push(value);
    if (set.#primitives === undefined) return;
    if (isComposite(value)) set.#texts?.add(canonical(value));
    else set.#primitives.add(value);
  }

  static has(set: RegoSet, value: Value): boolean {
    const items = set.#items;
    if (items.length <= FEW) {
      for (const member of items) if (equal(member, value)) return true;
      return false;
    }
    if (set.#primitives === undefined) {
      set.#primitives = new Set(items.filter((item) => !isComposite(item)));
      set.#texts = new Set(items.filter(isComposite).map(canonical));
    }
    return isComposite(value) ? (set.#texts as Set<string>).has(canonical(value)) : set.#primitives.has(value);
  }

  static size(set: RegoSet): number {
    return set.#items.length;
  }

  /** The members in whatever order; not to be changed. */
  static members(set: RegoSet): readonly Value[] {
    return set.#items;
  }

  /** The members in Rego's order; not to be changed. */
  static sorted(set: RegoSet): readonly Value[] {
    set.#sorted ??= set.#items.length > 1 ? [...set.#items].sort(compare) : set.#items;
    return set.#sorted;
  }
}

/** An object with at least one key that is not a string. */
export class RegoObject {
  readonly #entries = new Map<string, [Value, Value]>();
  #sorted: [Value, Value][] | undefined;

  static set(object: RegoObject, key: Value, value: Value): void {
    object.#sorted = undefined;
    object.#entries.set(canonical(key), [key, value]);
  }

  static get(object: RegoObject, key: Value): Value | undefined {
    return object.#entries.get(canonical(key))?.[1];
  }

  static size(object: RegoObject): number {
    return object.#entries.size;
  }

  /** Key and value pairs in Rego's order of keys; not to be changed. */
  static sorted(object: RegoObject): readonly [Value, Value][] {
    object.#sorted ??= [...object.#entries.values()].sort(([a], [b]) => compare(a, b));
    return object.#sorted;
  }
}

export const addTo = RegoSet.add;

export function isComposite(value: Value): value is Value[] | PlainObject | RegoObject | RegoSet {
  return typeof value === 'object' && value !== null;
}

/** True for objects of either representation. */
export function isRegoObject(value: Value | undefined): value is PlainObject | RegoObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegoSet);
}

/** Rego's order of types: null, boolean, number, string, array, object, set. */
function rank(value: Value): number {
  switch (typeof value) {
    case 'boolean':
      return 1;
    case 'number':
    case 'bigint':
      return 2;
    case 'string':
      return 3;
    default:
      if (value === null) return 0;
      if (Array.isArray(value)) return 4;
      return value instanceof RegoSet ? 6 : 5;
  }
}

/** Rego's total order over values: negative, zero or positive. */
export function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  const difference = rank(a) - rank(b);
  if (difference !== 0) return difference;
  if (typeof a === 'string') return compareStrings(a, b as string);
  if (typeof a !== 'object' || a === null)
    return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
  if (Array.isArray(a)) return compareArrays(a, b as Value[]);
  if (a instanceof RegoSet) return compareArrays(RegoSet.sorted(a), RegoSet.sorted(b as RegoSet));
  return compareObjects(a, b as PlainObject);
}

function compareArrays(a: readonly Value[], b: readonly Value[]): number {
  step();
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = compare(a[index] as Value, b[index] as Value);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Objects compare by key, then by value, pair after pair; then by size. */
function compareObjects(a: PlainObject | RegoObject, b: PlainObject | RegoObject): number {
  step();
  if (a instanceof RegoObject || b instanceof RegoObject) return compareEntries(entriesOf(a), entriesOf(b));
  const [left, right] = [sortedKeys(a), sortedKeys(b)];
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [leftKey, rightKey] = [left[index] as string, right[index] as string];
    const order = compareStrings(leftKey, rightKey) || compare(a[leftKey] as Value, b[rightKey] as Value);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

type Entries = readonly (readonly [Value, Value])[];

function compareEntries(left: Entries, right: Entries): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [leftKey, leftValue] = left[index] as [Value, Value];
    const [rightKey, rightValue] = right[index] as [Value, Value];
    const order = compare(leftKey, rightKey) || compare(leftValue, rightValue);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Go compares UTF-8 bytes, which is code point order; JavaScript compares UTF-16 units, which differs above U+FFFF. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    const leftSurrogate = left >= 0xd800 && left <= 0xdfff;
    const rightSurrogate = right >= 0xd800 && right <= 0xdfff;
    return leftSurrogate === rightSurrogate ? left - right : leftSurrogate ? 1 : -1;
  }
  return a.length - b.length;
}

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b);
  if (Array.isArray(b)) return false;
  if (a instanceof RegoSet || b instanceof RegoSet) {
    return a instanceof RegoSet && b instanceof RegoSet && equalArrays(RegoSet.sorted(a), RegoSet.sorted(b));
  }
  if (a instanceof RegoObject || b instanceof RegoObject) return compareObjects(a, b) === 0;
  return equalObjects(a, b);
}

/** Documents have no prototype but JSON's, whose properties are functions, and `__proto__`. */
function equalObjects(a: PlainObject, b: PlainObject): boolean {
  step();
  let more = 0;
  for (const key in a) {
    const other = b[key];
    if (other === undefined || !equal(a[key] as Value, other)) return false;
    if (key === '__proto__' && !Object.hasOwn(b, key)) return false;
    more += 1;
  }
  for (const _ in b) more -= 1;
  return more === 0;
}

function equalArrays(a: readonly Value[], b: readonly Value[]): boolean {
  step();
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) {
    if (!equal(a[index] as Value, b[index] as Value)) return false;
  }
  return true;
}

/** Fewer are sorted in place faster than by a call for each comparison. */
const MANY_KEYS = 12;

/** Keys of a plain object in Rego's order. */
export function sortedKeys(object: PlainObject): string[] {
  const keys = Object.keys(object);
  if (keys.length > MANY_KEYS) return keys.sort(compareStrings);
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index] as string;
    let at = index;
    for (; at > 0 && compareStrings(keys[at - 1] as string, key) > 0; at -= 1) keys[at] = keys[at - 1] as string;
    keys[at] = key;
  }
  return keys;
}

/** Key and value pairs of either kind of object, in Rego's order. */
export function entriesOf(object: PlainObject | RegoObject): readonly (readonly [Value, Value])[] {
  if (object instanceof RegoObject) return RegoObject.sorted(object);
  return sortedKeys(object).map((key) => [key, object[key] as Value] as const);
}

/** A text that two values share exactly where they are equal. */
export function canonical(value: Value): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      // -0 and 0 are one number in Rego.
      return value === 0 ? '0' : String(value);
  }
  if (value === null) return 'null';
  step();
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value instanceof RegoSet) return `<${RegoSet.sorted(value).map(canonical).join()}>`;
  return `{${entriesOf(value)
    .map(([key, item]) => `${canonical(key)}:${canonical(item)}`)
    .join()}}`;
}

/** As JSON has it: sets become arrays, keys that are not strings become their JSON text. */
export function toJson(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return made(value);
  step();
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof RegoSet) return RegoSet.sorted(value).map(toJson);
  const result: Record<string, unknown> = {};
  if (!(value instanceof RegoObject)) {
    for (const key of sortedKeys(value)) {
      if (key !== '__proto__') result[key] = toJson(value[key] as Value);
      else define(result, key, toJson(value[key] as Value));
    }
    return result;
  }
  for (const [key, item] of entriesOf(value)) {
    const name = typeof key === 'string' ? key : JSON.stringify(toJson(key));
    define(result, name, toJson(item));
  }
  return result;
}

/** Assignment to `__proto__` would set the prototype. */
export function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
