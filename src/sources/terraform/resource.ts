/** One resource of a plan or state becomes a resource with its facets. */
import { GatehouseError, messageOf } from '../../errors.ts';
import { isObject, type JsonObject, type JsonValue, objectAt, stringAt } from '../../json.ts';
import type { Facets } from '../../resource/facets.ts';
import type { Resource, SourcedResource } from '../../resource/resource.ts';
import { Attributes, type Reference, type TerraformValues } from './attributes.ts';
import { expressionsAt } from './configuration.ts';
import { factsFor } from './facts/index.ts';
import { entry, type Graph, type TerraformNode } from './graph.ts';
import { protect } from './protect.ts';
import { configOf, originOf } from './references.ts';
import { Relations } from './relations.ts';
import { type DefaultTags, tagsOf } from './tags.ts';

export interface AssembleOptions {
  /** The file's name, for errors. */
  name: string;
  defaultTags: (node: TerraformNode) => DefaultTags;
}

/** All managed resources of the graph, in the document's order. @throws GatehouseError EVALUATION_FAILED */
export function assemble(graph: Graph, options: AssembleOptions): SourcedResource[] {
  const attributesOf = cursors(graph);
  return graph.nodes
    .filter((node) => !node.data)
    .map((node) => ({ resource: toResource(node, attributesOf(node), options) }));
}

/** The cursor over each node, with its relations to the others. */
export function cursors(graph: Graph): (node: TerraformNode) => Attributes {
  const relations = new Relations(graph);
  const made = new Map<TerraformNode, Attributes>();
  const attributesOf = (node: TerraformNode): Attributes =>
    entry(made, node, () => new Attributes(new NodeValues(node, relations, attributesOf)));
  return attributesOf;
}

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

  constructor(node: TerraformNode, relations: Relations, attributesOf: (node: TerraformNode) => Attributes) {
    this.type = node.type;
    this.address = node.address;
    this.values = protect(node.type, node.values, node.sensitive);
    this.unknown = node.unknown;
    this.sensitive = node.sensitive;
    this.#node = node;
    this.#relations = relations;
    this.#attributesOf = attributesOf;
  }

  references(keys: readonly (string | number)[]): Reference[] {
    return originOf(this.#node, keys).targets.map(referenceTo);
  }

  sources(keys: readonly (string | number)[]): TerraformValues[] {
    const nodes = originOf(this.#node, keys).targets.flatMap(({ node }) => node ?? []);
    return nodes.map((node) => this.#attributesOf(node).source);
  }

  related(type: string, attribute: string): TerraformValues[] {
    return this.#relations.related(this.#node, type, attribute).map((node) => this.#attributesOf(node).source);
  }

  relatedUnknown(type: string, attribute: string): boolean {
    return this.#relations.relatedUnknown(this.#node, type, attribute);
  }

  configured(keys: readonly (string | number)[]): boolean {
    return isConfigured(this.#node, keys);
  }

  open(keys: readonly (string | number)[]): boolean {
    return configOf(this.#node) === undefined || originOf(this.#node, keys).open;
  }
}

function referenceTo({ data, type, address, attribute }: ReturnType<typeof originOf>['targets'][number]): Reference {
  return { mode: data ? 'data' : 'managed', type, address, attribute };
}

/** A block that the configuration makes with `dynamic` is in the plan's values, but not in its configuration. */
function isConfigured(node: TerraformNode, keys: readonly (string | number)[]): boolean {
  const config = configOf(node);
  if (config === undefined) return true;
  const { expressions } = config;
  const [first] = keys;
  const written = isObject(expressions) && first !== undefined && Object.hasOwn(expressions, first);
  if (!written) return keys.length > 1 && Object.hasOwn(node.values, String(first));
  return expressionsAt(expressions, keys, node.values).length > 0;
}

function toResource(node: TerraformNode, attributes: Attributes, options: AssembleOptions): Resource {
  const { values } = attributes.source;
  const metadata = metadataOf(node.type, values);
  const namespace = stringAt(metadata, 'namespace');
  const tags = tagsOf(attributes, options.defaultTags(node));
  return {
    source: 'terraform',
    type: node.type,
    id: node.deposed === undefined ? node.address : `${node.address} (deposed ${node.deposed})`,
    name: stringAt(metadata, 'name') ?? node.name,
    ...(namespace !== undefined && namespace !== '' && { namespace }),
    operation: node.operation,
    labels: labelsOf(attributes, tags),
    object: values,
    facets: node.operation === 'delete' ? {} : facetsOf(attributes, tags, options.name),
  };
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
