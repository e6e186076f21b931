/** The evaluator over OPA's plan, compiled to JavaScript: reads the resource as it is, without serialising it. */
import { GatehouseError, messageOf } from '../../errors.ts';
import type { RuleInput } from '../../resource/input.ts';
import type { Bundle } from '../bundle.ts';
import type { Evaluator, EvaluatorOptions, Finding, RuleFinding } from './evaluator.ts';
import { builtins } from './plan/builtins/builtins.ts';
import { type Compiled, compile, type RuleFunction } from './plan/compile.ts';
import { type Question, questionsOf } from './plan/questions.ts';
import { get, scanAnyKeys } from './plan/runtime.ts';
import { type PlainObject, RegoSet, toJson, type Value } from './plan/values.ts';

/** A resource takes thousands, one with a thousand findings some millions. Time ends most of what runs away before this does. */
const MAX_STEPS = 20_000_000;
const MAX_MILLISECONDS = 2_000;

/** One bundle is compiled once, however many configurations it is used with; two, because a reload holds the old one too. */
const MAX_COMPILED = 2;
const compiledByRevision = new Map<string, CompiledRules>();

interface Ask extends Question {
  ask: RuleFunction;
}

interface CompiledRules {
  program: Compiled;
  questions: readonly Ask[];
}

/** @throws GatehouseError BUNDLE_INVALID when the plan cannot be compiled or uses a builtin that is not there */
export function planEvaluator(bundle: Pick<Bundle, 'plan' | 'revision'>, options: EvaluatorOptions): Evaluator {
  const { program, questions } = compiledOnce(bundle);
  /** By the very object that names the rules: whoever asks often keeps those. */
  const known = new WeakMap<RuleInput['rules'], readonly Ask[]>();
  const asked = (rules: RuleInput['rules']): readonly Ask[] => {
    let asks = known.get(rules);
    if (asks === undefined) {
      asks = questions.filter(({ rule }) => Object.hasOwn(rules, rule));
      known.set(rules, asks);
    }
    return asks;
  };
  const data = { config: options.config } as unknown as PlainObject;
  return {
    evaluate(input: RuleInput, deadline?: number): RuleFinding[] {
      const document = input as unknown as Value;
      const findings: RuleFinding[] = [];
      let running: string | undefined;
      program.begin(document, data, {
        steps: MAX_STEPS,
        deadline: Math.min(deadline ?? Infinity, performance.now() + MAX_MILLISECONDS),
      });
      try {
        for (const { rule, kind, ask } of asked(input.rules)) {
          running = rule;
          const found = ask(document, data);
          if (found === undefined) continue;
          for (const value of inOrder(found)) {
            const json = toJson(value) as Finding;
            findings.push(kind === 'violation' ? { rule, violation: json } : { rule, unknown: json });
          }
        }
        return findings;
      } catch (thrown) {
        throw new GatehouseError(
          'EVALUATION_FAILED',
          `the rule ${running} could not be evaluated: ${messageOf(thrown)}`,
          {
            rule: running,
            cause: thrown,
          },
        );
      }
    },
  };
}

/** What is found, as the entrypoint would have it in its set. */
function inOrder(found: Value): readonly Value[] {
  if (found instanceof RegoSet) return RegoSet.sorted(found);
  const values = Array.isArray(found) ? found : scanAnyKeys(found).map((key) => get(found, key) as Value);
  return RegoSet.sorted(RegoSet.of(values));
}

function compiledOnce({ plan, revision }: Pick<Bundle, 'plan' | 'revision'>): CompiledRules {
  let compiled = compiledByRevision.get(revision);
  if (compiled === undefined) {
    const policy = parse(plan);
    const program = compile(policy, builtins);
    compiled = { program, questions: questionsOf(policy).map((one) => ({ ...one, ask: program.rule(one.func) })) };
    const [oldest] = compiledByRevision.keys();
    if (oldest !== undefined && compiledByRevision.size >= MAX_COMPILED) compiledByRevision.delete(oldest);
    compiledByRevision.set(revision, compiled);
  }
  return compiled;
}

function parse(plan: string) {
  try {
    return JSON.parse(plan);
  } catch (thrown) {
    throw new GatehouseError('BUNDLE_INVALID', `the plan is not JSON: ${messageOf(thrown)}`, { cause: thrown });
  }
}
