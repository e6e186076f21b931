/** Builtins that rules call so often that they are called directly, with the usual case first. */
import { strings } from './builtins/strings.ts';
import { regoText } from './builtins/text.ts';
import { get } from './runtime.ts';
import { compare, isRegoObject, RegoObject, RegoSet, type Value } from './values.ts';

/** Name of the builtin to the name under which generated code calls it. */
export const INTRINSICS: Readonly<Record<string, string>> = {
  'internal.template_string': 'template',
  'strings.replace_n': 'replaceSeveral',
  lt: 'less',
  lte: 'lessOrEqual',
  gt: 'greater',
  gte: 'greaterOrEqual',
};

/** A template string. An expression comes as the set of its values: none is undefined, and more than one cannot be. */
export function template(parts: Value | undefined): string {
  let text = '';
  for (const one of parts as Value[]) text += part(one instanceof RegoSet ? RegoSet.members(one)[0] : one);
  return text;
}

/** The value of an expression as a template has it. */
export function part(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '<undefined>' : regoText(value);
}

const order = (a: Value, b: Value) =>
  typeof a === 'number' && typeof b === 'number' ? (a < b ? -1 : a > b ? 1 : 0) : compare(a, b);

export const less = (a: Value, b: Value) => order(a, b) < 0;
export const lessOrEqual = (a: Value, b: Value) => order(a, b) <= 0;
export const greater = (a: Value, b: Value) => order(a, b) > 0;
export const greaterOrEqual = (a: Value, b: Value) => order(a, b) >= 0;

/** `strings.replace_n`. Most often single characters are replaced: then each is looked up once. */
export function replaceSeveral(replacements: Value, text: Value): Value | undefined {
  if (typeof text !== 'string' || !isRegoObject(replacements) || replacements instanceof RegoObject) return undefined;
  for (const key in replacements) {
    if (key.length !== 1 || typeof replacements[key] !== 'string') {
      return strings['strings.replace_n']?.(replacements, text) as Value | undefined;
    }
  }
  let result = '';
  let done = 0;
  for (let at = 0; at < text.length; at += 1) {
    const replacement = get(replacements, text[at] as string);
    if (replacement === undefined) continue;
    result += text.slice(done, at) + replacement;
    done = at + 1;
  }
  return done === 0 ? text : result + text.slice(done);
}
