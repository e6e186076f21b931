/** Texts of bytes: base64, hexadecimal and the queries of URLs. Decoded bytes that are no UTF-8 become U+FFFD. */
import type { Builtin } from '../compile.ts';
import { insert } from '../runtime.ts';
import { isRegoObject, type PlainObject, sortedKeys, toJson, type Value } from '../values.ts';
import { isString, onStrings } from './arguments.ts';

/** Whole groups of four with padding; Go skips line ends. */
function decode64(text: string, alphabet: RegExp): Buffer | undefined {
  const plain = text.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && alphabet.test(plain) ? Buffer.from(plain, 'base64') : undefined;
}

const STANDARD = /^[A-Za-z0-9+/]*={0,2}$/;
const FOR_URLS = /^[A-Za-z0-9_-]*={0,2}$/;
const padded = (text: string) => text + '='.repeat((4 - (text.length % 4)) % 4);
const bytes = (text: string) => Buffer.from(text, 'utf8');

/** Everything but letters, digits and `-_.~` is a byte in hexadecimal; a space is a plus. */
export function escapeQuery(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** @param plus what a plus stands for */
export function unescaped(text: string, plus: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  return text
    .replaceAll('+', plus)
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

function encodeObject(value: Value | undefined): string | undefined {
  if (!isRegoObject(value)) return undefined;
  const plain = toJson(value) as PlainObject;
  const pairs: string[] = [];
  for (const key of sortedKeys(plain)) {
    const item = plain[key];
    const list = Array.isArray(item) ? item : [item];
    if (!list.every(isString)) return undefined;
    for (const text of list) pairs.push(`${escapeQuery(key)}=${escapeQuery(text)}`);
  }
  return pairs.join('&');
}

function decodeObject(query: string): Value | undefined {
  const result = new Map<string, string[]>();
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const at = pair.indexOf('=');
    const key = unescaped(at < 0 ? pair : pair.slice(0, at), ' ');
    const value = unescaped(at < 0 ? '' : pair.slice(at + 1), ' ');
    if (key === undefined || value === undefined || pair.includes(';')) return undefined;
    result.set(key, [...(result.get(key) ?? []), value]);
  }
  let object = {};
  for (const [key, values] of result) object = insert(object, key, values);
  return object;
}

export const encoding: Record<string, Builtin> = {
  'base64.encode': onStrings((text) => bytes(text).toString('base64')),
  'base64.decode': onStrings((text) => decode64(text, STANDARD)?.toString('utf8')),
  'base64.is_valid': (text) => isString(text) && decode64(text, STANDARD) !== undefined,
  'base64url.encode': onStrings((text) => padded(bytes(text).toString('base64url'))),
  'base64url.encode_no_pad': onStrings((text) => bytes(text).toString('base64url')),
  'base64url.decode': onStrings((text) =>
    decode64(text.endsWith('=') ? text : padded(text), FOR_URLS)?.toString('utf8'),
  ),
  'hex.encode': onStrings((text) => bytes(text).toString('hex')),
  'hex.decode': onStrings((text) =>
    /^(?:[0-9a-fA-F]{2})*$/.test(text) ? Buffer.from(text, 'hex').toString('utf8') : undefined,
  ),
  'urlquery.encode': onStrings(escapeQuery),
  'urlquery.decode': onStrings((text) => unescaped(text, ' ')),
  'urlquery.encode_object': encodeObject,
  'urlquery.decode_object': onStrings(decodeObject),
};
