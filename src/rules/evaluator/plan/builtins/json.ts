/** JSON text, and parts of documents by JSON pointers: filter, remove and patch (RFC 6902). */
import type { Builtin } from '../compile.ts';
import { get, scanKeys } from '../runtime.ts';
import { entriesOf, isRegoObject, RegoObject, RegoSet, type Value } from '../values.ts';
import { isSet, isString, members, object, onStrings } from './arguments.ts';
import { patch } from './json-patch.ts';
import { pathOf } from './json-path.ts';
import { isJson, type Layout, marshal, unmarshal } from './json-text.ts';

/** Paths as a tree: null is where one ends. */
type Tree = null | RegoObject;

function treeOf(paths: Value | undefined): Tree | undefined {
  const list = members(paths)?.map(pathOf);
  if (!list?.every((path) => path !== undefined)) return undefined;
  const root = new RegoObject();
  for (const path of list) grow(root, path);
  return root;
}

function grow(root: RegoObject, path: readonly Value[]): void {
  let node = root;
  for (const [index, key] of path.entries()) {
    const child = RegoObject.get(node, key);
    if (index === path.length - 1) RegoObject.set(node, key, null);
    else if (child === null) return;
    else if (child instanceof RegoObject) node = child;
    else {
      const made = new RegoObject();
      RegoObject.set(node, key, made);
      node = made;
    }
  }
}

/** A step of a path into an array is the index as text. */
const stepAt = (tree: RegoObject, key: Value) => RegoObject.get(tree, key) as Tree | undefined;

function filter(value: Value, tree: Tree): Value {
  if (tree === null) return value;
  const kept = (item: Value, key: Value): [Value] | [] => {
    const step = stepAt(tree, key);
    return step === undefined ? [] : [filter(item, step)];
  };
  if (Array.isArray(value)) return value.flatMap((item, index) => wrap(kept(item, String(index))));
  if (isSet(value)) return RegoSet.of(RegoSet.sorted(value).flatMap((item) => wrap(kept(item, item))));
  if (!isRegoObject(value)) return value;
  return object(entriesOf(value).flatMap(([key, item]) => kept(item, key).map((result) => [key, result] as const)));
}

/** `flatMap` takes one level off, which must not be the value's own. */
const wrap = (values: Value[]): Value[] => values;

function remove(value: Value, tree: Tree | undefined): Value | undefined {
  if (tree === undefined) return value;
  if (tree === null) return undefined;
  if (Array.isArray(value)) return defined(value.map((item, index) => remove(item, stepAt(tree, String(index)))));
  if (isSet(value)) {
    return RegoSet.of(defined(RegoSet.sorted(value).map((item) => remove(item, stepAt(tree, item)))));
  }
  if (!isRegoObject(value)) return value;
  const entries = entriesOf(value).map(([key, item]) => [key, remove(item, stepAt(tree, key))] as const);
  return object(entries.filter((entry): entry is readonly [Value, Value] => entry[1] !== undefined));
}

const defined = (values: (Value | undefined)[]) => values.filter((value): value is Value => value !== undefined);

/** The layout that the options ask for: undefined is none, null that an option is wrong. */
function layoutOf(options: Value | undefined): Layout | undefined | null {
  if (!isRegoObject(options)) return null;
  const known = new Set<Value>(['prefix', 'indent', 'pretty']);
  const keys = scanKeys(options);
  if (!keys.every((key) => known.has(key))) return null;
  const [prefix, indent] = [get(options, 'prefix') ?? '', get(options, 'indent') ?? '\t'];
  const pretty = get(options, 'pretty') ?? keys.length > 0;
  if (!isString(prefix) || !isString(indent) || typeof pretty !== 'boolean') return null;
  return pretty ? { prefix, indent } : undefined;
}

function withPaths(apply: (value: Value, tree: Tree) => Value | undefined): Builtin {
  return (value, paths) => {
    const tree = treeOf(paths);
    return isRegoObject(value) && tree !== undefined ? apply(value, tree) : undefined;
  };
}

export const json: Record<string, Builtin> = {
  'json.marshal': (value) => marshal(value as Value),
  'json.marshal_with_options': (value, options) => {
    const layout = layoutOf(options);
    if (layout === null) return undefined;
    return (layout?.prefix ?? '') + marshal(value as Value, layout);
  },
  'json.unmarshal': onStrings(unmarshal),
  'json.is_valid': (text) => isString(text) && isJson(text),
  'json.filter': withPaths(filter),
  'json.remove': withPaths(remove),
  'json.patch': (document, operations) =>
    Array.isArray(operations) ? patch(document as Value, operations) : undefined,
};
