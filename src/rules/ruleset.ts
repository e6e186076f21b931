/**
 * The rule set: one bundle under one configuration, and the one place where a resource becomes a verdict. Immutable, so that
 * a reload is the exchange of one reference and no answer ever mixes two revisions. Knows no HTTP and no source.
 */
import { createHash } from 'node:crypto';
import type { ActionSetting, Actions, Config, Door } from '../config/schema.ts';
import { GatehouseError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Maybe } from '../maybe.ts';
import { OBJECTS_RULE, objectKind } from '../objects/group.ts';
import { noObjects, type Objects } from '../objects/objects.ts';
import type { Action, ExpiredWaiver, Severity, Unknown, UnknownAction, Violation, Waived } from '../reports/report.ts';
import type { Context, Siblings } from '../resource/context.ts';
import type { Resource, ResourceIdentity, SourcedResource } from '../resource/resource.ts';
import { type Bundle, originsOf, revisionOf } from './bundle.ts';
import type { RuleMetadata } from './catalogue.ts';
import { createEvaluator } from './evaluator/create.ts';
import type { Evaluator, Finding, RuleFinding } from './evaluator/evaluator.ts';
import { hasPlace } from './fixes.ts';
import { checkLimits, type Limits } from './limits.ts';
import { compileMatch } from './match.ts';
import type { OtherRules } from './others/pool.ts';
import { defaultParameters } from './parameters.ts';
import { RuleIndex } from './rule-index.ts';
import { startOf } from './time.ts';
import { compileWaivers } from './waivers.ts';
import { anyWildcard } from './wildcard.ts';

/** Sets of rules that apply together: few, because what a resource is decides most of it. */
const MAX_NAMED = 1024;

/** Never judged unless the configuration says otherwise: what a cluster needs to live, and Gatehouse itself. */
export const EXEMPT_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'gatehouse-system'];

/** A namespace is exempt together with what is in it, as the API server's namespaceSelector has it. */
export function exemption(
  namespaces: readonly string[] = EXEMPT_NAMESPACES,
): (identity: Pick<ResourceIdentity, 'type' | 'name' | 'namespace'>) => boolean {
  const matches = anyWildcard(namespaces);
  return ({ type, name, namespace }) => {
    const within = type === 'v1/Namespace' ? name : namespace;
    return within !== undefined && matches(within);
  };
}

/** A finding without what costs most to make and a report alone shows: its fingerprint, and the complete patch of its fix. */
export type Found = Omit<Violation, 'fingerprint' | 'action'>;
export type FoundViolation = Found & Pick<Violation, 'action'>;
export type FoundUnknown = Found & Pick<Unknown, 'action'>;

export interface Verdict {
  resource: Resource;
  violations: FoundViolation[];
  unknowns: FoundUnknown[];
  waived: (FoundViolation & Pick<Waived, 'waiver'>)[];
  expiredWaivers: ExpiredWaiver[];
  /** Ids of the rules that apply to it: those that found nothing are kept. */
  judged: string[];
}

/** What stands around the resource that is judged, of types that globs name. */
export type SiblingsOf = (types: readonly string[]) => Siblings;

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

export class RuleSet {
  readonly revision: string;
  /** Those of others come last. */
  readonly rules: readonly ActiveRule[];
  /** True for what no rule judges, whatever it holds. */
  readonly exempts: ReturnType<typeof exemption>;
  readonly #evaluator: Evaluator;
  readonly #others: OtherRules | undefined;
  readonly #findObjects: Objects['find'];
  readonly #waivers: ReturnType<typeof compileWaivers>;
  readonly #byId: Map<string, ActiveRule>;
  readonly #named = new Map<string, Record<string, true>>();
  readonly #own: RuleIndex;
  readonly #theirs: RuleIndex;
  /** The rules that need to see siblings. */
  readonly #relatives: readonly ActiveRule[];
  /** Ids of the rules that read the object. */
  readonly #readers: readonly string[];

