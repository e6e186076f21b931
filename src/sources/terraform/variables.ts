/**
 * The input variables of a plan's modules, as resources that are judged where a rule asks for them: what is declared, and what was given.
 * https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
 */
import { isDeepStrictEqual } from 'node:util';
import { dig, isObject, type JsonObject, type JsonValue, objectAt, own } from '../../json.ts';
import type { SourcedResource } from '../../resource/resource.ts';
import { SENSITIVE } from './attributes.ts';

/** No type of a resource of Terraform. */
export const VARIABLE = 'terraform_variable';

type GivenOf = (name: string) => JsonValue | undefined;

/**
 * `var.name`, `module.call.var.name`: the object has `sensitive`, and where there is one the `default` and the `value` that was given,
 * if that is another. Terraform writes the values of sensitive variables into a plan, too; here their texts are replaced.
 * Of a module below the root the value is known where the call writes it out.
 */
export function variablesOf(document: JsonObject): SourcedResource[] {
  const root = objectAt(document, 'configuration', 'root_module');
  return variablesIn(root, '', (name) => dig(document, 'variables', name, 'value'));
}

function variablesIn(module: JsonObject, address: string, givenOf: GivenOf): SourcedResource[] {
  const declared = Object.entries(objectAt(module, 'variables'));
  const called = Object.entries(objectAt(module, 'module_calls'));
  return [
    ...declared.map(([name, variable]) => toResource(address, name, variable, givenOf(name))),
    ...called.flatMap(([name, call]) =>
      variablesIn(objectAt(call, 'module'), `${address}module.${name}.`, (variable) =>
        dig(call, 'expressions', variable, 'constant_value'),
      ),
    ),
  ];
}

function toResource(address: string, name: string, declared: JsonValue, given: JsonValue | undefined): SourcedResource {
  const sensitive = own(declared, 'sensitive') === true || own(declared, 'ephemeral') === true;
  const shown = (value: JsonValue) => (sensitive ? withoutTexts(value) : value);
  const preset = own(declared, 'default');
  const object: JsonObject = { sensitive };
  if (preset !== undefined) object.default = shown(preset);
  if (given !== undefined && !isDeepStrictEqual(given, preset)) object.value = shown(given);
  const id = `${address}var.${name}`;
  const identity = { source: 'terraform', type: VARIABLE, id, name } as const;
  return {
    resource: { ...identity, operation: 'exists', labels: {}, object, facets: {} },
    standsAlone: true,
    ifAsked: true,
  };
}

/** An empty text is no secret, and tells that nothing is set. */
export function withoutTexts(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value === '' ? '' : SENSITIVE;
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutTexts(item)]));
}
