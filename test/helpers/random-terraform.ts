/** Random Terraform resources, made from what the tests of the facts know of each type. */
import fc from 'fast-check';
import { parseAddress } from '../../src/examples/plan.ts';
import type { Plan } from '../../src/examples/schema.ts';
import { dig, isObject, type JsonObject, type JsonValue } from '../../src/json.ts';
import { CASES } from '../sources/facts-cases.ts';

export interface TerraformResource {
  type: string;
  values: JsonObject;
}

/** Attributes of each type, from every case in which it is fully known. */
const VALUES = new Map<string, JsonObject[]>();
for (const [type, { values }] of CASES) VALUES.set(type, [...(VALUES.get(type) ?? [{}]), values ?? {}]);

const leaf = fc.constantFrom<JsonValue[]>(true, false, 'true', '', 0, 443, '*', '0.0.0.0/0', '10.0.0.0/8', 'x');

/** Some of what the cases of one type set, with a value exchanged for another of its type here and there. */
export const terraformResource: fc.Arbitrary<TerraformResource> = fc.constantFrom(...VALUES).chain(([type, cases]) =>
  fc.tuple(fc.subarray(cases), fc.array(fc.tuple(fc.nat(), leaf), { maxLength: 2 })).map(([chosen, exchanges]) => {
    let values: JsonObject = structuredClone(Object.assign({}, ...chosen));
    for (const [seed, value] of exchanges) {
      const places = placesIn(values).filter((keys) => typeof dig(values, ...keys) === typeof value);
      const keys = places[seed % (places.length || 1)];
      if (keys !== undefined) values = withValue(values, keys, value) as JsonObject;
    }
    return { type, values };
  }),
);

type Keys = readonly (string | number)[];

/** The keys of every attribute, nested blocks and what is in them included. */
export function placesIn(node: JsonValue, above: Keys = []): Keys[] {
  const children: [string | number, JsonValue][] = Array.isArray(node)
    ? node.map((child, index) => [index, child])
    : isObject(node)
      ? Object.entries(node)
      : [];
  return children.flatMap(([key, child]) => {
    const keys = [...above, key];
    // A whole block is unknown by its name, and not by its place in the list.
    return [...(typeof key === 'string' ? [keys] : []), ...placesIn(child, keys)];
  });
}

/** @param value undefined: without what stands there */
export function withValue(node: JsonValue, [key, ...rest]: Keys, value: JsonValue | undefined): JsonValue {
  if (key === undefined) return node;
  const copy = (Array.isArray(node) ? [...node] : { ...(node as JsonObject) }) as JsonObject;
  if (rest.length > 0) copy[key] = withValue(copy[key] ?? {}, rest, value);
  else if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy as JsonValue;
}

/** The marks of that one place, in the shape that a plan gives them. */
export function markAt([key, ...rest]: Keys, shape: JsonValue): JsonValue {
  if (key === undefined) return true;
  if (Array.isArray(shape)) return shape.map((child, index) => (index === key ? markAt(rest, child) : {}));
  return { [key]: markAt(rest, (shape as JsonObject)[key] ?? null) };
}

/** The state after the plan as Terraform stores it, version 4. */
export function storedState(plan: Plan): JsonObject {
  return {
    version: 4,
    terraform_version: '1.9.8',
    serial: 1,
    lineage: '6a6d5b0a-0000-4000-8000-000000000000',
    outputs: {},
    resources: Object.entries(plan).map(([address, { values }]) => {
      const { type, name } = parseAddress(address);
      const provider = `provider["registry.terraform.io/hashicorp/${type.split('_')[0]}"]`;
      const instances = [{ schema_version: 0, attributes: (values ?? {}) as JsonObject, sensitive_attributes: [] }];
      return { mode: 'managed', type, name, provider, instances };
    }),
  };
}
