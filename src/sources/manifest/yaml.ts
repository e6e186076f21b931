/** One YAML document, as Kubernetes reads it, with the place of everything in it. Errors never quote the text. */
import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  type YAMLMap,
} from 'yaml';
import { isObject, type JsonObject, type JsonValue, setOwn } from '../../json.ts';
import { fromPointer } from '../../resource/pointer.ts';
import { taggedScalar } from './scalars.ts';

type Mapping = YAMLMap<Node, Node | null>;

/** The parser recurses: at 10,000 levels it takes the process down with it. Kubernetes' own schemas nest less than 60. */
const MAX_DEPTH = 500;

/** How many values aliases may stand for in all. A bomb of nine lines stands for a billion. */
const MAX_ALIASED = 1_000_000;

/** Why a text is not a document, and at which offset of it. */
export class YamlError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** What went wrong, in words that hold nothing of the text: the parser's own messages quote it, and it may be a Secret. */
const SYNTAX: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias cannot have a tag or an anchor',
  BAD_ALIAS: 'an alias or anchor has no name that is allowed',
  BAD_DIRECTIVE: 'a directive is malformed',
  BAD_DQ_ESCAPE: 'a double-quoted string has an escape that YAML does not know',
  BAD_INDENT: 'the indentation does not fit what stands around it',
  BAD_PROP_ORDER: 'an anchor or tag stands in the wrong place',
  BAD_SCALAR_START: 'a value begins with a character that must be quoted',
  BLOCK_AS_IMPLICIT_KEY: 'there is a mapping where only a value can be; a colon may lack quotes around its text',
  BLOCK_IN_FLOW: 'a block stands inside brackets',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters; a closing quote may be missing',
  MISSING_CHAR: 'a character is missing: a colon, comma, quote, space or bracket',
  MULTILINE_IMPLICIT_KEY: 'a key spans several lines; a colon may be missing',
  MULTIPLE_ANCHORS: 'a value has more than one anchor',
  MULTIPLE_DOCS: 'another document begins without `---` before it',
  MULTIPLE_TAGS: 'a value has more than one tag',
  TAB_AS_INDENT: 'a tab is used for indentation; YAML allows spaces only',
  UNEXPECTED_TOKEN: 'something stands where YAML does not allow it; a quote or bracket may be missing or too many',
};

export interface YamlDocument {
  value: JsonValue;
  /** The offset in the text of what a pointer names, or of the nearest thing above it that exists. */
  find(pointer: string): number;
}

/** Local tags (`!Ref x`) as a format reads them. Kubernetes has none, so that without this they are passed over. */
export interface LocalTags {
  /** The key under which the value stands in the format's long form; undefined for a tag that it does not know. */
  keyOf(tag: string): string | undefined;
  /** What stands under that key. */
  valueOf(tag: string, value: JsonValue): JsonValue;
}

/** @throws YamlError */
export function parseYaml(text: string, tags?: LocalTags): YamlDocument {
  const document = compose(text);
  const { contents } = document;
  const value = contents === null ? null : new Conversion(tags).convert(contents);
  return { value, find: (pointer) => find(document, pointer, tags) };
}

