/** The evaluator over OPA's plan, compiled to JavaScript: reads the resource as it is, without serialising it. */
import { GatehouseError, messageOf } from '../../errors.ts';
import type { RuleInput } from '../../resource/input.ts';
import type { Bundle } from '../bundle.ts';
import type { Evaluator, EvaluatorOptions, RuleFinding } from './evaluator.ts';
import { builtins } from './plan/builtins/builtins.ts';
import { type Compiled, compile } from './plan/compile.ts';
import { type PlainObject, RegoSet, toJson, type Value } from './plan/values.ts';

const ENTRYPOINT = 'gatehouse/verdict/findings';

/** Far above what any resource takes (thousands), far below what would be felt: about 50 ms. */
const MAX_STEPS = 2_000_000;

/** One bundle is compiled once, however many configurations it is used with; two, because a reload holds the old one too. */
const MAX_COMPILED = 2;
const compiledByRevision = new Map<string, Compiled>();

/** @throws GatehouseError BUNDLE_INVALID when the plan cannot be compiled or uses a builtin that is not there */
export function planEvaluator(bundle: Pick<Bundle, 'plan' | 'revision'>, options: EvaluatorOptions): Evaluator {
  const compiled = compiledOnce(bundle);
  const data = { config: options.config } as unknown as PlainObject;
  return {
    evaluate(input: RuleInput): RuleFinding[] {
      let findings: Value | undefined;
      try {
        findings = compiled.evaluate(ENTRYPOINT, input as unknown as Value, data, MAX_STEPS);
      } catch (thrown) {
        throw new GatehouseError('EVALUATION_FAILED', `the rules could not be evaluated: ${messageOf(thrown)}`, {
          cause: thrown,
        });
      }
      if (!(findings instanceof RegoSet)) {
        throw new GatehouseError('EVALUATION_FAILED', 'the rules gave no result: the entrypoint is undefined');
      }
      return RegoSet.sorted(findings).map((finding) => toJson(finding) as RuleFinding);
    },
  };
}

function compiledOnce({ plan, revision }: Pick<Bundle, 'plan' | 'revision'>): Compiled {
  let compiled = compiledByRevision.get(revision);
  if (compiled === undefined) {
    compiled = compile(parse(plan), builtins);
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
