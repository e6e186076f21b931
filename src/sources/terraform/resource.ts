/** One resource of a plan or state becomes a resource with its facets. */
import { GatehouseError, messageOf } from '../../errors.ts';
import { isObject, type JsonObject, type JsonValue, objectAt, own, stringAt } from '../../json.ts';
import type { Facets } from '../../resource/facets.ts';
import type { Resource, ResourceIdentity, SourcedResource, SourceName } from '../../resource/resource.ts';
import { Attributes, type Keys, type Reference, type TerraformValues } from './attributes.ts';
import { expressionsAt } from './configuration.ts';
import { factsFor } from './facts/index.ts';
import type { Graph, TerraformNode } from './graph.ts';
import { protect } from './protect.ts';
import { type Origin, originOf } from './references.ts';
import type { RegionOf } from './region.ts';
import { Relations } from './relations.ts';
import { type DefaultTags, tagsOf } from './tags.ts';
import { unknownsOf } from './unknowns.ts';

export interface AssembleOptions {
  /** The file's name, for errors. */
  name: string;
  defaultTags: (node: TerraformNode) => DefaultTags;
  regionOf: RegionOf;
  /** Where it was written, unless that is Terraform. */
  source?: SourceName;
}

/** All managed resources of the graph, in the document's order. Each is read when it is asked for. */
export function assemble(graph: Graph, options: AssembleOptions): SourcedResource[] {
  const assembly = new Assembly(graph, options);
  return graph.nodes.filter((node) => !node.data).map((node) => new PlannedResource(node, assembly));
}

/**
 * A resource that is put together when it is asked for. What is said about all resources of a plan is far more than the plan, and
 * to keep it all costs more time than to make it.
 */
class PlannedResource implements SourcedResource {
  readonly #node: TerraformNode;
  readonly #assembly: Assembly;

  constructor(node: TerraformNode, assembly: Assembly) {
    this.#node = node;
    this.#assembly = assembly;
  }

  /** @throws GatehouseError EVALUATION_FAILED */
  get resource(): Resource {
    return this.#assembly.resource(this.#node);
  }

  get identity(): ResourceIdentity {
    return this.#assembly.identity(this.#node);
  }

  get type(): string {
    return this.#node.type;
  }

  get standsAlone(): boolean {
    return !this.#node.type.startsWith('kubernetes_');
  }
}

/** Reads the resources of one document. The last one is kept, because who asks for it mostly asks several times. */
class Assembly {
  readonly #options: AssembleOptions;
  readonly #attributesOf: (node: TerraformNode) => Attributes;
  #last: { node: TerraformNode; resource: Resource } | undefined;

  constructor(graph: Graph, options: AssembleOptions) {
    this.#options = options;
    this.#attributesOf = cursors(graph);
  }

  resource(node: TerraformNode): Resource {
    if (this.#last?.node !== node) {
      this.#last = { node, resource: toResource(node, this.#attributesOf(node), this.#options) };
    }
    return this.#last.resource;
  }

