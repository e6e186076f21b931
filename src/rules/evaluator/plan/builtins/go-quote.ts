/** Quoted text as Go writes it, in Rego terms and for `%q`. https://pkg.go.dev/strconv#Quote */

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

export const isPrintable = (character: string) => PRINTABLE.test(character);

function escaped(character: string, mark: string, ascii: boolean): string {
  if (character === mark) return `\\${mark}`;
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) as number;
  if (code >= 0xd800 && code <= 0xdfff) return ascii ? '\\ufffd' : '\ufffd';
  if (code < 0x80 ? code >= 0x20 && code < 0x7f : !ascii && isPrintable(character)) return character;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x1_0000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** @param ascii escapes everything that is not ASCII */
export function quote(text: string, ascii = false, mark = '"'): string {
  // Most text has nothing to escape.
  if (mark === '"' && /^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  let result = mark;
  for (const character of text) result += escaped(character, mark, ascii);
  return result + mark;
}

/** True for text that Go can write between backquotes. */
export function canBackquote(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return !/[\x00-\x08\x0a-\x1f`\x7f\ufeff]/.test(text);
}
