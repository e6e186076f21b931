/** What one verb of `sprintf` prints for one argument. https://pkg.go.dev/fmt#hdr-Printing */
import type { Value } from '../values.ts';
import { formatFloat } from './go-float.ts';
import { canBackquote, isPrintable, quote } from './go-quote.ts';
import { regoText } from './text.ts';

/** What Go would get: everything that is neither a number nor a string is its text. */
export type Argument =
  | { type: 'string'; value: string }
  | { type: 'float64'; value: number }
  | { type: 'int64' | '*big.Int'; value: bigint };

export interface Spec {
  sharp: boolean;
  zero: boolean;
  plus: boolean;
  minus: boolean;
  space: boolean;
  /** `%#v` */
  quoted: boolean;
  width: number | undefined;
  precision: number | undefined;
}

const BASES: Readonly<Record<string, number>> = { v: 10, d: 10, s: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const MAX_RUNE = 0x10_ffffn;

export function argument(value: Value): Argument {
  if (typeof value === 'string') return { type: 'string', value };
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return { type: 'float64', value };
  if (typeof value !== 'number' && typeof value !== 'bigint') return { type: 'string', value: regoText(value) };
  const exact = BigInt(value);
  return { type: BigInt.asIntN(64, exact) === exact ? 'int64' : '*big.Int', value: exact };
}

function pad(text: string, spec: Spec, zeros = spec.zero): string {
  if (!spec.width) return text;
  const missing = spec.width - [...text].length;
  if (missing <= 0) return text;
  return spec.minus ? text + ' '.repeat(missing) : (zeros ? '0' : ' ').repeat(missing) + text;
}

const signOf = (negative: boolean, spec: Spec) => (negative ? '-' : spec.plus ? '+' : spec.space ? ' ' : '');

function integer(value: bigint, verb: string, spec: Spec): string {
  if (spec.precision === 0 && value === 0n) return ' '.repeat(spec.width ?? 0);
  const sign = signOf(value < 0n, spec);
  const bare = digitsOf(value, verb);
  const zeros = spec.zero && !spec.minus && spec.precision === undefined;
  const filled = bare.padStart(spec.precision ?? (zeros ? (spec.width ?? 0) - sign.length : 0), '0');
  // The prefix of a base comes on top of the zeros.
  const prefix = prefixOf(verb, spec);
  return pad(sign + (prefix === '0' && filled.startsWith('0') ? '' : prefix) + filled, spec, false);
}

function digitsOf(value: bigint, verb: string): string {
  const digits = (value < 0n ? -value : value).toString(BASES[verb]);
  return verb === 'X' ? digits.toUpperCase() : digits;
}

function prefixOf(verb: string, spec: Spec): string {
  if (verb === 'O') return '0o';
  if (!spec.sharp) return '';
  return verb === 'b' ? '0b' : verb === 'o' ? '0' : verb === 'x' || verb === 'X' ? `0${verb}` : '';
}

/** Integers beyond 64 bits: their zeros leave room for the prefix. */
function bigInteger(value: bigint, verb: string, spec: Spec): string {
  if (!(verb in BASES)) return `%!${verb}(big.Int=${value})`;
  const lead = signOf(value < 0n, spec) + prefixOf(verb, spec);
  const zeros = spec.zero && !spec.minus && spec.precision === undefined;
  const least = spec.precision ?? (zeros ? (spec.width ?? 0) - lead.length : 0);
  return pad(lead + digitsOf(value, verb).padStart(least, '0'), spec, false);
}

function int64(value: bigint, verb: string, spec: Spec): string | undefined {
  if (verb in BASES && verb !== 's') return integer(value, verb, spec);
  const unsigned = BigInt.asUintN(64, value);
  const character = () => {
    const surrogate = unsigned >= 0xd800n && unsigned <= 0xdfffn;
    return unsigned > MAX_RUNE || surrogate ? '\ufffd' : String.fromCodePoint(Number(unsigned));
  };
  if (verb === 'c') return pad(character(), spec);
  if (verb === 'q') return pad(quote(character(), spec.plus, "'"), spec);
  if (verb !== 'U') return undefined;
  const code = unsigned
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(spec.precision ?? 4, 4), '0');
  const shown = spec.sharp && unsigned <= MAX_RUNE && isPrintable(character()) ? ` '${character()}'` : '';
  return pad(`U+${code}${shown}`, spec, false);
}

