/**
 * The smallest changes of a YAML text that make one of its documents mean another value. Comments, order, quotes and spacing
 * stay, because what is not changed is not written again.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { isObject, type JsonObject, type JsonValue, own } from '../../json.ts';
import { afterLine, columnOf, columnOfLine, lineEnd, lineStart, ownLineColumn } from './place.ts';
import { blockEntry, blockItem, flowEntry, flowValue, type Style, scalarLike } from './render.ts';
import { taggedScalar } from './scalars.ts';

/** Puts `text` in place of what stands from `from` to before `to`. */
export interface Splice {
  from: number;
  to: number;
  text: string;
}

interface Edit {
  source: string;
  style: Style;
  splices: Splice[];
  hasAliases: boolean;
  /** What each anchor will mean, once it has been passed. */
  anchors: Map<string, JsonValue>;
}

/** Where a node stands: inside braces, or as the value of a key at that column. */
interface Place {
  flow: boolean;
  column: number;
}

/** Thrown where the text cannot be changed in place; the caller writes the document anew then. */
export class CannotSplice extends Error {}

/**
 * @param before what the document means
 * @param after what it shall mean
 * @returns in the order of the text
 * @throws CannotSplice
 */
export function splicesFor(
  source: string,
  document: Document.Parsed,
  style: Style,
  before: JsonValue,
  after: JsonValue,
): Splice[] {
  const { contents } = document;
  if (contents === null) throw new CannotSplice('an empty document');
  const edit: Edit = { source, style, splices: [], hasAliases: false, anchors: new Map() };
  edit.hasAliases = source.includes('*') && holdsAlias(contents);
  change(edit, contents, before, after, { flow: style.json, column: -style.step });
  return edit.splices.sort((a, b) => a.from - b.from);
}

function change(edit: Edit, node: Node | null, before: JsonValue, after: JsonValue, place: Place): void {
  if (isAlias(node)) {
    changeAlias(edit, node, after);
    return;
  }
  const equal = isDeepStrictEqual(before, after);
  // Behind an equal value there may still be an alias whose anchor changes.
  if (equal && !edit.hasAliases) return;
  if (isMap(node) && isObject(before) && isObject(after) && (node.items.length > 0 || equal)) {
    changeMap(edit, node, before, after, place);
  } else if (isSeq(node) && Array.isArray(before) && Array.isArray(after) && (node.items.length > 0 || equal)) {
    changeSequence(edit, node, before, after, place);
  } else if (!equal) {
    replace(edit, node, after, place);
  }
  if (node && 'anchor' in node && node.anchor) edit.anchors.set(node.anchor, after);
}

/** An alias stays where its anchor comes to mean the same; otherwise it gives way to the value. */
function changeAlias(edit: Edit, node: Alias, after: JsonValue): void {
  if (isDeepStrictEqual(edit.anchors.get(node.source), after)) return;
  const [from, to] = rangeOf(node);
  edit.splices.push({ from, to, text: flowValue(edit.style, after) });
}

function changeMap(edit: Edit, map: YAMLMap, before: JsonObject, after: JsonObject, place: Place): void {
  const written = new Set<string>();
  const inherited: JsonObject = {};
  const column = map.flow === true ? place.column : columnOf(edit.source, keyStart(map.items[0]));
  const inside: Place = { flow: map.flow === true, column };
  for (const pair of map.items) {
    if (isMergeKey(pair)) {
      Object.assign(inherited, mergedValue(edit, pair.value as Node | null), { ...inherited });
      continue;
    }
    const key = keyOf(pair);
    written.add(key);
    if (!Object.hasOwn(after, key)) removePair(edit, map, pair);
    else change(edit, pair.value as Node | null, own(before, key) ?? null, after[key] as JsonValue, inside);
  }
  for (const key of Object.keys(inherited)) {
    if (!Object.hasOwn(after, key)) throw new CannotSplice(`${key} comes from a merge key`);
  }
  const added = Object.entries(after).filter(
    ([key, value]) => !written.has(key) && !(Object.hasOwn(inherited, key) && isDeepStrictEqual(inherited[key], value)),
  );
  if (added.length === 0) return;
  if (map.flow === true) addToFlow(edit, map, added);
  else
    addToBlock(
      edit,
      map,
      column,
      added.map(([key, value]) => blockEntry(edit.style, column, key, value)),
    );
}

function changeSequence(edit: Edit, sequence: YAMLSeq, before: JsonValue[], after: JsonValue[], place: Place): void {
  const inside: Place = { flow: sequence.flow === true, column: place.column };
  if (after.length < before.length) {
    replace(edit, sequence, after, place);
    return;
  }
  for (const [index, item] of sequence.items.entries()) {
    const node = isPair(item) ? null : (item as Node | null);
    if (isPair(item) && !isDeepStrictEqual(before[index], after[index])) throw new CannotSplice('a pair in a list');
    change(edit, node, before[index] ?? null, after[index] as JsonValue, { ...inside, flow: true });
  }
  const added = after.slice(before.length);
  if (added.length === 0) return;
  if (sequence.flow === true) {
    const values = added.map((value) => flowValue(edit.style, value));
    addInBrackets(edit, sequence, values);
  } else {
    const column = columnOf(edit.source, rangeOf(sequence)[0]);
    addToBlock(
      edit,
      sequence,
      column,
      added.map((value) => blockItem(edit.style, column, value)),
    );
  }
}

