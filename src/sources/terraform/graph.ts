/**
 * What a plan or state holds, indexed once: resource instances by type, by address and by module instance. Everything that
 * looks from one resource to another goes through here, so that no lookup scans the whole.
 */
import { type JsonObject, type JsonValue, own, stringAt } from '../../json.ts';
import type { Operation } from '../../resource/resource.ts';
import { type InstanceKey, moduleSteps, type Step, withKey } from './address.ts';
import { type ModuleConfig, resourceKey } from './configuration.ts';

/** The instances of one module call or resource: one without a key, or as many as `count` or `for_each` made. */
export type Instances<T> = Map<InstanceKey | undefined, T>;

/** One instance of a module: `module.a["x"].module.b`. */
export interface ModuleInstance {
  /** Empty for the root. */
  address: string;
  parent: ModuleInstance | undefined;
  name: string;
  key: InstanceKey | undefined;
  config: ModuleConfig | undefined;
  /** Instances of its module calls, by name of the call. */
  children: Map<string, Instances<ModuleInstance>>;
  /** Its resource instances, by `type.name` or `data.type.name`. */
  resources: Map<string, Instances<TerraformNode>>;
}

/** Who an entry of a plan or state is, read alike from all of them. */
export interface Identity {
  data: boolean;
  type: string;
  name: string;
  key: InstanceKey | undefined;
  /** As Terraform writes it. */
  address: string;
  module: ModuleInstance;
  /** `type.name` or `data.type.name`: what the module calls it. */
  label: string;
  /** Its configuration; undefined where the plan has none. */
  config: JsonObject | undefined;
}

/** One resource instance as a plan or state has it. */
export interface TerraformNode extends Identity {
  operation: Operation;
  /** Set for an instance that Terraform has replaced but not yet destroyed. */
  deposed: string | undefined;
  /** Planned or stored values as they are. They leave this source only through `protect`. */
  values: JsonObject;
  unknown: JsonValue;
  sensitive: JsonValue;
}

export class Graph {
  readonly root: ModuleInstance;
  readonly nodes: TerraformNode[] = [];
  readonly #modules = new Map<string, ModuleInstance>();
  readonly #byType = new Map<string, TerraformNode[]>();

  constructor(config?: ModuleConfig) {
    this.root = module('', undefined, '', undefined, config);
  }

  /** The module instance of an address as Terraform writes it: `module.a["x"]`. */
  moduleAt(address: string): ModuleInstance {
    const known = this.#modules.get(address);
    if (known) return known;
    let current = this.root;
    for (const step of moduleSteps(address)) current = child(current, step);
    this.#modules.set(address, current);
    return current;
  }

  add(node: TerraformNode): void {
    this.nodes.push(node);
    // What is going away is reported, but nothing that stays can refer to it.
    if (node.operation === 'delete' || node.deposed !== undefined) return;
    entry(node.module.resources, node.label, newMap<InstanceKey | undefined, TerraformNode>).set(node.key, node);
    if (!node.data) entry(this.#byType, node.type, newList).push(node);
  }

  /** Managed resources of that type that stay. */
  ofType(type: string): readonly TerraformNode[] {
    return this.#byType.get(type) ?? [];
  }
}

/**
 * @param described has `type`, `name`, `mode` and mostly `address`, `index` and `module_address`
 * @param container the address of the module it stands in, where the entry does not say it
 */
export function identify(graph: Graph, described: JsonValue, container?: string): Identity | undefined {
  const type = own(described, 'type');
  const name = own(described, 'name');
  if (typeof type !== 'string' || typeof name !== 'string') return undefined;
  const data = own(described, 'mode') === 'data';
  const index = own(described, 'index') ?? own(described, 'index_key');
  const key = typeof index === 'string' || typeof index === 'number' ? index : undefined;
  const written = stringAt(described, 'address');
  const moduleAddress = stringAt(described, 'module_address') ?? container ?? written ?? '';
  const module = graph.moduleAt(moduleAddress.startsWith('module.') ? moduleAddress : '');
  const label = resourceKey(data, type, name);
  const config = module.config?.resources.get(label);
  const address = written ?? addressOf(moduleAddress, withKey(label, key));
  return { data, type, name, key, address, module, label, config };
}

function addressOf(module: string, local: string): string {
  return module.startsWith('module.') ? `${module}.${local}` : local;
}

/** The child module's instance at that step, made where it is not there. */
export function child(parent: ModuleInstance, { name, key }: Step): ModuleInstance {
  const siblings = entry(parent.children, name, newMap<InstanceKey | undefined, ModuleInstance>);
  const known = siblings.get(key);
  if (known) return known;
  const prefix = parent.address === '' ? '' : `${parent.address}.`;
  const made = module(withKey(`${prefix}module.${name}`, key), parent, name, key, parent.config?.children.get(name));
  siblings.set(key, made);
  return made;
}

function module(
  address: string,
  parent: ModuleInstance | undefined,
  name: string,
  key: InstanceKey | undefined,
  config: ModuleConfig | undefined,
): ModuleInstance {
  return { address, parent, name, key, config, children: new Map(), resources: new Map() };
}

function newMap<K, V>(): Map<K, V> {
  return new Map();
}

function newList<T>(): T[] {
  return [];
}

/** The map's value at that key, made where there is none. */
export function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
