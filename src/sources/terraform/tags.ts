/**
 * The `tags` facet of a Terraform resource: what it will carry, wherever its provider keeps it, with what the provider adds by
 * itself (`default_tags`). A type with nowhere to write a tag cannot carry any, which is not the same as having none.
 */
import { isObject, type JsonObject, type JsonValue, own, setOwn } from '../../json.ts';
import type { Tags } from '../../resource/facets.ts';
import { type Attributes, SENSITIVE } from './attributes.ts';

/** What a provider adds to every resource that can carry tags. `open`: perhaps more than is told here. */
export interface DefaultTags {
  values: JsonObject;
  open: boolean;
}

interface Found {
  values: Record<string, string>;
  unknownValues: string[];
  /** True where there may be keys beyond those. */
  open: boolean;
}

export function tagsOf(attributes: Attributes, defaults: DefaultTags): Tags {
  const { type } = attributes.source;
  if (type.startsWith('kubernetes_')) return kubernetesLabels(attributes);
  if (/^(google|yandex|hcloud)_/.test(type)) {
    if (has(attributes, 'labels')) {
      const found = merged(attributes, ['effective_labels', 'terraform_labels'], 'labels', defaults);
      return facet('/labels', found, 'labels');
    }
    // `tags` are network tags there, which have no keys.
    if (!has(attributes, 'user_labels')) return untaggable('labels');
    return facet('/user_labels', read(attributes, 'user_labels'), 'labels');
  }
  // Auto Scaling groups take no default tags: each tag says whether it is propagated.
  if (type === 'aws_autoscaling_group') {
    const old = attributes.blocks('tag').length === 0 && attributes.blocks('tags').length > 0;
    return { ...facet(old ? '/tags' : '/tag', listed(attributes, ['tag', 'tags'])), listed: true };
  }
  if (isList(attributes, 'tags')) {
    return isTagList(attributes) ? { ...facet('/tags', listed(attributes, ['tags'])), listed: true } : untaggable();
  }
  if (has(attributes, 'tags') || has(attributes, 'tags_all')) {
    return facet('/tags', merged(attributes, ['tags_all'], 'tags', defaults));
  }
  return untaggable();
}

function untaggable(style: Tags['style'] = 'tags'): Tags {
  return { taggable: false, state: 'known', path: `/${style}`, style, values: {}, unknownValues: [] };
}

function facet(path: string, { values, unknownValues, open }: Found, style: Tags['style'] = 'tags'): Tags {
  return { taggable: true, state: open ? 'unknown' : 'known', path, style, values, unknownValues };
}

function has({ source }: Attributes, key: string): boolean {
  return [source.values, source.unknown, source.sensitive].some((part) => isObject(part) && Object.hasOwn(part, key));
}

/**
 * @param complete attributes that hold everything that the resource will carry, where they are known
 * @param own the attribute that holds what the configuration wrote
 */
function merged(attributes: Attributes, complete: string[], own: string, defaults: DefaultTags): Found {
  for (const name of complete) {
    const reading = attributes.read(name);
    if (reading.state === 'known' || reading.state === 'sensitive') return read(attributes, name);
  }
  const written = read(attributes, own);
  const added = Object.entries(defaults.values);
  const found = { ...written, open: written.open || defaults.open };
  if (added.length > 0) found.values = { ...written.values };
  for (const [key, value] of added) {
    if (!Object.hasOwn(found.values, key) && !found.unknownValues.includes(key)) put(found, key, value);
  }
  return found;
}

/** A map of tags, mostly the plan's own, so nobody writes into it. Its keys count where a value is unknown or sensitive. */
function read(attributes: Attributes, ...keys: (string | number)[]): Found {
  const reading = attributes.readAt(keys);
  if (reading.state === 'known' && isObject(reading.value) && attributes.isPlain(keys) && isPlain(reading.value)) {
    return { values: reading.value, unknownValues: [], open: false };
  }
  const found: Found = { values: {}, unknownValues: attributes.unknownKeys(...keys), open: false };
  if (reading.state === 'unknown') return { ...found, open: !reading.computed };
  if (reading.state === 'sensitive') return { ...found, open: true };
  if (reading.state !== 'known' || !isObject(reading.value)) return found;
  for (const [name, value] of Object.entries(reading.value)) {
    if (!found.unknownValues.includes(name)) put(found, name, value);
  }
  return found;
}

/** Most are: they are then taken as they are, without a copy. */
function isPlain(tags: JsonObject): tags is Record<string, string> {
  for (const name of Object.keys(tags)) if (typeof tags[name] !== 'string' || tags[name] === SENSITIVE) return false;
  return true;
}

/** Null unsets a tag. */
function put(found: Found, key: string, value: JsonValue): void {
  if (value === null || typeof value === 'object') return;
  if (value === SENSITIVE) found.unknownValues.push(key);
  else if (key === '__proto__') setOwn(found.values, key, String(value));
  else found.values[key] = String(value);
}

function isList({ source }: Attributes, key: string): boolean {
  return Array.isArray(own(source.values, key)) || Array.isArray(own(source.unknown, key));
}

/** False for a list of texts: network tags and the like, which have no keys. */
function isTagList({ source }: Attributes): boolean {
  const value = own(source.values, 'tags');
  return !Array.isArray(value) || value.every((item) => item === null || isObject(item));
}

/** Blocks of `key` and `value`. */
function listed(attributes: Attributes, names: string[]): Found {
  const found: Found = { values: {}, unknownValues: [], open: false };
  for (const name of names) {
    if (attributes.blocksUnknown(name)) found.open = true;
    for (const block of attributes.blocks(name)) {
      const key = block.read('key');
      const value = block.read('value');
      if (key.state === 'unknown') found.open = true;
      if (key.state !== 'known' || typeof key.value !== 'string') continue;
      if (value.state === 'unknown' || value.state === 'sensitive') found.unknownValues.push(key.value);
      else put(found, key.value, value.state === 'known' ? value.value : '');
    }
  }
  return found;
}

/** Labels, and annotations where no label has the key: as for the same object in a manifest. */
function kubernetesLabels(attributes: Attributes): Tags {
  const manifest = has(attributes, 'manifest');
  if (!manifest && !has(attributes, 'metadata')) return untaggable('labels');
  const metadata = manifest ? ['manifest', 'metadata'] : ['metadata', 0];
  const labels = read(attributes, ...metadata, 'labels');
  const annotations = read(attributes, ...metadata, 'annotations');
  const unknownValues = [...labels.unknownValues];
  for (const key of annotations.unknownValues) if (!Object.hasOwn(labels.values, key)) unknownValues.push(key);
  // A label that is not known yet may be of the same key.
  if (labels.open) unknownValues.push(...Object.keys(annotations.values));
  const values = labels.open ? {} : { ...annotations.values, ...labels.values };
  for (const key of labels.unknownValues) delete values[key];
  const open = labels.open || annotations.open;
  return facet(attributes.path(...metadata, 'labels'), { values, unknownValues, open }, 'labels');
}