/** New lines behind the last line of a block collection, comments on that line included. */
function addToBlock({ source, style, splices }: Edit, node: YAMLMap | YAMLSeq, column: number, blocks: string[]): void {
  const end = contentEnd(node);
  const text = blocks.join(style.eol);
  if (column < 0) throw new CannotSplice('no column');
  if (source[end - 1] === '\n') {
    splices.push({ from: end, to: end, text: text + style.eol });
  } else {
    const at = lineEnd(source, end);
    splices.push({ from: at, to: at, text: style.eol + text });
  }
}

function addToFlow(edit: Edit, map: YAMLMap, added: [string, JsonValue][]): void {
  const column = ownLineColumn(edit.source, keyStart(map.items.at(-1)));
  const entries = added.map(([key, value]) => flowEntry(edit.style, key, value, column));
  addInBrackets(edit, map, entries, column);
}

/** Behind the last member, each on a line of its own where the last one has one. */
function addInBrackets({ style, splices }: Edit, node: YAMLMap | YAMLSeq, members: string[], column?: number): void {
  const end = contentEndOf(node.items.at(-1));
  const separator = column === undefined ? ', ' : `,${style.eol}${' '.repeat(column)}`;
  splices.push({ from: end, to: end, text: members.map((member) => separator + member).join('') });
}

/** Another value where one stands. */
function replace(edit: Edit, node: Node | null, after: JsonValue, place: Place): void {
  if (node === null) throw new CannotSplice('nothing to replace');
  const { source, style, splices } = edit;
  const [from] = rangeOf(node);
  const to = contentEnd(node);
  const collection = isObject(after) ? Object.keys(after).length > 0 : Array.isArray(after) && after.length > 0;
  if (isScalar(node) && !collection && from !== to) {
    const tail = source[to - 1] === '\n' ? style.eol : '';
    splices.push({ from, to, text: scalarLike(style, node, after) + tail });
  } else if (place.flow) {
    const column = style.json ? columnOfLine(source, from) : undefined;
    splices.push({ from, to, text: flowValue(style, after, column) });
  } else if (!collection) {
    splices.push({ from, to, text: `${from === to && source[from - 1] === ':' ? ' ' : ''}${flowValue(style, after)}` });
  } else {
    replaceByBlock(edit, from, to, after as JsonObject | JsonValue[], place.column);
  }
}

/** `labels: {} # none` becomes `labels: # none` with the block below it. */
function replaceByBlock(edit: Edit, from: number, to: number, after: JsonObject | JsonValue[], column: number): void {
  const { source, style, splices } = edit;
  const blocks = Array.isArray(after)
    ? after.map((value) => blockItem(style, column + (style.indentSequences ? style.step : 0), value))
    : Object.entries(after).map(([key, value]) => blockEntry(style, column + style.step, key, value));
  if (source.slice(from, to).includes('\n')) throw new CannotSplice('a value of several lines');
  let start = from;
  while (source[start - 1] === ' ') start -= 1;
  const end = lineEnd(source, to);
  const rest = source.slice(to, end);
  splices.push({
    from: start,
    to: end,
    text: `${rest.trim() === '' ? '' : ` ${rest.trimStart()}`}${style.eol}${blocks.join(style.eol)}`,
  });
}

function removePair({ source, splices }: Edit, map: YAMLMap, pair: Pair): void {
  const index = map.items.indexOf(pair);
  const next = map.items[index + 1];
  const start = keyStart(pair);
  if (map.flow === true) {
    const previous = map.items[index - 1];
    if (next !== undefined) splices.push({ from: start, to: keyStart(next), text: '' });
    else if (previous !== undefined) splices.push({ from: contentEndOf(previous), to: contentEndOf(pair), text: '' });
    else throw new CannotSplice('the last key of a map');
    return;
  }
  if (map.items.length === 1 || next === undefined) {
    const from = lineStart(source, start);
    if (map.items.length === 1 || source.slice(from, start).trim() !== '')
      throw new CannotSplice('the last key of a map');
    splices.push({ from, to: afterLine(source, contentEndOf(pair)), text: '' });
  } else {
    splices.push({ from: start, to: keyStart(next), text: '' });
  }
}

/** What a merge key brings, by what its anchors will mean. */
function mergedValue(edit: Edit, node: Node | null): JsonObject {
  if (isAlias(node)) {
    const value = edit.anchors.get(node.source);
    return isObject(value) ? value : {};
  }
  if (isSeq(node)) {
    const values = node.items.map((item) => mergedValue(edit, item as Node | null));
    return Object.assign({}, ...values.reverse());
  }
  throw new CannotSplice('a merge key without an alias');
}

function holdsAlias(node: unknown): boolean {
  if (isAlias(node)) return true;
  if (isPair(node)) return holdsAlias(node.value);
  return (isMap(node) || isSeq(node)) && node.items.some(holdsAlias);
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

/** As it is read: `on` is the key `true`. */
function keyOf({ key }: Pair): string {
  if (!isScalar(key) || typeof key.value !== 'string') throw new CannotSplice('a key that is not text');
  return String(taggedScalar(key.value, key.tag, key.type === 'PLAIN'));
}

function keyStart(pair: Pair | undefined): number {
  if (!isScalar(pair?.key) || !pair.key.range) throw new CannotSplice('a key without a place');
  return pair.key.range[0];
}

function rangeOf(node: Node): [number, number] {
  if (!node.range) throw new CannotSplice('a node without a place');
  return [node.range[0], node.range[1]];
}

/** Where what was written of the node ends, without comments and line ends behind it. */
function contentEnd(node: Node): number {
  if ((isMap(node) || isSeq(node)) && node.flow !== true && node.items.length > 0)
    return contentEndOf(node.items.at(-1));
  return rangeOf(node)[1];
}

function contentEndOf(item: unknown): number {
  if (!isPair(item)) return contentEnd(item as Node);
  return contentEnd((item.value ?? item.key) as Node);
}
