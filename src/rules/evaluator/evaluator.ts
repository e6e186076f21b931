/** What the engine asks of an evaluator. It knows Rego and nothing of doors, actions or waivers. */
import type { JsonObject } from '../../json.ts';
import type { PatchOperation } from '../../reports/report.ts';
import type { RuleInput } from '../../resource/input.ts';

/** A rule's finding as Rego returns it: paths and messages, not yet actions. */
export interface Finding {
  path: string;
  message: string;
  /** The object is so young that what is missing may still come: a denial is a warning. */
  early?: boolean;
  /**
   * What the object itself says to be let through by: honoured until it expires, where that is no more than `seconds` away.
   */
  waiver?: { owner: string; reason: string; expires: string; seconds: number };
  fix?: { description: string; patch?: PatchOperation[]; offer?: string };
}

export type RuleFinding =
  | { rule: string; violation: Finding; unknown?: never; exempt?: never }
  | { rule: string; unknown: Finding; violation?: never; exempt?: never }
  /** The rule says that it is not applicable to the resource after all. */
  | { rule: string; exempt: true; violation?: never; unknown?: never };

/** The same rules in either form. */
export type CompiledRules = {
  /** SHA-256 of what was compiled, hexadecimal. */
  revision: string;
  /** As WebAssembly. */
  wasm: Uint8Array;
} & (
  | {
      /** As JavaScript: the JSON text of a `Program`. */
      program: string;
      plan?: never;
    }
  | {
      /** As OPA's intermediate representation, JSON text: compiled to JavaScript by the evaluator that uses it. */
      plan: string;
      program?: never;
    }
);

export interface Evaluator {
  /** True where the input is copied, so that what none of the rules reads is better left out. */
  copies?: boolean;
  /**
   * Every finding of the rules that `input.rules` names, in a fixed order.
   * @param deadline `performance.now()` at which the answer is due; only the plan can be interrupted
   * @throws GatehouseError EVALUATION_FAILED, whatever went wrong inside; a failure is never an empty list.
   */
  evaluate(input: RuleInput, deadline?: number): RuleFinding[];
}

export interface EvaluatorOptions {
  /** What Rego knows as `data.config`: the parameters of every rule, defaults filled in and values normalised. */
  config: { parameters: Record<string, JsonObject> };
  /** Bytes that the heap of this thread may hold while rules run; only the plan looks at it. */
  heap?: number;
  /** Compiles every rule at once, where nobody has proven yet that each can be; others are compiled when they are first asked. */
  whole?: boolean;
}
