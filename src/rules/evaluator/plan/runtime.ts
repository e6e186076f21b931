/** What compiled rules call: look-ups, insertions and checks with Rego's meaning. `undefined` is Rego's undefined. */
import { charge, made, OverrunError, step } from './budget.ts';
import {
  addTo,
  compare,
  define,
  equal,
  isRegoObject,
  type PlainObject,
  RegoObject,
  RegoSet,
  sortedKeys,
  type Value,
} from './values.ts';

/** Two results for one complete rule or object key: Rego's own error, which ends the evaluation. */
export class ConflictError extends Error {}

/** `source[key]`. */
export function get(source: Value | undefined, key: Value): Value | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  if (Array.isArray(source)) return typeof key === 'number' ? source[key] : undefined;
  if (source instanceof RegoSet) return RegoSet.has(source, key) ? key : undefined;
  if (source instanceof RegoObject) return RegoObject.get(source, key);
  if (typeof key !== 'string') return undefined;
  const value = source[key];
  // What is not the object's own but its prototype's is a function, or `__proto__`.
  if (typeof value !== 'function' && key !== '__proto__') return value;
  return Object.hasOwn(source, key) ? value : undefined;
}

/** The slow path of `source.key` for a constant key that no prototype has: only sets and odd objects are left. */
export function getOdd(source: Value | undefined, key: string): Value | undefined {
  if (source instanceof RegoSet) return RegoSet.has(source, key) ? key : undefined;
  return source instanceof RegoObject ? RegoObject.get(source, key) : undefined;
}

/** How many members; undefined for what has none to count. */
export function length(value: Value): number | undefined {
  if (typeof value === 'string') return [...value].length;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return value.length;
  if (value instanceof RegoSet) return RegoSet.size(value);
  return value instanceof RegoObject ? RegoObject.size(value) : Object.keys(value).length;
}

/** The keys of an object or the members of a set, in Rego's order; arrays are scanned by the compiled loop itself. */
export function scanKeys(source: Value | undefined): readonly Value[] {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return [];
  if (source instanceof RegoSet) return RegoSet.sorted(source);
  if (source instanceof RegoObject) return RegoObject.sorted(source).map(([key]) => key);
  return sortedKeys(source);
}

/** The same in whatever order, where none can be told. */
export function scanAnyKeys(source: Value | undefined): readonly Value[] {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return [];
  if (source instanceof RegoSet) return RegoSet.members(source);
  if (source instanceof RegoObject) return RegoObject.sorted(source).map(([key]) => key);
  return Object.keys(source);
}

/** The members of an entrypoint that must be a set. @throws TypeError where it is none: that is no empty one */
export function membersOf(value: Value | undefined): readonly Value[] {
  if (value instanceof RegoSet) return RegoSet.members(value);
  throw new TypeError('the entrypoint is no set');
}

/** Inserts, and gives the object back: in another representation when the key is the first that is no string. */
export function insert(object: Value | undefined, key: Value, value: Value): PlainObject | RegoObject {
  if (object instanceof RegoObject) {
    RegoObject.set(object, key, value);
    return object;
  }
  const plain = object as PlainObject;
  if (typeof key === 'string') {
    if (key === '__proto__') {
      define(plain, key, value);
    } else {
      plain[key] = value;
    }
    return plain;
  }
  const odd = new RegoObject();
  for (const name of Object.keys(plain)) RegoObject.set(odd, name, plain[name] as Value);
  RegoObject.set(odd, key, value);
  return odd;
}

/** @throws ConflictError when the key is there with another value */
export function insertOnce(object: Value | undefined, key: Value, value: Value): PlainObject | RegoObject {
  const before = get(object, key);
  if (before === undefined) return insert(object, key, value);
  if (!equal(before, value)) throw new ConflictError('object keys must be unique');
  return object as PlainObject | RegoObject;
}

/** @throws ConflictError when there is another value already */
export function once(before: Value | undefined, value: Value): Value {
  if (before !== undefined && !equal(before, value)) {
    throw new ConflictError('complete rules must not produce multiple outputs');
  }
  return value;
}

/** Base and virtual documents laid over each other; where both have a key the first wins unless both are objects. */
export function merge(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (!isRegoObject(a) || !isRegoObject(b)) return a;
  let result: PlainObject | RegoObject = {};
  for (const key of scanKeys(b)) result = insert(result, key, get(b, key) as Value);
  for (const key of scanKeys(a)) {
    const mine = get(a, key) as Value;
    const theirs = get(b, key);
    result = insert(result, key, theirs === undefined ? mine : (merge(mine, theirs) as Value));
  }
  return result;
}

/** The document with `value` at those keys; what is on the way is copied, the rest is shared. */
export function upsert(document: Value | undefined, keys: readonly string[], value: Value): Value {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  let copy: PlainObject | RegoObject = {};
  if (isRegoObject(document))
    for (const name of scanKeys(document)) copy = insert(copy, name, get(document, name) as Value);
  copy = insert(copy, key, upsert(get(document, key), rest, value));
  return copy;
}

export { addTo, charge, compare, equal, isRegoObject, made, OverrunError, RegoObject, RegoSet, step };