function compose(text: string): Document.Parsed {
  const tokens = [...new Parser(new LineCounter().addNewLine).parse(text)];
  for (const token of tokens) if ('value' in token) refuseDepth(token.value);
  const composer = new Composer({
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [document, another] = documents;
  if (document === undefined) throw new YamlError('there is no document', 0);
  const [error] = document.errors;
  if (error) throw new YamlError(SYNTAX[error.code] ?? 'is not YAML', error.pos[0]);
  if (another !== undefined) throw new YamlError(SYNTAX.MULTIPLE_DOCS ?? '', another.range[0]);
  return document as Document.Parsed;
}

/** Walks the tokens, which nest as the document does, without recursion. */
function refuseDepth(root: CST.Token | undefined): void {
  const open: { token: CST.Token; depth: number }[] = root === undefined ? [] : [{ token: root, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) throw new YamlError(`is nested deeper than ${MAX_DEPTH} levels`, offsetOf(token));
    if (!('items' in token)) continue;
    for (const { key, value } of token.items as CST.CollectionItem[]) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
}

function offsetOf(token: CST.Token): number {
  return 'offset' in token ? token.offset : 0;
}

/** Turns nodes into values, in the order of the text, so that an alias means the last anchor of its name before it. */
class Conversion {
  readonly #tags: LocalTags | undefined;
  readonly #anchors = new Map<string, { value: JsonValue; size: number }>();
  #size = 0;
  #aliased = 0;

  constructor(tags?: LocalTags) {
    this.#tags = tags;
  }

  convert(node: Node): JsonValue {
    if (isAlias(node)) return this.#alias(node.source, startOf(node));
    const before = this.#size;
    this.#size += 1;
    const value = this.#tagged(node, this.#convertOwn(node));
    const { anchor } = node as { anchor?: string };
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: this.#size - before });
    return value;
  }

  #tagged(node: Node, value: JsonValue): JsonValue {
    const { tag } = node as { tag?: string };
    const key = tag?.startsWith('!') ? this.#tags?.keyOf(tag) : undefined;
    return tag === undefined || key === undefined ? value : { [key]: this.#tags?.valueOf(tag, value) ?? null };
  }

  #convertOwn(node: Node): JsonValue {
    if (isMap(node)) return this.#map(node as Mapping);
    if (isSeq<Node | null>(node)) return node.items.map((item) => (item === null ? null : this.convert(item)));
    return scalar(node);
  }

  #alias(name: string, offset: number): JsonValue {
    const anchored = this.#anchors.get(name);
    // An anchor is known only once its value is complete, so one that contains itself is unknown too.
    if (anchored === undefined) throw new YamlError('an alias has no anchor before it', offset);
    this.#size += anchored.size;
    this.#aliased += anchored.size;
    if (this.#aliased > MAX_ALIASED)
      throw new YamlError(`its aliases stand for more than ${MAX_ALIASED} values`, offset);
    return anchored.value;
  }

  #map(map: Mapping): JsonObject {
    const object: JsonObject = {};
    const keys = new Set<string>();
    for (const { key, value } of map.items) {
      const offset = startOf(key);
      if (isMergeKey(key)) {
        this.#merge(object, value, offset);
        continue;
      }
      const name = this.#key(key);
      if (keys.has(name)) throw new YamlError('a key stands twice in one mapping', offset);
      keys.add(name);
      setOwn(object, name, value === null ? null : this.convert(value));
    }
    return object;
  }

  /** Kubernetes merges where `<<` stands: it overrides the keys above it and is overridden by those below. */
  #merge(object: JsonObject, node: Node | null, offset: number): void {
    const value = node === null ? null : this.convert(node);
    for (const source of Array.isArray(value) ? [...value].reverse() : [value]) {
      if (!isObject(source)) throw new YamlError('what << merges is not a mapping', offset);
      for (const key of Object.keys(source)) setOwn(object, key, source[key] as JsonValue);
    }
  }

  #key(node: Node): string {
    const value = this.convert(node);
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean' || typeof value === 'number') return String(value);
    throw new YamlError('a key is neither text, number nor boolean', startOf(node));
  }
}

function scalar(node: Node): JsonValue {
  if (!isScalar(node)) return null;
  const isPlain = node.type === 'PLAIN' || node.type === undefined;
  const text = typeof node.value === 'string' ? node.value : '';
  const value = taggedScalar(text, node.tag, isPlain);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new YamlError('a number is infinite or not a number, which JSON cannot hold', startOf(node));
  }
  return value;
}

function isMergeKey(node: Node): boolean {
  if (!isScalar(node) || node.value !== '<<') return false;
  return node.tag === undefined ? node.type === 'PLAIN' : node.tag === 'tag:yaml.org,2002:merge';
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function find(document: Document.Parsed, pointer: string, tags: LocalTags | undefined): number {
  let node: Node | null = document.contents;
  let place = startOf(node);
  for (const key of fromPointer(pointer)) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    // A tag stands for a key of its own, at the same place.
    const tag = (node as { tag?: string } | null)?.tag;
    if (tag?.startsWith('!') && tags?.keyOf(tag) === key) continue;
    if (isMap<Node, Node | null>(node)) {
      const pair = pairOf(document, node, key);
      if (pair === undefined) break;
      place = startOf(pair.key);
      node = pair.value;
    } else if (isSeq<Node | null>(node)) {
      const item = node.items[Number(key)];
      if (item === undefined) break;
      place = startOf(isPair(item) ? null : item);
      node = item;
    } else {
      break;
    }
  }
  return place;
}

/** The pair that decides a key: the last one, be it in the mapping itself or merged into it. */
function pairOf(document: Document.Parsed, map: Mapping, key: string): Mapping['items'][number] | undefined {
  for (const pair of [...map.items].reverse()) {
    if (!isMergeKey(pair.key)) {
      if (keyText(document, pair.key) === key) return pair;
      continue;
    }
    const merged = resolved(document, pair.value);
    for (const item of isSeq<Node | null>(merged) ? merged.items : [merged]) {
      const source = resolved(document, item);
      const found = isMap<Node, Node | null>(source) ? pairOf(document, source, key) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

function keyText(document: Document.Parsed, key: Node): string {
  return String(scalar(resolved(document, key) ?? key));
}

function resolved(document: Document.Parsed, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}
