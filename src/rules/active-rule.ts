/** A rule under a configuration: whether and where it is on, what it does, and which resources it judges. */
import type { ActionSetting, Actions, Config, Door, PackSetting } from '../config/schema.ts';
import type { JsonObject } from '../json.ts';
import type { Action, UnknownAction, Violation } from '../reports/report.ts';
import type { Resource } from '../resource/resource.ts';
import { type Bundle, originsOf } from './bundle.ts';
import type { RuleMetadata } from './catalogue.ts';
import { compileMatch } from './match.ts';
import { defaultParameters } from './parameters.ts';
import { startOf } from './time.ts';
import { anyWildcard } from './wildcard.ts';

/** A rule with what the configuration made of it. */
export interface ActiveRule {
  metadata: RuleMetadata;
  parameters: JsonObject;
  /** By door, before `from` is considered. */
  actions: Record<Door, Action>;
  unknown: UnknownAction;
  /** Milliseconds since the epoch before which a denial is a warning. */
  from: number | undefined;
  /** Whether it judges that type; one without kinds judges all that have its facets. */
  ofKind: (type: string) => boolean;
  applies: (resource: Resource) => boolean;
  /** The bundle that it comes from, where it is not one of Gatehouse's own. */
  bundle: string | undefined;
}

/** What Rego knows as `data.config.parameters`. */
export function parametersOf(rules: readonly ActiveRule[]): Record<string, JsonObject> {
  return Object.fromEntries(rules.map(({ metadata, parameters }) => [metadata.id, parameters]));
}

/** What the door does about a violation at that time. @param now milliseconds since the epoch */
export function actionAt(rule: ActiveRule, door: Door, now: number): Violation['action'] {
  const action = rule.actions[door];
  // `off` is never evaluated, so it cannot come here; recording is the mildest answer if it ever did.
  if (action === 'off') return 'audit';
  return action === 'deny' && rule.from !== undefined && now < rule.from ? 'warn' : action;
}

/**
 * Every rule of the bundle under that configuration.
 * @throws GatehouseError CONFIG_INVALID
 */
export async function activateAll(bundle: Bundle, config: Config): Promise<ActiveRule[]> {
  const resolve = await parameterResolver(config);
  const origins = originsOf(bundle);
  return bundle.catalogue.rules.map((metadata) => ({
    ...activate(metadata, config, resolve),
    bundle: origins.get(metadata.id),
  }));
}

type ParameterResolver = (rule: RuleMetadata, given?: Record<string, unknown>) => JsonObject;

/** Loads what checks parameters only where some are configured. */
async function parameterResolver({ rules = {} }: Config): Promise<ParameterResolver> {
  if (Object.values(rules).every(({ parameters }) => parameters === undefined)) return defaultParameters;
  return (await import('./check-parameters.ts')).resolveParameters;
}

function activate(metadata: RuleMetadata, config: Config, resolve: ParameterResolver): Omit<ActiveRule, 'bundle'> {
  const settings = config.rules?.[metadata.id] ?? {};
  const pack = packOf(config, metadata.pack);
  const from = settings.from ?? pack.from;
  const unscanned = metadata.requires.includes('scans') && config.scans === undefined;
  const at = (door: Door): Action => {
    if (unscanned || !metadata.doors.includes(door)) return 'off';
    const action = settingAt(settings.action, door) ?? pack[door] ?? pack.action ?? metadata.default;
    return action === 'on' ? metadata.action : action;
  };
  return {
    metadata,
    parameters:
      settings.parameters === undefined ? defaultParameters(metadata) : resolve(metadata, settings.parameters),
    actions: { admission: at('admission'), ci: at('ci'), audit: at('audit') },
    unknown: settings.unknown ?? metadata.unknown,
    from: from === undefined ? undefined : startOf(from),
    ofKind: metadata.kinds === undefined ? () => true : anyWildcard(metadata.kinds),
    applies: compileMatch(settings.match ?? metadata.match),
  };
}

/** Rules of others may have packs of their own, of which the configuration says nothing. */
function packOf({ packs = {} }: Config, name: string): Exclude<PackSetting, string> {
  const setting = (packs as Readonly<Record<string, PackSetting | undefined>>)[name];
  return typeof setting === 'object' ? setting : { ...(setting && { action: setting }) };
}

function settingAt(actions: Actions | undefined, door: Door): ActionSetting | undefined {
  return typeof actions === 'object' ? actions[door] : actions;
}
