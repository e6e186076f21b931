/** Arithmetic and comparison. Integers are exact at any size; minus is also the difference of sets. */
import type { Builtin } from '../compile.ts';
import { compare, equal, RegoSet, type Value } from '../values.ts';
import { members } from './collections.ts';

type Numeric = number | bigint;
const isNumber = (value: Value | undefined): value is Numeric => typeof value === 'number' || typeof value === 'bigint';
const isInteger = (value: Numeric) => typeof value === 'bigint' || Number.isInteger(value);

/** An integer that fits is never a bigint. */
export function narrow(value: bigint): Numeric {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function arithmetic(small: (a: number, b: number) => number, big: (a: bigint, b: bigint) => bigint): Builtin {
  return (a, b) => {
    if (!isNumber(a) || !isNumber(b)) return undefined;
    if (typeof a === 'number' && typeof b === 'number') {
      const result = small(a, b);
      if (!Number.isInteger(a) || !Number.isInteger(b) || Number.isSafeInteger(result)) return result;
    }
    if (isInteger(a) && isInteger(b)) return narrow(big(BigInt(a), BigInt(b)));
    return small(Number(a), Number(b));
  };
}

const plus = arithmetic(
  (a, b) => a + b,
  (a, b) => a + b,
);
const times = arithmetic(
  (a, b) => a * b,
  (a, b) => a * b,
);
const difference = arithmetic(
  (a, b) => a - b,
  (a, b) => a - b,
);

const order =
  (test: (order: number) => boolean): Builtin =>
  (a, b) =>
    test(compare(a as Value, b as Value));

const fold =
  (start: number, step: Builtin): Builtin =>
  (values) =>
    members(values)?.reduce<Value | undefined>(
      (sum, value) => (sum === undefined ? undefined : (step(sum, value) as Value | undefined)),
      start,
    );

const rounded =
  (round: (value: number) => number): Builtin =>
  (value) => {
    if (typeof value === 'bigint') return value;
    return typeof value === 'number' ? round(value) + 0 : undefined;
  };

export const numbers: Record<string, Builtin> = {
  plus,
  mul: times,
  minus: (a, b) => {
    if (a instanceof RegoSet && b instanceof RegoSet) {
      return RegoSet.of(RegoSet.sorted(a).filter((value) => !RegoSet.has(b, value)));
    }
    return difference(a as Value, b as Value);
  },
  div: (a, b) => {
    if (!isNumber(a) || !isNumber(b) || Number(b) === 0) return undefined;
    if (isInteger(a) && isInteger(b) && BigInt(a) % BigInt(b) === 0n) return narrow(BigInt(a) / BigInt(b));
    return Number(a) / Number(b);
  },
  rem: (a, b) => {
    if (!isNumber(a) || !isNumber(b) || !isInteger(a) || !isInteger(b) || Number(b) === 0) return undefined;
    return narrow(BigInt(a) % BigInt(b));
  },
  abs: (value) => (isNumber(value) ? (value < 0 ? difference(0, value) : value) : undefined),
  ceil: rounded(Math.ceil),
  floor: rounded(Math.floor),
  // Half away from zero, as Go rounds.
  round: rounded((value) => Math.sign(value) * Math.round(Math.abs(value))),
  sum: fold(0, plus),
  product: fold(1, times),
  eq: order((result) => result === 0),
  equal: (a, b) => equal(a as Value, b as Value),
  neq: order((result) => result !== 0),
  lt: order((result) => result < 0),
  lte: order((result) => result <= 0),
  gt: order((result) => result > 0),
  gte: order((result) => result >= 0),
  to_number: (value) => {
    if (value === null || value === false) return 0;
    if (value === true) return 1;
    if (isNumber(value)) return value;
    if (typeof value !== 'string' || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)) return undefined;
    return /^[+-]?\d+$/.test(value) ? narrow(BigInt(value.replace('+', ''))) : Number(value);
  },
};
