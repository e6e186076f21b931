/** JSON text, read with exact integers and written as Go writes it. */
import { insert } from '../runtime.ts';
import { entriesOf, type PlainObject, type RegoObject, RegoSet, sortedKeys, toJson, type Value } from '../values.ts';
import { boundItems, boundText, narrow } from './arguments.ts';

/** Go escapes what could end a script in HTML. */
const escaped = (text: string) =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Line breaks and indentation of a pretty text. */
export interface Layout {
  prefix: string;
  indent: string;
}

/** Keys are in the order of their text; keys that are no strings become their JSON. */
export function marshal(value: Value, layout?: Layout): string {
  let size = 0;
  const write = (item: Value, depth: number): string => {
    if (typeof item === 'string') return sized(escaped(item));
    if (typeof item !== 'object' || item === null) return sized(numberText(item));
    if (Array.isArray(item)) return list(item, depth);
    return item instanceof RegoSet ? list(RegoSet.sorted(item), depth) : object(item, depth);
  };
  const sized = (text: string): string => {
    size += text.length;
    boundText(size, 'json.marshal');
    return text;
  };
  const list = (items: readonly Value[], depth: number) =>
    block(
      '[',
      items.map((item) => write(item, depth + 1)),
      ']',
      depth,
    );
  const object = (item: PlainObject | RegoObject, depth: number) => {
    const colon = layout ? ': ' : ':';
    const named = new Map(entriesOf(item).map(([key, member]) => [keyText(key), member]));
    const keys = sortedKeys(Object.fromEntries([...named.keys()].map((key) => [key, null])));
    const members = keys.map((key) => sized(escaped(key)) + colon + write(named.get(key) as Value, depth + 1));
    return block('{', members, '}', depth);
  };
  const block = (open: string, parts: string[], close: string, depth: number): string => {
    if (!layout || parts.length === 0) return open + parts.join(',') + close;
    const line = (level: number) => sized(`\n${layout.prefix}${layout.indent.repeat(level)}`);
    return `${open}${parts.map((part) => line(depth + 1) + part).join(',')}${line(depth)}${close}`;
  };
  return write(value, 0);
}

const keyText = (key: Value) => (typeof key === 'string' ? key : marshal(toJson(key) as Value));

/** Go writes exponents of at least two digits. */
export function numberText(value: null | boolean | number | bigint): string {
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Numbers that JavaScript would round, or could not hold: only then is the slow way needed. */
const DELICATE = /\d{16}|[eE]\+?\d{3}/;

/** Undefined for what is not JSON, or holds a number beyond the range of a double. */
export function unmarshal(text: string): Value | undefined {
  try {
    const value = JSON.parse(text) as Value;
    return DELICATE.test(text) ? exact(text) : value;
  } catch {
    return undefined;
  }
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @param text is JSON already, so only its tokens need to be told apart */
function exact(text: string): Value | undefined {
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],:]|true|false|null/gs);
  let finite = true;
  const next = () => tokens.next().value?.[0] as string;
  const number = (token: string): Value => {
    boundItems(token.length, 'a number');
    if (/^-?\d+$/.test(token)) return token.length < 16 ? Number(token) : narrow(BigInt(token));
    finite &&= Number.isFinite(Number(token));
    return Number(token);
  };
  const read = (token: string): Value => {
    if (token === '[') return array();
    if (token === '{') return object();
    return /^[-\d]/.test(token) ? number(token) : (JSON.parse(token) as Value);
  };
  const array = (): Value[] => {
    const result: Value[] = [];
    for (let token = next(); token !== ']'; token = next()) if (token !== ',') result.push(read(token));
    return result;
  };
  const object = (): PlainObject => {
    const result: PlainObject = {};
    for (let token = next(); token !== '}'; token = next()) {
      if (token === ',') continue;
      next();
      insert(result, JSON.parse(token) as string, read(next()));
    }
    return result;
  };
  const value = read(next());
  return finite ? value : undefined;
}
