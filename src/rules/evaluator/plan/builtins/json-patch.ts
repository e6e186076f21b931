/** JSON Patch (RFC 6902) on documents that may hold sets, where a member is its own key. */
import { get, insert } from '../runtime.ts';
import { entriesOf, equal, isRegoObject, RegoSet, type Value } from '../values.ts';
import { boundItems, object } from './arguments.ts';
import { pathOf } from './json-path.ts';

/** A position in an array; `-` is its end. */
function indexOf(key: Value, length: number): number | undefined {
  if (key === '-') return length;
  const index = typeof key === 'string' && /^(?:0|-?[1-9]\d*)$/.test(key) ? Number(key) : key;
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 && index <= length ? index : undefined;
}

function child(value: Value, key: Value): Value | undefined {
  if (!Array.isArray(value)) return get(value, key);
  const index = indexOf(key, value.length);
  return index === undefined ? undefined : value[index];
}

function at(value: Value, path: readonly Value[]): Value | undefined {
  let current: Value | undefined = value;
  for (const key of path) current = current === undefined ? undefined : child(current, key);
  return current;
}

/** The document with what `change` makes of the container at the path; only what is on the way is copied. */
function changed(
  value: Value,
  path: readonly Value[],
  change: (container: Value, key: Value) => Value | undefined,
): Value | undefined {
  const [key, ...rest] = path as [Value, ...Value[]];
  if (rest.length === 0) return change(value, key);
  const inner = child(value, key);
  const made = inner === undefined ? undefined : changed(inner, rest, change);
  if (inner === undefined || made === undefined) return undefined;
  if (Array.isArray(value)) return value.with(indexOf(key, value.length) as number, made);
  if (isRegoObject(value)) return insert(object(entriesOf(value)), key, made);
  return RegoSet.of([...without(value as RegoSet, key), made]);
}

const without = (set: RegoSet, key: Value) => RegoSet.sorted(set).filter((member) => !equal(member, key));

function added(document: Value, path: readonly Value[], value: Value): Value | undefined {
  if (path.length === 0) return value;
  return changed(document, path, (container, key) => {
    if (Array.isArray(container)) {
      const index = indexOf(key, container.length);
      return index === undefined ? undefined : container.toSpliced(index, 0, value);
    }
    if (isRegoObject(container)) return insert(object(entriesOf(container)), key, value);
    if (!(container instanceof RegoSet) || !equal(key, value)) return undefined;
    return RegoSet.of([...RegoSet.sorted(container), value]);
  });
}

/** Undefined where nothing is at the path. The whole document leaves nothing, which only a replacement may fill. */
function removed(document: Value, path: readonly Value[]): Value | undefined {
  return changed(document, path, (container, key) => {
    if (child(container, key) === undefined) return undefined;
    if (Array.isArray(container)) return container.toSpliced(indexOf(key, container.length) as number, 1);
    if (container instanceof RegoSet) return RegoSet.of(without(container, key));
    return isRegoObject(container) ? object(entriesOf(container).filter(([name]) => !equal(name, key))) : undefined;
  });
}

function apply(document: Value | undefined, operation: Value): Value | undefined {
  const path = pathOf(get(operation, 'path'));
  const from = pathOf(get(operation, 'from'));
  const value = get(operation, 'value');
  if (document === undefined || path === undefined) return undefined;
  switch (get(operation, 'op')) {
    case 'add':
      return value === undefined ? undefined : added(document, path, value);
    case 'remove':
      return path.length === 0 ? undefined : removed(document, path);
    case 'replace': {
      if (value === undefined || path.length === 0) return value;
      const rest = removed(document, path);
      return rest === undefined ? undefined : added(rest, path, value);
    }
    case 'move': {
      const moved = from && at(document, from);
      const rest = moved === undefined ? undefined : from?.length ? removed(document, from) : moved;
      return moved === undefined || rest === undefined ? undefined : added(rest, path, moved);
    }
    case 'copy': {
      const copied = from && at(document, from);
      return copied === undefined ? undefined : added(document, path, copied);
    }
    case 'test': {
      const found = at(document, path);
      return found !== undefined && value !== undefined && equal(found, value) ? document : undefined;
    }
    default:
      return undefined;
  }
}

/** The size with every value inside counted. @throws OverrunError past a million */
function grown(value: Value, size: number): number {
  let total = size + 1;
  boundItems(total, 'json.patch');
  for (const item of Array.isArray(value)
    ? value
    : isRegoObject(value)
      ? entriesOf(value).map(([, item]) => item)
      : []) {
    total = grown(item, total);
  }
  return total;
}

/** Undefined where any operation fails. */
export function patch(document: Value, operations: readonly Value[]): Value | undefined {
  let current: Value | undefined = document;
  let size = 0;
  for (const operation of operations) {
    if (!isRegoObject(operation)) return undefined;
    current = apply(current, operation);
    if (current === undefined) return undefined;
    // Copies of copies double with each operation.
    if (get(operation, 'op') === 'copy') size = grown(at(current, pathOf(get(operation, 'path')) ?? []) ?? null, size);
  }
  return current;
}
