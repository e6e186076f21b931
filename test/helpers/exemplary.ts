/** Examples with what they leave out filled in, as an exemplary author would have written it. */
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { objectsOf } from '../../src/examples/approaches.ts';
import { parseAddress } from '../../src/examples/plan.ts';
import type { Plan, RuleExample } from '../../src/examples/schema.ts';
import { isObject, type JsonObject, type JsonValue, objectAt, stringAt } from '../../src/json.ts';
import { wildcard } from '../../src/rules/wildcard.ts';
import { shortForms } from '../../src/sources/cloudformation/tags.ts';
import { parseYaml } from '../../src/sources/manifest/yaml.ts';

/** What each type has where an example does not say otherwise; the one that fits later adds to the earlier. */
type Bases = Record<string, JsonObject>;

const read = (file: string): Bases => parse(readFileSync(`test/fixtures/exemplary/${file}.yaml`, 'utf8')) as Bases;
const kubernetes = Object.entries(read('kubernetes'));
const terraform = Object.entries(read('terraform'));
const objectsBeside = Object.entries(read('kubernetes-beside'));
const plannedBeside = Object.entries(read('terraform-beside'));
const { deployment: usual, ...properties } = read('cloudformation');
const cloudformation = Object.entries(properties);
const templateBeside = Object.entries(read('cloudformation-beside'));

export function exemplary(example: RuleExample): RuleExample {
  if (example.plan) {
    const plan = completePlan(example.plan);
    return { ...example, plan: { ...plan, ...resourcesBeside(plan) } };
  }
  if (example.template !== undefined) {
    const deployment = merge((example.deployment ?? {}) as JsonObject, usual ?? {});
    return {
      ...example,
      deployment: deployment as NonNullable<RuleExample['deployment']>,
      template: stringify(completeTemplate(example.template)),
    };
  }
  const objects = objectsOf(example.manifest ?? '').map(completeObject);
  const beside = objects.flatMap((object) => companionsOf(object, objects));
  return { ...example, manifest: [...objects, ...beside].map((object) => stringify(object)).join('---\n') };
}

function completeObject(object: JsonObject): JsonObject {
  return filled(object, `${object.apiVersion}/${object.kind}`, kubernetes);
}

function completePlan(plan: Plan): Plan {
  return Object.fromEntries(
    Object.entries(plan).map(([address, resource]) => {
      const written = (resource.values ?? {}) as JsonObject;
      const values = filled(written, parseAddress(address).type, terraform);
      // What is unknown has no value.
      for (const key of Object.keys(resource.unknown ?? {})) if (!(key in written)) delete values[key];
      return [address, { ...resource, values }];
    }),
  );
}

/** Functions are in their long form then, so that they are read as what they were. */
function completeTemplate(text: string): JsonObject {
  const template = parseYaml(text, shortForms).value as JsonObject;
  const written = objectAt(template, 'Resources');
  const resources: JsonObject = {};
  const add = (id: string, resource: JsonObject) => {
    const type = stringAt(resource, 'Type') ?? '';
    const given = filled(objectAt(resource, 'Properties'), type, cloudformation);
    resources[id] = { ...resource, Properties: given };
    for (const [glob, beside] of templateBeside) {
      const stands = stringAt(beside, 'Type');
      // One that is there already is what the example is about.
      if (!wildcard(glob)(type) || Object.values(written).some((one) => stringAt(one, 'Type') === stands)) continue;
      add(
        `${id}${stands?.split('::').at(-1)}`,
        JSON.parse(JSON.stringify(beside).replaceAll('"$id"', `{"Ref":"${id}"}`)),
      );
    }
  };
  for (const [id, resource] of Object.entries(written)) add(id, resource as JsonObject);
  return { ...template, Resources: resources };
}

function filled(object: JsonObject, type: string, bases: [string, JsonObject][]): JsonObject {
  return bases
    .filter(([glob]) => wildcard(glob)(type))
    .reduce((complete, [, base]) => merge(complete, base) as JsonObject, object);
}

/** What is written stays. A key `name[]` of the base is for each item of a list that is written, and never makes one. */
function merge(written: JsonValue | undefined, base: JsonValue): JsonValue {
  if (written === undefined && !isObject(base)) return base;
  if (!isObject(base) || (written !== undefined && !isObject(written))) return written ?? base;
  const result: JsonObject = { ...written };
  if (Object.keys(result).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return result;
  for (const [key, value] of Object.entries(base)) {
    const list = key.endsWith('[]') ? key.slice(0, -2) : undefined;
    if (list === undefined) result[key] = merge(result[key], value);
    else if (Array.isArray(result[list])) result[list] = result[list].map((item) => merge(item, value));
  }
  return result;
}

/** Objects that exemplary authors put beside one of that type: `$name`, `$namespace` and `$labels` are of the object. */
function companionsOf(object: JsonObject, all: readonly JsonObject[]): JsonObject[] {
  const type = `${object.apiVersion}/${object.kind}`;
  return objectsBeside.flatMap(([glob, companion]) => {
    if (!wildcard(glob)(type)) return [];
    // One that is there already is what the example is about.
    if (all.some(({ kind }) => kind === companion.kind)) return [];
    return [substitute(companion, object) as JsonObject];
  });
}

/**
 * The same for a plan: `{type: resource}` by the glob of what it stands beside; `$identity` is the name by which that is known. What
 * stands beside has companions, too.
 */
function resourcesBeside(plan: Plan): Plan {
  // One that is there already is what the example is about.
  const written = new Set(Object.keys(plan).map((address) => parseAddress(address).type));
  const all = { ...plan };
  for (const address of Object.keys(plan)) addCompanions(address, all, written);
  return all;
}

function addCompanions(address: string, all: Plan, written: ReadonlySet<string>): void {
  const { type, name } = parseAddress(address);
  const values = all[address]?.values ?? {};
  const identity = values.id ?? values.arn ?? values.identifier ?? values.name ?? values.bucket ?? name;
  for (const [glob, companion] of plannedBeside) {
    const stands = parseAddress(`${companion.type}.x`).type;
    if (!wildcard(glob)(type) || written.has(stands)) continue;
    const text = JSON.stringify(companion.values).replaceAll('"$identity"', JSON.stringify(identity));
    const beside = `${stands}.${name}`;
    all[beside] = { values: filled(JSON.parse(text) as JsonObject, stands, terraform) };
    addCompanions(beside, all, written);
  }
}

function substitute(node: JsonValue, object: JsonObject): JsonValue {
  if (node === '$name') return stringAt(object, 'metadata', 'name') ?? 'it';
  if (node === '$namespace') return stringAt(object, 'metadata', 'namespace') ?? 'default';
  if (node === '$labels') return podLabels(object);
  if (Array.isArray(node)) return node.map((item) => substitute(item, object));
  if (!isObject(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, substitute(value, object)]));
}

function podLabels(object: JsonObject): JsonObject {
  const template = (object.spec as JsonObject | undefined)?.template as JsonObject | undefined;
  return ((template?.metadata as JsonObject | undefined)?.labels as JsonObject | undefined) ?? {};
}
