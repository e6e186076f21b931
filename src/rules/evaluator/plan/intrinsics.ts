/** Builtins that rules call so often that they are called directly, with the usual case first. */
import { regoText } from './builtins/text.ts';
import { compare, RegoSet, type Value } from './values.ts';

/** Name of the builtin to the name under which generated code calls it. */
export const INTRINSICS: Readonly<Record<string, string>> = {
  'internal.template_string': 'template',
  lt: 'less',
  lte: 'lessOrEqual',
  gt: 'greater',
  gte: 'greaterOrEqual',
};

/** A template string. An expression comes as the set of its values: none is undefined, and more than one cannot be. */
export function template(parts: Value | undefined): string {
  let text = '';
  for (const part of parts as Value[]) {
    const value = part instanceof RegoSet ? RegoSet.members(part)[0] : part;
    if (typeof value === 'string') text += value;
    else text += value === undefined ? '<undefined>' : regoText(value);
  }
  return text;
}

const order = (a: Value, b: Value) =>
  typeof a === 'number' && typeof b === 'number' ? (a < b ? -1 : a > b ? 1 : 0) : compare(a, b);

export const less = (a: Value, b: Value) => order(a, b) < 0;
export const lessOrEqual = (a: Value, b: Value) => order(a, b) <= 0;
export const greater = (a: Value, b: Value) => order(a, b) > 0;
export const greaterOrEqual = (a: Value, b: Value) => order(a, b) >= 0;
