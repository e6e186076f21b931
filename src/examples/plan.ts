/** Terraform's JSON, made from the compact plans of examples: `terraform show -json` of a plan and of the state after it. */

import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import { parseTraversal, withKey } from '../sources/terraform/address.ts';
import type { Plan, PlanResource, Variables } from './schema.ts';

interface Address {
  /** Module calls from the root: `['module.net', 'module.subnet["a"]']`. */
  modules: string[];
  type: string;
  name: string;
  index?: string | number;
}

/** `module.a["x"].aws_s3_bucket.logs[0]`, taken apart. */
export function parseAddress(address: string): Address {
  const steps = parseTraversal(address);
  const modules: string[] = [];
  while (steps[0]?.name === 'module') {
    const [, call] = steps.splice(0, 2);
    if (call) modules.push(withKey(`module.${call.name}`, call.key));
  }
  const [type, resource] = steps;
  const index = resource?.key;
  return { modules, type: type?.name ?? '', name: resource?.name ?? '', ...(index !== undefined && { index }) };
}

/** A plan document, format 1.2. */
export function planDocument(plan: Plan, regions: Record<string, string> = {}, variables: Variables = {}): JsonObject {
  const changes = Object.entries(plan).map(([address, resource]) => {
    const { modules, ...rest } = parseAddress(address);
    const actions = resource.actions ?? ['create'];
    const deleted = actions.length === 1 && actions[0] === 'delete';
    const values = (resource.values ?? {}) as JsonObject;
    return {
      address,
      ...(modules.length > 0 && { module_address: modules.join('.') }),
      mode: 'managed',
      ...rest,
      provider_name: provider(rest.type),
      change: {
        actions,
        before: actions.includes('create') ? null : values,
        after: deleted ? null : values,
        after_unknown: deleted ? false : ((resource.unknown ?? {}) as JsonObject),
        before_sensitive: false,
        after_sensitive: deleted ? false : ((resource.sensitive ?? {}) as JsonObject),
      },
    };
  });
  const kept = Object.entries(plan).filter(([, { actions }]) => actions?.join() !== 'delete');
  return {
    format_version: '1.2',
    terraform_version: '1.9.8',
    ...given(variables),
    planned_values: { root_module: module(kept, (resource) => (resource.values ?? {}) as JsonObject) },
    resource_changes: changes,
    configuration: {
      provider_config: providerConfig(regions),
      root_module: declared(configuration(Object.entries(plan)), variables),
    },
  };
}

/** What the variables of the root were given. */
function given(variables: Variables): JsonObject {
  const values = Object.entries(variables).flatMap(([address, { default: preset, value = preset }]) =>
    address.includes('.') || value === undefined ? [] : [[address, { value: value as JsonValue }]],
  );
  return values.length > 0 ? { variables: Object.fromEntries(values) } : {};
}

/** The configuration with what its modules declare; what a module's variable was given stands in the call. */
function declared(root: JsonObject, variables: Variables): JsonObject {
  for (const [address, { value, ...declaration }] of Object.entries(variables)) {
    const [name = '', ...calls] = address
      .split(/\.?module\.|\./)
      .filter(Boolean)
      .toReversed();
    let module = root;
    for (const [depth, call] of calls.toReversed().entries()) {
      const into = entryOf(entryOf(module, 'module_calls'), call);
      const isLast = depth === calls.length - 1;
      if (isLast && value !== undefined) entryOf(into, 'expressions')[name] = { constant_value: value as JsonValue };
      module = entryOf(into, 'module');
    }
    entryOf(module, 'variables')[name] = declaration as JsonObject;
  }
  return root;
}

function entryOf(object: JsonObject, key: string): JsonObject {
  const found = object[key] ?? {};
  object[key] = found;
  return found as JsonObject;
}

/** The state after that plan is applied; undefined where the plan does not say what apply makes of an unknown value. */
export function stateDocument(plan: Plan): JsonObject | undefined {
  const kept = Object.entries(plan).filter(([, { actions }]) => actions?.join() !== 'delete');
  if (kept.some(([, { unknown, applied }]) => unknown !== undefined && applied === undefined)) return undefined;
  const values = ({ values, applied }: PlanResource) => ({ ...values, ...applied }) as JsonObject;
  return { format_version: '1.0', terraform_version: '1.9.8', values: { root_module: module(kept, values) } };
}

