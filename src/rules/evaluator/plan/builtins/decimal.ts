/**
 * Arithmetic on numbers as they are written: 0.1 + 0.2 is 0.3 in Rego, which computes with more digits than a double has.
 * Results are the doubles nearest to the exact ones.
 */
import type { Numeric } from './arguments.ts';

/** `digits` × 10^`exponent`. */
interface Decimal {
  digits: bigint;
  exponent: number;
}

/** More digits than a double can tell apart. */
const QUOTIENT_DIGITS = 40;

function decimal(value: Numeric): Decimal {
  if (typeof value === 'bigint') return { digits: value, exponent: 0 };
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

const nearest = ({ digits, exponent }: Decimal) => Number(`${digits}e${exponent}`);

export function add(a: Numeric, b: Numeric): number {
  const [left, right] = [decimal(a), decimal(b)];
  const exponent = Math.min(left.exponent, right.exponent);
  const at = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent);
  return nearest({ digits: at(left) + at(right), exponent });
}

export const subtract = (a: Numeric, b: Numeric) => add(a, -b);

export function multiply(a: Numeric, b: Numeric): number {
  const [left, right] = [decimal(a), decimal(b)];
  return nearest({ digits: left.digits * right.digits, exponent: left.exponent + right.exponent });
}

/** @param b is not zero */
export function divide(a: Numeric, b: Numeric): number {
  const [left, right] = [decimal(a), decimal(b)];
  const extra = QUOTIENT_DIGITS + String(right.digits).length;
  const digits = (left.digits * 10n ** BigInt(extra)) / right.digits;
  return nearest({ digits, exponent: left.exponent - right.exponent - extra });
}
