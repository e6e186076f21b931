/** RuleSets over the settings of the configuration file, setting by setting. */
import { isDeepStrictEqual } from 'node:util';
import type { ActionSetting, Actions, Config, Door, RuleSettings } from '../config/schema.ts';
import type { RuleSetSpec } from './schema.ts';

export interface Layer extends RuleSetSpec {
  name: string;
}

export interface Merged {
  rules: NonNullable<Config['rules']>;
  /** By the name of a RuleSet: what of it does not count, because another one goes before it. */
  overridden: Map<string, string[]>;
}

const DOORS: readonly Door[] = ['admission', 'ci', 'audit'];

/** In the order in which they are applied: by priority, then by name. The last to say something counts. */
export function inOrder(layers: readonly Layer[]): Layer[] {
  return [...layers].sort(
    (a, b) => (a.priority ?? 0) - (b.priority ?? 0) || (a.name < b.name ? -1 : Number(a.name > b.name)),
  );
}

/**
 * `action` is merged door by door, `parameters` key by key; `unknown`, `from` and `match` are replaced.
 * @param base the settings of the file
 */
export function mergeRules(base: Config['rules'], layers: readonly Layer[]): Merged {
  const rules: Merged['rules'] = { ...base };
  const overridden: Merged['overridden'] = new Map();
  const said = new Map<string, { by: Layer; value: unknown }>();
  for (const layer of inOrder(layers)) {
    for (const [id, settings] of Object.entries(layer.rules)) {
      rules[id] = mergeSettings(rules[id], settings);
      for (const [setting, value] of partsOf(settings)) {
        const key = `${id}.${setting}`;
        const before = said.get(key);
        if (before && !isDeepStrictEqual(before.value, value)) {
          const list = overridden.get(before.by.name) ?? [];
          overridden.set(before.by.name, [...list, `${key} by ${layer.name} (priority ${layer.priority ?? 0})`]);
        }
        said.set(key, { by: layer, value });
      }
    }
  }
  return { rules, overridden };
}

function mergeSettings(below: RuleSettings = {}, above: RuleSettings): RuleSettings {
  const { action, parameters, ...rest } = above;
  return {
    ...below,
    ...rest,
    ...(action !== undefined && { action: mergeAction(below.action, action) }),
    ...(parameters !== undefined && { parameters: { ...below.parameters, ...parameters } }),
  };
}

function mergeAction(below: RuleSettings['action'], above: Actions): Actions {
  return typeof above === 'string' ? above : { ...byDoor(below), ...above };
}

function byDoor(action: RuleSettings['action']): Partial<Record<Door, ActionSetting>> {
  if (typeof action !== 'string') return action ?? {};
  return Object.fromEntries(DOORS.map((door) => [door, action]));
}

/** What can be overridden by itself. */
function partsOf({ action, parameters, ...rest }: RuleSettings): [string, unknown][] {
  return [
    ...Object.entries(byDoor(action)).map(([door, value]): [string, unknown] => [`action.${door}`, value]),
    ...Object.entries(parameters ?? {}).map(([name, value]): [string, unknown] => [`parameters.${name}`, value]),
    ...Object.entries(rest),
  ];
}
