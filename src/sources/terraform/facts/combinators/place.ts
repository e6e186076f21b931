/** Where an attribute stands, and what a plan says of it once "the provider fills it in" is told apart from "unknown". */
import type { JsonValue } from '../../../../json.ts';
import type { Attributes, Reference } from '../../attributes.ts';

export type Keys = readonly (string | number)[];

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

/** Every place is written in a table, so there are few of them and each is taken apart once. */
const KEYS = new Map<string, Keys>();

/** `a.0.b` becomes `['a', 0, 'b']`. */
export function keysOf(at: At): Keys {
  const name = nameOf(at);
  const known = KEYS.get(name);
  if (known !== undefined) return known;
  const keys = name.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  KEYS.set(name, keys);
  return keys;
}

export type Look =
  | { state: 'value'; path: string; value: JsonValue }
  | { state: 'absent'; path: string }
  /** Known only after apply, or sensitive: set, but not to be told. */
  | { state: 'unknown'; path: string; references: Reference[] };

export function look(attributes: Attributes, at: At): Look {
  const reading = attributes.read(...keysOf(at));
  const { path } = reading;
  if (reading.state === 'known') return { state: 'value', path, value: reading.value };
  if (reading.state === 'absent') return { state: 'absent', path };
  if (reading.state === 'sensitive') return { state: 'unknown', path, references: [] };
  const fromNothing = reading.references.length === 0 && !attributes.open(...keysOf(at));
  const isLeftOut = reading.computed || (isComputed(at) && fromNothing);
  if (isLeftOut) return { state: 'absent', path };
  return { state: 'unknown', path, references: reading.references };
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
  const found = look(attributes, at);
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
  for (const index of found.value.keys()) {
    const element = attributes.read(...keysOf(at), index);
    if (element.state === 'known' && typeof element.value === 'string') known.push(element.value);
    if (element.state === 'unknown') references.push(...element.references);
    if (element.state === 'unknown' || element.state === 'sensitive') unknown = true;
  }
  return { known, unknown, references };
}
