/** Random values of a JSON Schema, for property tests: only what the generated schemas of this project use. */
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/json.ts';

interface Schema {
  const?: JsonValue;
  type?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean;
  items?: Schema;
}

export interface Parts {
  text: fc.Arbitrary<string>;
  numbers: readonly number[];
}

export function arbitraryOf(schema: Schema, { text, numbers }: Parts): fc.Arbitrary<JsonValue> {
  const of = (part: Schema): fc.Arbitrary<JsonValue> => {
    if (part.const !== undefined) return fc.constant(part.const);
    if (part.anyOf) return fc.oneof(...part.anyOf.map(of));
    switch (part.type) {
      case 'string':
        return text;
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return fc.constantFrom(...numbers.filter(Number.isSafeInteger));
      case 'number':
        return fc.constantFrom(...numbers);
      case 'null':
        return fc.constant(null);
      case 'array':
        return fc.array(of(part.items ?? {}), { maxLength: 3 });
      case 'object':
        return object(part);
      default:
        return fc.oneof(text, fc.boolean(), fc.constantFrom(...numbers));
    }
  };
  const object = ({ properties = {}, required = [], patternProperties }: Schema): fc.Arbitrary<JsonObject> => {
    const [rest] = Object.values(patternProperties ?? {});
    if (rest) return fc.dictionary(text, of(rest), { maxKeys: 4, noNullPrototype: true });
    const fields = Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, of(part)]));
    return fc.record(fields, { requiredKeys: required, noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
  };
  return of(schema);
}
