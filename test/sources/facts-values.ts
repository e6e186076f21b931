/** Resources for the tests of the facts: values, with unknown, sensitive and referring attributes named beside them. */
import { isObject, type JsonObject, type JsonValue, stringAt } from '../../src/json.ts';
import { Attributes, type Reference, type TerraformValues } from '../../src/sources/terraform/attributes.ts';

export interface Case {
  values?: JsonObject;
  /** The shape of `after_unknown`. */
  unknown?: JsonValue;
  sensitive?: JsonValue;
  /** Address that an attribute refers to, by its dotted keys: `{kms_key_id: 'aws_kms_key.a'}`. */
  refers?: Record<string, string>;
  /** Attributes of the configuration; without it nothing is known of the configuration. */
  configured?: string[];
  related?: Record<string, JsonObject[]>;
}

/** The resource's attributes as the Terraform source would give them. */
export function attributesOf(type: string, given: Case = {}): Attributes {
  const { values = {}, unknown = {}, sensitive = {}, refers = {}, configured, related = {} } = given;
  const source: TerraformValues = {
    type,
    address: `${type}.it`,
    values,
    unknown,
    sensitive,
    references: (keys) => reference(stringAt(refers, keys.join('.'))),
    related: (other) => (related[other] ?? []).map((each) => attributesOf(other, { values: each }).source),
    ...(configured !== undefined && { configured: (keys) => configured.includes(String(keys[0])) }),
  };
  return new Attributes(source);
}

function reference(address: string | undefined): Reference[] {
  if (address === undefined) return [];
  const isData = address.startsWith('data.');
  const [type = ''] = (isData ? address.slice('data.'.length) : address).split('.');
  return [{ mode: isData ? 'data' : 'managed', type, address, attribute: 'arn' }];
}

/** Every pointer that a facet holds under a key that says it is one. */
export function pointersIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(pointersIn);
  if (!isObject(node)) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    /^(?:path|keyPath|resourcesPath)$/.test(key) && typeof value === 'string' ? [value] : pointersIn(value),
  );
}
