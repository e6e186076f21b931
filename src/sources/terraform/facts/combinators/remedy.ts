/** Remedies in Terraform's own words: an assignment where its block exists, else the block to write. */
import { dig, isObject, type JsonValue } from '../../../../json.ts';
import type { Remedy } from '../../../../resource/facets.ts';
import { toPointer } from '../../../../resource/pointer.ts';
import type { Attributes } from '../../attributes.ts';
import { type At, type Keys, keysOf } from './place.ts';

/** `set encrypted = true`, with the path where one assignment does it and the text of the block where it is missing. */
export function setTo(attributes: Attributes, at: At, value: JsonValue): Remedy {
  const keys = keysOf(at);
  const all = [...attributes.keys, ...keys];
  const words = `set ${spell(all)} = ${JSON.stringify(value)}`;
  if (isObject(dig(attributes.source.values, ...all.slice(0, -1)))) {
    return { text: words, path: toPointer(all), value };
  }
  return { text: words, snippet: blockText(keys, JSON.stringify(value)) };
}

/** To name a key of one's own there. */
export function nameKey(attributes: Attributes, at: At, reference: string): Remedy {
  const keys = keysOf(at);
  return {
    text: `set ${spell([...attributes.keys, ...keys])} to a key of your own`,
    snippet: blockText(keys, reference),
  };
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
