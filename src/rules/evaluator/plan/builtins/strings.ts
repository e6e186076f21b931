/** Strings, patterns and templates. Patterns run in linear time: RE2 by re2js, never JavaScript's backtracking engine. */
import { RE2JS } from 're2js';
import type { Builtin } from '../compile.ts';
import { entriesOf, isRegoObject, RegoSet, type Value } from '../values.ts';
import { members } from './collections.ts';
import { globPattern } from './glob.ts';
import { regoText } from './text.ts';

const MAX_PATTERNS = 512;
const patterns = new Map<string, RE2JS | undefined>();

/** Compiled once; undefined where the pattern is none. */
function pattern(text: string): RE2JS | undefined {
  if (patterns.has(text)) return patterns.get(text);
  let compiled: RE2JS | undefined;
  try {
    compiled = RE2JS.compile(text);
  } catch {
    compiled = undefined;
  }
  if (patterns.size >= MAX_PATTERNS) patterns.delete(patterns.keys().next().value as string);
  patterns.set(text, compiled);
  return compiled;
}

const isString = (value: Value | undefined): value is string => typeof value === 'string';

/** A builtin over strings; undefined where an argument is none. */
const onStrings =
  (apply: (...texts: string[]) => Value | undefined): Builtin =>
  (...values) =>
    values.every(isString) ? apply(...(values as string[])) : undefined;

function trimLeft(text: string, cutset: string): string {
  const cut = new Set(cutset);
  const characters = [...text];
  let start = 0;
  while (start < characters.length && cut.has(characters[start] as string)) start += 1;
  return characters.slice(start).join('');
}

/** At each place the first pair that fits replaces, and what was replaced is not looked at again. */
function replaceAll(text: string, pairs: readonly (readonly [string, string])[]): string {
  let result = '';
  let at = 0;
  while (at <= text.length) {
    const found = pairs.find(([from]) => text.startsWith(from, at));
    if (found) result += found[1];
    if (found && found[0] !== '') {
      at += found[0].length;
    } else {
      result += text[at] ?? '';
      at += 1;
    }
  }
  return result;
}

const reversed = (text: string) => [...text].reverse().join('');
const trimRight = (text: string, cutset: string) => reversed(trimLeft(reversed(text), cutset));

export const strings: Record<string, Builtin> = {
  concat: (delimiter, values) => {
    const list = members(values);
    return isString(delimiter) && list?.every(isString) ? list.join(delimiter) : undefined;
  },
  contains: onStrings((text, part) => text.includes(part as string)),
  startswith: onStrings((text, part) => text.startsWith(part as string)),
  endswith: onStrings((text, part) => text.endsWith(part as string)),
  indexof: onStrings((text, part) => {
    const at = text.indexOf(part as string);
    return at < 0 ? -1 : [...text.slice(0, at)].length;
  }),
  lower: onStrings((text) => text.toLowerCase()),
  upper: onStrings((text) => text.toUpperCase()),
  replace: onStrings((text, from, to) => text.replaceAll(from as string, () => to as string)),
  'strings.replace_n': (replacements, text) => {
    if (!isRegoObject(replacements) || !isString(text)) return undefined;
    const pairs = entriesOf(replacements);
    return pairs.flat().every(isString) ? replaceAll(text, pairs as [string, string][]) : undefined;
  },
  split: onStrings((text, delimiter) => (delimiter === '' ? [...text] : text.split(delimiter as string))),
  substring: (text, offset, length) => {
    if (!isString(text) || typeof offset !== 'number' || typeof length !== 'number' || offset < 0) return undefined;
    const characters = [...text];
    return characters.slice(offset, length < 0 ? characters.length : offset + length).join('');
  },
  trim: onStrings((text, cutset) => trimRight(trimLeft(text, cutset as string), cutset as string)),
  trim_left: onStrings((text, cutset) => trimLeft(text, cutset as string)),
  trim_right: onStrings((text, cutset) => trimRight(text, cutset as string)),
  trim_prefix: onStrings((text, prefix) =>
    text.startsWith(prefix as string) ? text.slice((prefix as string).length) : text,
  ),
  trim_suffix: onStrings((text, suffix) =>
    text.endsWith(suffix as string) ? text.slice(0, text.length - (suffix as string).length) : text,
  ),
  trim_space: onStrings((text) => text.replace(/^[\s\u0085]+|[\s\u0085]+$/gu, '')),
  format_int: (value, base) => {
    if ((typeof value !== 'number' && typeof value !== 'bigint') || ![2, 8, 10, 16].includes(base as number))
      return undefined;
    return (typeof value === 'number' ? Math.trunc(value) : value).toString(base as number);
  },
  'regex.match': onStrings((expression, text) =>
    pattern(expression)
      ?.matcher(text as string)
      .find(),
  ),
  'regex.is_valid': (expression) => isString(expression) && pattern(expression) !== undefined,
  'glob.match': (glob, delimiters, text) => {
    if (!isString(glob) || !isString(text)) return undefined;
    if (delimiters !== null && !(Array.isArray(delimiters) && delimiters.every(isString))) return undefined;
    const between = delimiters === null ? [] : delimiters.length === 0 ? ['.'] : (delimiters as string[]);
    return pattern(globPattern(glob, between))?.matcher(text).matches();
  },
  'internal.template_string': (parts) => {
    if (!Array.isArray(parts)) return undefined;
    return parts.map(templatePart).join('');
  },
};

/** An expression comes as the set of its values: none is undefined, and more than one cannot be. */
function templatePart(part: Value): string {
  if (!(part instanceof RegoSet)) return isString(part) ? part : regoText(part);
  const [only] = RegoSet.sorted(part);
  if (only === undefined) return '<undefined>';
  return isString(only) ? only : regoText(only);
}
