/** Parts of documents: subsets, walks, graphs, and arrays and ranges made of others. */
import type { Builtin } from '../compile.ts';
import { get, scanKeys } from '../runtime.ts';
import { equal, isRegoObject, type PlainObject, type RegoObject, RegoSet, type Value } from '../values.ts';
import { boundItems, boundText, integer, isInteger, isSet, members, type Numeric, narrow } from './arguments.ts';

/** Whether the members of `sub` follow each other somewhere in `whole`. */
function arraySubset(whole: readonly Value[], sub: readonly Value[]): boolean {
  for (let start = 0; start + sub.length <= whole.length; start += 1) {
    if (sub.every((item, index) => equal(item, whole[start + index] as Value))) return true;
  }
  return false;
}

const setSubset = (whole: RegoSet, sub: RegoSet) => RegoSet.sorted(sub).every((item) => RegoSet.has(whole, item));

function within(whole: Value, part: Value): boolean {
  if (equal(whole, part)) return true;
  return subset(whole, part) ?? false;
}

function subset(whole: Value, part: Value, mixed = false): boolean | undefined {
  if (isRegoObject(whole) && isRegoObject(part)) {
    return scanKeys(part).every((key) => {
      const found = get(whole, key);
      return found !== undefined && within(found, get(part, key) as Value);
    });
  }
  if (isSet(whole) && isSet(part)) return setSubset(whole, part);
  if (Array.isArray(whole) && Array.isArray(part)) return arraySubset(whole, part);
  // An empty set is in every array but an empty one, which has no member to stop at.
  if (mixed && Array.isArray(whole) && isSet(part)) return whole.length > 0 && setSubset(RegoSet.of(whole), part);
  return undefined;
}

/** Every value inside, itself first, as `[path, value]`. */
function walk(root: Value): Value[] {
  const found: Value[] = [];
  let size = 0;
  const visit = (value: Value, path: Value[]) => {
    found.push([path, value]);
    size += path.length;
    boundItems(found.length, 'walk');
    boundText(size, 'walk');
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
    else for (const key of scanKeys(value)) visit(get(value, key) as Value, [...path, key]);
  };
  visit(root, []);
  return found;
}

function reachable(graph: PlainObject | RegoObject, start: readonly Value[]): RegoSet {
  const reached = new RegoSet();
  const queue = [...start];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const edges = get(graph, node);
    if (edges === undefined || RegoSet.has(reached, node)) continue;
    RegoSet.add(reached, node);
    for (const next of members(edges) ?? []) if (!RegoSet.has(reached, next)) queue.push(next);
  }
  return reached;
}

/** Paths end where a node has no edges, is not in the graph, or was passed before. */
function reachablePaths(graph: PlainObject | RegoObject, start: readonly Value[]): RegoSet {
  const result = new RegoSet();
  let [paths, size] = [0, 0];
  const commit = (path: Value[]) => {
    RegoSet.add(result, [...path]);
    size += path.length;
    paths += 1;
    boundItems(Math.max(paths, size), 'graph.reachable_paths');
  };
  const follow = (node: Value, before: Value[], passed: Value[]) => {
    const edges = get(graph, node);
    if (edges === undefined) {
      commit(before);
      return;
    }
    const path = [...before, node];
    const next = members(edges) ?? [];
    if (next.length === 0) commit(path);
    for (const neighbour of next) {
      if ([...passed, node].some((seen) => equal(seen, neighbour))) commit(path);
      else follow(neighbour, path, [...passed, node]);
    }
  };
  for (const node of start) {
    const edges = get(graph, node);
    const next = members(edges) ?? [];
    if (edges !== undefined && next.length === 0) commit([node]);
    for (const neighbour of next) follow(neighbour, [node], [node]);
  }
  return result;
}

/** From `first` to `last`, both inside, up or down. */
function range(first: Numeric, last: Numeric, step: Numeric): Value[] {
  const [from, to, by] = [integer(first), integer(last), integer(step)];
  const distance = to >= from ? to - from : from - to;
  const count = distance / by + 1n;
  boundItems(count, 'numbers.range');
  return Array.from({ length: Number(count) }, (_, index) =>
    narrow(to >= from ? from + by * BigInt(index) : from - by * BigInt(index)),
  );
}

const onGraph =
  (apply: (graph: PlainObject | RegoObject, start: readonly Value[]) => RegoSet): Builtin =>
  (graph, start) => {
    const nodes = members(start);
    return isRegoObject(graph) && nodes ? apply(graph, nodes) : undefined;
  };

export const structures: Record<string, Builtin> = {
  'array.flatten': (array) => (Array.isArray(array) ? array.flat() : undefined),
  'graph.reachable': onGraph(reachable),
  'graph.reachable_paths': onGraph(reachablePaths),
  'numbers.range': (first, last) => (isInteger(first) && isInteger(last) ? range(first, last, 1) : undefined),
  'numbers.range_step': (first, last, step) =>
    isInteger(first) && isInteger(last) && isInteger(step) && step > 0 ? range(first, last, step) : undefined,
  'object.subset': (whole, part) => subset(whole as Value, part as Value, true),
  walk: (root) => walk(root as Value),
};
