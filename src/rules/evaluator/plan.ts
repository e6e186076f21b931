/** The evaluator over OPA's plan, compiled to JavaScript: reads the resource as it is, without serialising it. */
import { GatehouseError, messageOf } from '../../errors.ts';
import type { RuleInput } from '../../resource/input.ts';
import type { Bundle } from '../bundle.ts';
import type { Evaluator, EvaluatorOptions, RuleFinding } from './evaluator.ts';
import { builtins } from './plan/builtins/builtins.ts';
import { type Compiled, compile } from './plan/compile.ts';
import { get } from './plan/runtime.ts';
import { type PlainObject, RegoSet, toJson, type Value } from './plan/values.ts';

const ENTRYPOINT = 'gatehouse/verdict/findings';

/** A resource takes thousands, one with a thousand findings some millions. Time ends most of what runs away before this does. */
const MAX_STEPS = 20_000_000;
const MAX_MILLISECONDS = 2_000;

/** One bundle is compiled once, however many configurations it is used with; two, because a reload holds the old one too. */
const MAX_COMPILED = 2;
const compiledByRevision = new Map<string, Compiled>();

/** @throws GatehouseError BUNDLE_INVALID when the plan cannot be compiled or uses a builtin that is not there */
export function planEvaluator(bundle: Pick<Bundle, 'plan' | 'revision'>, options: EvaluatorOptions): Evaluator {
  const compiled = compiledOnce(bundle);
  const data = { config: options.config } as unknown as PlainObject;
  return {
    evaluate(input: RuleInput, deadline?: number): RuleFinding[] {
      let last: Value | undefined;
      const budget = {
        steps: MAX_STEPS,
        deadline: Math.min(deadline ?? Infinity, performance.now() + MAX_MILLISECONDS),
      };
      try {
        const findings = compiled.evaluate(ENTRYPOINT, input as unknown as Value, data, budget);
        if (findings instanceof RegoSet) {
          return RegoSet.sorted(findings).map((finding) => {
            last = get(finding, 'rule');
            return toJson(finding) as RuleFinding;
          });
        }
      } catch (thrown) {
        const rule = typeof last === 'string' ? last : culprit(compiled.running());
        const who = rule === undefined ? 'the rules' : `the rule ${rule}`;
        throw new GatehouseError('EVALUATION_FAILED', `${who} could not be evaluated: ${messageOf(thrown)}`, {
          rule,
          cause: thrown,
        });
      }
      throw new GatehouseError('EVALUATION_FAILED', 'the rules gave no result: the entrypoint is undefined');
    },
  };
}

/** The id of the rule that failed, where it was one. */
function culprit([root, pack, rule]: readonly string[]): string | undefined {
  if (root !== 'gatehouse' || pack === 'verdict' || pack === 'lib') return undefined;
  return rule?.replaceAll('_', '-');
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
