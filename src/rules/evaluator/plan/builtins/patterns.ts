/** Regular expressions and globs. They run in linear time: RE2 by re2js, never JavaScript's backtracking engine. */
import type { RE2JS } from 're2js';
import { memo } from '../../../../resource/memo.ts';
import type { Builtin } from '../compile.ts';
import type { Value } from '../values.ts';
import { boundItems, boundText, isString, onStrings } from './arguments.ts';
import { globPattern } from './glob.ts';
import { globsMatch } from './globs-match.ts';
import { re2 } from './lazy.ts';

const MAX_PATTERNS = 512;
const patterns = new Map<string, RE2JS | undefined>();

/** Compiled once; undefined where the pattern is none. */
function pattern(text: string): RE2JS | undefined {
  if (patterns.has(text)) return patterns.get(text);
  let compiled: RE2JS | undefined;
  try {
    compiled = re2().RE2JS.compile(text);
  } catch {
    compiled = undefined;
  }
  if (patterns.size >= MAX_PATTERNS) patterns.delete(patterns.keys().next().value as string);
  patterns.set(text, compiled);
  return compiled;
}

interface Match {
  start: number;
  end: number;
  /** The whole match first; groups that took no part are undefined. */
  groups: (string | undefined)[];
}

/** The first `limit` matches, all when it is negative. An empty match right after another one does not count. */
function matches(expression: RE2JS, text: string, limit: number): Match[] {
  const found: Match[] = [];
  const matcher = expression.matcher(text);
  const groups = expression.groupCount();
  let at = 0;
  let last = -1;
  while ((limit < 0 || found.length < limit) && at <= text.length && matcher.find(at)) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start !== end || start !== last) {
      const list = Array.from({ length: groups + 1 }, (_, index) => matcher.group(index) ?? undefined);
      found.push({ start, end, groups: list });
      boundItems(found.length, 'the pattern');
    }
    last = end;
    at = end > at ? end : at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
  }
  return found;
}

/** A replacement with `$1`, `$name`, `${name}` and `$$`; other dollars stand for themselves. */
function expand(template: string, { groups }: Match, names: Readonly<Record<string, number>>): string {
  return template.replace(
    /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (_, dollar: string | undefined, braced: string | undefined, bare: string | undefined) => {
      if (dollar !== undefined) return '$';
      const name = (braced ?? bare) as string;
      const index = /^(?:0|[1-9]\d{0,7})$/.test(name) ? Number(name) : names[name];
      return (index === undefined ? undefined : groups[index]) ?? '';
    },
  );
}

function replace(text: string, expression: string, template: string): string | undefined {
  const compiled = pattern(expression);
  if (compiled === undefined) return undefined;
  const names = compiled.namedGroups();
  let result = '';
  let at = 0;
  for (const match of matches(compiled, text, -1)) {
    result += text.slice(at, match.start) + expand(template, match, names);
    boundText(result.length, 'regex.replace');
    at = match.end;
  }
  return result + text.slice(at);
}

function split(expression: string, text: string): string[] | undefined {
  const compiled = pattern(expression);
  if (compiled === undefined) return undefined;
  if (expression !== '' && text === '') return [''];
  const parts: string[] = [];
  let [begin, end] = [0, 0];
  for (const match of matches(compiled, text, -1)) {
    end = match.start;
    if (match.end !== 0) parts.push(text.slice(begin, end));
    begin = match.end;
  }
  if (end !== text.length) parts.push(text.slice(begin));
  return parts;
}

/** Text outside the delimiters is literal; what is between them is a pattern. */
function template(text: string, start: string, end: string): string | undefined {
  let [result, literal, inner, level] = ['', '', '', 0];
  for (const character of text) {
    if (character === start && ++level === 1) {
      result += re2().RE2JS.quote(literal);
      literal = '';
    } else if (character === end && --level <= 0) {
      if (level < 0 || !pattern(`^${inner}$`)) return undefined;
      result += `(${inner})`;
      inner = '';
    } else if (level > 0) inner += character;
    else literal += character;
  }
  return level === 0 ? `^${result}${re2().RE2JS.quote(literal)}$` : undefined;
}

const isCharacter = (value: Value) => isString(value) && [...value].length === 1;

const found =
  (shape: (match: Match) => Value): Builtin =>
  (expression, text, limit) => {
    if (!isString(expression) || !isString(text) || !Number.isSafeInteger(limit)) return undefined;
    const compiled = pattern(expression);
    return compiled && matches(compiled, text, limit as number).map(shape);
  };

const matching = (expression: string, text: string) => pattern(expression)?.matcher(text).find();

/** Answers that are kept of each pattern: a cluster asks about the same names and values again and again. */
const MAX_ANSWERS = 128;
const answers = new Map<string, (text: string) => boolean | undefined>();

const match = onStrings((expression, text) => {
  let answer = answers.get(expression);
  if (answer === undefined) {
    answer = memo((value) => matching(expression, value), MAX_ANSWERS);
    if (answers.size >= MAX_PATTERNS) answers.delete(answers.keys().next().value as string);
    answers.set(expression, answer);
  }
  return answer(text as string);
});

export const patternBuiltins: Record<string, Builtin> = {
  'regex.match': match,
  re_match: match,
  'regex.is_valid': (expression) => isString(expression) && pattern(expression) !== undefined,
  'regex.find_n': found(({ groups }) => groups[0] as string),
  'regex.find_all_string_submatch_n': found(({ groups }) => groups.map((group) => group ?? '')),
  'regex.replace': onStrings((text, expression, by) => replace(text, expression as string, by as string)),
  'regex.split': onStrings((expression, text) => split(expression, text as string)),
  'regex.template_match': onStrings((text, value, start, end) => {
    if (Buffer.byteLength(start as string) !== 1 || Buffer.byteLength(end as string) !== 1) return undefined;
    const whole = template(text, start as string, end as string);
    return whole === undefined ? undefined : matching(whole, value as string);
  }),
  'regex.globs_match': onStrings((a, b) => globsMatch(a, b as string)),
  'glob.match': (glob, delimiters, text) => {
    if (!isString(glob) || !isString(text)) return undefined;
    if (delimiters !== null && !(Array.isArray(delimiters) && delimiters.every(isCharacter))) return undefined;
    const between = delimiters === null ? [] : delimiters.length === 0 ? ['.'] : (delimiters as string[]);
    const expression = globPattern(glob, between);
    return expression === undefined ? undefined : pattern(expression)?.matcher(text).matches();
  },
  'glob.quote_meta': onStrings((text) => text.replace(/[*?\\[\]{}]/g, '\\$&')),
};
