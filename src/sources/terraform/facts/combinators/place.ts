/** Where an attribute stands, and what a plan says of it once "the provider fills it in" is told apart from "unknown". */
import type { JsonValue } from '../../../../json.ts';
import { toPointer } from '../../../../resource/pointer.ts';
import { type Attributes, type Keys, type Reading, type Reference, SENSITIVE } from '../../attributes.ts';

/** Keys with dots: `encrypt_at_rest.0.enabled`. */
export type At = string | Computed;

interface Computed {
  at: string;
  computed: true;
}

/**
 * An attribute that the provider fills in where the configuration leaves it out or says null (Optional and Computed in its
 * schema). A plan shows such a one as known after apply although nobody set it; that is read as absent. Null is what it must be
 * where the configuration sets it from variables alone, since a variable's value is known; of a local value that cannot be told.
 */
export function computed(at: string): Computed {
  return { at, computed: true };
}

export function isComputed(at: At): boolean {
  return typeof at !== 'string';
}

export function nameOf(at: At): string {
  return typeof at === 'string' ? at : at.at;
}

interface Spot {
  keys: Keys;
  pointer: string;
}

/** Every place is written in a table, so there are few of them and each is taken apart once. */
const SPOTS = new Map<string, Spot>();

function spotOf(at: At): Spot {
  const name = nameOf(at);
  const known = SPOTS.get(name);
  if (known !== undefined) return known;
  const keys = name.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const spot = { keys, pointer: toPointer(keys) };
  SPOTS.set(name, spot);
  return spot;
}

/** `a.0.b` becomes `['a', 0, 'b']`. */
export function keysOf(at: At): Keys {
  return spotOf(at).keys;
}

/** The pointer of that place in the resource's own object. */
export function pathAt(attributes: Attributes, at: At): string {
  return attributes.path() + spotOf(at).pointer;
}

export function readingAt(attributes: Attributes, at: At): Reading {
  const { keys, pointer } = spotOf(at);
  return attributes.readAt(keys, pointer);
}

export type Look =
  | { state: 'value'; readonly path: string; value: JsonValue }
  | { state: 'absent'; readonly path: string }
  /** Known only after apply, or sensitive: set, but not to be told. */
  | { state: 'unknown'; readonly path: string; readonly references: Reference[] };

export function look(attributes: Attributes, at: At): Look {
  return new Looked(readingAt(attributes, at), at) as Look;
}

/** What is seldom asked for is told on demand, as in a `Reading`. */
class Looked {
  readonly state: Look['state'];
  readonly value: JsonValue | undefined;
  readonly #reading: Reading;

  constructor(reading: Reading, at: At) {
    this.state = stateOf(reading, at);
    this.value = reading.state === 'known' ? reading.value : undefined;
    this.#reading = reading;
  }

  get path(): string {
    return this.#reading.path;
  }

  get references(): Reference[] {
    return this.#reading.state === 'unknown' ? this.#reading.references : [];
  }
}

function stateOf(reading: Reading, at: At): Look['state'] {
  if (reading.state === 'known') return 'value';
  if (reading.state === 'absent') return 'absent';
  if (reading.state === 'sensitive') return 'unknown';
  const isLeftOut = reading.computed || (isComputed(at) && reading.references.length === 0 && !reading.open);
  return isLeftOut ? 'absent' : 'unknown';
}

/** A scalar as text; empty for anything else, which is no value that an attribute is compared with. */
export function wordOf(value: JsonValue): string {
  return typeof value === 'object' ? '' : String(value);
}

/** The text there; undefined where it is absent, unknown or no text. */
export function text(attributes: Attributes, at: At): string | undefined {
  const found = look(attributes, at);
  return found.state === 'value' && typeof found.value === 'string' ? found.value : undefined;
}

/** The number there, also where it is written as text, as Terraform allows. */
export function integer(attributes: Attributes, at: At): number | undefined {
  return integerOf(look(attributes, at));
}

export function integerOf(found: Look): number | undefined {
  if (found.state !== 'value' || (typeof found.value !== 'number' && typeof found.value !== 'string')) return undefined;
  const value = Number(found.value);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** True where something is written there, or will be after apply. An empty list or `false` is nothing. */
export function isSet(attributes: Attributes, at: At): boolean {
  const found = look(attributes, at);
  if (found.state !== 'value') return found.state === 'unknown';
  return Array.isArray(found.value) ? found.value.length > 0 : found.value !== false;
}

/** The texts of a list; `unknown` where the list or one of its elements cannot be told. */
export function texts(attributes: Attributes, at: At): { known: string[]; unknown: boolean; references: Reference[] } {
  const found = look(attributes, at);
  if (found.state !== 'value') {
    const references = found.state === 'unknown' ? found.references : [];
    return { known: [], unknown: found.state === 'unknown', references };
  }
  if (typeof found.value === 'string') return { known: [found.value], unknown: false, references: [] };
  if (!Array.isArray(found.value)) return { known: [], unknown: false, references: [] };
  const known: string[] = [];
  const references: Reference[] = [];
  let unknown = false;
  const keys = keysOf(at);
  const isPlain = attributes.isPlain(keys);
  for (const [index, text] of found.value.entries()) {
    if (isPlain && typeof text === 'string' && text !== '' && text !== SENSITIVE) {
      known.push(text);
      continue;
    }
    const element = attributes.readAt([...keys, index]);
    if (element.state === 'known' && typeof element.value === 'string') known.push(element.value);
    if (element.state === 'unknown') references.push(...element.references);
    if (element.state === 'unknown' || element.state === 'sensitive') unknown = true;
  }
  return { known, unknown, references };
}
