/**
 * Quantities as Kubernetes parses them: `1.5Gi`, `100m`, `1e3`, `+.5`, `12E`.
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/api/resource/quantity.go
 */
import { memo } from './memo.ts';

const GRAMMAR = /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?<suffix>[eE][+-]?\d+|[KMGTPE]i|[numkMGTPE]?)$/;

const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** No quantity is finer: what is written finer is rounded up, away from zero. */
const NANO = 9;
/** A double ends at 1e308; and a hostile `1e999999999` would be a gigabyte of digits. */
const MAX_EXPONENT = 300;
const MAX_DIGITS = 300;
const MAX_BINARY = (1n << 63n) - 1n;

/**
 * The value in base units (cores, bytes, a count); undefined where the text is no quantity, or one that no double can hold. Two
 * spellings of one amount give the same number, because the value is computed exactly, in nano-units, and rounded once.
 */
export const parseQuantity = memo(parse);

function parse(text: string): number | undefined {
  const groups = GRAMMAR.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { sign, whole = '', fraction = '', suffix = '' } = groups;
  if (whole === '' && fraction === '') return undefined;
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return 0;
  const isExponent = /^[eE][+-]?\d/.test(suffix);
  const power = isExponent ? Number(suffix.slice(1)) : (DECIMAL[suffix] ?? 0);
  const shift = BINARY[suffix] ?? 0n;
  if (digits.length > MAX_DIGITS || Math.abs(power) > MAX_EXPONENT) return undefined;
  const nano = scaled(BigInt(digits) << shift, power - fraction.length + NANO);
  const capped = shift > 0n && nano > MAX_BINARY * 10n ** 9n ? MAX_BINARY * 10n ** 9n : nano;
  const value = Number(decimal(capped));
  if (!Number.isFinite(value)) return undefined;
  return sign === '-' ? -value : value;
}

/** `amount` times ten to the power, rounded up. */
function scaled(amount: bigint, power: number): bigint {
  if (power >= 0) return amount * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (amount + divisor - 1n) / divisor;
}

/** Nano-units as decimal text, from which the nearest double is read. */
function decimal(nano: bigint): string {
  const digits = nano.toString().padStart(NANO + 1, '0');
  return `${digits.slice(0, -NANO)}.${digits.slice(-NANO)}`;
}
