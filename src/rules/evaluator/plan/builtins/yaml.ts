/** YAML text, of which only the first document counts. `yaml.marshal` may quote a string otherwise than OPA does. */
import type { Document, ParsedNode, ScalarTag } from 'yaml';
import type { Builtin } from '../compile.ts';
import { insert } from '../runtime.ts';
import { toJson, type Value } from '../values.ts';
import { isString, narrow, onStrings } from './arguments.ts';
import { unmarshal as fromJson } from './json-text.ts';
import { yaml as load } from './lazy.ts';

/** Integers that go-yaml reads and YAML 1.2 does not have: `017`, `0b11`, `1_000`. */
const INTEGERS: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: () => false,
  test: /^[-+]?(?:0[0-7_]+|0b[01_]+|[1-9]\d*_[\d_]*)$/,
  resolve: (text) => {
    const digits = text.replace(/[-+_]/g, '').replace(/^0(?=[0-7])/, '0o');
    return text.startsWith('-') ? -BigInt(digits) : BigInt(digits);
  },
};

/** Undefined where any document is malformed, or the first has no form in JSON. */
function unmarshal(text: string): Value | undefined {
  const { parseAllDocuments } = load();
  const parsed = parseAllDocuments(text, {
    version: '1.2',
    merge: true,
    uniqueKeys: false,
    intAsBigInt: true,
    customTags: (tags) => [INTEGERS, ...tags],
  });
  const documents: readonly (Document.Parsed<ParsedNode> | Document)[] = Array.isArray(parsed) ? parsed : [];
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  const [first] = documents;
  if (first === undefined) return null;
  try {
    // Aliases are followed a bounded number of times.
    return value(first.toJS({ mapAsMap: true, maxAliasCount: 100 }) as unknown);
  } catch {
    return undefined;
  }
}

class NoJson extends Error {}

/** @throws NoJson for what JSON cannot hold: infinities, and keys that are no scalars */
function value(item: unknown): Value {
  if (item === null || typeof item === 'boolean' || typeof item === 'string') return item;
  if (typeof item === 'bigint') return narrow(item);
  if (typeof item === 'number' && Number.isFinite(item)) return item;
  if (Array.isArray(item)) return item.map(value);
  if (!(item instanceof Map)) throw new NoJson();
  let result = {};
  for (const [key, member] of item as Map<unknown, unknown>) result = insert(result, keyText(key), value(member));
  return result;
}

function keyText(key: unknown): string {
  if (typeof key === 'object' || key === undefined) throw new NoJson();
  return String(key);
}

/** Texts that YAML 1.1 would read as something else are quoted, as OPA does. */
function marshal(item: Value): string {
  const { stringify } = load();
  return stringify(toJson(item), { version: '1.1', lineWidth: 0, singleQuote: null, sortMapEntries: true });
}

export const yaml: Record<string, Builtin> = {
  'yaml.is_valid': (text) => isString(text) && unmarshal(text) !== undefined,
  'yaml.marshal': (item) => marshal(item as Value),
  'yaml.unmarshal': onStrings((text) => (/^\s*[[{"]/.test(text) ? fromJson(text) : undefined) ?? unmarshal(text)),
};
