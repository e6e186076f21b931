/** What stands between two `---`: one YAML document, or JSON documents one after another. */
import type { ErrorCode, GatehouseError } from '../../errors.ts';
import type { JsonValue } from '../../json.ts';
import { jsonFinder } from './json-find.ts';
import { JsonSyntaxError, skipSpace, skipValue } from './json-scan.ts';
import { parseYaml, type YamlDocument, YamlError } from './yaml.ts';

/** From one character of a text to before another. */
export interface TextRange {
  from: number;
  to: number;
}

export interface Chunk {
  value: JsonValue;
  range: TextRange;
  /** The offset in the text of what a pointer names, or of the nearest thing above it that exists. */
  find: (pointer: string) => number;
}

/** Makes the error of what is wrong at an offset of the text. */
type Fail = (message: string, offset: number, code?: ErrorCode) => GatehouseError;

/** Beyond this a text that begins as JSON and is none is not tried as YAML: the answer would take minutes. */
const MAX_BRACED_YAML = 4 * 1024 * 1024;

/** YAML is read at some two megabytes a second, and while it is, nothing else is done. */
const MAX_YAML = 32 * 1024 * 1024;

/** Reads the chunks of one text. Of YAML only the values are kept; places are found by reading the document in question again. */
export function chunkParser(text: string, fail: Fail): (range: TextRange) => Chunk[] {
  let yamlRead = 0;
  let last: { from: number; document: YamlDocument } | undefined;
  const readYaml = ({ from, to }: TextRange): YamlDocument => {
    if (last?.from !== from) last = { from, document: parseYaml(text.slice(from, to)) };
    return last.document;
  };
  return (range) => {
    const start = contentStart(text, range);
    let notJson: number | undefined;
    if (text[start] === '{' || text[start] === '[') {
      try {
        return parseJson(text, start, range);
      } catch (thrown) {
        if (!(thrown instanceof JsonSyntaxError)) throw thrown;
        notJson = thrown.offset;
      }
    }
    yamlRead += range.to - range.from;
    if (yamlRead > MAX_YAML) {
      if (notJson !== undefined) throw fail('is not valid JSON', notJson);
      const message = 'there is more than 32 MiB of YAML; split it, or give it as JSON, which has no such limit';
      throw fail(message, range.from, 'INPUT_TOO_LARGE');
    }
    try {
      if (notJson !== undefined && range.to - range.from > MAX_BRACED_YAML) throw fail('is not valid JSON', notJson);
      const { value } = readYaml(range);
      return [{ value, range, find: (pointer) => range.from + readYaml(range).find(pointer) }];
    } catch (thrown) {
      if (!(thrown instanceof YamlError)) throw thrown;
      throw notJson === undefined
        ? fail(thrown.message, range.from + thrown.offset)
        : fail('is not valid JSON', notJson);
    }
  };
}

/** Past what may stand before a document: a byte order mark, `---`, comments, blank lines. */
function contentStart(text: string, { from, to }: TextRange): number {
  const leading = /\uFEFF|---|#[^\n]*|\s+/y;
  let at = from;
  for (leading.lastIndex = at; at < to && leading.test(text); ) at = leading.lastIndex;
  return Math.min(at, to);
}

/** @throws JsonSyntaxError */
function parseJson(text: string, start: number, range: TextRange): Chunk[] {
  try {
    const value = JSON.parse(text.slice(start, range.to)) as JsonValue;
    return [{ value, range, find: jsonFinder(text, start) }];
  } catch {
    // More than one document, or none; the scanner tells which and where, without a word of the text.
  }
  const chunks: Chunk[] = [];
  for (let at = start, { from } = range; at < range.to; ) {
    const end = skipValue(text, at);
    const next = skipSpace(text, end);
    const to = Math.min(next, range.to);
    if (text[at] !== '{' || end > range.to) throw new JsonSyntaxError(at);
    const value = JSON.parse(text.slice(at, end)) as JsonValue;
    chunks.push({ value, range: { from, to }, find: jsonFinder(text, at) });
    from = to;
    at = next;
  }
  return chunks;
}
