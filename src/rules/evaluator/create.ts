/** Which evaluator runs the rules. Only the one that is asked for is loaded. */
import type { CompiledRules, Evaluator, EvaluatorOptions } from './evaluator.ts';

export type EvaluatorName = 'plan' | 'wasm';

/** @throws GatehouseError BUNDLE_INVALID when the bundle is not one that this evaluator can run */
export async function createEvaluator(
  name: EvaluatorName = 'plan',
  bundle: CompiledRules,
  options: EvaluatorOptions,
): Promise<Evaluator> {
  if (name === 'wasm') return (await import('./wasm.ts')).wasmEvaluator(bundle.wasm, options);
  if (bundle.program !== undefined) return (await import('./program.ts')).programEvaluator(bundle, options);
  return (await import('./plan.ts')).planEvaluator(bundle, options);
}
