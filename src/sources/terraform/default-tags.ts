/**
 * What a provider adds to every resource: `default_tags` of AWS, `default_labels` of Google. A plan mostly holds the result in
 * `tags_all`, but not for a resource without tags of its own, nor in plans of old providers.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging
 */
import { isObject, type JsonObject, type JsonValue, objectAt, own, stringAt } from '../../json.ts';
import type { TerraformNode } from './graph.ts';
import { configOf } from './references.ts';
import type { DefaultTags } from './tags.ts';

/** @param document the plan; where it has no configuration, what a provider adds is not known */
export function defaultTagsOf(document: JsonObject): (node: TerraformNode) => DefaultTags {
  const providers = own(own(document, 'configuration'), 'provider_config');
  const byKey = new Map<string, DefaultTags>();
  return (node) => {
    if (!/^(aws|awscc|google)_/.test(node.type)) return {};
    if (!isObject(own(document, 'configuration'))) return undefined;
    const key = stringAt(configOf(node), 'provider_config_key') ?? node.type.slice(0, node.type.indexOf('_'));
    if (!byKey.has(key)) byKey.set(key, tagsOfProvider(configured(objectAt({ providers }, 'providers'), key)));
    return byKey.get(key);
  };
}

/**
 * The provider of a key like `module.a.module.b:aws.east`. A module that does not configure its own has the one of the module
 * that calls it, and so on up to the root.
 */
function configured(providers: JsonObject, key: string): JsonValue {
  const colon = key.lastIndexOf(':');
  const name = key.slice(colon + 1);
  const modules = colon < 0 ? [] : key.slice(0, colon).split('.');
  for (; modules.length > 0; modules.length -= Math.min(2, modules.length)) {
    const own = providers[`${modules.join('.')}:${name}`];
    if (own !== undefined) return own;
  }
  return own(providers, name) ?? null;
}

function tagsOfProvider(provider: JsonValue): DefaultTags {
  const expressions = objectAt(provider, 'expressions');
  const block = own(expressions, 'default_tags');
  const tags = own(Array.isArray(block) ? block[0] : block, 'tags') ?? own(expressions, 'default_labels');
  if (tags === undefined) return block === undefined ? {} : undefined;
  const constant = own(tags, 'constant_value');
  return isObject(constant) ? constant : undefined;
}
