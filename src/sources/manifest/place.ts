/** Lines and columns around an offset of a text. Columns count from 0. */

export function lineStart(source: string, at: number): number {
  return source.lastIndexOf('\n', at - 1) + 1;
}

/** Before the line end, `\r\n` or `\n`. */
export function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  if (end === -1) return source.length;
  return source[end - 1] === '\r' ? end - 1 : end;
}

export function afterLine(source: string, at: number): number {
  if (source[at - 1] === '\n') return at;
  const end = source.indexOf('\n', at);
  return end === -1 ? source.length : end + 1;
}

/** A byte order mark takes no room. */
export function columnOf(source: string, at: number): number {
  const column = at - lineStart(source, at);
  return source.charCodeAt(lineStart(source, at)) === 0xfeff ? column - 1 : column;
}

/** How deep the line is indented on which that place is. */
export function columnOfLine(source: string, at: number): number {
  const start = lineStart(source, at);
  return source.slice(start).search(/[^ ]/);
}

/** The column where nothing but spaces stands before it; undefined where something does. */
export function ownLineColumn(source: string, at: number): number | undefined {
  return source.slice(lineStart(source, at), at).trim() === '' ? columnOf(source, at) : undefined;
}