  identity(node: TerraformNode): ResourceIdentity {
    return toIdentity(node, metadataOf(node.type, this.#attributesOf(node).source.values), this.#options.source);
  }
}

/** The cursor over each node, with its relations to the others. */
export function cursors(graph: Graph): (node: TerraformNode) => Attributes {
  const relations = new Relations(graph);
  const made = new Map<TerraformNode, Attributes>();
  const attributesOf = (node: TerraformNode): Attributes => {
    const known = made.get(node);
    if (known !== undefined) return known;
    const attributes = new Attributes(new NodeValues(node, relations, attributesOf));
    if (made.size >= MAX_CURSORS) made.clear();
    made.set(node, attributes);
    return attributes;
  };
  return attributesOf;
}

/** A resource is mostly asked about together with those that belong to it; later it is made again, so that not all are kept. */
const MAX_CURSORS = 100;

/** What a plan or state knows about one node. A class, because there may be very many. */
class NodeValues implements TerraformValues {
  readonly type: string;
  readonly address: string;
  readonly values: JsonObject;
  readonly unknown: JsonValue;
  readonly sensitive: JsonValue;
  readonly #node: TerraformNode;
  readonly #relations: Relations;
  readonly #attributesOf: (node: TerraformNode) => Attributes;
  /** The last origin and what it is of: who asks for references mostly asks next whether they are all. */
  #origin: Origin | undefined;
  #originOf: Keys | undefined;

  constructor(node: TerraformNode, relations: Relations, attributesOf: (node: TerraformNode) => Attributes) {
    this.type = node.type;
    this.address = node.address;
    this.values = protect(node.type, withUserData(node), node.sensitive);
    this.unknown = node.unknown;
    this.sensitive = node.sensitive;
    this.#node = node;
    this.#relations = relations;
    this.#attributesOf = attributesOf;
  }

  #from(keys: Keys): Origin {
    if (this.#origin !== undefined && this.#originOf === keys) return this.#origin;
    this.#originOf = keys;
    this.#origin = originOf(this.#node, keys);
    return this.#origin;
  }

  references(keys: Keys): Reference[] {
    return this.#from(keys).targets.map(referenceTo);
  }

  sources(keys: Keys): TerraformValues[] {
    const nodes = this.#from(keys).targets.flatMap(({ node }) => node ?? []);
    return nodes.map((node) => this.#attributesOf(node).source);
  }

  related(type: string, attribute: string): TerraformValues[] {
    return this.#relations.related(this.#node, type, attribute).map((node) => this.#attributesOf(node).source);
  }

  relatedUnknown(type: string, attribute: string): boolean {
    return this.#relations.relatedUnknown(this.#node, type, attribute);
  }

  configured(keys: Keys): boolean {
    return isConfigured(this.#node, keys);
  }

  open(keys: Keys): boolean {
    return this.#node.config === undefined || this.#from(keys).open;
  }
}

/**
 * The AWS provider before version 6 keeps a hash of a machine's user data: what it is the hash of stands in the configuration, where it
 * is a constant.
 */
function withUserData({ values, config }: TerraformNode): JsonObject {
  const { user_data: kept } = values;
  if (typeof kept !== 'string' || !/^[0-9a-f]{40}$/.test(kept)) return values;
  const written = own(objectAt(config, 'expressions', 'user_data'), 'constant_value');
  return typeof written === 'string' ? { ...values, user_data: written } : values;
}

function referenceTo({ data, type, address, attribute }: ReturnType<typeof originOf>['targets'][number]): Reference {
  return { mode: data ? 'data' : 'managed', type, address, attribute };
}

/** A block that the configuration makes with `dynamic` is in the plan's values, but not in its configuration. */
function isConfigured(node: TerraformNode, keys: Keys): boolean {
  if (node.config === undefined) return true;
  const { expressions } = node.config;
  const [first] = keys;
  const written = first !== undefined && own(expressions, String(first)) !== undefined;
  if (!written || expressions === undefined) return keys.length > 1 && Object.hasOwn(node.values, String(first));
  return expressionsAt(expressions, keys, node.values).length > 0;
}

function toResource(node: TerraformNode, attributes: Attributes, options: AssembleOptions): Resource {
  const { values } = attributes.source;
  const tags = tagsOf(attributes, options.defaultTags(node));
  const { source, type, id, name, namespace } = toIdentity(node, metadataOf(node.type, values), options.source);
  const region = options.regionOf(node);
  let unknown: Resource['unknown'];
  const resource: Resource = {
    source,
    type,
    id,
    name,
    operation: node.operation,
    labels: labelsOf(attributes, tags),
    object: values,
    facets: node.operation === 'delete' ? {} : facetsOf(attributes, tags, options.name),
    // Few rules ask, and following every reference of a large plan takes long: found when first asked for.
    get unknown() {
      unknown ??= unknownsOf(attributes);
      return unknown;
    },
  };
  if (namespace !== undefined) resource.namespace = namespace;
  if (region !== undefined) resource.region = region;
  return resource;
}

function toIdentity(
  node: TerraformNode,
  metadata: JsonValue | undefined,
  source: SourceName = 'terraform',
): ResourceIdentity {
  const namespace = stringAt(metadata, 'namespace');
  const identity: ResourceIdentity = {
    source,
    type: node.type,
    id: node.deposed === undefined ? node.address : `${node.address} (deposed ${node.deposed})`,
    name: stringAt(metadata, 'name') ?? node.name,
  };
  if (namespace !== undefined && namespace !== '') identity.namespace = namespace;
  return identity;
}

/** Cloud tags, or a Kubernetes object's labels without its annotations: what a label selector may ask about. */
function labelsOf(attributes: Attributes, tags: NonNullable<Facets['tags']>): Record<string, string> {
  const { type, values } = attributes.source;
  if (!type.startsWith('kubernetes_')) return tags.values;
  const labels = objectAt(metadataOf(type, values), 'labels');
  return Object.fromEntries(Object.entries(tags.values).filter(([key]) => Object.hasOwn(labels, key)));
}

/** What the Kubernetes provider keeps of an object's metadata. */
function metadataOf(type: string, values: JsonObject): JsonValue | undefined {
  if (!type.startsWith('kubernetes_')) return undefined;
  const { metadata, manifest } = values;
  if (isObject(manifest)) return manifest.metadata;
  return Array.isArray(metadata) ? metadata[0] : metadata;
}

function facetsOf(attributes: Attributes, common: NonNullable<Facets['tags']>, name: string): Facets {
  const { type, address } = attributes.source;
  try {
    const facts = factsFor(type);
    const facets: Facets = { tags: facts?.tags?.(attributes) ?? common };
    const containers = facts?.containers?.(attributes) ?? [];
    if (containers.length > 0) facets.containers = containers;
    const replicas = facts?.replicas?.(attributes);
    if (replicas) facets.replicas = replicas;
    const budget = facts?.budget?.(attributes);
    if (budget) facets.budget = budget;
    const encryption = facts?.encryption?.(attributes) ?? [];
    if (encryption.length > 0) facets.encryption = encryption;
    const exposure = facts?.exposure?.(attributes) ?? [];
    if (exposure.length > 0) facets.exposure = exposure;
    return facets;
  } catch (cause) {
    const message = `what ${address} means could not be read: ${messageOf(cause)}. Please report this with the resource's type`;
    throw new GatehouseError('EVALUATION_FAILED', message, { where: name, cause });
  }
}
