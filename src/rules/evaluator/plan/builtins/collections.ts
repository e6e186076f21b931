/** Aggregates, arrays, sets, objects and types. https://www.openpolicyagent.org/docs/policy-reference/builtins */
import type { Builtin } from '../compile.ts';
import { get, insert, length, scanKeys } from '../runtime.ts';
import {
  compare,
  entriesOf,
  equal,
  isRegoObject,
  type PlainObject,
  type RegoObject,
  RegoSet,
  type Value,
} from '../values.ts';
import { isNumber, isSet, members, object } from './arguments.ts';

function union(a: PlainObject | RegoObject, b: PlainObject | RegoObject): PlainObject | RegoObject {
  let result = object(entriesOf(a));
  for (const [key, value] of entriesOf(b)) {
    const before = get(a, key);
    result = insert(result, key, isRegoObject(before) && isRegoObject(value) ? union(before, value) : value);
  }
  return result;
}

/** Keys that `object.filter` and `object.remove` take: an array, a set, or the keys of an object. */
function keySet(value: Value | undefined): RegoSet | undefined {
  if (isSet(value)) return value;
  if (Array.isArray(value)) return RegoSet.of(value);
  return isRegoObject(value) ? RegoSet.of(scanKeys(value)) : undefined;
}

const isType =
  (test: (value: Value) => boolean): Builtin =>
  (value) =>
    test(value as Value);

function typeName(value: Value): string {
  if (value === null) return 'null';
  if (isNumber(value)) return 'number';
  if (Array.isArray(value)) return 'array';
  if (isSet(value)) return 'set';
  return typeof value;
}

const extreme =
  (sign: number): Builtin =>
  (values) =>
    members(values)?.reduce<Value | undefined>(
      (best, value) => (best === undefined || compare(value, best) * sign > 0 ? value : best),
      undefined,
    );

export const collections: Record<string, Builtin> = {
  count: (value) => length(value as Value),
  max: extreme(1),
  min: extreme(-1),
  sort: (values) => {
    const list = members(values);
    return list && [...list].sort(compare);
  },
  'array.concat': (a, b) => (Array.isArray(a) && Array.isArray(b) ? [...a, ...b] : undefined),
  'array.slice': (array, from, to) => {
    if (!Array.isArray(array) || typeof from !== 'number' || typeof to !== 'number') return undefined;
    const stop = Math.min(to, array.length);
    const start = Math.max(from, 0);
    return start >= stop ? [] : array.slice(start, stop);
  },
  'array.reverse': (array) => (Array.isArray(array) ? [...array].reverse() : undefined),
  and: (a, b) => (isSet(a) && isSet(b) ? RegoSet.of(RegoSet.sorted(a).filter((x) => RegoSet.has(b, x))) : undefined),
  or: (a, b) => (isSet(a) && isSet(b) ? RegoSet.of([...RegoSet.sorted(a), ...RegoSet.sorted(b)]) : undefined),
  union: (sets) => {
    const all = isSet(sets) ? RegoSet.sorted(sets) : undefined;
    return all?.every(isSet) ? RegoSet.of(all.flatMap((set) => [...RegoSet.sorted(set as RegoSet)])) : undefined;
  },
  intersection: (sets) => {
    const all = isSet(sets) ? RegoSet.sorted(sets) : undefined;
    if (!all?.every(isSet)) return undefined;
    const [first, ...rest] = all as RegoSet[];
    if (first === undefined) return new RegoSet();
    return RegoSet.of(RegoSet.sorted(first).filter((value) => rest.every((set) => RegoSet.has(set, value))));
  },
  'internal.member_2': (value, collection) => {
    if (isSet(collection)) return RegoSet.has(collection, value as Value);
    if (Array.isArray(collection)) return collection.some((item) => equal(item, value as Value));
    if (!isRegoObject(collection)) return false;
    return entriesOf(collection).some(([, item]) => equal(item, value as Value));
  },
  'internal.member_3': (key, value, collection) => {
    const found = isSet(collection) && !equal(key as Value, value as Value) ? undefined : get(collection, key as Value);
    return found !== undefined && equal(found, value as Value);
  },
  'object.get': (source, key, fallback) => {
    if (!isRegoObject(source)) return undefined;
    if (!Array.isArray(key)) return get(source, key as Value) ?? fallback;
    let current: Value | undefined = source;
    for (let at = 0; at < key.length && current !== undefined; at += 1) current = get(current, key[at] as Value);
    return current ?? fallback;
  },
  'object.keys': (source) => (isRegoObject(source) ? RegoSet.of(scanKeys(source)) : undefined),
  'object.union': (a, b) => (isRegoObject(a) && isRegoObject(b) ? union(a, b) : undefined),
  'object.union_n': (objects) =>
    Array.isArray(objects) && objects.every(isRegoObject)
      ? objects.reduce<PlainObject | RegoObject>((all, next) => union(all, next as PlainObject), {})
      : undefined,
  'object.filter': (source, keys) => {
    const kept = keySet(keys);
    if (!isRegoObject(source) || kept === undefined) return undefined;
    return object(entriesOf(source).filter(([key]) => RegoSet.has(kept, key)));
  },
  'object.remove': (source, keys) => {
    const removed = keySet(keys);
    if (!isRegoObject(source) || removed === undefined) return undefined;
    return object(entriesOf(source).filter(([key]) => !RegoSet.has(removed, key)));
  },
  is_array: isType(Array.isArray),
  is_boolean: isType((value) => typeof value === 'boolean'),
  is_null: isType((value) => value === null),
  is_number: isType(isNumber),
  is_object: isType(isRegoObject),
  is_set: isType(isSet),
  is_string: isType((value) => typeof value === 'string'),
  type_name: (value) => typeName(value as Value),
};
