/** What of a resource is known only after apply, with where it will come from: for rules that read the object itself. */
import { isObject, type JsonValue } from '../../json.ts';
import type { UnknownValue } from '../../resource/resource.ts';
import type { Attributes } from './attributes.ts';

/** By JSON Pointer. */
export function unknownsOf(attributes: Attributes): Record<string, UnknownValue> {
  const found: Record<string, UnknownValue> = {};
  collect(attributes, attributes.source.unknown, [], found);
  return found;
}

function collect(
  attributes: Attributes,
  marks: JsonValue,
  keys: (string | number)[],
  found: Record<string, UnknownValue>,
): void {
  if (marks === true) {
    const reading = attributes.read(...keys);
    if (reading.state !== 'unknown') return;
    const { path, computed } = reading;
    if (computed) {
      found[path] = { computed, references: [], open: false };
      return;
    }
    const references = reading.references.map(({ type, address: id, attribute }) => ({ type, id, attribute }));
    found[path] = { computed, references, open: reading.open };
  } else if (Array.isArray(marks)) {
    for (const [index, mark] of marks.entries()) collect(attributes, mark, [...keys, index], found);
  } else if (isObject(marks)) {
    for (const [key, mark] of Object.entries(marks)) collect(attributes, mark, [...keys, key], found);
  }
}
