/**
 * A Terraform state becomes resources: what `terraform show -json` writes of it, or the state file itself (version 4).
 * https://developer.hashicorp.com/terraform/internals/json-format#state-representation
 */
import { GatehouseError } from '../../errors.ts';
import { arrayAt, isObject, type JsonObject, type JsonValue, objectAt, own, setOwn, stringAt } from '../../json.ts';
import type { SourcedResource } from '../../resource/resource.ts';
import { Graph, identify } from './graph.ts';
import type { TerraformReadOptions } from './plan.ts';
import { ownRegion } from './region.ts';
import { assemble } from './resource.ts';
import { entriesOf } from './values.ts';
import { requireFormat } from './version.ts';

/**
 * The resources of a state; data sources are not resources. A state without resources has none.
 * @throws GatehouseError PLAN_VERSION_UNSUPPORTED or INPUT_UNREADABLE
 */
export function readState(document: JsonObject, options: TerraformReadOptions): SourcedResource[] {
  const graph = new Graph();
  if (own(document, 'version') !== undefined) {
    addRaw(graph, document, options);
  } else {
    requireFormat(document, 'state', options.name);
    for (const { described, container, values, sensitive } of entriesOf(objectAt(document, 'values', 'root_module'))) {
      const identity = identify(graph, described, container);
      if (identity === undefined) continue;
      const deposed = stringAt(described, 'deposed_key') ?? stringAt(described, 'deposed');
      graph.add({ ...identity, operation: operationOf(deposed), deposed, values, unknown: false, sensitive });
    }
  }
  return assemble(graph, {
    name: options.name,
    defaultTags: () => ({ values: {}, open: false }),
    regionOf: ownRegion,
  });
}

/** What is deposed waits to be destroyed. */
function operationOf(deposed: string | undefined): 'delete' | 'exists' {
  return deposed === undefined ? 'exists' : 'delete';
}

function addRaw(graph: Graph, document: JsonObject, { name }: TerraformReadOptions): void {
  const version = own(document, 'version');
  if (version !== 4) {
    const text = JSON.stringify(version);
    throw new GatehouseError(
      'PLAN_VERSION_UNSUPPORTED',
      `this Terraform state file has version ${text}; version 4 is supported. Terraform 0.12 and later write it: run "terraform apply -refresh-only" with one`,
      { where: name },
    );
  }
  for (const resource of arrayAt(document, 'resources')) {
    for (const instance of arrayAt(resource, 'instances')) addInstance(graph, resource, instance, name);
  }
}

function addInstance(graph: Graph, resource: JsonValue, instance: JsonValue, name: string): void {
  if (!isObject(resource) || !isObject(instance)) return;
  const module = stringAt(resource, 'module');
  const index = own(instance, 'index_key');
  const identity = identify(graph, { ...resource, ...(index !== undefined && { index }) }, module);
  if (identity === undefined) return;
  if (own(instance, 'attributes') === undefined && isObject(own(instance, 'attributes_flat'))) {
    throw new GatehouseError(
      'INPUT_UNREADABLE',
      `${identity.address} is stored as Terraform 0.11 did (attributes_flat), which cannot be read; run "terraform apply -refresh-only" to write it anew`,
      { where: name },
    );
  }
  const deposed = stringAt(instance, 'deposed');
  graph.add({
    ...identity,
    operation: operationOf(deposed),
    deposed,
    values: objectAt(instance, 'attributes'),
    unknown: false,
    sensitive: marksOf(arrayAt(instance, 'sensitive_attributes')),
  });
}

/** Paths of steps `{type: 'get_attr' | 'index', value}`; older Terraform wraps a key as `{value, type}`. */
function marksOf(paths: JsonValue[]): JsonValue {
  const marks: JsonObject = {};
  for (const path of paths) {
    if (!Array.isArray(path)) continue;
    const keys = path.map((step) => stepKey(own(step, 'value')));
    if (keys.length === 0 || keys.includes(undefined)) return true;
    mark(marks, keys as string[]);
  }
  return marks;
}

function stepKey(value: JsonValue | undefined): string | undefined {
  const key = isObject(value) ? own(value, 'value') : value;
  return typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
}

function mark(marks: JsonObject, [key, ...rest]: string[]): void {
  if (key === undefined) return;
  const known = own(marks, key);
  if (known === true) return;
  const below = isObject(known) ? known : {};
  setOwn(marks, key, rest.length === 0 ? true : below);
  mark(below, rest);
}
