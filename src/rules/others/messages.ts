/** What the server and a worker that runs rules of others say to each other. */
import type { JsonObject } from '../../json.ts';
import type { RuleInput } from '../../resource/input.ts';
import type { OtherBundle } from '../bundle.ts';
import type { EvaluatorName } from '../evaluator/create.ts';
import type { RuleFinding } from '../evaluator/evaluator.ts';

/** Bytes: a rule that needs more for one resource is not what admission can wait for. */
export const MAX_HEAP = 128 * 1024 * 1024;

/** What a worker is started with. */
export interface Rules {
  bundles: readonly OtherBundle[];
  /** Of every rule of these bundles, defaults filled in. */
  parameters: Record<string, JsonObject>;
  evaluator: EvaluatorName;
}

export interface WorkerData extends Rules {
  /** One number: which rule is running, by its place among all rules of these bundles; -1 where none is. */
  running: SharedArrayBuffer;
}

export interface Question {
  input: RuleInput;
  /** How long it may take. */
  milliseconds: number;
}

export type Answer = ({ findings: RuleFinding[] } | { error: string; rule: string }) & {
  /** True where so much garbage is left that the next question might be blamed for it. */
  spent?: boolean;
};

/** `ready` once, then one answer to each question. */
export type FromWorker = 'ready' | Answer;

/** The ids of all rules, in the order in which `running` numbers them. */
export function idsOf({ bundles }: Rules): string[] {
  return bundles.flatMap(({ rules }) => rules.map(({ id }) => id));
}
