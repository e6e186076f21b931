/** A value as text that fits into what stands around it. */
import { Document, type Node, Pair, Scalar, type ToStringOptions, YAMLMap, YAMLSeq } from 'yaml';
import { isObject, type JsonValue } from '../../json.ts';
import { plainScalar } from './scalars.ts';

/** How the document that is edited is written. */
export interface Style {
  /** Written as JSON: keys and strings in double quotes. */
  json: boolean;
  /** Spaces by which one level is indented. */
  step: number;
  /** Sequences stand deeper than their key. */
  indentSequences: boolean;
  /** The line end that the file uses. */
  eol: '\n' | '\r\n';
}

/** In this schema text is text: what a scalar means is decided by `plainScalar`, as Kubernetes reads it. */
export const PARSE_OPTIONS = { version: '1.1', schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' } as const;

/** The value as nodes, each scalar quoted where it would be read as something else. */
export function nodeOf(value: JsonValue): Node {
  if (Array.isArray(value)) {
    const sequence = new YAMLSeq<Node>();
    sequence.items = value.map(nodeOf);
    return sequence;
  }
  if (isObject(value)) {
    const map = new YAMLMap<Node, Node>();
    map.items = Object.entries(value).map(([key, item]) => new Pair(nodeOf(key), nodeOf(item)));
    return map;
  }
  const scalar = new Scalar<string>(String(value));
  if (typeof value !== 'string') scalar.type = 'PLAIN';
  else if (plainScalar(value) !== value || value === '<<') scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

/** `key: value` as lines of block YAML, each behind `column` spaces, without a line end after the last. */
export function blockEntry(style: Style, column: number, key: string, value: JsonValue): string {
  return indent(style, column, write(nodeOf({ [key]: value }), style));
}

/** `- value` as lines of block YAML. */
export function blockItem(style: Style, column: number, value: JsonValue): string {
  return indent(style, column, write(nodeOf([value]), style));
}

/** The value on one line, or as JSON of several lines where `column` says how deep it stands. */
export function flowValue(style: Style, value: JsonValue, column?: number): string {
  if (!style.json) return inBrackets(nodeOf([value]), style);
  if (column === undefined) return JSON.stringify(value);
  return JSON.stringify(value, null, style.step)
    .split('\n')
    .join(`${style.eol}${' '.repeat(column)}`);
}

/** `key: value` inside braces. */
export function flowEntry(style: Style, key: string, value: JsonValue, column?: number): string {
  if (style.json) return `${JSON.stringify(key)}: ${flowValue(style, value, column)}`;
  return inBrackets(nodeOf({ [key]: value }), style);
}

/** A scalar in the quotes that its predecessor had, where both are strings. */
export function scalarLike(style: Style, before: Scalar, value: JsonValue): string {
  if (style.json || isObject(value) || Array.isArray(value)) return flowValue(style, value);
  const scalar = nodeOf(value) as Scalar;
  const quoted = before.type === 'QUOTE_DOUBLE' || before.type === 'QUOTE_SINGLE';
  if (quoted && before.type && typeof value === 'string') scalar.type = before.type;
  const text = write(scalar, style).trimEnd();
  // A block scalar does not fit in the middle of a line.
  return text.includes('\n') ? JSON.stringify(value) : text;
}

function inBrackets(node: Node, style: Style): string {
  const text = write(node, style, { collectionStyle: 'flow', flowCollectionPadding: false });
  return text.trim().slice(1, -1).trim();
}

function write(node: Node, { step, indentSequences }: Style, options: ToStringOptions = {}): string {
  const document = new Document(null, PARSE_OPTIONS);
  document.contents = node as never;
  return document.toString({ indent: step || 2, indentSeq: indentSequences, lineWidth: 0, ...options });
}

function indent({ eol }: Style, column: number, text: string): string {
  const margin = ' '.repeat(column);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : margin + line))
    .join(eol);
}