function float(value: number, verb: string, spec: Spec): string | undefined {
  if (!/^[vbgGxXfeEF]$/.test(verb)) return undefined;
  const letter = verb === 'v' ? 'g' : verb === 'F' ? 'f' : verb;
  const precision = spec.precision ?? (/[fe]/i.test(letter) ? 6 : -1);
  const text = formatFloat(value, letter, precision);
  const bare = text.replace(/^[+-]/, '');
  const sign = signOf(value < 0, spec);
  if (!Number.isFinite(value)) return pad((sign || (Number.isNaN(value) ? '' : '+')) + bare, spec, false);
  const full = spec.sharp && verb !== 'b' ? withPoint(bare, letter, precision) : bare;
  const missing = (spec.width ?? 0) - sign.length - full.length;
  if (sign && spec.zero && !spec.minus && missing > 0) return sign + '0'.repeat(missing) + full;
  return pad(sign + full, spec);
}

/** `#` keeps the point and the zeros at the end. */
function withPoint(text: string, letter: string, precision: number): string {
  const at = text.search(/[xX]/.test(letter) ? /[pP]/ : /[eE]/);
  const [number, tail] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
  let missing = /[gGx]/.test(letter) ? (precision === -1 ? 6 : precision) : 0;
  missing -= number.replace('.', '').replace(/^0+/, '').length;
  const pointed = number.includes('.') ? number : `${number}.`;
  if (number === '0') missing -= 1;
  return pointed + '0'.repeat(Math.max(missing, 0)) + tail;
}

function hexText(text: string, verb: string, spec: Spec): string {
  const bytes = Buffer.from(text, 'utf8').subarray(0, spec.precision);
  const mark = spec.sharp ? `0${verb}` : '';
  const hex = bytes.toString('hex');
  const cased = verb === 'X' ? hex.toUpperCase() : hex;
  if (bytes.length === 0) return (spec.zero && !spec.minus ? '0' : ' ').repeat(spec.width ?? 0);
  return pad(mark + (spec.space ? (cased.match(/../g) ?? []).join(` ${mark}`) : cased), spec);
}

function string(text: string, verb: string, spec: Spec): string | undefined {
  const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('');
  if (verb === 's' || (verb === 'v' && !spec.quoted)) return pad(cut, spec);
  if (verb === 'x' || verb === 'X') return hexText(text, verb, spec);
  if (verb !== 'q' && verb !== 'v') return undefined;
  return pad(spec.sharp && canBackquote(cut) ? `\`${cut}\`` : quote(cut, spec.plus), spec);
}

export function print(argument: Argument, verb: string, given: Spec): string {
  // `%w` is `%v` only where errors are made.
  const spec = verb === 'v' || verb === 'w' ? { ...given, quoted: given.sharp, sharp: false, plus: false } : given;
  if (verb === 'T') return string(argument.type, 's', spec) as string;
  const text = formatted(argument, verb, spec);
  return text ?? `%!${verb}(${argument.type}=${formatted(argument, 'v', spec)})`;
}

function formatted(argument: Argument, verb: string, spec: Spec): string | undefined {
  if (argument.type === 'string') return string(argument.value, verb, spec);
  if (argument.type === 'float64') return float(argument.value, verb, spec);
  return argument.type === 'int64' ? int64(argument.value, verb, spec) : bigInteger(argument.value, verb, spec);
}

export const NO_FLAGS: Spec = {
  sharp: false,
  zero: false,
  plus: false,
  minus: false,
  space: false,
  quoted: false,
  width: undefined,
  precision: undefined,
};
