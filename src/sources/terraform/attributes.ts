/**
 * One Terraform resource's attributes with Terraform's own three answers: a value, nothing, or "known after apply". Everything
 * that reads an attribute reads it through this cursor, so unknown and sensitive are handled in one place.
 */
import { follow, isObject, type JsonObject, type JsonValue, own } from '../../json.ts';
import { toPointer } from '../../resource/pointer.ts';

export type Keys = readonly (string | number)[];

/** What an unknown value will come from, resolved through modules: `aws_kms_key.logs` of this plan, its `arn`. */
export interface Reference {
  mode: 'managed' | 'data';
  type: string;
  /** With module path and index, where the instance is known: `module.a["x"].aws_kms_key.this[0]`. */
  address: string;
  attribute: string;
}

export type Reading =
  | { state: 'known'; readonly path: string; value: JsonValue }
  /** Not set: missing, null, or an empty string, which providers treat alike. */
  | { state: 'absent'; readonly path: string }
  /** Known only after apply. */
  | {
      state: 'unknown';
      readonly path: string;
      /** Empty where it comes from something that is not in the plan. */
      readonly references: Reference[];
      /** The configuration does not set it, so that the provider will choose, as it does for an attribute that is absent. */
      readonly computed: boolean;
      /** It may come from what the plan does not name. */
      readonly open: boolean;
    }
  /** Set, but its value must not be shown. */
  | { state: 'sensitive'; readonly path: string };

/** What a plan or state knows about one resource. */
export interface TerraformValues {
  type: string;
  address: string;
  /** Planned or stored values, every sensitive one replaced by `SENSITIVE`, JSON in strings decoded. */
  values: JsonObject;
  /** The shape of `after_unknown`: `true` where a value is known only after apply. */
  unknown: JsonValue;
  /** The shape of `after_sensitive` or `sensitive_values`: `true` where a value must not be shown. */
  sensitive: JsonValue;
  /** What the value at those keys refers to in the configuration. */
  references(keys: Keys): Reference[];
  /** The resources and data sources of the document to which those refer. */
  sources?(keys: Keys): TerraformValues[];
  /**
   * Resources of the same plan or state that belong to this one: of that type, whose `attribute` refers to this resource or
   * holds its name, id or arn, matched to the right instance of `count` and `for_each`.
   */
  related(type: string, attribute: string): TerraformValues[];
  /** True where some resource may belong to this one, but it cannot be told before apply; then nothing is missing for sure. */
  relatedUnknown?(type: string, attribute: string): boolean;
  /** True where the configuration sets the attribute at those keys, or where that cannot be told. */
  configured?(keys: Keys): boolean;
  /** True where `references` cannot be all: a plan does not tell what a local value is made of, and some have no configuration. */
  open?(keys: Keys): boolean;
}

/** What stands in the place of a value that must not be shown; the text that Terraform itself uses. */
export const SENSITIVE = '(sensitive value)';

export class Attributes {
  readonly source: TerraformValues;
  readonly keys: Keys;
  readonly #value: JsonValue | undefined;
  readonly #unknown: JsonValue | undefined;
  readonly #sensitive: JsonValue | undefined;
  #pointer: string | undefined;

  constructor(source: TerraformValues, keys: Keys = []) {
    this.source = source;
    this.keys = keys;
    this.#value = follow(source.values, keys);
    this.#unknown = markAt(source.unknown, keys);
    this.#sensitive = markAt(source.sensitive, keys);
  }

  /** RFC 6901 pointer of this cursor in the resource's own object, with further keys where given. */
  path(...keys: (string | number)[]): string {
    this.#pointer ??= toPointer(this.keys);
    return keys.length === 0 ? this.#pointer : this.#pointer + toPointer(keys);
  }

  /** What stands at those keys below the cursor. */
  read(...keys: (string | number)[]): Reading {
    return this.readAt(keys);
  }

