/** The configuration file: read, validated against its schema, and checked for what a schema cannot say. */
import { readFile } from 'node:fs/promises';
import { GatehouseError, messageOf } from '../errors.ts';
import type { Catalogue, RuleMetadata } from '../rules/catalogue.ts';
import { resolveParameters } from '../rules/check-parameters.ts';
import { insteadOf } from '../rules/renamed.ts';
import { startOf } from '../rules/time.ts';
import { managedSettings } from '../tls/managed/settings.ts';
import { compileSchema } from './check-schema.ts';
import type { Config, Door, PackSettings, RuleSettings, ServerSettings } from './schema.ts';

/** Which rules there are: known, or found out from what the configuration says of bundles. */
export type CatalogueOf = Catalogue | ((config: Config) => Promise<Catalogue>);

/** @throws GatehouseError CONFIG_INVALID that says what was wrong, where, and what is accepted */
export async function loadConfig(file: string, catalogue: CatalogueOf): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new GatehouseError('CONFIG_INVALID', `cannot be read: ${messageOf(thrown)}`, { where: file, cause: thrown });
  }
  return parseConfig(text, catalogue, file);
}

/** @param where the file's name, for errors */
export async function parseConfig(text: string, catalogue: CatalogueOf, where: string): Promise<Config> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { prettyErrors: true });
  const [syntax] = document.errors;
  if (syntax) {
    const line = syntax.linePos?.[0].line;
    throw new GatehouseError('CONFIG_INVALID', syntax.message.split('\n')[0] ?? 'is not YAML', {
      where: line === undefined ? where : `${where}:${line}`,
    });
  }
  const config = (document.toJS() ?? {}) as Config;
  const validate = await compileSchema('config.schema.json', 'the file');
  const problems = [...new Set(validate(config).map(({ message }) => message))];
  if (problems.length === 0) {
    const rules = typeof catalogue === 'function' ? await catalogue(config) : catalogue;
    problems.push(...meaningProblems(config, rules));
  }
  if (problems.length > 0) throw new GatehouseError('CONFIG_INVALID', problems.join('; '), { where });
  return config;
}

/** What is wrong with the settings of one rule, beyond their schema. */
export interface SettingProblem {
  reason: 'Invalid' | 'UnknownRule';
  /** Of the setting, below the rule's own. */
  keys: string[];
  message: string;
}

export function settingProblems(id: string, settings: RuleSettings, { rules }: Catalogue): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const metadata = rules.find((rule) => rule.id === id);
  if (metadata === undefined)
    problems.push({ reason: 'UnknownRule', keys: [], message: unknownRule('rules', id, rules) });
  if (settings.from !== undefined && startOf(settings.from) === undefined) {
    problems.push({ reason: 'Invalid', keys: ['from'], message: notATime(`rules.${id}.from`, settings.from) });
  }
  if (metadata) problems.push(...doorProblems(metadata, settings));
  if (metadata && settings.parameters) {
    try {
      resolveParameters(metadata, settings.parameters);
    } catch (thrown) {
      problems.push({ reason: 'Invalid', keys: ['parameters'], message: messageOf(thrown) });
    }
  }
  return problems;
}

/** What is wrong with the settings of packs, beyond their schema. `keys` begin with the pack. */
export function packProblems(packs: PackSettings = {}): SettingProblem[] {
  return Object.entries(packs).flatMap(([pack, setting]) =>
    typeof setting !== 'object' || setting.from === undefined || startOf(setting.from) !== undefined
      ? []
      : [{ reason: 'Invalid', keys: [pack, 'from'], message: notATime(`packs.${pack}.from`, setting.from) }],
  );
}

/** @param where what names it */
export function unknownRule(where: string, id: string, rules: Catalogue['rules']): string {
  const ids = rules.map((rule) => rule.id);
  return `${where} names the rule ${id}, which does not exist${insteadOf(id, ids, '`gatehouse rules list`')}`;
}

function meaningProblems(config: Config, catalogue: Catalogue): string[] {
  const problems = Object.entries(config.rules ?? {}).flatMap(([id, settings]) =>
    settingProblems(id, settings, catalogue).map(({ message }) => message),
  );
  problems.push(...packProblems(config.packs).map(({ message }) => message));
  for (const [index, waiver] of (config.waivers ?? []).entries()) {
    if (!catalogue.rules.some(({ id }) => id === waiver.rule)) {
      problems.push(unknownRule(`waivers.${index}`, waiver.rule, catalogue.rules));
    }
    if (startOf(waiver.expires) === undefined) {
      problems.push(notATime(`waivers.${index}.expires`, waiver.expires));
    }
  }
  const { context } = config;
  if (context && (context.files === undefined) === (context.cluster === undefined)) {
    problems.push('context needs exactly one of cluster and files');
  }
  for (const [index, audit] of (config.audits ?? []).entries()) {
    if ((audit.cluster === undefined) === (audit.files === undefined)) {
      problems.push(`audits.${index} (${audit.name}) needs exactly one of cluster and files`);
    }
  }
  return [...problems, ...certificateProblems(config.server)];
}

function notATime(where: string, given: string): string {
  return `${where} is ${given}, which is neither a date (2026-12-01) nor an RFC 3339 time`;
}

function certificateProblems({ tls, certificates }: ServerSettings = {}): string[] {
  if (certificates === undefined) return [];
  if (tls !== undefined) return ['server has both tls and certificates; give one of them'];
  try {
    managedSettings(certificates);
    return [];
  } catch (thrown) {
    return [messageOf(thrown)];
  }
}

/** A rule that cannot be judged at a door is off there; who asks for it by name is told. */
function doorProblems({ id, doors }: RuleMetadata, { action }: RuleSettings): SettingProblem[] {
  if (action === undefined || typeof action === 'string') return [];
  return (Object.keys(action) as Door[])
    .filter((door) => action[door] !== 'off' && !doors.includes(door))
    .map((door) => ({
      reason: 'Invalid',
      keys: ['action', door],
      message: `rules.${id}.action.${door} is ${action[door]}, but the rule is judged at ${doors.join(' and ')} only`,
    }));
}
