/** Which provider configuration a resource of a plan has. */
import { type JsonObject, type JsonValue, objectAt, own, stringAt } from '../../json.ts';
import { entry, type TerraformNode } from './graph.ts';

/** @param document the plan; null where it does not hold the provider's configuration */
export function providersOf(document: JsonObject): (node: TerraformNode) => JsonValue {
  const providers = objectAt(document, 'configuration', 'provider_config');
  const byKey = new Map<string, JsonValue>();
  return (node) => {
    const key = stringAt(node.config, 'provider_config_key') ?? node.type.slice(0, node.type.indexOf('_'));
    return entry(byKey, key, () => configured(providers, key));
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
