/**
 * The rule set: one bundle under one configuration, and the one place where a resource becomes a verdict. Immutable, so that
 * a reload is the exchange of one reference and no answer ever mixes two revisions. Knows no HTTP and no source.
 */
import { createHash } from 'node:crypto';
import type { Config, Door } from '../config/schema.ts';
import { GatehouseError } from '../errors.ts';
import type { Maybe } from '../maybe.ts';
import { OBJECTS_RULE, objectKind } from '../objects/group.ts';
import { noObjects, type Objects } from '../objects/objects.ts';
import type { Context, Siblings } from '../resource/context.ts';
import type { Resource, SourcedResource } from '../resource/resource.ts';
import { type ActiveRule, actionAt, activateAll, parametersOf } from './active-rule.ts';
import { type Bundle, revisionOf } from './bundle.ts';
import { createEvaluator } from './evaluator/create.ts';
import type { Evaluator, Finding, RuleFinding } from './evaluator/evaluator.ts';
import { exemption } from './exemption.ts';
import { checkLimits, type Limits } from './limits.ts';
import type { OtherRules } from './others/pool.ts';
import { RuleIndex, type Selection } from './rule-index.ts';
import { emptyVerdict, findingOf, settled, type Verdict } from './verdict.ts';
import { carriedWaiver, compileWaivers } from './waivers.ts';

/** What stands around the resource that is judged, of types that globs name. */
export type SiblingsOf = (types: readonly string[]) => Siblings;

export class RuleSet {
  readonly revision: string;
  /** Whether some rule judges what is asked of the cluster, and not only what comes of it. */
  readonly readsRequests: boolean;
  /** Those of others come last. */
  readonly rules: readonly ActiveRule[];
  /** True for what no rule judges, whatever it holds. */
  readonly exempts: ReturnType<typeof exemption>;
  readonly #evaluator: Evaluator;
  readonly #others: OtherRules | undefined;
  readonly #findObjects: Objects['find'];
  readonly #waivers: ReturnType<typeof compileWaivers>;
  readonly #byId: Map<string, ActiveRule>;
  readonly #own: RuleIndex;
  readonly #theirs: RuleIndex;
  /** The rules that need to see siblings. */
  readonly #relatives: readonly ActiveRule[];

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
    this.readsRequests = rules.some(
      ({ metadata, actions }) => metadata.requires.includes('request') && actions.admission !== 'off',
    );
  }

  /**
   * @param config a configuration that `parseConfig` accepted
   * @param objects Waivers that are honoured beside those of the configuration
   * @throws GatehouseError CONFIG_INVALID or BUNDLE_INVALID; nothing of the new set is in use then
   */
  static async create(bundle: Bundle, config: Config = {}, objects: Objects = noObjects): Promise<RuleSet> {
    const rules = await activateAll(bundle, config);
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

  /** Globs of the types of Kubernetes objects that rules ask to see beside another at that door. */
  siblingTypes(door: Door): string[] {
    const asking = this.#relatives.filter(({ actions }) => actions[door] !== 'off');
    const globs = asking.flatMap(({ metadata }) => metadata.siblings ?? []);
    return [...new Set(globs.filter((glob) => glob.includes('/')))].sort();
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
    const verdict = emptyVerdict(resource);
    const asked = this.#askOthers(resource, context, door, limits, siblingsOf);
    const rules = this.#applicable(this.#own, resource, context, door);
    if (objectKind(resource.type)) this.#judgeObject(verdict, sourced, door, now);
    if (rules !== undefined) {
      const around = this.#around(context, rules, siblingsOf);
      const given = this.#given(resource, rules, this.#evaluator.copies);
      const input = { rules: rules.names, resource: given, context: around };
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
  ): { rules: Selection; found: Promise<RuleFinding[]> } | undefined {
    if (this.#others === undefined) return undefined;
    const rules = this.#applicable(this.#theirs, resource, context, door);
    if (rules === undefined) return undefined;
    const around = this.#around(context, rules, siblingsOf);
    const found = this.#others.evaluate(
      { rules: rules.names, resource: this.#given(resource, rules, true), context: around },
      limits,
    );
    // It is waited for only where the rules of Gatehouse do not fail first.
    found.catch(() => {});
    return { rules, found };
  }

  /** @param rules those that were asked */
  #add(
    verdict: Verdict,
    rules: Selection,
    findings: readonly RuleFinding[],
    sourced: SourcedResource,
    door: Door,
    now: number,
  ): void {
    if (findings.length === 0) {
      verdict.judged.push(...rules.ids);
      return;
    }
    const exempt = new Set<string>();
    for (const { rule: id, violation, unknown, exempt: isExempt } of findings) {
      const rule = this.#byId.get(id);
      if (rule === undefined)
        throw new GatehouseError('EVALUATION_FAILED', `the rules answered for an unknown rule ${id}`);
      if (violation) this.#addViolation(verdict, rule, sourced, violation, door, now);
      else if (unknown) verdict.unknowns.push(findingOf(id, rule.metadata.severity, sourced, unknown, rule.unknown));
      else if (isExempt) exempt.add(id);
    }
    for (const id of rules.ids) if (!exempt.has(id)) verdict.judged.push(id);
  }

  /** What an evaluator is given. The object is most of a resource and few rules read it. */
  #given(resource: Resource, rules: Selection, copies = false): Resource {
    if (!copies || rules.readsObject) return resource;
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
  #around(context: Context, { relatives }: Selection, siblingsOf: SiblingsOf): Context {
    if (relatives.length === 0) return context;
    const found = relatives.map(({ metadata }) => [metadata.id, siblingsOf(metadata.siblings ?? [])]);
    return { ...context, siblings: Object.fromEntries(found) };
  }

  /** Whether some rule judges such a resource at that door. */
  asksFor(resource: Resource, door: Door): boolean {
    return (
      !this.exempts(resource) &&
      (this.#own.candidates(resource, door).rules.length > 0 ||
        this.#theirs.candidates(resource, door).rules.length > 0)
    );
  }

  #applicable(index: RuleIndex, resource: Resource, context: Context, door: Door): Selection | undefined {
    const candidates = index.candidates(resource, door);
    const { rules, picky } = candidates;
    if (rules.length === 0 || this.exempts(resource)) return undefined;
    const refuses = ({ metadata: { requires }, applies }: ActiveRule) =>
      !applies(resource) ||
      (requires.includes('scans') && !context.scans.configured) ||
      (requires.includes('request') && context.request === undefined);
    const refusing = picky.filter(refuses);
    // Mostly none does.
    if (refusing.length === 0) return candidates;
    const left = rules.filter((rule) => !refusing.includes(rule));
    return left.length > 0 ? index.selection(left) : undefined;
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
    const { resource, written } = sourced;
    // Who waives it knows it by what findings name.
    const named = written ? { ...resource, ...written.identity } : resource;
    const { honoured, expired } = this.#waivers(rule.metadata.id, named, now);
    const carried = carriedWaiver(id, named, found, now);
    const waived = honoured ?? carried.honoured;
    if (waived) {
      const { rule: _rule, ...waiver } = waived;
      verdict.waived.push({ ...violation, waiver });
      return;
    }
    verdict.violations.push(violation);
    for (const waiver of [...expired, ...carried.expired]) {
      if (!verdict.expiredWaivers.includes(waiver)) verdict.expiredWaivers.push(waiver);
    }
  }
}

interface Evaluators {
  own: Evaluator;
  others: OtherRules | undefined;
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
