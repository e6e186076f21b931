/** Floats as Go's `strconv.FormatFloat` writes them. https://pkg.go.dev/strconv#FormatFloat */

/** 0.`digits` × 10^`point`, without zeros at the end; no digits is zero. */
interface Decimal {
  digits: string;
  point: number;
}

/** The mantissa and exponent of a positive double: `mantissa` × 2^`exponent`. */
function parts(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function trimmed(digits: string, point: number): Decimal {
  const kept = digits.replace(/0+$/, '');
  return { digits: kept, point: kept === '' ? 0 : point };
}

/** Every digit of the double. */
function exact(value: number): Decimal {
  if (value === 0) return { digits: '', point: 0 };
  const { mantissa, exponent } = parts(value);
  const scaled = String(exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent));
  return trimmed(scaled, scaled.length + Math.min(exponent, 0));
}

/** The fewest digits that are read back as the same double. */
function shortest(value: number): Decimal {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return trimmed(digits.replace('.', ''), Number(exponent) + 1);
}

/** Half to even, as the digits are exact. */
function rounded({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: '', point: 0 };
  const rest = digits.slice(count);
  const half = rest[0] === '5' && rest.length === 1;
  const odd = count > 0 && Number(digits[count - 1]) % 2 === 1;
  const up = half ? odd : (rest[0] as string) >= '5';
  if (!up) return trimmed(digits.slice(0, count), point);
  const raised = String(BigInt(digits.slice(0, count) || '0') + 1n).padStart(count, '0');
  return trimmed(raised, point + raised.length - count);
}

function scientific({ digits, point }: Decimal, precision: number, letter: string): string {
  const exponent = digits === '' ? 0 : point - 1;
  const padded = digits.padEnd(precision + 1, '0').slice(0, precision + 1);
  const fraction = precision > 0 ? `.${padded.slice(1)}` : '';
  const sign = exponent < 0 ? '-' : '+';
  return `${padded[0]}${fraction}${letter}${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function plain({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision <= 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, precision)) + digits;
  return `${whole}.${fraction.padEnd(precision, '0').slice(0, precision)}`;
}

function general(value: number, precision: number, letter: string): string {
  const short = precision < 0;
  const decimal = short ? shortest(value) : rounded(exact(value), precision || 1);
  const { digits, point } = decimal;
  const asked = short ? digits.length : precision || 1;
  const few = asked > digits.length && digits.length >= point ? digits.length : asked;
  if (point - 1 < -4 || point - 1 >= (short ? 6 : few)) {
    return scientific(decimal, Math.max(Math.min(asked, digits.length) - 1, 0), letter);
  }
  return plain(decimal, Math.max((asked > point ? digits.length : asked) - point, 0));
}

function binary(value: number): string {
  const { mantissa, exponent } = parts(value);
  return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
}

function hexadecimal(value: number, precision: number): string {
  let { mantissa, exponent } = parts(value);
  if (mantissa === 0n) return `0x0${precision > 0 ? `.${'0'.repeat(precision)}` : ''}p+00`;
  const length = mantissa.toString(2).length;
  mantissa <<= BigInt(53 - length);
  exponent += length - 1;
  if (precision >= 0 && precision < 13) {
    const dropped = BigInt(4 * (13 - precision));
    const rest = mantissa & ((1n << dropped) - 1n);
    const half = 1n << (dropped - 1n);
    mantissa >>= dropped;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa += 1n;
    mantissa <<= dropped;
    if (mantissa >> 53n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const digits = mantissa.toString(16).slice(1);
  const fraction = precision < 0 ? digits.replace(/0+$/, '') : digits.padEnd(precision, '0').slice(0, precision);
  const sign = exponent < 0 ? '-' : '+';
  return `0x1${fraction && '.'}${fraction}p${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** @param precision -1 for the fewest digits that are exact */
export function formatFloat(value: number, verb: string, precision: number): string {
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : `${sign || '+'}Inf`;
  switch (verb) {
    case 'b':
      return sign + binary(size);
    case 'x':
      return sign + hexadecimal(size, precision);
    case 'X':
      return sign + hexadecimal(size, precision).toUpperCase();
    case 'e':
    case 'E': {
      const decimal = precision < 0 ? shortest(size) : rounded(exact(size), precision + 1);
      return sign + scientific(decimal, precision < 0 ? Math.max(decimal.digits.length - 1, 0) : precision, verb);
    }
    case 'f': {
      const full = precision < 0 ? shortest(size) : exact(size);
      const decimal = precision < 0 ? full : rounded(full, full.point + precision);
      return sign + plain(decimal, precision < 0 ? Math.max(decimal.digits.length - decimal.point, 0) : precision);
    }
    default:
      return sign + general(size, precision, verb === 'G' ? 'E' : 'e');
  }
}
