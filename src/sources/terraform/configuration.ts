/**
 * The `configuration` part of a plan: expressions as written, by module. It says what an unknown value will come from.
 * https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
 */
import { arrayAt, isObject, type JsonObject, type JsonValue, objectAt, own, stringAt } from '../../json.ts';

/** One module as configured, shared by all of its instances. */
export interface ModuleConfig {
  /** By `type.name`, data sources by `data.type.name`. */
  resources: Map<string, JsonObject>;
  /** By name of the call: `expressions`, `count_expression`, `for_each_expression`. */
  calls: Map<string, JsonObject>;
  /** By name of the output: its `expression`. */
  outputs: Map<string, JsonValue>;
  children: Map<string, ModuleConfig>;
}

/** @param document the plan; an empty configuration where it has none */
export function rootConfig(document: JsonObject): ModuleConfig {
  return moduleConfig(objectAt(document, 'configuration', 'root_module'));
}

function moduleConfig(module: JsonObject): ModuleConfig {
  const config: ModuleConfig = { resources: new Map(), calls: new Map(), outputs: new Map(), children: new Map() };
  for (const resource of arrayAt(module, 'resources')) {
    const type = stringAt(resource, 'type');
    const name = stringAt(resource, 'name');
    if (!isObject(resource) || type === undefined || name === undefined) continue;
    config.resources.set(resourceKey(stringAt(resource, 'mode') === 'data', type, name), resource);
  }
  for (const [name, output] of Object.entries(objectAt(module, 'outputs'))) {
    config.outputs.set(name, own(output, 'expression') ?? null);
  }
  for (const [name, call] of Object.entries(objectAt(module, 'module_calls'))) {
    if (!isObject(call)) continue;
    config.calls.set(name, call);
    config.children.set(name, moduleConfig(objectAt(call, 'module')));
  }
  return config;
}

export function resourceKey(data: boolean, type: string, name: string): string {
  return data ? `data.${type}.${name}` : `${type}.${name}`;
}

/** True for what stands in the place of one expression: `{references}`, `{constant_value}` or `{}`. */
export function isExpression(node: JsonValue): node is JsonObject {
  if (!isObject(node)) return false;
  const keys = Object.keys(node);
  return keys.length === 0 || Array.isArray(own(node, 'references')) || Object.hasOwn(node, 'constant_value');
}

/**
 * The references of an expression, the longest form of each. Terraform writes `a.b[0].id`, `a.b[0]` and `a.b` for one
 * reference, in this order; a shorter one that does not directly follow its longer form is a reference of its own.
 */
export function referencesOf(expression: JsonValue): string[] {
  const found: string[] = [];
  let previous = '';
  for (const reference of arrayAt(expression, 'references')) {
    if (typeof reference !== 'string') continue;
    const shortened =
      reference.length < previous.length &&
      previous.startsWith(reference) &&
      '.['.includes(previous.charAt(reference.length));
    if (!shortened) found.push(reference);
    previous = reference;
  }
  return found;
}

/**
 * The expressions that give the value at those keys. A nested block is an array of blocks; where there are several, a set's
 * order is not the plan's, so the block is found by the constants that it agrees with.
 * @param values what the plan knows of the resource, to tell several blocks apart
 */
export function expressionsAt(
  expressions: JsonValue,
  keys: readonly (string | number)[],
  values: JsonValue,
): JsonObject[] {
  const [first] = keys;
  const only = first === undefined ? undefined : own(expressions, String(first));
  if (only === undefined) return [];
  if (isExpression(only)) return [only];
  let nodes: JsonValue[] = [expressions];
  let value: JsonValue | undefined = values;
  /** Whether the nodes are blocks: only then is an empty object not an expression. */
  let blocks = true;
  for (const key of keys) {
    const next: JsonValue[] = [];
    const below: JsonValue | undefined = Array.isArray(value) ? value[Number(key)] : own(value, String(key));
    for (const node of nodes) {
      if (Array.isArray(node)) next.push(...blocksLike(node, key, below));
      else if (!blocks && isExpression(node)) next.push(node);
      else if (isObject(node)) next.push(...present(own(node, String(key))));
    }
    blocks = nodes.some(Array.isArray);
    nodes = next;
    value = below;
  }
  return nodes.flatMap((node) =>
    (blocks && !Array.isArray(node) ? Object.values(node ?? {}) : [node]).flatMap(allExpressions),
  );
}

function present(node: JsonValue | undefined): JsonValue[] {
  return node === undefined ? [] : [node];
}

function blocksLike(blocks: JsonValue[], key: string | number, value: JsonValue | undefined): JsonValue[] {
  if (blocks.length === 1) return blocks;
  const agreeing = blocks.filter((block) => agrees(block, value));
  const same = blocks[Number(key)];
  if (agreeing.length < 2) return agreeing.length === 1 ? agreeing : blocks;
  return same !== undefined && agreeing.includes(same) ? [same] : agreeing;
}

/** False where a constant of the block differs from the planned value. */
function agrees(block: JsonValue, value: JsonValue | undefined): boolean {
  if (!isObject(block) || !isObject(value)) return true;
  return Object.entries(block).every(([name, node]) => {
    if (!isObject(node) || !Object.hasOwn(node, 'constant_value')) return true;
    const planned = own(value, name);
    const constant = own(node, 'constant_value');
    return typeof constant === 'object' || planned === undefined || String(planned) === String(constant);
  });
}

function allExpressions(node: JsonValue): JsonObject[] {
  if (isExpression(node)) return [node];
  if (Array.isArray(node)) return node.flatMap(allExpressions);
  return isObject(node) ? Object.values(node).flatMap(allExpressions) : [];
}
