/**
 * A rule's parameters: checked against the schema in its metadata, defaults filled in, and values that Rego could only parse
 * slowly or not at all turned into numbers once. What the rule receives for each `format`:
 *
 * | format | written | received |
 * |---|---|---|
 * | `quantity` | `1.5Gi` or `2` | `{text: "1.5Gi", value: 1610612736}` |
 * | `duration` | `24h`, `1h30m`, `30d` | `{text: "24h", value: 86400}`, seconds |
 * | `regex` | RE2 syntax | the same text, known to compile |
 */
import { Ajv, type ErrorObject } from 'ajv';
import { RE2JS } from 're2js';
import { GatehouseError, messageOf } from '../errors.ts';
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

/**
 * @param given what the configuration says under `rules.<id>.parameters`
 * @throws GatehouseError CONFIG_INVALID that names the rule, the key and the expected type
 */
export function resolveParameters(rule: RuleMetadata, given: Record<string, unknown> = {}, where?: string): JsonObject {
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, formats: formats() });
  if (!ajv.validate(rule.parameters, given)) {
    const problems = (ajv.errors ?? []).map((error) => describe(rule.id, error));
    throw new GatehouseError('CONFIG_INVALID', problems.join('; '), { where });
  }
  return normalise(rule.parameters, given as JsonObject) as JsonObject;
}

/** The parameters of a rule about which the configuration says nothing. */
export function defaultParameters(rule: RuleMetadata): JsonObject {
  return normalise(rule.parameters, {}) as JsonObject;
}

/** Schemas say for themselves what their formats mean; no default is validated. */
function formats(): Record<string, (text: string) => boolean> {
  return {
    quantity: (text) => parseQuantity(text) !== undefined,
    duration: (text) => parseDuration(text) !== undefined,
    regex: (text) => regexProblem(text) === undefined,
  };
}

function regexProblem(text: string): string | undefined {
  try {
    RE2JS.compile(text);
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function describe(rule: string, error: ErrorObject): string {
  const key = ['rules', rule, 'parameters', ...error.instancePath.split('/').slice(1)].join('.');
  const schema = error.parentSchema as ParameterSchema | undefined;
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys(schema?.properties ?? {});
      return `rule ${rule} has no parameter ${key}.${error.params.additionalProperty}; it has ${known.join(', ') || 'none'}`;
    }
    case 'type':
      return `${key} of rule ${rule} must be of type ${typeName(schema)}, not ${kindOf(error.data)}`;
    case 'format': {
      const detail = schema?.format === 'regex' ? `: ${regexProblem(String(error.data))}` : '';
      return `${key} of rule ${rule} must be a ${schema?.format}, which ${JSON.stringify(error.data)} is not${detail}`;
    }
    case 'enum':
      return `${key} of rule ${rule} must be one of ${(error.params.allowedValues as unknown[]).join(', ')}`;
    default:
      return `${key} of rule ${rule} ${error.message ?? 'is not valid'}`;
  }
}

function typeName(schema: ParameterSchema | undefined): string {
  const name = [schema?.type ?? 'any'].flat().join(' or ');
  if (schema?.type === 'array' && schema.items?.type) return `array of ${[schema.items.type].flat().join(' or ')}`;
  return name;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
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
