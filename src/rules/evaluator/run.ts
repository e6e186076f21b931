/** Runs compiled rules: reads the resource as it is, without serialising it, and within bounds of steps, time and memory. */
import { GatehouseError, messageOf } from '../../errors.ts';
import type { RuleInput } from '../../resource/input.ts';
import type { Evaluator, EvaluatorOptions, RuleFinding } from './evaluator.ts';
import type { Bodies, Body } from './plan/bodies.ts';
import { compare, equal, type PlainObject, toJson, type Value } from './plan/values.ts';

export const ENTRYPOINT = 'gatehouse/verdict/findings';

/** A resource takes thousands, one with a thousand findings some millions. Time ends most of what runs away before this does. */
const MAX_STEPS = 20_000_000;
const MAX_MILLISECONDS = 2_000;

/** One bundle is compiled once, however many configurations it is used with; two, because a reload holds the old one too. */
const MAX_COMPILED = 2;
const compiledByRevision = new Map<string, Bodies>();

export function evaluatorOf(program: Bodies, options: EvaluatorOptions): Evaluator {
  if (options.whole) for (const body of program.bodies) body.prepare();
  const data = { config: options.config } as unknown as PlainObject;
  /** By the very object that names the rules: whoever asks often keeps those. */
  const asked = new WeakMap<RuleInput['rules'], readonly Body[]>();
  const bodiesFor = (rules: RuleInput['rules']): readonly Body[] => {
    let bodies = asked.get(rules);
    if (bodies === undefined) {
      bodies = program.bodies.filter(({ rule }) => rule === undefined || Object.hasOwn(rules, rule));
      asked.set(rules, bodies);
    }
    return bodies;
  };
  return {
    evaluate(input: RuleInput, deadline?: number): RuleFinding[] {
      const document = input as unknown as Value;
      const found: Value[] = [];
      let running: string | undefined;
      program.begin(document, data, {
        steps: MAX_STEPS,
        deadline: Math.min(deadline ?? Infinity, performance.now() + MAX_MILLISECONDS),
        heap: options.heap,
      });
      try {
        for (const { rule, run } of bodiesFor(input.rules)) {
          running = rule;
          run(document, data, found);
        }
        return inOrder(found).map((finding) => {
          running = (finding as unknown as RuleFinding).rule;
          return toJson(finding) as RuleFinding;
        });
      } catch (thrown) {
        const who = running === undefined ? 'the rules' : `the rule ${running}`;
        throw new GatehouseError('EVALUATION_FAILED', `${who} could not be evaluated: ${messageOf(thrown)}`, {
          rule: running,
          cause: thrown,
        });
      }
    },
  };
}

/** The list as the set that it stands for, in Rego's order. */
function inOrder(list: Value[]): Value[] {
  if (list.length < 2) return list;
  list.sort(compare);
  return list.filter((member, index) => index === 0 || !equal(member, list[index - 1] as Value));
}

export function compiledOnce(revision: string, make: () => Bodies): Bodies {
  let compiled = compiledByRevision.get(revision);
  if (compiled === undefined) {
    compiled = make();
    const [oldest] = compiledByRevision.keys();
    if (oldest !== undefined && compiledByRevision.size >= MAX_COMPILED) compiledByRevision.delete(oldest);
    compiledByRevision.set(revision, compiled);
  }
  return compiled;
}