  private constructor(
    revision: string,
    rules: ActiveRule[],
    { own, others }: Evaluators,
    config: Config,
    objects: Objects,
  ) {
    this.revision = revision;
    this.rules = rules;
    this.#evaluator = own;
    this.#others = others;
    this.exempts = exemption(config.exempt?.namespaces);
    this.#findObjects = objects.find;
    this.#waivers = compileWaivers(config.waivers ?? [], objects.waivers, config.objects?.waivers?.maxDays);
    this.#byId = new Map(rules.map((rule) => [rule.metadata.id, rule]));
    this.#own = new RuleIndex(rules.filter(({ bundle }) => bundle === undefined));
    this.#theirs = new RuleIndex(rules.filter(({ bundle }) => bundle !== undefined));
    this.#relatives = rules.filter(({ metadata }) => metadata.siblings !== undefined);
    this.#readers = rules.flatMap(({ metadata }) => (metadata.object ? [metadata.id] : []));
  }

  /**
   * @param config a configuration that `parseConfig` accepted
   * @param objects Waivers that are honoured beside those of the configuration
   * @throws GatehouseError CONFIG_INVALID or BUNDLE_INVALID; nothing of the new set is in use then
   */
  static async create(bundle: Bundle, config: Config = {}, objects: Objects = noObjects): Promise<RuleSet> {
    const resolve = await parameterResolver(config);
    const origins = originsOf(bundle);
    const rules = bundle.catalogue.rules.map((metadata) => ({
      ...activate(metadata, config, resolve),
      bundle: origins.get(metadata.id),
    }));
    const parameters = parametersOf(rules.filter(({ bundle: origin }) => origin === undefined));
    const evaluators: Evaluators = {
      own: await createEvaluator(config.evaluator, bundle, { config: { parameters } }),
      others: await poolFor(bundle, rules, config),
    };
    const settings = objects.waivers.length === 0 ? config : [config, objects.waivers];
    const digest = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
    return new RuleSet(`${revisionOf(bundle).slice(0, 12)}-${digest.slice(0, 8)}`, rules, evaluators, config, objects);
  }

  /** Whether a rule judges what is of that type, has those labels and lives there, at that door. */
  judges(id: string, resource: Resource, door: Door): boolean {
    const rule = this.#byId.get(id);
    return (
      rule !== undefined &&
      rule.actions[door] !== 'off' &&
      !this.exempts(resource) &&
      rule.ofKind(resource.type) &&
      rule.applies(resource)
    );
  }

  /**
   * The verdict on one resource; at once unless a rule of others applies to it.
   * @param now milliseconds since the epoch: decides `from` dates and waivers' expiry
   * @throws GatehouseError EVALUATION_FAILED; TIMED_OUT or CALLER_GONE by the limits
   */
  judge(
    sourced: SourcedResource,
    context: Context,
    door: Door,
    now: number,
    limits?: Limits,
    siblingsOf: SiblingsOf = () => ({ known: false, resources: [] }),
  ): Maybe<Verdict> {
    if (limits) checkLimits(limits);
    const { resource } = sourced;
    const verdict: Verdict = { resource, violations: [], unknowns: [], waived: [], expiredWaivers: [], judged: [] };
    const asked = this.#askOthers(resource, context, door, limits, siblingsOf);
    const rules = this.#applicable(this.#own, resource, context, door);
    if (objectKind(resource.type)) this.#judgeObject(verdict, sourced, door, now);
    if (rules !== undefined) {
      const around = this.#around(context, rules, siblingsOf);
      const input = { rules, resource: this.#given(resource, rules, this.#evaluator.copies), context: around };
      this.#add(verdict, rules, this.#evaluator.evaluate(input, limits?.deadline), sourced, door, now);
    }
    if (asked === undefined) return settled(verdict);
    return asked.found.then((found) => {
      this.#add(verdict, asked.rules, found, sourced, door, now);
      return settled(verdict);
    });
  }

  /** Has the workers start before they are asked. @throws GatehouseError BUNDLE_INVALID */
  async warm(): Promise<void> {
    await this.#others?.warm();
  }

  /** They work while the rules of Gatehouse are evaluated here. */
  #askOthers(
    resource: Resource,
    context: Context,
    door: Door,
    limits: Limits | undefined,
    siblingsOf: SiblingsOf,
  ): { rules: Record<string, true>; found: Promise<RuleFinding[]> } | undefined {
    if (this.#others === undefined) return undefined;
    const rules = this.#applicable(this.#theirs, resource, context, door);
    if (rules === undefined) return undefined;
    const around = this.#around(context, rules, siblingsOf);
    const found = this.#others.evaluate(
      { rules, resource: this.#given(resource, rules, true), context: around },
      limits,
    );
    // It is waited for only where the rules of Gatehouse do not fail first.
    found.catch(() => {});
    return { rules, found };
  }

  /** @param rules those that were asked */
  #add(
    verdict: Verdict,
    rules: Record<string, true>,
    findings: readonly RuleFinding[],
    sourced: SourcedResource,
    door: Door,
    now: number,
  ): void {
    const judged = new Set(Object.keys(rules));
    for (const { rule: id, violation, unknown, exempt } of findings) {
      const rule = this.#byId.get(id);
      if (rule === undefined)
        throw new GatehouseError('EVALUATION_FAILED', `the rules answered for an unknown rule ${id}`);
      if (violation) this.#addViolation(verdict, rule, sourced, violation, door, now);
      else if (unknown) verdict.unknowns.push(findingOf(id, rule.metadata.severity, sourced, unknown, rule.unknown));
      else if (exempt) judged.delete(id);
    }
    verdict.judged.push(...judged);
  }

