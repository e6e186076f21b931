/** Judges whole sets of resources: what every door but admission does with a document. */
import { setImmediate } from 'node:timers/promises';
import type { Door } from './config/schema.ts';
import { contextOf } from './context/context.ts';
import { type Inventory, inventoryOf } from './context/inventory.ts';
import { noScans, type ScanIndex } from './context/scans.ts';
import { GatehouseError, messageOf } from './errors.ts';
import type { Maybe } from './maybe.ts';
import { ReportBuilder } from './reports/build.ts';
import type { Report } from './reports/report.ts';
import type { RequestContext } from './resource/context.ts';
import type { Resource, SourcedResource } from './resource/resource.ts';
import type { Limits } from './rules/limits.ts';
import type { RuleSet, SiblingsOf } from './rules/ruleset.ts';
import { identityOf, type Verdict } from './rules/verdict.ts';
import type { ScorecardBuilder } from './scorecard/build.ts';

export interface JudgeOptions {
  door: Door;
  /** Milliseconds since the epoch. */
  now: number;
  scans?: ScanIndex;
  /** What stands around the resources; from the set itself where it is not given. */
  inventory?: Inventory;
  /** What is asked of the cluster, where a change is judged and not only what it makes. */
  request?: RequestContext;
  /** What one resource may take; unbounded but for the evaluator's own bounds where it is not given. */
  limits?: Limits;
  /** The document as a whole, where the set is one: judged by the rules that ask for it. */
  whole?: SourcedResource;
  /** Counts what became of each resource. */
  scorecard?: ScorecardBuilder;
  /** Called after each resource with how many are done. */
  progress?: (done: number, total: number) => void;
}

/** The verdict on one resource in its context; at once where no rule of others applies. @throws GatehouseError EVALUATION_FAILED, TIMED_OUT, CALLER_GONE */
export function judgeOne(rules: RuleSet, sourced: SourcedResource, options: JudgeOptions): Maybe<Verdict> {
  const { resource } = sourced;
  const { door, now, scans = noScans, inventory = inventoryOf([resource]), limits, request } = options;
  const context = contextOf(resource, inventory, scans, now);
  if (request) context.request = request;
  const siblingsOf: SiblingsOf = (types) => inventory.siblings?.(types, resource) ?? { known: false, resources: [] };
  return rules.judge(sourced, context, door, now, limits, siblingsOf);
}

/**
 * The report on a set by rules that are judged at once. A resource that cannot be judged is in its `errors`; it never counts as allowed.
 * @throws Error where rules of others apply: they are waited for, by `judgeSet`
 */
export function judgeAll(rules: RuleSet, set: readonly SourcedResource[], options: JudgeOptions): Report {
  const judging = judgeEach(rules, set, options);
  let step = judging.next();
  while (!step.done) {
    if (step.value !== undefined) throw new Error('rules of others are not judged at once');
    step = judging.next();
  }
  return step.value;
}

/** The same report, by whatever rules there are. */
export function judgeSet(rules: RuleSet, set: readonly SourcedResource[], options: JudgeOptions): Promise<Report> {
  return judgeWaiting(rules, set, options, Number.POSITIVE_INFINITY);
}

/** How long a turn of `judgeAllInTurns` may hold up everything else: milliseconds. */
const TURN_MS = 10;

/** The same report, made in short turns between which a server answers others. */
export function judgeAllInTurns(
  rules: RuleSet,
  set: readonly SourcedResource[],
  options: JudgeOptions,
): Promise<Report> {
  return judgeWaiting(rules, set, options, TURN_MS);
}

async function judgeWaiting(
  rules: RuleSet,
  set: readonly SourcedResource[],
  options: JudgeOptions,
  turn: number,
): Promise<Report> {
  const judging = judgeEach(rules, set, options);
  let began = performance.now();
  for (let step = judging.next(); ; ) {
    if (step.done) return step.value;
    const outcome = step.value === undefined ? undefined : await step.value;
    if (performance.now() - began >= turn) {
      await setImmediate();
      began = performance.now();
    }
    step = judging.next(outcome);
  }
}

/** What the others of a set may be judged by. What cannot be read is left to its own judgement, which says so. */
function surroundings(set: readonly SourcedResource[]): Resource[] {
  return set.flatMap((sourced) => {
    if (sourced.standsAlone) return [];
    try {
      return [sourced.resource];
    } catch {
      return [];
    }
  });
}

function namespaceLabels(inventory: Inventory, { resource }: Verdict): Record<string, string> | undefined {
  const namespace = inventory.namespace(resource);
  return typeof namespace === 'object' ? namespace.labels : undefined;
}

/** How many resources are with the workers at one time: enough to keep them busy, few beside what they let wait. */
const AT_ONCE = 16;

type Outcome = { verdict: Verdict } | { thrown: unknown };

/** Yields after each resource, and each outcome that must be waited for, which it is given back. Reports in the order of the set. */
function* judgeEach(
  rules: RuleSet,
  set: readonly SourcedResource[],
  options: JudgeOptions,
): Generator<Promise<Outcome> | undefined, Report, Outcome | undefined> {
  const { inventory = inventoryOf(surroundings(set), { around: set }), whole, door } = options;
  const asked = set.filter((sourced) => !sourced.ifAsked || rules.asksFor(sourced.resource, door));
  const judged = whole && rules.asksFor(whole.resource, door) ? [...asked, whole] : asked;
  const builder = new ReportBuilder(rules.revision);
  const waiting: { sourced: SourcedResource; outcome: Maybe<Outcome> }[] = [];
  let done = 0;
  const add = (sourced: SourcedResource, outcome: Outcome) => {
    if ('verdict' in outcome) {
      builder.add(outcome.verdict);
      options.scorecard?.add(outcome.verdict, namespaceLabels(inventory, outcome.verdict));
    } else {
      const { thrown } = outcome;
      const code = thrown instanceof GatehouseError ? thrown.code : 'EVALUATION_FAILED';
      const resource = sourced.identity ?? identityOf(sourced.resource);
      builder.addError({ resource, code, message: messageOf(thrown) });
      options.scorecard?.addError();
    }
    done += 1;
    options.progress?.(done, judged.length);
  };
  for (const sourced of judged) {
    const outcome = outcomeOf(() => judgeOne(rules, sourced, { ...options, inventory }));
    if (waiting.length === 0 && !(outcome instanceof Promise)) {
      add(sourced, outcome);
      yield;
      continue;
    }
    waiting.push({ sourced, outcome });
    if (waiting.length >= AT_ONCE) yield* settleFirst();
  }
  while (waiting.length > 0) yield* settleFirst();
  return builder.report();

  function* settleFirst(): Generator<Promise<Outcome> | undefined, void, Outcome | undefined> {
    const first = waiting.shift();
    if (first === undefined) return;
    const { sourced, outcome } = first;
    if (!(outcome instanceof Promise)) return add(sourced, outcome);
    const settled = yield outcome;
    if (settled) add(sourced, settled);
  }
}

function outcomeOf(judge: () => Maybe<Verdict>): Maybe<Outcome> {
  try {
    const verdict = judge();
    if (!(verdict instanceof Promise)) return { verdict };
    return verdict.then(
      (settled) => ({ verdict: settled }),
      (thrown: unknown) => ({ thrown }),
    );
  } catch (thrown) {
    return { thrown };
  }
}
