/** Bits of integers of any size, in two's complement. */
import type { Builtin } from '../compile.ts';
import { boundItems, integer, isInteger, narrow } from './arguments.ts';

const onIntegers =
  (apply: (a: bigint, b: bigint) => bigint | undefined): Builtin =>
  (a, b = 0) => {
    if (!isInteger(a) || !isInteger(b)) return undefined;
    const result = apply(integer(a), integer(b));
    return result === undefined ? undefined : narrow(result);
  };

function shiftLeft(a: bigint, b: bigint): bigint | undefined {
  if (b < 0n) return undefined;
  boundItems(b, 'bits.lsh');
  return a << b;
}

export const bits: Record<string, Builtin> = {
  'bits.and': onIntegers((a, b) => a & b),
  'bits.or': onIntegers((a, b) => a | b),
  'bits.xor': onIntegers((a, b) => a ^ b),
  'bits.negate': onIntegers((a) => ~a),
  'bits.lsh': onIntegers(shiftLeft),
  'bits.rsh': onIntegers((a, b) => (b < 0n ? undefined : b > 1n << 32n ? (a < 0n ? -1n : 0n) : a >> b)),
};