  /** What an evaluator is given. The object is most of a resource and few rules read it. */
  #given(resource: Resource, rules: Record<string, true>, copies = false): Resource {
    if (!copies || this.#readers.some((id) => rules[id])) return resource;
    const { source, type, id, name, namespace, operation, labels, facets } = resource;
    // Not spread: what is known only after apply would be found out for nobody.
    return {
      source,
      type,
      id,
      name,
      ...(namespace !== undefined && { namespace }),
      operation,
      labels,
      object: {},
      facets,
    };
  }

  /** Only what the rules at hand asked for: a set may be large. */
  #around(context: Context, rules: Record<string, true>, siblingsOf: SiblingsOf): Context {
    const asking = this.#relatives.filter(({ metadata }) => rules[metadata.id]);
    if (asking.length === 0) return context;
    const found = asking.map(({ metadata }) => [metadata.id, siblingsOf(metadata.siblings ?? [])]);
    return { ...context, siblings: Object.fromEntries(found) };
  }

  /** Whether some rule judges such a resource at that door. */
  asksFor(resource: Resource, door: Door): boolean {
    return (
      !this.exempts(resource) &&
      (this.#own.candidates(resource, door).length > 0 || this.#theirs.candidates(resource, door).length > 0)
    );
  }

  #applicable(index: RuleIndex, resource: Resource, context: Context, door: Door): Record<string, true> | undefined {
    if (this.exempts(resource)) return undefined;
    let any = false;
    const rules: Record<string, true> = {};
    for (const { metadata, applies } of index.candidates(resource, door)) {
      if (metadata.requires.includes('scans') && !context.scans.configured) continue;
      if (!applies(resource)) continue;
      rules[metadata.id] = true;
      any = true;
    }
    return any ? this.#kept(rules) : undefined;
  }

  /** The same object for the same rules, by which an evaluator knows what they are. */
  #kept(rules: Record<string, true>): Record<string, true> {
    const key = Object.keys(rules).join(' ');
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    if (this.#named.size >= MAX_NAMED) this.#named.clear();
    this.#named.set(key, rules);
    return rules;
  }

  /** A Waiver or a RuleSet: no rule reads them, because what they may say depends on the rules. */
  #judgeObject(verdict: Verdict, sourced: SourcedResource, door: Door, now: number): void {
    const { resource } = sourced;
    if (resource.operation === 'delete' || this.exempts(resource)) return;
    for (const found of this.#findObjects(resource, now)) {
      verdict.violations.push(findingOf(OBJECTS_RULE, 'high', sourced, found, door === 'audit' ? 'warn' : 'deny'));
    }
  }

  #addViolation(
    verdict: Verdict,
    rule: ActiveRule,
    sourced: SourcedResource,
    found: Finding,
    door: Door,
    now: number,
  ): void {
    const action = actionAt(rule, door, now);
    const early = found.early === true && action === 'deny';
    const { id, severity } = rule.metadata;
    const violation = findingOf(id, severity, sourced, found, early ? 'warn' : action);
    if (early) violation.early = true;
    const { honoured, expired } = this.#waivers(rule.metadata.id, sourced.resource, now);
    if (honoured) {
      const { rule: _rule, ...waiver } = honoured;
      verdict.waived.push({ ...violation, waiver });
      return;
    }
    verdict.violations.push(violation);
    for (const waiver of expired) {
      if (!verdict.expiredWaivers.includes(waiver)) verdict.expiredWaivers.push(waiver);
    }
  }
}

