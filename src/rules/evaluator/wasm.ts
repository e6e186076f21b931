/** The evaluator over OPA's WebAssembly, by @open-policy-agent/opa-wasm. */
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { GatehouseError, messageOf } from '../../errors.ts';
import { isObject } from '../../json.ts';
import type { RuleInput } from '../../resource/input.ts';
import type { Evaluator, EvaluatorOptions, RuleFinding } from './evaluator.ts';

/** 1024 pages of 64 KiB, 64 MiB: without a maximum the module's memory grows to 4 GiB and every later call fails. */
const MAXIMUM_PAGES = 1024;

/**
 * @param module the compiled rules, `policy.wasm` of the bundle
 * @throws GatehouseError BUNDLE_INVALID when it is not a policy that this SDK can run
 */
export async function wasmEvaluator(module: Uint8Array, options: EvaluatorOptions): Promise<Evaluator> {
  let policy: Awaited<ReturnType<typeof loadPolicy>>;
  try {
    policy = await loadPolicy(Buffer.from(module), { initial: 5, maximum: MAXIMUM_PAGES });
    policy.setData({ config: options.config });
  } catch (thrown) {
    throw new GatehouseError('BUNDLE_INVALID', `the compiled rules do not load: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
  return {
    copies: true,
    evaluate(input: RuleInput): RuleFinding[] {
      let results: unknown;
      try {
        results = policy.evaluate(input);
      } catch (thrown) {
        throw new GatehouseError('EVALUATION_FAILED', `the rules could not be evaluated: ${messageOf(thrown)}`, {
          cause: thrown,
        });
      }
      const findings: unknown = Array.isArray(results) && isObject(results[0]) ? results[0].result : undefined;
      if (!Array.isArray(findings)) {
        throw new GatehouseError('EVALUATION_FAILED', 'the rules gave no result: the entrypoint is undefined');
      }
      return findings as RuleFinding[];
    },
  };
}
