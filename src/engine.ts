/** Judges whole sets of resources: what every door but admission does with a document. */
import { setImmediate } from 'node:timers/promises';
import type { Door } from './config/schema.ts';
import { contextOf } from './context/context.ts';
import { type Inventory, inventoryOf } from './context/inventory.ts';
import { noScans, type ScanIndex } from './context/scans.ts';
import { GatehouseError, messageOf } from './errors.ts';
import { ReportBuilder } from './reports/build.ts';
import type { Report } from './reports/report.ts';
import type { SourcedResource } from './resource/resource.ts';
import type { Limits } from './rules/limits.ts';
import { identityOf, type RuleSet, type Verdict } from './rules/ruleset.ts';

export interface JudgeOptions {
  door: Door;
  /** Milliseconds since the epoch. */
  now: number;
  scans?: ScanIndex;
  /** What stands around the resources; from the set itself where it is not given. */
  inventory?: Inventory;
  /** What one resource may take; unbounded but for the evaluator's own bounds where it is not given. */
  limits?: Limits;
  /** Called after each resource with how many are done. */
  progress?: (done: number, total: number) => void;
}

/** The verdict on one resource in its context. @throws GatehouseError EVALUATION_FAILED, TIMED_OUT, CALLER_GONE */
export function judgeOne(rules: RuleSet, sourced: SourcedResource, options: JudgeOptions): Verdict {
  const { door, now, scans = noScans, inventory = inventoryOf([sourced.resource]), limits } = options;
  return rules.judge(sourced, contextOf(sourced.resource, inventory, scans, now), door, now, limits);
}

/** The report on a set. A resource that cannot be judged is in its `errors`; it never counts as allowed. */
export function judgeAll(rules: RuleSet, set: readonly SourcedResource[], options: JudgeOptions): Report {
  const judging = judgeEach(rules, set, options);
  let step = judging.next();
  while (!step.done) step = judging.next();
  return step.value;
}

/** How long a turn of `judgeAllInTurns` may hold up everything else: milliseconds. */
const TURN_MS = 10;

/** The same report, made in short turns between which a server answers others. */
export async function judgeAllInTurns(
  rules: RuleSet,
  set: readonly SourcedResource[],
  options: JudgeOptions,
): Promise<Report> {
  const judging = judgeEach(rules, set, options);
  let began = performance.now();
  for (let step = judging.next(); ; step = judging.next()) {
    if (step.done) return step.value;
    if (performance.now() - began < TURN_MS) continue;
    await setImmediate();
    began = performance.now();
  }
}

function* judgeEach(
  rules: RuleSet,
  set: readonly SourcedResource[],
  options: JudgeOptions,
): Generator<undefined, Report> {
  const { inventory = inventoryOf(set.map(({ resource }) => resource)) } = options;
  const builder = new ReportBuilder(rules.revision);
  for (const [index, sourced] of set.entries()) {
    try {
      builder.add(judgeOne(rules, sourced, { ...options, inventory }));
    } catch (thrown) {
      const code = thrown instanceof GatehouseError ? thrown.code : 'EVALUATION_FAILED';
      builder.addError({ resource: identityOf(sourced.resource), code, message: messageOf(thrown) });
    }
    options.progress?.(index + 1, set.length);
    yield;
  }
  return builder.report();
}
