/** Fixes: the patches that rules offer, made complete and applied until nothing they can mend is left. */
import { isObject, type JsonObject, type JsonValue, setOwn } from '../json.ts';
import { andThen, type Maybe } from '../maybe.ts';
import type { PatchOperation } from '../reports/report.ts';
import { fromPointer, toPointer } from '../resource/pointer.ts';
import type { FoundViolation } from './verdict.ts';

/** How often fixes are looked for again after fixes: what one rule mends may be what lets another see. */
const MAX_ROUNDS = 8;

export interface Fixed {
  object: JsonObject;
  /** From the object as given to the object as fixed. Empty where there was nothing to mend. */
  patch: PatchOperation[];
  /** The violations that were mended. */
  applied: FoundViolation[];
}

/**
 * Applies the patches of what `judge` finds until it finds none that it can apply.
 * @param judge the violations of the object, each with its complete patch where it has one
 */
export function converge(object: JsonObject, judge: (object: JsonObject) => FoundViolation[]): Fixed;
export function converge(object: JsonObject, judge: (object: JsonObject) => Maybe<FoundViolation[]>): Maybe<Fixed>;
export function converge(object: JsonObject, judge: (object: JsonObject) => Maybe<FoundViolation[]>): Maybe<Fixed> {
  const fixed: Fixed = { object, patch: [], applied: [] };
  const tried = new Set<string>();
  const round = (left: number): Maybe<Fixed> =>
    andThen(judge(fixed.object), (found) => {
      const mendable = found.filter((violation) => violation.fix?.patch && !tried.has(keyOf(violation)));
      for (const violation of mendable) {
        tried.add(keyOf(violation));
        // Completed again: an earlier fix of this round may have made the parents that this one would have made.
        const operations = completePatch(fixed.object, violation.fix?.patch ?? []);
        fixed.object = applyPatch(fixed.object, operations);
        fixed.patch.push(...operations);
        fixed.applied.push(violation);
      }
      return mendable.length === 0 || left === 1 ? fixed : round(left - 1);
    });
  return round(MAX_ROUNDS);
}

/** A rule has at most one finding at a path. */
const keyOf = ({ rule, path }: FoundViolation) => `${rule} ${path}`;

/**
 * Makes a rule's patch complete for this object: parents that are missing are added, parents that exist are not added again,
 * and `replace` of what is not there becomes `add`.
 */
export function completePatch(object: JsonObject, operations: readonly PatchOperation[]): PatchOperation[] {
  const complete: PatchOperation[] = [];
  let current: JsonObject = object;
  for (const operation of operations) {
    for (const step of completeOperation(current, operation)) {
      complete.push(step);
      current = applyPatch(current, [step]);
    }
  }
  return complete;
}

/** False where something that is no mapping stands in the way, such as a container that is a text: nothing mends that. */
export function hasPlace(object: JsonObject, { path }: PatchOperation): boolean {
  const keys = fromPointer(path);
  let parent: JsonValue | undefined = object;
  for (const [depth, key] of keys.entries()) {
    if (Array.isArray(parent) ? !/^(\d+|-)$/.test(key) : !isObject(parent)) return false;
    const next = child(parent, key);
    // What is missing in a mapping can be added; adding to a list would move its other items.
    if (next === undefined || next === null) return !Array.isArray(parent) || depth === keys.length - 1;
    parent = next;
  }
  return true;
}

function completeOperation(object: JsonObject, operation: PatchOperation): PatchOperation[] {
  const keys = fromPointer(operation.path);
  const steps: PatchOperation[] = [];
  let parent: JsonValue | undefined = object;
  for (let depth = 0; depth < keys.length - 1; depth += 1) {
    parent = child(parent, keys[depth] as string);
    if (parent === undefined || parent === null) {
      steps.push({ op: 'add', path: toPointer(keys.slice(0, depth + 1)), value: {} });
      parent = {};
    }
  }
  const exists = child(parent, keys.at(-1) ?? '') !== undefined;
  if (operation.op === 'remove') return exists ? [operation] : [];
  const isEmptyParent = isObject(operation.value) && Object.keys(operation.value).length === 0 && exists;
  if (isEmptyParent) return [];
  const op = Array.isArray(parent) ? operation.op : exists ? 'replace' : 'add';
  return [...steps, { ...operation, op }];
}

/** Applies RFC 6902 `add`, `replace` and `remove`; shares what it does not change with the object it was given. */
export function applyPatch(object: JsonObject, operations: readonly PatchOperation[]): JsonObject {
  let result: JsonValue = object;
  for (const operation of operations) result = applyAt(result, fromPointer(operation.path), 0, operation);
  return result as JsonObject;
}

function applyAt(node: JsonValue | undefined, keys: string[], depth: number, operation: PatchOperation): JsonValue {
  if (depth === keys.length) return operation.value as JsonValue;
  const key = keys[depth] as string;
  const last = depth === keys.length - 1;
  if (Array.isArray(node)) {
    const copy = [...node];
    const index = key === '-' ? copy.length : Number(key);
    if (!Number.isInteger(index) || index < 0 || index > copy.length) throw new Error(`no place ${operation.path}`);
    if (!last) copy[index] = applyAt(copy[index], keys, depth + 1, operation);
    else if (operation.op === 'remove') copy.splice(index, 1);
    else copy.splice(index, operation.op === 'replace' ? 1 : 0, operation.value as JsonValue);
    return copy;
  }
  if (!isObject(node)) throw new Error(`no parent for ${operation.path}`);
  const copy: JsonObject = {};
  for (const name of Object.keys(node)) setOwn(copy, name, node[name] as JsonValue);
  if (last && operation.op === 'remove') delete copy[key];
  else setOwn(copy, key, applyAt(child(node, key), keys, depth + 1, operation));
  return copy;
}

function child(node: JsonValue | undefined, key: string): JsonValue | undefined {
  if (Array.isArray(node)) return node[Number(key)];
  return isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}
