/**
 * What the objects of a cluster make of a configuration: the RuleSets that hold merged over the file, the Waivers that hold, and of
 * each object what became of it.
 */
import type { Config } from '../config/schema.ts';
import { type JsonObject, objectAt, stringAt } from '../json.ts';
import type { ObjectChecker, ObjectProblem } from './check.ts';
import type { ObjectKind } from './group.ts';
import { type Layer, mergeLayers } from './merge.ts';
import type { RuleSetSpec, WaiverSpec } from './schema.ts';
import type { NamespacedWaiver } from './waiver.ts';

export type ObjectState = 'Active' | 'Expired' | 'LastGood' | 'Refused';

/** What became of an object. */
export interface Outcome {
  kind: ObjectKind;
  object: JsonObject;
  state: ObjectState;
  problems: readonly ObjectProblem[];
  /** Of a RuleSet: what others override. */
  overridden: readonly string[];
  /** Of a RuleSet in the state LastGood: what counts in its place. */
  lastGood?: LastGood;
}

/** The newest version of a RuleSet that held. */
export interface LastGood {
  generation: number;
  spec: RuleSetSpec;
}

export interface ComposeOptions {
  /** As the file has it. */
  config: Config;
  checker: ObjectChecker;
  waivers: Iterable<JsonObject>;
  ruleSets: Iterable<JsonObject>;
  /** By name; what holds now is put in. */
  lastGood?: Map<string, LastGood>;
  /** Milliseconds since the epoch. */
  now: number;
}

export interface Composed {
  config: Config;
  waivers: readonly NamespacedWaiver[];
  outcomes: readonly Outcome[];
}

export function compose(options: ComposeOptions): Composed {
  const { config, checker, now, lastGood = new Map<string, LastGood>() } = options;
  const layers: Layer[] = [];
  const ruleSets: Outcome[] = [];
  for (const object of options.ruleSets) {
    const name = nameOf(object);
    const problems = checker.check('RuleSet', object, now);
    if (problems.length === 0) {
      const spec = object.spec as unknown as RuleSetSpec;
      lastGood.set(name, { generation: generationOf(object), spec });
      layers.push({ ...spec, name });
      ruleSets.push({ kind: 'RuleSet', object, state: 'Active', problems, overridden: [] });
      continue;
    }
    // Of this process, or as another one wrote it down before this one was started.
    const kept = [lastGood.get(name), objectAt(object, 'status').lastGood as LastGood | undefined].find(
      (good) => good?.spec && checker.check('RuleSet', { spec: good.spec } as unknown as JsonObject, now).length === 0,
    );
    if (kept) layers.push({ ...kept.spec, name });
    const state = kept ? 'LastGood' : 'Refused';
    ruleSets.push({ kind: 'RuleSet', object, state, problems, overridden: [], ...(kept && { lastGood: kept }) });
  }
  const { packs, rules, overridden } = mergeLayers(config, layers);
  const present = new Set(ruleSets.map(({ object }) => nameOf(object)));
  for (const name of lastGood.keys()) if (!present.has(name)) lastGood.delete(name);

  const waivers: NamespacedWaiver[] = [];
  const waiverOutcomes: Outcome[] = [];
  for (const object of options.waivers) {
    const problems = checker.check('Waiver', object, now);
    // What only the time speaks against is left to each judgement: it may be made later.
    if (problems.every(({ reason }) => reason === 'Expired' || reason === 'TooLong')) waivers.push(waiverOf(object));
    const isExpired = problems.length > 0 && problems.every(({ reason }) => reason === 'Expired');
    const state = problems.length === 0 ? 'Active' : isExpired ? 'Expired' : 'Refused';
    waiverOutcomes.push({ kind: 'Waiver', object, state, problems, overridden: [] });
  }
  // In one order whatever came first, so that replicas have one revision.
  waivers.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    config: layers.length === 0 ? config : { ...config, packs, rules },
    waivers,
    outcomes: [
      ...ruleSets.map((outcome) => ({ ...outcome, overridden: overridden.get(nameOf(outcome.object)) ?? [] })),
      ...waiverOutcomes,
    ],
  };
}

/** @param object that was checked */
export function waiverOf(object: JsonObject): NamespacedWaiver {
  const namespace = stringAt(object, 'metadata', 'namespace') ?? 'default';
  return { ...(object.spec as unknown as WaiverSpec), namespace, name: nameOf(object) };
}

function keyOf({ namespace, name }: NamespacedWaiver): string {
  return `${namespace}/${name}`;
}

export function nameOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'name') ?? '';
}

export function generationOf(object: JsonObject): number {
  const { generation } = objectAt(object, 'metadata');
  return typeof generation === 'number' ? generation : 0;
}
