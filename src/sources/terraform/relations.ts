/**
 * Which resources belong to which: a bucket and its public access block, a cluster and its instances. By reference first, which
 * is exact also where names are known only after apply, then by a known name, id or arn. Each pair of type and attribute is
 * indexed once for the whole plan.
 */
import { isObject, type JsonValue, own } from '../../json.ts';
import { entry, type Graph, type ModuleInstance, type TerraformNode } from './graph.ts';
import { inputsOf, originOf } from './references.ts';

/** Attributes by which others name a resource. */
const NAMES = ['id', 'arn', 'name', 'bucket', 'identifier', 'cluster_identifier', 'function_name', 'self_link'];

interface RelationIndex {
  /** By address of what they belong to. */
  byAddress: Map<string, TerraformNode[]>;
  /** By what the attribute holds. */
  byValue: Map<string, TerraformNode[]>;
  /** Addresses to which one may belong, of several. */
  candidates: Set<string>;
}

export class Relations {
  readonly #graph: Graph;
  readonly #indexes = new Map<string, RelationIndex>();
  /** By type: the nodes of it that a module can know of, where a value cannot be followed. */
  readonly #reachable = new Map<string, Map<ModuleInstance, Set<TerraformNode>>>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** The resources of that type whose attribute names `owner`. */
  related(owner: TerraformNode, type: string, attribute: string): TerraformNode[] {
    const index = this.#index(owner.type, type, attribute);
    const found = new Set(index.byAddress.get(owner.address));
    if (index.byValue.size > 0) {
      for (const name of new Set([...NAMES, attribute])) {
        const value = own(owner.values, name);
        if (typeof value === 'string') for (const node of index.byValue.get(value) ?? []) found.add(node);
      }
    }
    return [...found];
  }

  /** True where one of that type may belong to `owner`, but it cannot be told. */
  relatedUnknown(owner: TerraformNode, type: string, attribute: string): boolean {
    return this.#index(owner.type, type, attribute).candidates.has(owner.address);
  }

  #index(ownerType: string, type: string, attribute: string): RelationIndex {
    const key = `${ownerType} ${type} ${attribute}`;
    return entry(this.#indexes, key, () => this.#build(ownerType, type, attribute));
  }

  #build(ownerType: string, type: string, attribute: string): RelationIndex {
    const index: RelationIndex = { byAddress: new Map(), byValue: new Map(), candidates: new Set() };
    const open = new Set<Set<TerraformNode>>();
    for (const node of this.#graph.ofType(type)) {
      const value = own(node.values, attribute);
      const unknown = own(node.unknown, attribute) ?? node.unknown;
      const owners = ownersOf(node, attribute, ownerType);
      if (owners.addresses.length === 1 || (isList(value, unknown, attribute) && owners.addresses.length > 0)) {
        for (const address of owners.addresses) entry(index.byAddress, address, list).push(node);
      } else if (unknown !== true) {
        for (const text of texts(value)) entry(index.byValue, text, list).push(node);
      } else if (owners.addresses.length > 1) {
        for (const address of owners.addresses) index.candidates.add(address);
      } else if (owners.open) {
        // What comes from a local value is told where only one resource could have gone into it.
        const reach = this.#reach(node.module, ownerType);
        const [only] = reach;
        if (reach.size === 1 && only) entry(index.byAddress, only.address, list).push(node);
        else open.add(reach);
      }
    }
    for (const reach of open) for (const { address } of reach) index.candidates.add(address);
    return index;
  }

  /** The nodes of that type in a module and below it, and those that its inputs come from. */
  #reach(module: ModuleInstance, type: string): Set<TerraformNode> {
    const byModule = entry(this.#reachable, type, () => new Map<ModuleInstance, Set<TerraformNode>>());
    return entry(byModule, module, () => {
      if (module.parent === undefined) return new Set(this.#graph.ofType(type));
      const inputs = inputsOf(module);
      const found = new Set(inputs.open ? this.#reach(module.parent, type) : []);
      for (const { node } of inputs.targets) if (node?.type === type && !node.data) found.add(node);
      collect(module, type, found);
      return found;
    });
  }
}

function collect(module: ModuleInstance, type: string, found: Set<TerraformNode>): void {
  for (const [name, instances] of module.resources) {
    if (name.startsWith(`${type}.`)) for (const node of instances.values()) found.add(node);
  }
  for (const instances of module.children.values()) {
    for (const below of instances.values()) collect(below, type, found);
  }
}

function ownersOf(node: TerraformNode, attribute: string, ownerType: string): { addresses: string[]; open: boolean } {
  const { targets, open } = originOf(node, [attribute]);
  const managed = targets.filter((target) => !target.data);
  const addresses = new Set(managed.filter((target) => target.type === ownerType).map((target) => target.address));
  // An attribute that is unknown and refers to nothing comes from what the plan does not tell.
  return { addresses: [...addresses], open: open || targets.length === 0 };
}

function isList(value: JsonValue | undefined, unknown: JsonValue, attribute: string): boolean {
  return Array.isArray(value) || Array.isArray(unknown) || /(ids|arns|names)$/.test(attribute);
}

function texts(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  return isObject(value) ? [] : [];
}

function list(): TerraformNode[] {
  return [];
}
