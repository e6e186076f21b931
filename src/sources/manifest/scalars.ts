/**
 * Scalars as Kubernetes reads them: YAML 1.1 in the dialect of sigs.k8s.io/yaml. `NO` and `on` are booleans, `010` and `0o10`
 * are eight, `1_000` is a thousand, `22:22` and `2026-12-01` stay text.
 * https://github.com/kubernetes-sigs/yaml
 */

export type ScalarValue = null | boolean | number | string;

const WORDS = new Map<string, ScalarValue>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const INTEGER = /^(?<sign>[-+]?)(?<digits>0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** What a scalar without quotes and tag means. NaN and the infinities come out as they are: JSON has no place for them. */
export function plainScalar(text: string): ScalarValue {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  const integer = INTEGER.exec(plain)?.groups;
  if (integer) {
    const { sign, digits = '' } = integer;
    const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
    const value = Number(octal.toLowerCase());
    return sign === '-' && value !== 0 ? -value : value;
  }
  return FLOAT.test(plain) ? Number(plain) : text;
}

const BINARY = 'tag:yaml.org,2002:binary';
const RESOLVED = /^tag:yaml\.org,2002:(?:bool|int|float|null|timestamp)$/;

/**
 * What a scalar means with its tag.
 * @param isPlain without quotes, and no block scalar
 */
export function taggedScalar(text: string, tag: string | undefined, isPlain: boolean): ScalarValue {
  if (tag === undefined) return isPlain ? plainScalar(text) : text;
  if (RESOLVED.test(tag)) return plainScalar(text);
  if (tag === BINARY) return Buffer.from(text, 'base64').toString();
  // `!!str`, and every tag that Kubernetes does not know.
  return text;
}
