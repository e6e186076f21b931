/** Edits manifests as a careful person would: only what changes is written, the rest of the file stays as it is. */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, type Pair, parseAllDocuments, visit } from 'yaml';
import { GatehouseError } from '../../errors.ts';
import { isObject, type JsonValue } from '../../json.ts';
import type { Style } from './render.ts';
import { CannotSplice, columnOf, type Splice, splicesFor } from './splice.ts';

/**
 * @param text a file of one or more YAML or JSON documents
 * @param wanted by the index of the document what it shall mean; the others stay
 * @param name the file's name, for errors
 * @returns the text, edited; read again it means exactly what was wanted
 * @throws GatehouseError FIX_FAILED where that cannot be reached; nothing is half done then
 */
export function editDocuments(text: string, wanted: ReadonlyMap<number, JsonValue>, name: string): string {
  const documents = parse(text);
  const expected = documents.map((document, index) => wanted.get(index) ?? (document.toJS() as JsonValue));
  for (const write of [spliced, rewritten]) {
    const splices: Splice[] = [];
    try {
      for (const [index, value] of wanted) {
        const document = documents[index];
        if (document === undefined) throw new CannotSplice(`no document ${index}`);
        splices.push(...write(text, document, value));
      }
    } catch (thrown) {
      if (thrown instanceof CannotSplice) continue;
      throw thrown;
    }
    const edited = applySplices(text, splices);
    if (means(edited, expected)) return edited;
  }
  throw new GatehouseError('FIX_FAILED', 'cannot be edited without changing something else in it; mend it by hand', {
    where: name,
  });
}

function parse(text: string): Document.Parsed[] {
  const documents = parseAllDocuments(text, { version: '1.1' });
  return Array.isArray(documents) ? (documents as Document.Parsed[]) : [];
}

function means(text: string, expected: JsonValue[]): boolean {
  const documents = parse(text);
  return (
    documents.length === expected.length &&
    documents.every(
      (document, index) => document.errors.length === 0 && isDeepStrictEqual(document.toJS(), expected[index]),
    )
  );
}

function spliced(text: string, document: Document.Parsed, value: JsonValue): Splice[] {
  return splicesFor(text, document, styleOf(text, document), value);
}

/** The whole document anew: comments and order stay, spacing and quotes may not. */
function rewritten(text: string, document: Document.Parsed, value: JsonValue): Splice[] {
  const style = styleOf(text, document);
  const [from, to] = document.contents?.range ?? [];
  if (from === undefined || to === undefined) throw new CannotSplice('an empty document');
  if (style.json) return [{ from, to, text: JSON.stringify(value, null, style.step).replaceAll('\n', style.eol) }];
  const copy: Document = document.clone();
  if (copy.directives) copy.directives.docStart = null;
  assign(copy, [], document.toJS() as JsonValue, value);
  // Comments outside of what is replaced are still there.
  copy.commentBefore = null;
  copy.comment = null;
  if (copy.contents) {
    copy.contents.commentBefore = null;
    if (!text.slice(from, to).includes(copy.contents.comment ?? '')) copy.contents.comment = null;
  }
  const written = copy.toString({ lineWidth: 0, indent: style.step, indentSeq: style.indentSequences });
  return [{ from, to, text: written.replaceAll('\n', style.eol) }];
}

function assign(document: Document, path: (string | number)[], before: JsonValue, after: JsonValue): void {
  if (isDeepStrictEqual(before, after)) return;
  if (!isObject(before) || !isObject(after)) {
    if (path.length === 0) throw new CannotSplice('not a map');
    document.setIn(path, document.createNode(after));
    return;
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) document.deleteIn([...path, key]);
  for (const [key, value] of Object.entries(after)) assign(document, [...path, key], before[key] ?? null, value);
}

function applySplices(text: string, splices: Splice[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const splice of splices.sort((a, b) => a.from - b.from)) {
    parts.push(text.slice(at, splice.from), splice.text);
    at = splice.to;
  }
  return parts.join('') + text.slice(at);
}

/** How the document is written, read off what stands in it. */
function styleOf(text: string, document: Document.Parsed): Style {
  const start = document.contents?.range?.[0] ?? 0;
  const json =
    (text[start] === '{' || text[start] === '[') && /^[{[]\s*(["}\]{[]|$)/.test(text.slice(start, start + 200));
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
  return /^[{[]\r?\n( +)\S/.exec(text)?.[1]?.length ?? (text.includes('\n') ? 2 : 0);
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