function providerConfig(regions: Record<string, string>): JsonObject {
  return Object.fromEntries(
    Object.entries(regions).map(([key, region]) => [
      key,
      { name: key.split('.')[0] ?? '', expressions: { region: { constant_value: region } } },
    ]),
  );
}

function provider(type: string): string {
  const name = type.split('_')[0] ?? '';
  return `registry.terraform.io/hashicorp/${name}`;
}

type Entry = [string, PlanResource];

function module(entries: Entry[], values: (resource: PlanResource) => JsonObject, depth = 0, address = ''): JsonObject {
  const here = entries.filter(([at]) => parseAddress(at).modules.length === depth);
  const children = grouped(entries, depth);
  return {
    ...(address !== '' && { address }),
    resources: here.map(([at, resource]) => {
      const { modules: _, ...rest } = parseAddress(at);
      return {
        address: at,
        mode: 'managed',
        ...rest,
        provider_name: provider(rest.type),
        schema_version: 0,
        values: values(resource),
        sensitive_values: (resource.sensitive ?? {}) as JsonObject,
      };
    }),
    ...(children.size > 0 && {
      child_modules: [...children].map(([call, inside]) =>
        module(inside, values, depth + 1, address === '' ? call : `${address}.${call}`),
      ),
    }),
  };
}

/** The entries below each module call of that depth. */
function grouped(entries: Entry[], depth: number): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const call = parseAddress(entry[0]).modules[depth];
    if (call !== undefined) groups.set(call, [...(groups.get(call) ?? []), entry]);
  }
  return groups;
}

function configuration(entries: Entry[], depth = 0): JsonObject {
  const here = new Map<string, Entry>();
  for (const entry of entries) {
    const { modules, type, name } = parseAddress(entry[0]);
    if (modules.length === depth) here.set(`${type}.${name}`, entry);
  }
  const calls = new Map<string, Entry[]>();
  for (const [call, inside] of grouped(entries, depth)) {
    const name = call.slice('module.'.length).replace(/\[.*$/, '');
    calls.set(name, [...(calls.get(name) ?? []), ...inside]);
  }
  return {
    resources: [...here].map(([address, [at, resource]]) => {
      const { type, name, index } = parseAddress(at);
      return {
        address,
        mode: 'managed',
        type,
        name,
        provider_config_key: [type.split('_')[0] ?? '', ...(resource.provider ? [resource.provider] : [])].join('.'),
        expressions: expressions(resource),
        schema_version: 0,
        ...(typeof index === 'number' && { count_expression: {} }),
        ...(typeof index === 'string' && { for_each_expression: {} }),
      };
    }),
    ...(calls.size > 0 && {
      module_calls: Object.fromEntries(
        [...calls].map(([name, inside]) => [
          name,
          { source: `./${name}`, module: configuration(inside, depth + 1) as JsonValue },
        ]),
      ),
    }),
  };
}

/** Constants as written, references where the example names them; a nested block is a list of expressions. */
function expressions({ values = {}, references = {} }: PlanResource): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(values)) result[key] = constant(value as JsonValue);
  for (const [dotted, names] of Object.entries(references)) {
    const keys = dotted.split('.');
    let node: JsonValue = result;
    for (const [depth, key] of keys.entries()) {
      const last = depth === keys.length - 1;
      const next = keys[depth + 1] ?? '';
      const slot: JsonObject = node as JsonObject;
      if (last) slot[key] = { references: names };
      else if (!isBlock(slot[key])) slot[key] = /^\d+$/.test(next) ? [] : {};
      node = slot[key] as JsonValue;
    }
  }
  return result;
}

function constant(value: JsonValue): JsonValue {
  if (!Array.isArray(value) || !value.some(isObject)) return { constant_value: value };
  return value.map((block) =>
    Object.fromEntries(Object.entries(isObject(block) ? block : {}).map(([key, inner]) => [key, constant(inner)])),
  );
}

function isBlock(node: JsonValue | undefined): boolean {
  return Array.isArray(node) || (isObject(node) && !('constant_value' in node));
}
