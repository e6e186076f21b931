/** JSON text. Go writes keys in code point order, no spaces, and escapes `<`, `>` and `&`. */

import type { Builtin } from '../compile.ts';
import { type PlainObject, toJson, type Value } from '../values.ts';
import { narrow } from './numbers.ts';

/** @throws nothing: a value that JSON cannot hold does not exist in Rego */
function marshal(value: Value): string {
  return text(toJson(value)).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function text(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${text(item)}`)
    .join(',')}}`;
}

function unmarshal(source: Value | undefined): Value | undefined {
  if (typeof source !== 'string') return undefined;
  try {
    return JSON.parse(source, (_, value: unknown) =>
      typeof value === 'bigint' ? narrow(value) : value,
    ) as PlainObject;
  } catch {
    return undefined;
  }
}

export const json: Record<string, Builtin> = {
  'json.marshal': (value) => marshal(value as Value),
  'json.unmarshal': unmarshal,
  'json.is_valid': (source) => unmarshal(source) !== undefined,
};
