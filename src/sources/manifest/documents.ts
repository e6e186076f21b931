/** A file of manifests, split into its documents: YAML or JSON, each with its place in the text. */
import { type ErrorCode, GatehouseError } from '../../errors.ts';
import { isObject, type JsonObject, type JsonValue, stringAt } from '../../json.ts';
import type { Location } from '../../resource/resource.ts';
import { chunkParser, type TextRange } from './chunks.ts';
import { lineIndex } from './lines.ts';

export interface ManifestOptions {
  /** The file's name, for locations and errors. */
  name: string;
}

/** One document of a file, empty ones left out. */
export interface ManifestDocument {
  /** Its place among all documents of the file, empty ones counted, from 0. */
  index: number;
  /** As written, Secrets and all: for patches only, never for a log or an answer. */
  object: JsonObject;
  /** The keys of each object in it: `[[]]`, or those of the items where it is a `List`. */
  items: (string | number)[][];
  /** Where its text stands, its `---` included, in characters of the text. The ranges of all documents tile the text. */
  range: TextRange;
  /** Of an RFC 6901 pointer into `object`, or of the nearest thing above it that exists. */
  locate: (pointer: string) => Location;
}

/**
 * @throws GatehouseError MANIFEST_INVALID with file and line, or INPUT_TOO_LARGE above 32 MiB of YAML; neither quotes the text,
 *   which could be a Secret's
 */
export function readManifestDocuments(text: string, { name }: ManifestOptions): ManifestDocument[] {
  const lineOf = lineIndex(text);
  const parser = chunkParser(text, (message, offset, code) => invalid(name, lineOf(offset), message, code));
  return split(text)
    .flatMap((range) => parser(range))
    .flatMap(({ value, range, find }, index) => {
      if (value === null) return [];
      const locate = (pointer: string) => ({ file: name, line: lineOf(find(pointer)) });
      const fail = (message: string) => invalid(name, locate('').line, `document ${index + 1} ${message}`);
      if (!isObject(value)) throw fail(isPatch(value) ? PATCH : 'is not a mapping with apiVersion and kind');
      const items = itemKeys(value, () => fail(`nests more than ${MAX_LISTS} lists`));
      return [{ index, object: value, items, range, locate }];
    });
}

const PATCH =
  'is a JSON patch and no object; judge what is built with it: `kustomize build DIRECTORY | gatehouse check -`';

function isPatch(value: JsonValue): boolean {
  return Array.isArray(value) && value.every((item) => stringAt(item, 'op') !== undefined);
}

/** The error of a manifest at a line of its file. */
export function invalid(
  name: string,
  line: number,
  message: string,
  code: ErrorCode = 'MANIFEST_INVALID',
): GatehouseError {
  return new GatehouseError(code, message, { where: `${name}:${line}` });
}

/** A list within a list is nothing that a tool writes; so many within each other are an attack. */
const MAX_LISTS = 8;

/** A `List` of any kind is its items: `kubectl get -o json` wraps what it found. An empty one is nothing. */
function itemKeys(object: JsonObject, fail: () => GatehouseError, depth = 0): (string | number)[][] {
  const { kind, items } = object;
  if (typeof kind !== 'string' || !kind.endsWith('List')) return [[]];
  if (!Array.isArray(items)) return kind === 'List' && (items ?? null) === null ? [] : [[]];
  if (depth === MAX_LISTS) throw fail();
  return items.flatMap((item, index) =>
    (isObject(item) ? itemKeys(item, fail, depth + 1) : [[]]).map((keys) => ['items', index, ...keys]),
  );
}

/**
 * A line that begins with `---` begins a document: YAML allows it nowhere else, not even inside a quoted text. What stands before
 * the first one belongs to it, unless it holds more than comments and directives.
 */
function split(text: string): TextRange[] {
  const starts: number[] = [];
  for (let at = text.startsWith('---') ? 0 : nextMark(text, 0); at >= 0; at = nextMark(text, at + 1)) {
    if (/[ \t\r\n]|^$/.test(text.charAt(at + 3))) starts.push(at);
  }
  const first = starts[0];
  if (first === undefined || hasContent(text.slice(0, first))) starts.unshift(0);
  starts[0] = 0;
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? text.length }));
}

/** Where the next line begins with `---`. */
function nextMark(text: string, from: number): number {
  const at = text.indexOf('\n---', from);
  return at < 0 ? at : at + 1;
}

function hasContent(text: string): boolean {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return lines.some((line) => !/^\s*(#|$)/.test(line) && !line.startsWith('%'));
}
