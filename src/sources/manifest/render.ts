/** A value as text that fits into what stands around it. */
import { Document, type Scalar, stringify, type ToStringOptions } from 'yaml';
import type { JsonValue } from '../../json.ts';

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

const version = '1.1';

/** `key: value` as lines of block YAML, each behind `column` spaces, without a line end after the last. */
export function blockEntry(style: Style, column: number, key: string, value: JsonValue): string {
  return indent(style, column, stringify({ [key]: value }, options(style)));
}

/** `- value` as lines of block YAML. */
export function blockItem(style: Style, column: number, value: JsonValue): string {
  return indent(style, column, stringify([value], options(style)));
}

/** The value on one line, or as JSON of several lines where `column` says how deep it stands. */
export function flowValue(style: Style, value: JsonValue, column?: number): string {
  if (style.json) {
    if (column === undefined) return JSON.stringify(value);
    return JSON.stringify(value, null, style.step)
      .split('\n')
      .join(`${style.eol}${' '.repeat(column)}`);
  }
  const list = stringify([value], { ...options(style), collectionStyle: 'flow', flowCollectionPadding: false });
  return list.trim().slice(1, -1).trim();
}

/** `key: value` inside braces. */
export function flowEntry(style: Style, key: string, value: JsonValue, column?: number): string {
  if (style.json) return `${JSON.stringify(key)}: ${flowValue(style, value, column)}`;
  const map = stringify({ [key]: value }, { ...options(style), collectionStyle: 'flow', flowCollectionPadding: false });
  return map.trim().slice(1, -1).trim();
}

/** A scalar in the quotes that its predecessor had, where both are strings. */
export function scalarLike(style: Style, before: Scalar, value: JsonValue): string {
  if (style.json) return JSON.stringify(value);
  const document = new Document(value, { version });
  const scalar = document.contents as Scalar;
  const quoted = before.type === 'QUOTE_DOUBLE' || before.type === 'QUOTE_SINGLE';
  if (quoted && before.type && typeof before.value === 'string' && typeof value === 'string') scalar.type = before.type;
  const text = document.toString({ ...options(style), lineWidth: 0 }).trimEnd();
  // A block scalar does not fit in the middle of a line.
  return text.includes('\n') ? JSON.stringify(value) : text;
}

function options({ step, indentSequences }: Style): ToStringOptions & { version: '1.1' } {
  return { version, indent: step, indentSeq: indentSequences, lineWidth: 0, aliasDuplicateObjects: false } as never;
}

function indent({ eol }: Style, column: number, text: string): string {
  const margin = ' '.repeat(column);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : margin + line))
    .join(eol);
}
