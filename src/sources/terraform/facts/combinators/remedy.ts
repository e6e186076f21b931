/** Remedies in Terraform's own words: an assignment where its block exists, else the block to write. */
import { follow, isObject, type JsonValue } from '../../../../json.ts';
import type { Remedy } from '../../../../resource/facets.ts';
import { toPointer } from '../../../../resource/pointer.ts';
import type { Attributes, Keys } from '../../attributes.ts';
import { type At, keysOf, nameOf } from './place.ts';

/** `set encrypted = true`, with the path where one assignment does it and the text of the block where it is missing. */
export function setTo(attributes: Attributes, at: At, value: JsonValue): Remedy {
  const keys = keysOf(at);
  const all = [...attributes.keys, ...keys];
  const words = `set ${spell(all)} = ${JSON.stringify(value)}`;
  if (isObject(follow(attributes.source.values, all.slice(0, -1)))) {
    return { text: words, path: toPointer(all), value };
  }
  return { text: words, snippet: blockText(keys, JSON.stringify(value)) };
}

/** To name a key of one's own there. */
export function nameKey(attributes: Attributes, at: At, reference: string): Remedy {
  const keys = keysOf(at);
  if (attributes.keys.length > 0) return keyRemedy([...attributes.keys, ...keys], keys, reference);
  const known = `${nameOf(at)} ${reference}`;
  const remedy = KEY_REMEDIES.get(known) ?? keyRemedy(keys, keys, reference);
  KEY_REMEDIES.set(known, remedy);
  return remedy;
}

/** By place and reference, which both stand in tables: those of attributes outside of blocks are all alike. */
const KEY_REMEDIES = new Map<string, Remedy>();

function keyRemedy(all: Keys, keys: Keys, reference: string): Remedy {
  return { text: `set ${spell(all)} to a key of your own`, snippet: blockText(keys, reference) };
}

/** `encrypt_at_rest.enabled`: without the indexes, which nobody writes. */
export function spell(keys: Keys): string {
  return keys.filter((key) => typeof key === 'string').join('.');
}

function blockText(keys: Keys, value: string): string {
  const names = keys.filter((key) => typeof key === 'string');
  const last = names.length - 1;
  const lines = names.map((name, depth) => `${'  '.repeat(depth)}${name} ${depth === last ? `= ${value}` : '{'}`);
  for (let depth = last - 1; depth >= 0; depth -= 1) lines.push(`${'  '.repeat(depth)}}`);
  return lines.join('\n');
}
