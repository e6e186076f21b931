/** The evaluator over OPA's plan, compiled to JavaScript here: for rules of others, whose JavaScript is never taken from them. */
import { GatehouseError, messageOf } from '../../errors.ts';
import type { Evaluator, EvaluatorOptions } from './evaluator.ts';
import { builtins } from './plan/builtins/builtins.ts';
import { compile } from './plan/compile.ts';
import type { Policy } from './plan/ir.ts';
import { compiledOnce, ENTRYPOINT, evaluatorOf } from './run.ts';

/** @throws GatehouseError BUNDLE_INVALID when the plan cannot be compiled or uses a builtin that is not there */
export function planEvaluator(bundle: { plan: string; revision: string }, options: EvaluatorOptions): Evaluator {
  const compiled = compiledOnce(bundle.revision, () => compile(parsePlan(bundle.plan), builtins, ENTRYPOINT));
  return evaluatorOf(compiled, options);
}

/** @throws GatehouseError BUNDLE_INVALID */
export function parsePlan(plan: string): Policy {
  try {
    return JSON.parse(plan);
  } catch (thrown) {
    throw new GatehouseError('BUNDLE_INVALID', `the plan is not JSON: ${messageOf(thrown)}`, { cause: thrown });
  }
}
