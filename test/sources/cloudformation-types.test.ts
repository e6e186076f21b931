/** The tables of types against CloudFormation's own schemas, which `scripts/cloudformation/install.sh` puts in place. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { isObject, type JsonObject, type JsonValue, objectAt, own, parseJson, stringAt } from '../../src/json.ts';
import { fromPointer } from '../../src/resource/pointer.ts';
import type { Fields } from '../../src/sources/cloudformation/fields.ts';
import { TYPES } from '../../src/sources/cloudformation/types/index.ts';
import type { TemplateType } from '../../src/sources/cloudformation/types/type.ts';

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'gatehouse-ci');
const directory = join(cache, 'cloudformation-schemas-1.58.0');
const absent = existsSync(directory) || process.env.CI ? false : 'run scripts/cloudformation/install.sh';

t.test('every property of the tables is one of the type', { skip: absent }, (t) => {
  const schemas = readSchemas();
  for (const [name, type] of Object.entries(TYPES)) {
    const schema = schemas.get(name);
    t.not(schema, undefined, `${name} is a type`);
    const unknown = [type, ...(type.instead ?? []).map((other) => other.type)].flatMap((each) =>
      misnamed(schema ?? {}, each),
    );
    t.same([...new Set(unknown)], [], name);
  }
  t.end();
});

function readSchemas(): Map<string, JsonObject> {
  const schemas = new Map<string, JsonObject>();
  for (const file of readdirSync(directory)) {
    const schema = file.endsWith('.json') ? parseJson(readFileSync(join(directory, file), 'utf8')) : undefined;
    const name = stringAt(schema, 'typeName');
    if (isObject(schema) && name !== undefined) schemas.set(name, schema);
  }
  return schemas;
}

/** Properties that the schema does not have. */
function misnamed(schema: JsonObject, { fields, parts = [], instead = [], places = {} }: TemplateType): string[] {
  const asked: Record<string, JsonValue> = {};
  for (const name of [...Object.values(places), ...instead.map(({ where }) => where)]) asked[name] = true;
  return [
    ...unknownIn(schema, schema, fields),
    ...Object.keys(asked).filter((name) => own(objectAt(schema, 'properties'), name) === undefined),
    ...parts.flatMap(({ each, fields: own }) => {
      if (each === undefined) return unknownIn(schema, schema, own);
      const list = objectAt(schema, 'properties')[each];
      return list === undefined ? [each] : unknownIn(schema, structure(schema, list), own);
    }),
  ];
}

function unknownIn(schema: JsonObject, node: JsonValue, fields: Fields): string[] {
  const properties = objectAt(structure(schema, node), 'properties');
  // It says nothing of what stands in there.
  if (Object.keys(properties).length === 0) return [];
  return Object.entries(fields).flatMap(([name, field]) => {
    const below = properties[name];
    if (below === undefined) return [name];
    // What is made of pairs, or of a list by a word in it, has keys that are no properties.
    if (typeof field === 'string' || field.fields === undefined || field.as !== undefined) return [];
    return unknownIn(schema, below, field.fields).map((unknown) => `${name}.${unknown}`);
  });
}

/** What a node of the schema refers to, of a list its items. */
function structure(schema: JsonObject, node: JsonValue): JsonValue {
  const reference = stringAt(node, '$ref');
  if (reference !== undefined) {
    const found = fromPointer(reference.slice(1)).reduce<JsonValue>((at, key) => own(at, key) ?? null, schema);
    return structure(schema, found);
  }
  const items = own(node, 'items');
  if (items !== undefined) return structure(schema, items);
  const [choice] = ['oneOf', 'anyOf'].map((name) => own(node, name)).filter(Array.isArray);
  return own(node, 'properties') === undefined && choice?.[0] !== undefined ? structure(schema, choice[0]) : node;
}
