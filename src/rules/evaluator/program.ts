/** The evaluator over the rules that ship with Gatehouse: they were compiled to JavaScript when they were built. */
import { GatehouseError, messageOf } from '../../errors.ts';
import type { Evaluator, EvaluatorOptions } from './evaluator.ts';
import { bodiesOfProgram } from './plan/bodies.ts';
import { builtins } from './plan/builtins/builtins.ts';
import type { Program } from './plan/program.ts';
import { compiledOnce, evaluatorOf } from './run.ts';

/**
 * @param bundle its program is run as it is: it must be one that came with Gatehouse
 * @throws GatehouseError BUNDLE_INVALID when it is no program
 */
export function programEvaluator(bundle: { program: string; revision: string }, options: EvaluatorOptions): Evaluator {
  const compiled = compiledOnce(bundle.revision, () => bodiesOfProgram(parse(bundle.program), builtins));
  return evaluatorOf(compiled, options);
}

function parse(program: string): Program {
  try {
    return JSON.parse(program);
  } catch (thrown) {
    throw new GatehouseError('BUNDLE_INVALID', `the program is not JSON: ${messageOf(thrown)}`, { cause: thrown });
  }
}
