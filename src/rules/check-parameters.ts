/**
 * Checks a rule's parameters against the schema in its metadata. Apart from `parameters.ts`, because Ajv and RE2 take longer to load
 * than most judgements take, and who configures no parameters needs neither.
 */
import { Ajv, type ErrorObject } from 'ajv';
import { RE2JS } from 're2js';
import { GatehouseError, messageOf } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { parseQuantity } from '../resource/quantity.ts';
import type { ParameterSchema, RuleMetadata } from './catalogue.ts';
import { fillIn, parseDuration } from './parameters.ts';

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
  return fillIn(rule, given as JsonObject);
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
