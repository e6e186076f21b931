/** Arithmetic and comparison. Integers are exact at any size; minus is also the difference of sets. */
import type { Builtin } from '../compile.ts';
import { compare, equal, RegoSet, type Value } from '../values.ts';
import {
  boundInteger,
  boundItems,
  integer,
  isFiniteNumber,
  isInteger,
  isNumber,
  members,
  type Numeric,
  narrow,
} from './arguments.ts';
import { add, divide, multiply, subtract } from './decimal.ts';

const finite = (value: number) => (Number.isFinite(value) ? value : undefined);

/** Small integers are quick, big ones exact, and fractions are computed as they are written. */
function arithmetic(
  small: (a: number, b: number) => number,
  big: (a: bigint, b: bigint) => bigint,
  fractions: (a: Numeric, b: Numeric) => number,
): Builtin {
  return (a, b) => {
    if (!isFiniteNumber(a) || !isFiniteNumber(b)) return undefined;
    if (typeof a === 'number' && typeof b === 'number') {
      const result = small(a, b);
      if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(result)) return result;
    }
    if (isInteger(a) && isInteger(b)) return narrow(boundInteger(big(integer(a), integer(b))));
    return finite(fractions(a, b));
  };
}

const plus = arithmetic(
  (a, b) => a + b,
  (a, b) => a + b,
  add,
);
const times = arithmetic(
  (a, b) => a * b,
  (a, b) => a * b,
  multiply,
);
const difference = arithmetic(
  (a, b) => a - b,
  (a, b) => a - b,
  subtract,
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
    if (!isFiniteNumber(a) || !isFiniteNumber(b) || Number(b) === 0) return undefined;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(Number(a) / Number(b))) {
      return Number(a) / Number(b);
    }
    if (isInteger(a) && isInteger(b) && integer(a) % integer(b) === 0n) return narrow(integer(a) / integer(b));
    return finite(divide(a, b));
  },
  rem: (a, b) => {
    if (!isInteger(a) || !isInteger(b) || Number(b) === 0) return undefined;
    return narrow(integer(a) % integer(b));
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
    boundItems(value.length, 'to_number');
    return /^[+-]?\d+$/.test(value) ? narrow(BigInt(value.replace('+', ''))) : Number(value);
  },
};
