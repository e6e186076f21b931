/**
 * A TypeBox schema as the structural schema that a CustomResourceDefinition needs
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema).
 */
import { isObject, type JsonObject, type JsonValue } from '../src/json.ts';

/** What means the same there as in JSON Schema, and the extensions. */
const KEPT = [
  ...['type', 'description', 'format', 'pattern', 'required', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['minItems', 'maxItems', 'minProperties', 'maxProperties', 'default'],
  ...[
    'x-kubernetes-validations',
    'x-kubernetes-list-type',
    'x-kubernetes-list-map-keys',
    'x-kubernetes-preserve-unknown-fields',
  ],
];

export function structural(schema: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const key of KEPT) if (schema[key] !== undefined) kept[key] = schema[key];
  if (Array.isArray(schema.anyOf)) return { ...kept, ...choice(schema.anyOf) };
  if (schema.type === undefined) return { ...kept, 'x-kubernetes-preserve-unknown-fields': true };
  if (isObject(schema.items)) return { ...kept, items: structural(schema.items) };
  if (isObject(schema.properties)) {
    // `additionalProperties: false` is not allowed there: what is not named is pruned, and kubectl warns of it.
    const properties = Object.entries(schema.properties).map(([key, value]) => [key, structural(value as JsonObject)]);
    return { ...kept, properties: Object.fromEntries(properties) };
  }
  const [rest] = isObject(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
  if (!isObject(rest)) return kept;
  const isAnything = Object.keys(rest).length === 0;
  return isAnything
    ? { ...kept, 'x-kubernetes-preserve-unknown-fields': true }
    : { ...kept, additionalProperties: structural(rest) };
}

/** Literals become an `enum`. What is a string or a mapping has no type there, so it is left to Gatehouse to check. */
function choice(options: JsonValue[]): JsonObject {
  const values = options.flatMap((option) => (isObject(option) && option.const !== undefined ? [option.const] : []));
  if (values.length === options.length) return { type: 'string', enum: values };
  return { 'x-kubernetes-preserve-unknown-fields': true };
}
