/**
 * Quantities of the Kubernetes grammar, exactly: `1.5Gi`, `100m`, `1e3`, `+.5`, `12E`.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

const GRAMMAR = /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?<suffix>[eE][+-]?\d+|[KMGTPE]i|[numkMGTPE]?)$/;

const BINARY: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** Exponents beyond this are refused rather than computed: a hostile `1e999999999` would be a gigabyte of digits. */
const MAX_EXPONENT = 64;

/**
 * The value in base units (cores, bytes, a count); undefined where the text is no quantity. Two spellings of one amount give the
 * same number, because the value is computed as a rational in nano-units and rounded once.
 */
export function parseQuantity(text: string): number | undefined {
  const groups = GRAMMAR.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { sign, whole = '', fraction = '', suffix = '' } = groups;
  if (whole === '' && fraction === '') return undefined;
  if (whole.length + fraction.length > 100) return undefined;
  let numerator = BigInt(whole + fraction);
  let exponent = -fraction.length;
  const binary = BINARY[suffix];
  if (binary !== undefined) numerator <<= binary;
  else if (/^[eE][+-]?\d/.test(suffix)) exponent += Number(suffix.slice(1));
  else exponent += DECIMAL[suffix] as number;
  if (Math.abs(exponent) > MAX_EXPONENT + 100 || !Number.isSafeInteger(exponent)) return undefined;
  const value =
    exponent >= 0 ? Number(numerator * 10n ** BigInt(exponent)) : divide(numerator, 10n ** BigInt(-exponent));
  return sign === '-' ? -value : value;
}

/** The double nearest to the quotient. */
function divide(numerator: bigint, denominator: bigint): number {
  const whole = numerator / denominator;
  const rest = numerator % denominator;
  if (rest === 0n) return Number(whole);
  if (numerator < 1n << 53n && denominator < 1n << 53n) return Number(numerator) / Number(denominator);
  return Number(`${whole}.${((rest * 10n ** 30n) / denominator).toString().padStart(30, '0')}`);
}
