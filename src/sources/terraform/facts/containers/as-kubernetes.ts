/**
 * A resource of the Kubernetes provider as the object that it makes, so that what is said of a Service or an Ingress is said by the
 * same code at every door, with the paths turned back into the provider's own.
 */
import { isObject, type JsonObject, type JsonValue, setOwn } from '../../../../json.ts';
import type { Remedy } from '../../../../resource/facets.ts';
import { fromPointer, toPointer } from '../../../../resource/pointer.ts';
import type { Attributes } from '../../attributes.ts';

/** Blocks that are lists in Kubernetes. Any other block stands for one object. */
const LISTS: Readonly<Record<string, string>> = { port: 'ports', rule: 'rules', tls: 'tls', path: 'paths' };

/** What holds keys that somebody chose. */
const MAPS = new Set(['labels', 'annotations', 'match_labels', 'selector', 'parameters']);

/** The provider's names that differ by more than their case. */
const NAMES: Readonly<Record<string, string>> = {
  external_ips: 'externalIPs',
  cluster_ip: 'clusterIP',
  storage_provisioner: 'provisioner',
};

export interface Translated {
  object: JsonObject;
  /** The pointer in the resource's own attributes. */
  pathOf: (pointer: string) => string;
}

export function asKubernetes(attributes: Attributes): Translated {
  const paths = new Map<string, string>([['', '']]);
  const { values } = attributes.source;
  const object = translateObject(attributes, values, [], [], paths);
  return { object, pathOf: (pointer) => pathOf(paths, pointer) };
}

function translateObject(
  attributes: Attributes,
  node: JsonObject,
  from: (string | number)[],
  to: (string | number)[],
  paths: Map<string, string>,
): JsonObject {
  const result: JsonObject = {};
  for (const name of Object.keys(node)) {
    const reading = attributes.read(...from, name);
    if (reading.state !== 'known') continue;
    const isList = Array.isArray(reading.value) && Object.hasOwn(LISTS, name);
    const key = (isList ? LISTS[name] : NAMES[name]) ?? camel(name);
    const at = [...to, key];
    paths.set(toPointer(at), toPointer([...from, name]));
    setOwn(result, key, translate(attributes, reading.value, name, [...from, name], at, paths));
  }
  return result;
}

function translate(
  attributes: Attributes,
  value: JsonValue,
  name: string,
  from: (string | number)[],
  to: (string | number)[],
  paths: Map<string, string>,
): JsonValue {
  if (MAPS.has(name) && isObject(value)) return knownEntries(attributes, value, from);
  if (isObject(value)) return translateObject(attributes, value, from, to, paths);
  if (!Array.isArray(value)) return value;
  const isBlock = value.some(isObject);
  if (!isBlock) return value.filter((_, index) => attributes.read(...from, index).state === 'known');
  if (Object.hasOwn(LISTS, name)) {
    return value.map((one, index) => {
      paths.set(toPointer([...to, index]), toPointer([...from, index]));
      return isObject(one) ? translateObject(attributes, one, [...from, index], [...to, index], paths) : one;
    });
  }
  paths.set(toPointer(to), toPointer([...from, 0]));
  const first = value[0];
  return isObject(first) ? translateObject(attributes, first, [...from, 0], to, paths) : {};
}

function knownEntries(attributes: Attributes, value: JsonObject, from: (string | number)[]): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const reading = attributes.read(...from, key);
    if (reading.state === 'known') setOwn(result, key, reading.value);
  }
  return result;
}

/** The nearest ancestor that was translated, and the rest of the way in the provider's spelling. */
function pathOf(paths: Map<string, string>, pointer: string): string {
  const keys = fromPointer(pointer);
  for (let length = keys.length; length >= 0; length -= 1) {
    const found = paths.get(toPointer(keys.slice(0, length)));
    if (found === undefined) continue;
    const chosen = keys.slice(0, length).some((key) => MAPS.has(key));
    const rest = keys
      .slice(length)
      .map((key, index) => (chosen || (index > 0 && MAPS.has(keys[length] ?? '')) ? key : snake(key)));
    return found + toPointer(rest);
  }
  return pointer;
}

/** The same advice in the provider's spelling. Text to paste is for a manifest, so it is left out. */
export function remedyOf(remedy: Remedy, translated: Translated): Remedy {
  const text = remedy.text.replace(/\bspec\.[A-Za-z.]+/g, snake);
  const { path, value } = remedy;
  return { text, ...(path !== undefined && { path: translated.pathOf(path) }), ...(value !== undefined && { value }) };
}

/** True where something that was set there is known only after apply. */
export function hasUnknown(attributes: Attributes, ...keys: (string | number)[]): boolean {
  const reading = attributes.read(...keys);
  if (reading.state === 'unknown') return !reading.computed;
  return anyTrue(attributes.unknownAt(keys));
}

function anyTrue(marks: JsonValue | undefined): boolean {
  if (marks === true) return true;
  if (typeof marks !== 'object' || marks === null) return false;
  return Object.values(marks).some(anyTrue);
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function snake(name: string): string {
  return name
    .replace(/IPs/g, '_ips')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
