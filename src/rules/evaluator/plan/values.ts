/**
 * Rego's values in JavaScript. What comes from JSON is used as it is: null, booleans, strings, arrays and plain objects, never
 * copied and never changed. Only what JSON does not have needs a class: sets, and objects with keys that are not strings.
 *
 * Numbers are JavaScript numbers; integers beyond 2^53 are bigints, and an integer that fits is never a bigint, so that equal
 * numbers are always of one type.
 */
export type Value = null | boolean | number | bigint | string | Value[] | PlainObject | RegoObject | RegoSet;
export type PlainObject = { [key: string]: Value };

/** Up to here a look at each member is cheaper than the text of one; beyond it members are found by their text. */
const FEW = 12;

/** A set. Members keep no order of their own; `sorted` gives Rego's. */
export class RegoSet {
  readonly #primitives = new Set<Value>();
  readonly #composites: Value[] = [];
  #byText: Set<string> | undefined;
  #sorted: Value[] | undefined;

  static of(values: Iterable<Value>): RegoSet {
    const set = new RegoSet();
    for (const value of values) RegoSet.add(set, value);
    return set;
  }

  static add(set: RegoSet, value: Value): void {
    set.#sorted = undefined;
    if (!isComposite(value)) set.#primitives.add(value);
    else if (!RegoSet.has(set, value)) {
      set.#composites.push(value);
      set.#byText?.add(canonical(value));
    }
  }

  static has(set: RegoSet, value: Value): boolean {
    if (!isComposite(value)) return set.#primitives.has(value);
    const composites = set.#composites;
    if (composites.length <= FEW) {
      for (const member of composites) if (equal(member, value)) return true;
      return false;
    }
    set.#byText ??= new Set(composites.map(canonical));
    return set.#byText.has(canonical(value));
  }

  static size(set: RegoSet): number {
    return set.#primitives.size + set.#composites.length;
  }

  /** The members in Rego's order; not to be changed. */
  static sorted(set: RegoSet): readonly Value[] {
    if (set.#sorted === undefined) {
      set.#sorted = [...set.#primitives, ...set.#composites];
      if (set.#sorted.length > 1) set.#sorted.sort(compare);
    }
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
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = compare(a[index] as Value, b[index] as Value);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Objects compare by key, then by value, pair after pair; then by size. */
function compareObjects(a: PlainObject | RegoObject, b: PlainObject | RegoObject): number {
  const left = entriesOf(a);
  const right = entriesOf(b);
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
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !equal(a[key] as Value, b[key] as Value)) return false;
  }
  return true;
}

function equalArrays(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) {
    if (!equal(a[index] as Value, b[index] as Value)) return false;
  }
  return true;
}

/** Keys of a plain object in Rego's order. */
export function sortedKeys(object: PlainObject): string[] {
  const keys = Object.keys(object);
  return keys.length < 2 ? keys : keys.sort(compareStrings);
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
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value instanceof RegoSet) return `<${RegoSet.sorted(value).map(canonical).join()}>`;
  return `{${entriesOf(value)
    .map(([key, item]) => `${canonical(key)}:${canonical(item)}`)
    .join()}}`;
}

/** As JSON has it: sets become arrays, keys that are not strings become their JSON text. */
export function toJson(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof RegoSet) return RegoSet.sorted(value).map(toJson);
  const result: Record<string, unknown> = {};
  for (const [key, item] of entriesOf(value)) {
    const name = typeof key === 'string' ? key : JSON.stringify(toJson(key));
    Object.defineProperty(result, name, { value: toJson(item), enumerable: true, configurable: true, writable: true });
  }
  return result;
}
