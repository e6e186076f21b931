/**
 * Which resources belong to which: a bucket and its public access block, a cluster and its instances. By reference first, which
 * is exact also where names are known only after apply, then by a known name, id or arn. Each pair of type and attribute is
 * indexed once for the whole plan.
 */
import { type JsonValue, own } from '../../json.ts';
import { entry, type Graph, type ModuleInstance, type TerraformNode } from './graph.ts';
import { inputsOf, originOf, type Target } from './references.ts';

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
  /** By type and attribute of owners: owners by the address of what their name comes from. */
  readonly #named = new Map<string, Map<string, TerraformNode[]>>();
  /** By what a name comes from: the owners whose name comes from some of it. Very many may share one source. */
  readonly #sharing = new Map<string, Set<TerraformNode>>();
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
    const undecided = new Set<ReadonlySet<TerraformNode>>();
    for (const node of this.#graph.ofType(type)) {
      const value = own(node.values, attribute);
      const unknown = own(node.unknown, attribute) ?? node.unknown;
      const { targets, open } = originOf(node, [attribute]);
      const owners = new Set(targets.flatMap((target) => (isOf(ownerType, target.node) ? [target.node] : [])));
      if (owners.size === 1 || (owners.size > 0 && isList(value, unknown, attribute))) {
        for (const { address } of owners) entry(index.byAddress, address, list).push(node);
      } else if (unknown !== true) {
        for (const text of texts(value)) entry(index.byValue, text, list).push(node);
      } else {
        const possible = owners.size > 0 && !open ? owners : this.#possible(node, targets, open, ownerType, attribute);
        // What cannot be followed is told where only one resource could have gone into it.
        const [only] = possible;
        if (possible.size === 1 && only) entry(index.byAddress, only.address, list).push(node);
        else undecided.add(possible);
      }
    }
    for (const possible of undecided) for (const { address } of possible) index.candidates.add(address);
    return index;
  }

  /** To what a resource may belong whose attribute is unknown and refers to no owner. */
  #possible(
    node: TerraformNode,
    targets: readonly Target[],
    open: boolean,
    ownerType: string,
    attribute: string,
  ): ReadonlySet<TerraformNode> {
    // An unknown value that refers to nothing comes from what the plan does not tell.
    if (open || targets.length === 0) return this.#reach(node.module, ownerType);
    const sources = this.#sources(ownerType, attribute);
    const key = [ownerType, attribute, ...targets.map((target) => target.address)].join('\n');
    return entry(this.#sharing, key, () => new Set(targets.flatMap(({ address }) => sources.get(address) ?? [])));
  }

  /**
   * Owners by what their own name is made from: `bucket = "logs-\${random_id.this.hex}"` may be written in the bucket and in its
   * public access block alike.
   */
  #sources(ownerType: string, attribute: string): Map<string, TerraformNode[]> {
    return entry(this.#named, `${ownerType} ${attribute}`, () => {
      const sources = new Map<string, TerraformNode[]>();
      for (const owner of this.#graph.ofType(ownerType)) {
        const targets = [attribute, 'name'].flatMap((name) => originOf(owner, [name]).targets);
        for (const address of new Set(targets.map((target) => target.address)))
          entry(sources, address, list).push(owner);
      }
      return sources;
    });
  }

  /** The nodes of that type in a module and below it, and those that its inputs come from. */
  #reach(module: ModuleInstance, type: string): Set<TerraformNode> {
    const byModule = entry(this.#reachable, type, () => new Map<ModuleInstance, Set<TerraformNode>>());
    return entry(byModule, module, () => {
      if (module.parent === undefined) return new Set(this.#graph.ofType(type));
      const inputs = inputsOf(module);
      const found = new Set(inputs.open ? this.#reach(module.parent, type) : []);
      for (const { node } of inputs.targets) if (isOf(type, node)) found.add(node);
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

function isOf(type: string, node: TerraformNode | undefined): node is TerraformNode {
  return node !== undefined && !node.data && node.type === type;
}

function isList(value: JsonValue | undefined, unknown: JsonValue, attribute: string): boolean {
  return Array.isArray(value) || Array.isArray(unknown) || /(ids|arns|names)$/.test(attribute);
}

function texts(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  return [];
}

function list(): TerraformNode[] {
  return [];
}
