/**
 * What a provider adds to every resource: `default_tags` of AWS, `default_labels` of Google. A plan mostly holds the result in
 * `tags_all`, but not for a resource without tags of its own, nor in plans of old providers.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging
 */
import { isObject, type JsonObject, type JsonValue, objectAt, own, setOwn } from '../../json.ts';
import { SENSITIVE } from './attributes.ts';
import { entry, type Graph, type TerraformNode } from './graph.ts';
import { providersOf } from './providers.ts';
import type { DefaultTags } from './tags.ts';

/**
 * @param document the plan; where it has no configuration, what a provider adds is not known
 * @param graph its resources, whose tags show what a provider adds where the configuration does not
 */
export function defaultTagsOf(document: JsonObject, graph: Graph): (node: TerraformNode) => DefaultTags {
  const hasConfiguration = isObject(own(document, 'configuration'));
  const byProvider = new Map<JsonValue, DefaultTags>();
  const providerOf = providersOf(document);
  let seen: Map<JsonValue, JsonObject> | undefined;
  return (node) => {
    if (!/^(aws|awscc|google)_/.test(node.type)) return NONE;
    if (!hasConfiguration) return UNKNOWN;
    const provider = providerOf(node);
    return entry(byProvider, provider, () => {
      const tags = tagsOfProvider(provider);
      if (!tags.open) return tags;
      seen ??= tagsSeen(graph, providerOf);
      return { values: seen.get(provider) ?? {}, open: true };
    });
  };
}

const NONE: DefaultTags = { values: {}, open: false };
const UNKNOWN: DefaultTags = { values: {}, open: true };

/** By provider: what stands in `tags_all` of some resource beyond its own tags. */
function tagsSeen(graph: Graph, providerOf: (node: TerraformNode) => JsonValue): Map<JsonValue, JsonObject> {
  const seen = new Map<JsonValue, JsonObject>();
  for (const node of graph.nodes) {
    const all = own(node.values, 'tags_all');
    const marks = node.sensitive === true || own(node.sensitive, 'tags_all');
    if (node.data || node.operation === 'delete' || !isObject(all) || marks === true) continue;
    const tags = entry(seen, providerOf(node), () => ({}));
    const written = objectAt(node.values, 'tags');
    for (const [key, value] of Object.entries(all)) {
      if (!Object.hasOwn(written, key)) setOwn(tags, key, own(marks, key) === true ? SENSITIVE : value);
    }
  }
  return seen;
}

function tagsOfProvider(provider: JsonValue): DefaultTags {
  const expressions = objectAt(provider, 'expressions');
  const block = own(expressions, 'default_tags');
  const tags = own(Array.isArray(block) ? block[0] : block, 'tags') ?? own(expressions, 'default_labels');
  if (tags === undefined) return block === undefined ? NONE : UNKNOWN;
  const constant = own(tags, 'constant_value');
  return isObject(constant) ? { values: constant, open: false } : UNKNOWN;
}
