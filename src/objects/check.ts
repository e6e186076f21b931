/**
 * What is wrong with a Waiver or a RuleSet: one judgement for the API server's question, for manifests in CI, and for what a server
 * takes from its cluster. Apart from what honours them, because Ajv takes longer to load than most judgements take.
 */
import { compileSchema, type SchemaProblem } from '../config/check-schema.ts';
import { packProblems, settingProblems, unknownRule } from '../config/load.ts';
import type { ObjectSettings } from '../config/schema.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { toPointer } from '../resource/pointer.ts';
import type { Catalogue } from '../rules/catalogue.ts';
import { endOf } from '../rules/time.ts';
import { anyWildcard } from '../rules/wildcard.ts';
import { NEEDS_SETTINGS, type ObjectKind } from './group.ts';
import { DAY, DEFAULT_MAX_DAYS, isTooLong } from './lifetime.ts';
import type { RuleSetSpec, WaiverSpec } from './schema.ts';

/** Of a condition of the status, too. */
export type ProblemReason = 'Invalid' | 'UnknownRule' | 'Locked' | 'Expired' | 'TooLong';

export interface ObjectProblem {
  reason: ProblemReason;
  /** RFC 6901 pointer into the object. */
  path: string;
  message: string;
}

export interface ObjectChecker {
  /** @param now milliseconds since the epoch */
  check(kind: ObjectKind, object: JsonObject, now: number): ObjectProblem[];
}

let newest: { catalogue: Catalogue; settings: string; checker: Promise<ObjectChecker> } | undefined;

/** The checker for those rules; the same one while neither they nor the settings change. */
export function objectChecker(catalogue: Catalogue, settings: ObjectSettings = {}): Promise<ObjectChecker> {
  const text = JSON.stringify(settings);
  if (newest?.catalogue !== catalogue || newest.settings !== text) {
    newest = { catalogue, settings: text, checker: createChecker(catalogue, settings) };
  }
  return newest.checker;
}

async function createChecker(catalogue: Catalogue, settings: ObjectSettings): Promise<ObjectChecker> {
  const schemas: Record<ObjectKind, (spec: unknown) => SchemaProblem[]> = {
    Waiver: await compileSchema('waiver.schema.json', 'spec'),
    RuleSet: await compileSchema('ruleset.schema.json', 'spec'),
  };
  const isLocked = anyWildcard(settings.locked ?? []);
  const locked = (rule: string, keys: string[]) =>
    isLocked(rule)
      ? [problem('Locked', keys, `${rule} is locked: the configuration file of Gatehouse alone decides about it`)]
      : [];

  const waiver = ({ rule, expires, selector }: WaiverSpec, now: number): ObjectProblem[] => {
    const problems: ObjectProblem[] = [];
    if (!catalogue.rules.some(({ id }) => id === rule)) {
      problems.push(problem('UnknownRule', ['rule'], unknownRule('the Waiver', rule, catalogue.rules)));
    }
    problems.push(...locked(rule, ['rule']));
    if (Object.keys(selector).length === 0) {
      const message = "needs names, kinds or labels; names: ['*'] is every object of the namespace";
      problems.push(problem('Invalid', ['selector'], message));
    }
    const until = endOf(expires);
    if (until === undefined) {
      const message = `${quoted(expires)} is neither a date (2027-03-31) nor an RFC 3339 time`;
      problems.push(problem('Invalid', ['expires'], message));
    } else if (until <= now) {
      const message = `expired ${expires}: give it a later date, or delete the Waiver`;
      problems.push(problem('Expired', ['expires'], message));
    } else if (isTooLong(expires, now, settings.waivers?.maxDays)) {
      const days = settings.waivers?.maxDays ?? DEFAULT_MAX_DAYS;
      const latest = new Date(now + days * DAY).toISOString().slice(0, 10);
      problems.push(
        problem('TooLong', ['expires'], `${expires} is more than ${days} days away; the latest is ${latest}`),
      );
    }
    return problems;
  };

  /** Parameters take long to check, and a server looks at the same objects again and again. */
  const known = new WeakMap<object, ObjectProblem[]>();

  const ruleSet = ({ packs, rules }: RuleSetSpec): ObjectProblem[] => {
    if (packs === undefined && rules === undefined) return [problem('Invalid', [], NEEDS_SETTINGS)];
    const ofPacks = packProblems(packs).map(({ reason, keys, message }) =>
      problem(reason, ['packs', ...keys], message),
    );
    const ofRules = Object.entries(rules ?? {}).flatMap(([id, ruleSettings]) => [
      ...settingProblems(id, ruleSettings, catalogue).map(({ reason, keys, message }) =>
        problem(reason, ['rules', id, ...keys], message),
      ),
      ...locked(id, ['rules', id]),
    ]);
    return [...ofPacks, ...Object.keys(packs ?? {}).flatMap(lockedIn), ...ofRules];
  };

  /** A pack sets all of its rules, the locked ones among them. */
  const lockedIn = (pack: string): ObjectProblem[] => {
    const held = catalogue.rules.filter((rule) => rule.pack === pack && isLocked(rule.id)).map(({ id }) => id);
    if (held.length === 0) return [];
    const some = `${held.slice(0, 3).join(', ')}${held.length > 3 ? ' and others' : ''}`;
    const message = `${pack} holds what is locked (${some}): the configuration file of Gatehouse alone decides about it; name other rules under rules`;
    return [problem('Locked', ['packs', pack], message)];
  };

  return {
    check(kind, object, now) {
      const spec: JsonValue | undefined = object.spec;
      if (spec === undefined) return [problem('Invalid', [], `a ${kind} has a spec`)];
      const wrong = schemas[kind](spec);
      if (wrong.length > 0) {
        return wrong.map(({ path, message }) => ({ reason: 'Invalid', path: `/spec${path}`, message }));
      }
      if (kind === 'Waiver') return waiver(spec as unknown as WaiverSpec, now);
      const problems = known.get(object) ?? ruleSet(spec as unknown as RuleSetSpec);
      known.set(object, problems);
      return problems;
    },
  };
}

function problem(reason: ProblemReason, keys: string[], message: string): ObjectProblem {
  return { reason, path: toPointer(['spec', ...keys]), message };
}

/** Bounded, because it goes into answers. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
