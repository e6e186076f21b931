/**
 * Finds places in JSON text without parsing it: `JSON.parse` reads 100 MB in a second but says nothing of lines, and its messages
 * quote the text. Nothing here recurses, so that no nesting is too deep.
 */
import { fromPointer } from '../../resource/pointer.ts';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const LITERAL = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Thrown with the offset at which the text stops being JSON. */
export class JsonSyntaxError extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super('is not JSON');
    this.offset = offset;
  }
}

/** Past white space. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === 32 || code === 10 || code === 13 || code === 9; ) {
    at += 1;
    code = text.charCodeAt(at);
  }
  return at;
}

/** Past the string that begins at `from`. @throws JsonSyntaxError */
function skipString(text: string, from: number): number {
  if (text[from] !== '"') throw new JsonSyntaxError(from);
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code < 32) throw new JsonSyntaxError(at);
    if (code !== 92) continue;
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(text)) throw new JsonSyntaxError(at);
    at = ESCAPE.lastIndex - 1;
  }
  throw new JsonSyntaxError(text.length);
}

/** Past the number, `true`, `false` or `null` that begins at `from`. @throws JsonSyntaxError */
function skipToken(text: string, from: number): number {
  for (const pattern of [NUMBER, LITERAL]) {
    pattern.lastIndex = from;
    if (pattern.test(text)) return pattern.lastIndex;
  }
  throw new JsonSyntaxError(from);
}

/** Past the value that begins at `from`, which is checked on the way. @throws JsonSyntaxError */
export function skipValue(text: string, from: number): number {
  const open: string[] = [];
  let at = from;
  for (;;) {
    const first = text[at];
    if (first === '{' || first === '[') {
      open.push(first);
      at = skipSpace(text, at + 1);
      if (text[at] !== closing(first)) {
        at = first === '{' ? skipKey(text, at) : at;
        continue;
      }
    } else {
      at = first === '"' ? skipString(text, at) : skipToken(text, at);
      if (open.length === 0) return at;
      at = skipSpace(text, at);
    }
    // After a value: close what ends here, or go on to the next member.
    for (let last = open.at(-1); last !== undefined && text[at] === closing(last); last = open.at(-1)) {
      open.pop();
      at += 1;
      if (open.length === 0) return at;
      at = skipSpace(text, at);
    }
    if (text[at] !== ',') throw new JsonSyntaxError(at);
    at = skipSpace(text, at + 1);
    if (open.at(-1) === '{') at = skipKey(text, at);
  }
}

function closing(open: string): string {
  return open === '{' ? '}' : ']';
}

/** Past a key, its colon and the space after it. */
function skipKey(text: string, from: number): number {
  const colon = skipSpace(text, skipString(text, from));
  if (text[colon] !== ':') throw new JsonSyntaxError(colon);
  return skipSpace(text, colon + 1);
}

/** Where the members of the object or array at `from` are: by key or index, the offset of the key and of the value. */
export function* membersOf(text: string, from: number): Generator<{ key: string; at: number; value: number }> {
  const open = text[from];
  if (open !== '{' && open !== '[') return;
  let at = skipSpace(text, from + 1);
  for (let index = 0; text[at] !== closing(open); index += 1) {
    const value = open === '{' ? skipKey(text, at) : at;
    const key = open === '{' ? (JSON.parse(text.slice(at, skipString(text, at))) as string) : String(index);
    yield { key, at, value };
    at = skipSpace(text, skipValue(text, value));
    if (text[at] !== ',') return;
    at = skipSpace(text, at + 1);
  }
}

/** The offset of what a pointer names below the value at `from`, or of the nearest thing above it that exists. */
export function findPointer(text: string, from: number, pointer: string): number {
  let place = from;
  let value = from;
  for (const key of fromPointer(pointer)) {
    let found: { at: number; value: number } | undefined;
    // The last of equal keys is the one that JSON.parse keeps.
    for (const member of membersOf(text, value)) {
      if (member.key !== key) continue;
      found = member;
      if (text[value] === '[') break;
    }
    if (found === undefined) break;
    place = found.at;
    value = found.value;
  }
  return place;
}
