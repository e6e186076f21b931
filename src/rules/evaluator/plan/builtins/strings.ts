/** Strings and templates. */
import type { Builtin } from '../compile.ts';
import { compareStrings, entriesOf, isRegoObject, RegoSet, type Value } from '../values.ts';
import { boundText, isNumber, isString, members, onStrings } from './arguments.ts';
import { sprintf } from './sprintf.ts';
import { regoText } from './text.ts';

function trimLeft(text: string, cutset: string): string {
  const cut = new Set(cutset);
  const characters = [...text];
  let start = 0;
  while (start < characters.length && cut.has(characters[start] as string)) start += 1;
  return characters.slice(start).join('');
}

/**
 * At each place the first pair that fits replaces, and what was replaced is not looked at again. The empty text fits before
 * every character and at the end, and after it another pair may fit at the same place.
 */
function replaceAll(text: string, pairs: readonly (readonly [string, string])[]): string {
  const filled = pairs.filter(([from]) => from !== '');
  let result = '';
  let afterEmpty = false;
  for (let at = 0; at <= text.length; ) {
    const found: readonly [string, string] | undefined = (afterEmpty ? filled : pairs).find(([from]) =>
      text.startsWith(from, at),
    );
    afterEmpty = found?.[0] === '';
    if (found) {
      result += found[1];
      at += found[0].length;
      boundText(result.length, 'replace');
    } else {
      const next = String.fromCodePoint(text.codePointAt(at) ?? 0);
      if (at < text.length) result += next;
      at += next.length;
    }
  }
  return result;
}

/** Where a part is found, in code points; overlapping places count. */
function places(text: string, part: string): number[] | undefined {
  if (part === '') return undefined;
  const found: number[] = [];
  let [characters, counted] = [0, 0];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    characters += [...text.slice(counted, at)].length;
    counted = at;
    found.push(characters);
  }
  return found;
}

function pieces(text: string, delimiter: string): string[] {
  return delimiter === '' ? [...text] : text.split(delimiter);
}

/** One string or several; undefined where one is none. */
function list(value: Value | undefined): readonly string[] | undefined {
  const all = isString(value) ? [value] : members(value);
  return all?.every(isString) ? all : undefined;
}

/** Whether any of the texts starts with any of the prefixes: those sort right after the prefix itself. */
function anyPrefix(texts: readonly string[], prefixes: readonly string[]): boolean {
  if (texts.length < 8 || prefixes.length < 8) {
    return texts.some((text) => prefixes.some((prefix) => text.startsWith(prefix)));
  }
  const sorted = [...texts].sort(compareStrings);
  return prefixes.some((prefix) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareStrings(sorted[middle] as string, prefix) < 0) low = middle + 1;
      else high = middle;
    }
    return sorted[low]?.startsWith(prefix) ?? false;
  });
}

/** True for what ASCII prints: the usual ends of a text, that need no trimming. */
const isInk = (code: number) => code > 0x20 && code < 0x7f;

const reversed = (text: string) => [...text].reverse().join('');
const trimRight = (text: string, cutset: string) => reversed(trimLeft(reversed(text), cutset));

export const strings: Record<string, Builtin> = {
  concat: (delimiter, values) => {
    const parts = members(values);
    if (!isString(delimiter) || parts === undefined) return undefined;
    let text = '';
    for (let index = 0; index < parts.length; index += 1) {
      const part = parts[index];
      if (!isString(part)) return undefined;
      text += index === 0 ? part : delimiter + part;
      boundText(text.length, 'concat');
    }
    return text;
  },
  contains: onStrings((text, part) => text.includes(part as string)),
  startswith: onStrings((text, part) => text.startsWith(part as string)),
  endswith: onStrings((text, part) => text.endsWith(part as string)),
  indexof: onStrings((text, part) => {
    if (part === '') return undefined;
    const at = text.indexOf(part as string);
    return at < 0 ? -1 : [...text.slice(0, at)].length;
  }),
  indexof_n: onStrings((text, part) => places(text, part as string)),
  sprintf,
  'strings.any_prefix_match': (texts, prefixes) => {
    const [left, right] = [list(texts), list(prefixes)];
    return left && right && anyPrefix(left, right);
  },
  'strings.any_suffix_match': (texts, suffixes) => {
    const [left, right] = [list(texts), list(suffixes)];
    return left && right && anyPrefix(left.map(reversed), right.map(reversed));
  },
  'strings.count': onStrings((text, part) =>
    part === '' ? [...text].length + 1 : text.split(part as string).length - 1,
  ),
  'strings.reverse': onStrings(reversed),
  'strings.split_n': (text, delimiter, count) => {
    if (!isString(text) || !isString(delimiter) || !Number.isSafeInteger(count)) return undefined;
    const parts = pieces(text, delimiter);
    return (count as number) >= 0 ? parts.slice(0, count as number) : parts.slice(count as number);
  },
  lower: onStrings((text) => text.toLowerCase()),
  upper: onStrings((text) => text.toUpperCase()),
  replace: onStrings((text, from, to) => {
    if (from === '') return replaceAll(text, [['', to as string]]);
    if (!text.includes(from)) return text;
    const parts = text.split(from as string);
    boundText(text.length + parts.length * (to as string).length, 'replace');
    return parts.join(to);
  }),
  'strings.replace_n': (replacements, text) => {
    if (!isRegoObject(replacements) || !isString(text)) return undefined;
    const pairs = entriesOf(replacements);
    return pairs.flat().every(isString) ? replaceAll(text, pairs as [string, string][]) : undefined;
  },
  split: onStrings((text, delimiter) => pieces(text, delimiter as string)),
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
  trim_space: onStrings((text) =>
    isInk(text.charCodeAt(0)) && isInk(text.charCodeAt(text.length - 1))
      ? text
      : text.replace(/^[\s\u0085]+|[\s\u0085]+$/gu, ''),
  ),
  format_int: (value, base) => {
    if (!isNumber(value) || ![2, 8, 10, 16].includes(base as number)) return undefined;
    return (typeof value === 'number' ? Math.trunc(value) : value).toString(base as number);
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
