/** Quantities with units and semantic versions. */
import type { Builtin } from '../compile.ts';
import { compareStrings, type Value } from '../values.ts';
import { isString, narrow, onStrings } from './arguments.ts';

/** An exact fraction. */
interface Rational {
  numerator: bigint;
  denominator: bigint;
}

const POWERS = ['', 'k', 'm', 'g', 't', 'p', 'e'];
/** Longer exponents are refused, as the number itself would be too long. */
const MAX_EXPONENT_DIGITS = 6;

/** The amount and its unit; undefined where the exponent is too long or no amount is there. */
function split(text: string): { amount: string; unit: string } | undefined {
  // An `e` that no digit or sign follows begins a unit.
  const amount = /^(?:[\d.+-]|[eE][+-]?(?=[\d+-])|[eE][+-](?![\d+-]))*/.exec(text)?.[0] ?? '';
  const exponent = /[eE][+-]?(\d+)/g;
  for (const [, digits = ''] of amount.matchAll(exponent)) if (digits.length > MAX_EXPONENT_DIGITS) return undefined;
  return amount === '' ? undefined : { amount, unit: text.slice(amount.length) };
}

function rational(text: string): Rational | undefined {
  const parts = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!parts) return undefined;
  const [, sign, whole = '', fraction = parts[4] ?? '', , exponent = '0'] = parts;
  const decimals = fraction || (parts[4] ?? '');
  const power = Number(exponent) - decimals.length;
  // Exponents of six digits would make numbers of a million digits: nothing that has a unit is so large.
  if (Math.abs(power) > 10_000) return undefined;
  const digits = BigInt(`${whole}${decimals}` || '0') * (sign === '-' ? -1n : 1n);
  return power >= 0
    ? { numerator: digits * 10n ** BigInt(power), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-power) };
}

/** As bytes: `m` is mega, case means nothing, and what is less than a byte is cut off. */
function parseBytes(text: string): Value | undefined {
  const plain = text.toLowerCase().replaceAll('"', '');
  const parts = plain.includes(' ') ? undefined : split(plain);
  const unit = parts && /^(?:([kmgtpe])(i?)b?)?$/.exec(parts.unit);
  const amount = parts && rational(parts.amount);
  if (!unit || !amount) return undefined;
  const factor = (unit[2] ? 1024n : 1000n) ** BigInt(POWERS.indexOf(unit[1] ?? ''));
  return narrow((amount.numerator * factor) / amount.denominator);
}

/** As Kubernetes writes quantities: `m` is milli and `M` is mega; at most ten decimals. */
function parse(text: string): Value | undefined {
  const plain = text.replaceAll('"', '');
  const parts = plain.includes(' ') ? undefined : split(plain);
  if (!parts) return undefined;
  const unit = parts.unit.slice(0, 1) + parts.unit.slice(1).toLowerCase();
  const amount = rational(parts.amount);
  const known = /^(?:([kKMgGtTpPeE])|([kKmMgGtTpPeE])i|m)?$/.exec(unit);
  if (!known || !amount) return undefined;
  const letter = (known[1] ?? known[2] ?? '').toLowerCase();
  const factor = (known[2] ? 1024n : 1000n) ** BigInt(POWERS.indexOf(letter));
  const numerator = amount.numerator * factor;
  const denominator = amount.denominator * (unit === 'm' ? 1000n : 1n);
  return numerator % denominator === 0n ? narrow(numerator / denominator) : decimal(numerator, denominator);
}

function decimal(numerator: bigint, denominator: bigint): number {
  const size = numerator < 0n ? -numerator : numerator;
  const scaled = (size * 10n ** 10n * 2n + denominator) / (denominator * 2n);
  const digits = String(scaled).padStart(11, '0');
  return Number(`${numerator < 0n ? '-' : ''}${digits.slice(0, -10)}.${digits.slice(-10)}`);
}

interface Version {
  numbers: bigint[];
  pre: string;
}

const IDENTIFIERS = /^[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*$/;
const MAX_INT64 = 2n ** 63n - 1n;

function version(text: string): Version | undefined {
  const [core = '', metadata] = cut(text.replace(/^v/, ''), '+');
  const [plain = '', pre] = cut(core, '-');
  if (metadata !== undefined && !IDENTIFIERS.test(metadata)) return undefined;
  if (pre !== undefined && (!IDENTIFIERS.test(pre) || /(?:^|\.)0\d+(?:\.|$)/.test(pre))) return undefined;
  if (!/^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/.test(plain)) return undefined;
  const numbers = plain.split('.').map(BigInt);
  return numbers.every((number) => number <= MAX_INT64) ? { numbers, pre: pre ?? '' } : undefined;
}

function cut(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function compareVersions(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] as bigint;
    if (number !== other) return number < other ? -1 : 1;
  }
  // A release comes after its own pre-releases.
  if (a.pre === '' || b.pre === '') return a.pre === b.pre ? 0 : a.pre === '' ? 1 : -1;
  const [left, right] = [a.pre.split('.'), b.pre.split('.')];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    const order = other === undefined ? 1 : compareParts(part, other);
    if (order !== 0) return order;
  }
  return left.length < right.length ? -1 : 0;
}

/** Numbers come before names and compare by size. */
function compareParts(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left !== right) return left ? -1 : 1;
  return Math.sign(left ? Number(BigInt(a) - BigInt(b)) : compareStrings(a, b));
}

export const units: Record<string, Builtin> = {
  'units.parse': onStrings(parse),
  'units.parse_bytes': onStrings(parseBytes),
  'semver.is_valid': (text) => isString(text) && version(text) !== undefined,
  'semver.compare': onStrings((a, b) => {
    const [left, right] = [version(a), version(b as string)];
    return left && right && compareVersions(left, right);
  }),
};
