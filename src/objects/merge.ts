/** RuleSets over the settings of the configuration file, setting by setting. */
import { isDeepStrictEqual } from 'node:util';
import type {
  ActionSetting,
  Actions,
  Config,
  Door,
  PackSetting,
  PackSettings,
  RuleSettings,
} from '../config/schema.ts';
import type { RuleSetSpec } from './schema.ts';

export interface Layer extends RuleSetSpec {
  name: string;
}

export interface Merged {
  packs: PackSettings;
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
 * Actions are merged door by door, `parameters` key by key; `unknown`, `from` and `match` are replaced. Packs are merged with packs and
 * rules with rules: that a rule's own setting goes before its pack's is decided when both are.
 * @param base the settings of the file
 */
export function mergeLayers(base: Pick<Config, 'packs' | 'rules'>, layers: readonly Layer[]): Merged {
  const packs: Record<string, PackSetting> = { ...base.packs };
  const rules: Merged['rules'] = { ...base.rules };
  const overridden: Merged['overridden'] = new Map();
  const said = new Map<string, { by: Layer; value: unknown }>();
  const say = (by: Layer, key: string, value: unknown) => {
    const before = said.get(key);
    if (before && !isDeepStrictEqual(before.value, value)) {
      const list = overridden.get(before.by.name) ?? [];
      overridden.set(before.by.name, [...list, `${key} by ${by.name} (priority ${by.priority ?? 0})`]);
    }
    said.set(key, { by, value });
  };
  for (const layer of inOrder(layers)) {
    for (const [pack, setting] of Object.entries(layer.packs ?? {})) {
      packs[pack] = mergePack(packs[pack], setting);
      for (const [part, value] of partsOfPack(setting)) say(layer, `packs.${pack}.${part}`, value);
    }
    for (const [id, settings] of Object.entries(layer.rules ?? {})) {
      rules[id] = mergeSettings(rules[id], settings);
      for (const [part, value] of partsOf(settings)) say(layer, `${id}.${part}`, value);
    }
  }
  return { packs: packs as PackSettings, rules, overridden };
}

type PackMapping = Exclude<PackSetting, string>;

/** An action for all doors goes over what was said of single ones. */
function mergePack(below: PackSetting = {}, above: PackSetting): PackMapping {
  const [under, over] = [mappingOf(below), mappingOf(above)];
  const { from } = under;
  return over.action === undefined ? { ...under, ...over } : { ...(from !== undefined && { from }), ...over };
}

function mappingOf(setting: PackSetting): PackMapping {
  return typeof setting === 'string' ? { action: setting } : setting;
}

function partsOfPack(setting: PackSetting): [string, unknown][] {
  const { action, from, ...doors } = mappingOf(setting);
  return [
    ...Object.entries({ ...(action !== undefined && byDoor(action)), ...doors }),
    ...(from === undefined ? [] : [['from', from] as [string, unknown]]),
  ];
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
