/** Edits a manifest as a careful person would: only what changes is written, the rest of the text stays as it is. */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, type Pair, parseDocument, visit } from 'yaml';
import { GatehouseError } from '../../errors.ts';
import { isObject, type JsonValue } from '../../json.ts';
import { columnOf } from './place.ts';
import { nodeOf, PARSE_OPTIONS, type Style } from './render.ts';
import { CannotSplice, splicesFor } from './splice.ts';

export interface EditOptions {
  /** What a document means, read as it will be read again. */
  read: (text: string) => JsonValue;
  /** The file's name, for errors. */
  name: string;
}

/**
 * @param text one YAML or JSON document
 * @param wanted what it shall mean
 * @returns the text, edited; read again it means exactly what was wanted
 * @throws GatehouseError FIX_FAILED where that cannot be reached
 */
export function editDocument(text: string, wanted: JsonValue, { read, name }: EditOptions): string {
  const before = read(text);
  if (isDeepStrictEqual(before, wanted)) return text;
  const document = parseDocument(text, PARSE_OPTIONS) as Document.Parsed;
  const style = styleOf(text, document);
  for (const change of [inPlace, anew]) {
    try {
      const edited = change({ text, document, style, before, wanted });
      if (isDeepStrictEqual(read(edited), wanted)) return edited;
    } catch {
      // Whatever went wrong with this way, the next may do; the last one's failure is the answer below.
    }
  }
  throw new GatehouseError('FIX_FAILED', 'cannot be edited without changing something else in it; mend it by hand', {
    where: name,
  });
}

interface Change {
  text: string;
  document: Document.Parsed;
  style: Style;
  before: JsonValue;
  wanted: JsonValue;
}

function inPlace({ text, document, style, before, wanted }: Change): string {
  const parts: string[] = [];
  let at = 0;
  for (const splice of splicesFor(text, document, style, before, wanted)) {
    parts.push(text.slice(at, splice.from), splice.text);
    at = splice.to;
  }
  return parts.join('') + text.slice(at);
}

/** The whole document anew: comments and order stay, spacing and quotes may not. */
function anew({ text, document, style, before, wanted }: Change): string {
  const [from, to] = document.contents?.range ?? [];
  if (from === undefined || to === undefined) throw new CannotSplice('an empty document');
  let written: string;
  if (style.json) {
    written = JSON.stringify(wanted, null, style.step);
  } else {
    assign(document, [], before, wanted);
    if (document.directives) document.directives.docStart = null;
    // Comments outside of what is replaced are still there.
    document.commentBefore = null;
    document.comment = null;
    if (document.contents) {
      document.contents.commentBefore = null;
      if (!text.slice(from, to).includes(document.contents.comment ?? '')) document.contents.comment = null;
    }
    written = document.toString({ lineWidth: 0, indent: style.step, indentSeq: style.indentSequences });
  }
  return text.slice(0, from) + written.replaceAll('\n', style.eol) + text.slice(to);
}

function assign(document: Document, path: (string | number)[], before: JsonValue, after: JsonValue): void {
  if (isDeepStrictEqual(before, after)) return;
  if (!isObject(before) || !isObject(after)) {
    if (path.length === 0) throw new CannotSplice('not a map');
    document.setIn(path, nodeOf(after));
    return;
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) document.deleteIn([...path, key]);
  for (const [key, value] of Object.entries(after)) assign(document, [...path, key], before[key] ?? null, value);
}

/** How the document is written, read off what stands in it. */
function styleOf(text: string, document: Document.Parsed): Style {
  const start = document.contents?.range?.[0] ?? 0;
  const json = /^[{[]\s*(["}\]{[]|$)/.test(text.slice(start, start + 200));
  const style: Style = {
    json,
    step: json ? jsonStep(text.slice(start)) : 2,
    indentSequences: true,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  if (!json) readBlockStyle(text, document, style);
  return style;
}

function jsonStep(text: string): number {
  return /^[{[]\r?\n( +)\S/.exec(text)?.[1]?.length ?? (text.trimEnd().includes('\n') ? 2 : 0);
}

function readBlockStyle(text: string, document: Document.Parsed, style: Style): void {
  let step: number | undefined;
  let sequences: boolean | undefined;
  visit(document, {
    Pair(_, pair: Pair) {
      const key = (pair.key as { range?: [number, number] } | null)?.range?.[0];
      const { value } = pair;
      if (key === undefined || !(isMap(value) || isSeq(value)) || value.flow === true || !value.range) return;
      const deeper = columnOf(text, value.range[0]) - columnOf(text, key);
      if (isMap(value) && deeper > 0) step ??= deeper;
      if (isSeq(value)) sequences ??= deeper > 0;
      if (step !== undefined && sequences !== undefined) return visit.BREAK;
      return;
    },
  });
  style.step = step ?? 2;
  style.indentSequences = sequences ?? true;
}
