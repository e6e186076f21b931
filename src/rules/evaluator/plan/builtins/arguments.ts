/** What every group of builtins needs: checks of arguments, construction of objects, and limits on what one call may make. */
import type { Builtin } from '../compile.ts';
import { insert, OverrunError } from '../runtime.ts';
import { type PlainObject, type RegoObject, RegoSet, type Value } from '../values.ts';

export type Numeric = number | bigint;

/** Steps are counted between calls; these bound the work inside one. */
const MAX_ITEMS = 1_000_000;
const MAX_TEXT = 64 * 1024 * 1024;

/** @throws OverrunError past a million elements */
export function boundItems(count: number | bigint, what: string): void {
  if (count > MAX_ITEMS) throw new OverrunError(`${what} would make more than ${MAX_ITEMS} elements`);
}

/** @throws OverrunError past 64 MB of text */
export function boundText(length: number, what: string): void {
  if (length > MAX_TEXT) throw new OverrunError(`${what} would make more than ${MAX_TEXT} characters`);
}

export const isString = (value: Value | undefined): value is string => typeof value === 'string';
export const isSet = (value: Value | undefined): value is RegoSet => value instanceof RegoSet;

export const isNumber = (value: Value | undefined): value is Numeric =>
  typeof value === 'number' || typeof value === 'bigint';

/** JSON may hold numbers that no double does: those are infinite here, and nothing is computed with them. */
export const isFiniteNumber = (value: Value | undefined): value is Numeric =>
  typeof value === 'bigint' || Number.isFinite(value);

/** Beyond this many bits an integer is no quantity of anything. */
const MAX_BITS = 1_000_000n;
let largest: bigint | undefined;

/** @throws OverrunError past a million bits */
export function boundInteger(value: bigint): bigint {
  largest ??= 1n << MAX_BITS;
  if (value > largest || value < -largest) throw new OverrunError(`an integer would have more than ${MAX_BITS} bits`);
  return value;
}

/** Integers of any size, also those that came with an exponent. */
export const isInteger = (value: Value | undefined): value is Numeric =>
  typeof value === 'bigint' || Number.isInteger(value);

/** The integer as it was written: `1e23` is a one with 23 zeros, though the double next to it is another number. */
export function integer(value: Numeric): bigint {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return BigInt(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  return BigInt(whole + fraction.padEnd(Number(exponent), '0'));
}

/** An integer that fits is never a bigint. */
export function narrow(value: bigint): Numeric {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** The members of an array or set; undefined for anything else. */
export function members(value: Value | undefined): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  return isSet(value) ? RegoSet.sorted(value) : undefined;
}

export function object(entries: Iterable<readonly [Value, Value]>): PlainObject | RegoObject {
  let result: PlainObject | RegoObject = {};
  for (const [key, value] of entries) result = insert(result, key, value);
  return result;
}

/** A builtin over up to four strings; undefined where an argument is none. */
export const onStrings =
  (apply: (first: string, second: string, third: string, fourth: string) => Value | undefined): Builtin =>
  (first, second, third, fourth) =>
    isString(first) && isStringOrNone(second) && isStringOrNone(third) && isStringOrNone(fourth)
      ? apply(first, second as string, third as string, fourth as string)
      : undefined;

/** What a call does not give is undefined; what it gives never is. */
const isStringOrNone = (value: Value | undefined): value is string | undefined =>
  value === undefined || typeof value === 'string';
