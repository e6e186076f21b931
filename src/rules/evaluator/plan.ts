/** The evaluator over OPA's plan, compiled to JavaScript: reads the resource as it is, without serialising it. */
import { GatehouseError, messageOf } from '../../errors.ts';
import type { RuleInput } from '../../resource/input.ts';
import type { Evaluator, EvaluatorOptions, RuleFinding } from './evaluator.ts';
import { builtins } from './plan/builtins/builtins.ts';
import { compile } from './plan/compile.ts';
import type { Policy } from './plan/ir.ts';
import { type PlainObject, RegoSet, toJson, type Value } from './plan/values.ts';

const ENTRYPOINT = 'gatehouse/verdict/findings';

/** Far above what any resource takes (thousands), far below what would be felt: about 50 ms. */
const MAX_STEPS = 2_000_000;

/**
 * @param policy `plan.json` of the bundle
 * @throws GatehouseError BUNDLE_INVALID when it cannot be compiled or uses a builtin that is not there
 */
export function planEvaluator(policy: Policy, options: EvaluatorOptions): Evaluator {
  const compiled = compile(policy, builtins);
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