function findingOf<Taken extends string>(
  rule: string,
  severity: Severity,
  sourced: SourcedResource,
  { path, message, fix }: Finding,
  action: Taken,
): Found & { action: Taken } {
  const finding: Found & { action: Taken } = {
    rule,
    severity,
    resource: identityOf(sourced.resource),
    path,
    message,
    action,
  };
  const location = sourced.locate?.(path);
  if (location) finding.location = location;
  // No fix is offered where the object is so malformed that it cannot be applied.
  if (fix && (fix.patch ?? []).every((operation) => hasPlace(sourced.resource.object, operation))) finding.fix = fix;
  return finding;
}

interface Evaluators {
  own: Evaluator;
  others: OtherRules | undefined;
}

function parametersOf(rules: readonly ActiveRule[]): Record<string, JsonObject> {
  return Object.fromEntries(rules.map(({ metadata, parameters }) => [metadata.id, parameters]));
}

/** Loaded only where there are rules of others: nobody else pays for workers. */
async function poolFor(
  { others = [] }: Bundle,
  rules: readonly ActiveRule[],
  { evaluator = 'plan' }: Config,
): Promise<OtherRules | undefined> {
  if (others.length === 0) return undefined;
  const { sharedPool } = await import('./others/shared.ts');
  const parameters = parametersOf(rules.filter(({ bundle }) => bundle !== undefined));
  return sharedPool({ bundles: others, parameters, evaluator });
}

function settled(verdict: Verdict): Verdict {
  if (verdict.violations.length > 1) verdict.violations.sort(byRuleAndPath);
  if (verdict.unknowns.length > 1) verdict.unknowns.sort(byRuleAndPath);
  if (verdict.waived.length > 1) verdict.waived.sort(byRuleAndPath);
  return verdict;
}

/** Rego's sets have an order, but not every evaluator keeps it; answers must not depend on which one judged. */
function byRuleAndPath(a: Found, b: Found): number {
  if (a.rule !== b.rule) return a.rule < b.rule ? -1 : 1;
  return a.path === b.path ? 0 : a.path < b.path ? -1 : 1;
}

/** The part of a resource that reports name. */
export function identityOf(resource: Resource): ResourceIdentity {
  const { source, type, id, name, namespace } = resource;
  return namespace === undefined ? { source, type, id, name } : { source, type, id, name, namespace };
}

function actionAt(rule: ActiveRule, door: Door, now: number): Violation['action'] {
  const action = rule.actions[door];
  // `off` is never evaluated, so it cannot come here; recording is the mildest answer if it ever did.
  if (action === 'off') return 'audit';
  return action === 'deny' && rule.from !== undefined && now < rule.from ? 'warn' : action;
}

type ParameterResolver = (rule: RuleMetadata, given?: Record<string, unknown>) => JsonObject;

/** Loads what checks parameters only where some are configured. */
async function parameterResolver({ rules = {} }: Config): Promise<ParameterResolver> {
  if (Object.values(rules).every(({ parameters }) => parameters === undefined)) return defaultParameters;
  return (await import('./check-parameters.ts')).resolveParameters;
}

function activate(metadata: RuleMetadata, config: Config, resolve: ParameterResolver): Omit<ActiveRule, 'bundle'> {
  const settings = config.rules?.[metadata.id] ?? {};
  const unscanned = metadata.requires.includes('scans') && config.scans === undefined;
  const at = (door: Door): Action => {
    if (unscanned || !metadata.doors.includes(door)) return 'off';
    const action =
      settingAt(settings.action, door) ?? settingAt(packsOf(config)[metadata.pack], door) ?? metadata.default;
    return action === 'on' ? metadata.action : action;
  };
  return {
    metadata,
    parameters:
      settings.parameters === undefined ? defaultParameters(metadata) : resolve(metadata, settings.parameters),
    actions: { admission: at('admission'), ci: at('ci'), audit: at('audit') },
    unknown: settings.unknown ?? metadata.unknown,
    from: settings.from === undefined ? undefined : startOf(settings.from),
    ofKind: metadata.kinds === undefined ? () => true : anyWildcard(metadata.kinds),
    applies: compileMatch(settings.match ?? metadata.match),
  };
}

/** Rules of others may have packs of their own, of which the configuration says nothing. */
function packsOf({ packs = {} }: Config): Readonly<Record<string, Actions | undefined>> {
  return packs;
}

function settingAt(actions: Actions | undefined, door: Door): ActionSetting | undefined {
  return typeof actions === 'object' ? actions[door] : actions;
}
