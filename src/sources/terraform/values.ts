/** The values representation that plans and states share: modules in modules, each with its resources. */
import { arrayAt, type JsonObject, type JsonValue, objectAt, own, stringAt } from '../../json.ts';

export interface Entry {
  /** The entry itself, for its identity. */
  described: JsonValue;
  address: string;
  /** The module it stands in; empty for the root. */
  container: string;
  values: JsonObject;
  sensitive: JsonValue;
}

/** @param root `planned_values.root_module` of a plan, `values.root_module` of a state */
export function entriesOf(root: JsonObject): Entry[] {
  const entries: Entry[] = [];
  const modules: JsonValue[] = [root];
  for (let module = modules.pop(); module !== undefined; module = modules.pop()) {
    const container = stringAt(module, 'address') ?? '';
    for (const described of arrayAt(module, 'resources')) {
      const address = stringAt(described, 'address') ?? '';
      const sensitive = own(described, 'sensitive_values') ?? false;
      entries.push({ described, address, container, values: objectAt(described, 'values'), sensitive });
    }
    modules.push(...arrayAt(module, 'child_modules').reverse());
  }
  return entries;
}
