/** Constants of the rules as JavaScript. */

/** A string as a JavaScript literal: JSON, with the two characters that JSON allows and old JavaScript did not. */
export function literal(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Integers beyond 2^53 stay exact as bigints. */
export function numberLiteral(text: string): string {
  const value = Number(text);
  if (Number.isSafeInteger(value) || !/^-?\d+$/.test(text)) return value < 0 ? `(${value})` : String(value);
  return BigInt(text) < 0n ? `(${BigInt(text)}n)` : `${BigInt(text)}n`;
}
