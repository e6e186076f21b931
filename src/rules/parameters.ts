/**
 * A rule's parameters: defaults filled in, and values that Rego could only parse slowly or not at all turned into numbers once.
 * They are checked in `check-parameters.ts`. What the rule receives for each `format`:
 *
 * | format | written | received |
 * |---|---|---|
 * | `quantity` | `1.5Gi` or `2` | `{text: "1.5Gi", value: 1610612736}` |
 * | `duration` | `24h`, `1h30m`, `30d` | `{text: "24h", value: 86400}`, seconds |
 * | `regex` | RE2 syntax | the same text, known to compile |
 */
import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import { parseQuantity } from '../resource/quantity.ts';
import type { ParameterSchema, RuleMetadata } from './catalogue.ts';

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds; undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?[smhdw])+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)) {
    seconds += Number(amount) * (UNITS[unit as string] as number);
  }
  return seconds;
}

/** The parameters of a rule about which the configuration says nothing. */
export function defaultParameters(rule: RuleMetadata): JsonObject {
  return fillIn(rule, {});
}

/** @param given parameters that `resolveParameters` accepted */
export function fillIn(rule: RuleMetadata, given: JsonObject): JsonObject {
  return normalise(rule.parameters, given) as JsonObject;
}

function normalise(schema: ParameterSchema, given: JsonValue | undefined): JsonValue | undefined {
  const value = given === undefined ? (schema.default as JsonValue | undefined) : given;
  if (schema.format === 'quantity' && (typeof value === 'string' || typeof value === 'number')) {
    return { text: String(value), value: parseQuantity(String(value)) ?? 0 };
  }
  if (schema.format === 'duration' && typeof value === 'string') {
    return { text: value, value: parseDuration(value) ?? 0 };
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((item) => normalise(items, item) as JsonValue) : value;
  }
  const rest = isObject(schema.additionalProperties) ? (schema.additionalProperties as ParameterSchema) : {};
  if (!isObject(value)) {
    if (value !== undefined || schema.properties === undefined) return value;
    return normalise(schema, {});
  }
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    result[key] = normalise(schema.properties?.[key] ?? rest, item) as JsonValue;
  }
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (Object.hasOwn(result, key)) continue;
    const filled = normalise(property, undefined);
    if (filled !== undefined) result[key] = filled;
  }
  return result;
}