  /** The same for keys that are at hand as a list. @param pointer of those keys, where it is known */
  readAt(keys: Keys, pointer?: string): Reading {
    const value = follow(this.#value, keys);
    return new Read(this, keys, pointer, this.#stateAt(keys, value), value) as Reading;
  }

  #stateAt(keys: Keys, value: JsonValue | undefined): Reading['state'] {
    if (markAt(this.#unknown, keys) === true) return 'unknown';
    if (value === undefined || value === null || value === '') return 'absent';
    return value === SENSITIVE || markAt(this.#sensitive, keys) === true ? 'sensitive' : 'known';
  }

  /** What the plan holds there as it is, whether or not it may be judged by. */
  valueAt(keys: Keys): JsonValue | undefined {
    return follow(this.#value, keys);
  }

  /** The marks of what is known only after apply there: `true` also where all above it is. */
  unknownAt(keys: Keys): JsonValue | undefined {
    return markAt(this.#unknown, keys);
  }

  /** True where nothing that stands there or below it is hidden or known only after apply, by any mark. */
  isPlain(keys: Keys): boolean {
    return isUnmarked(markAt(this.#unknown, keys)) && isUnmarked(markAt(this.#sensitive, keys));
  }

  /** A cursor further down. */
  below(keys: Keys): Attributes {
    return new Attributes(this.source, [...this.keys, ...keys]);
  }

  /** A boolean attribute: its value, `undefined` where it is absent, `unknown` where it cannot be told. Reads `"true"` too. */
  flag(...keys: (string | number)[]): boolean | undefined | 'unknown' {
    const reading = this.readAt(keys);
    if (reading.state === 'absent') return undefined;
    if (reading.state !== 'known') return 'unknown';
    if (reading.value === 'true') return true;
    if (reading.value === 'false') return false;
    return typeof reading.value === 'boolean' ? reading.value : undefined;
  }

  /** The nested blocks of that name, each as a cursor: a list or set of blocks, or one written as an object. */
  blocks(name: string): Attributes[] {
    const value = own(this.#value, name);
    const unknown = own(this.#unknown, name);
    if (Array.isArray(value) || Array.isArray(unknown)) {
      const length = Math.max(Array.isArray(value) ? value.length : 0, Array.isArray(unknown) ? unknown.length : 0);
      const blocks: Attributes[] = [];
      for (let index = 0; index < length; index += 1) blocks.push(this.below([name, index]));
      return blocks;
    }
    const isBlock = (node: unknown) => typeof node === 'object' && node !== null;
    return isBlock(value) || isBlock(unknown) ? [this.below([name])] : [];
  }

  /** True where it is known only after apply whether there are such blocks at all. */
  blocksUnknown(name: string): boolean {
    return this.unknownAt([name]) === true;
  }

  /** Names below those keys whose values are known only after apply; the value itself does not have them. */
  unknownKeys(...keys: (string | number)[]): string[] {
    const marks = this.unknownAt(keys);
    return isObject(marks) ? Object.keys(marks).filter((name) => marks[name] === true) : [];
  }

  /** Cursors over what a value refers to. See `TerraformValues.sources`. */
  sources(...keys: (string | number)[]): Attributes[] {
    const found = this.source.sources?.([...this.keys, ...keys]) ?? [];
    return found.map((values) => new Attributes(values));
  }

  /** Cursors over the resources that belong to this one. See `TerraformValues.related`. */
  related(type: string, attribute: string): Attributes[] {
    return this.source.related(type, attribute).map((values) => new Attributes(values));
  }

  /** True where there may be further such resources, which cannot be told before apply. */
  relatedUnknown(type: string, attribute: string): boolean {
    return this.source.relatedUnknown?.(type, attribute) ?? false;
  }
}

/** A reading. A plan has very many, and of most only the state is asked, so that all else is told on demand. */
class Read {
  readonly state: Reading['state'];
  readonly value: JsonValue | undefined;
  readonly #cursor: Attributes;
  readonly #keys: Keys;
  readonly #pointer: string | undefined;
  #all: Keys | undefined;

  constructor(
    cursor: Attributes,
    keys: Keys,
    pointer: string | undefined,
    state: Reading['state'],
    value: JsonValue | undefined,
  ) {
    this.state = state;
    this.value = value;
    this.#cursor = cursor;
    this.#keys = keys;
    this.#pointer = pointer;
  }

  get path(): string {
    return this.#cursor.path() + (this.#pointer ?? toPointer(this.#keys));
  }

  get references(): Reference[] {
    return this.#cursor.source.references(this.#allKeys);
  }

  get computed(): boolean {
    return this.#cursor.source.configured?.(this.#allKeys) === false;
  }

  get open(): boolean {
    return this.#cursor.source.open?.(this.#allKeys) ?? false;
  }

  get #allKeys(): Keys {
    this.#all ??= this.#cursor.keys.length === 0 ? this.#keys : [...this.#cursor.keys, ...this.#keys];
    return this.#all;
  }
}

function isUnmarked(marks: JsonValue | undefined): boolean {
  if (Array.isArray(marks)) return marks.every(isUnmarked);
  if (typeof marks !== 'object' || marks === null) return marks !== true;
  for (const name of Object.keys(marks)) if (!isUnmarked(own(marks, name))) return false;
  return true;
}

/** The mark on those keys: `true` where one stands on them or on anything above them. */
function markAt(marks: JsonValue | undefined, keys: Keys): JsonValue | undefined {
  let node = marks;
  for (const key of keys) {
    if (typeof node !== 'object' || node === null) return node === true ? true : undefined;
    node = Array.isArray(node) ? node[Number(key)] : own(node, String(key));
  }
  return node;
}
