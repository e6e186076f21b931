/**
 * One Terraform resource's attributes with Terraform's own three answers: a value, nothing, or "known after apply". Everything
 * that reads an attribute reads it through this cursor, so unknown and sensitive are handled in one place.
 */
import { dig, isObject, type JsonObject, type JsonValue } from '../../json.ts';
import { toPointer } from '../../resource/pointer.ts';

/** What an unknown value will come from, resolved through modules: `aws_kms_key.logs` of this plan, its `arn`. */
export interface Reference {
  mode: 'managed' | 'data';
  type: string;
  /** With module path and index, where the instance is known: `module.a["x"].aws_kms_key.this[0]`. */
  address: string;
  attribute: string;
}

export type Reading =
  | { state: 'known'; path: string; value: JsonValue }
  /** Not set: missing, null, or an empty string, which providers treat alike. */
  | { state: 'absent'; path: string }
  /**
   * Known only after apply. `references` is empty where it comes from something that is not in the plan. `computed`: the
   * configuration does not set it, so that the provider will choose, as it does for an attribute that is absent.
   */
  | { state: 'unknown'; path: string; references: Reference[]; computed: boolean }
  /** Set, but its value must not be shown. */
  | { state: 'sensitive'; path: string };

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
  references(keys: readonly (string | number)[]): Reference[];
  /** The resources and data sources of the document to which those refer. */
  sources?(keys: readonly (string | number)[]): TerraformValues[];
  /**
   * Resources of the same plan or state that belong to this one: of that type, whose `attribute` refers to this resource or
   * holds its name, id or arn, matched to the right instance of `count` and `for_each`.
   */
  related(type: string, attribute: string): TerraformValues[];
  /** True where some resource may belong to this one, but it cannot be told before apply; then nothing is missing for sure. */
  relatedUnknown?(type: string, attribute: string): boolean;
  /** True where the configuration sets the attribute at those keys, or where that cannot be told. */
  configured?(keys: readonly (string | number)[]): boolean;
  /** True where `references` cannot be all: a plan does not tell what a local value is made of, and some have no configuration. */
  open?(keys: readonly (string | number)[]): boolean;
}

/** What stands in the place of a value that must not be shown; the text that Terraform itself uses. */
export const SENSITIVE = '(sensitive value)';

export class Attributes {
  readonly source: TerraformValues;
  readonly keys: readonly (string | number)[];

  constructor(source: TerraformValues, keys: readonly (string | number)[] = []) {
    this.source = source;
    this.keys = keys;
  }

  /** RFC 6901 pointer of this cursor in the resource's own object, with further keys where given. */
  path(...keys: (string | number)[]): string {
    return toPointer([...this.keys, ...keys]);
  }

  /** What stands at those keys below the cursor. */
  read(...keys: (string | number)[]): Reading {
    const all = this.keys.length === 0 ? keys : [...this.keys, ...keys];
    const path = toPointer(all);
    if (marked(this.source.unknown, all)) {
      const computed = this.source.configured?.(all) === false;
      return { state: 'unknown', path, references: this.source.references(all), computed };
    }
    const value = dig(this.source.values, ...all);
    if (value === undefined || value === null || value === '') return { state: 'absent', path };
    if (value === SENSITIVE || marked(this.source.sensitive, all)) return { state: 'sensitive', path };
    return { state: 'known', path, value };
  }

  /** True where an unknown value may come from what the plan does not name. */
  open(...keys: (string | number)[]): boolean {
    return this.source.open?.([...this.keys, ...keys]) ?? false;
  }

  /** A boolean attribute: its value, `undefined` where it is absent, `unknown` where it cannot be told. Reads `"true"` too. */
  flag(...keys: (string | number)[]): boolean | undefined | 'unknown' {
    const reading = this.read(...keys);
    if (reading.state === 'absent') return undefined;
    if (reading.state !== 'known') return 'unknown';
    if (reading.value === 'true') return true;
    if (reading.value === 'false') return false;
    return typeof reading.value === 'boolean' ? reading.value : undefined;
  }

  /** The nested blocks of that name, each as a cursor: a list or set of blocks, or one written as an object. */
  blocks(name: string): Attributes[] {
    const value = dig(this.source.values, ...this.keys, name);
    const unknown = dig(this.source.unknown, ...this.keys, name);
    if (Array.isArray(value) || Array.isArray(unknown)) {
      const length = Math.max(Array.isArray(value) ? value.length : 0, Array.isArray(unknown) ? unknown.length : 0);
      return Array.from({ length }, (_, index) => new Attributes(this.source, [...this.keys, name, index]));
    }
    const isBlock = (node: unknown) => typeof node === 'object' && node !== null;
    return isBlock(value) || isBlock(unknown) ? [new Attributes(this.source, [...this.keys, name])] : [];
  }

  /** True where it is known only after apply whether there are such blocks at all. */
  blocksUnknown(name: string): boolean {
    return marked(this.source.unknown, [...this.keys, name]);
  }

  /** Names below those keys whose values are known only after apply; the value itself does not have them. */
  unknownKeys(...keys: (string | number)[]): string[] {
    const marks = dig(this.source.unknown, ...this.keys, ...keys);
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

/** True where the mark is set on those keys or on anything above them. */
function marked(marks: JsonValue, keys: readonly (string | number)[]): boolean {
  let node: JsonValue | undefined = marks;
  for (const key of keys) {
    if (node === true) return true;
    node = dig(node, key);
    if (node === undefined) return false;
  }
  return node === true;
}
