/**
 * Runs rules of others beside the server. One rule at a time, whose number stands in shared memory while it runs: where this
 * thread is ended or falls, the server still knows whose fault it was.
 */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../errors.ts';
import { createEvaluator } from '../evaluator/create.ts';
import type { Evaluator, RuleFinding } from '../evaluator/evaluator.ts';
import { checkFindings } from './findings.ts';
import { type Answer, type FromWorker, idsOf, MAX_HEAP, type Question, type WorkerData } from './messages.ts';

interface Rule {
  id: string;
  /** As `input.rules` names it; the same object each time, by which evaluators know what to ask. */
  alone: Record<string, true>;
  evaluator: Evaluator;
}

const given = workerData as WorkerData;
const running = new Int32Array(given.running);

async function prepare(): Promise<Rule[]> {
  const evaluators = new Map<string, Evaluator>();
  for (const { rules, ...bundle } of given.bundles) {
    const options = { config: { parameters: given.parameters }, heap: MAX_HEAP, whole: true };
    const evaluator = await createEvaluator(given.evaluator, bundle, options);
    for (const { id } of rules) evaluators.set(id, evaluator);
  }
  return idsOf(given).map((id) => ({ id, alone: { [id]: true }, evaluator: evaluators.get(id) as Evaluator }));
}

function answer(rules: readonly Rule[], { input, milliseconds }: Question): Answer {
  const deadline = performance.now() + milliseconds;
  const findings: RuleFinding[] = [];
  for (const [index, { id, alone, evaluator }] of rules.entries()) {
    if (input.rules[id] !== true) continue;
    Atomics.store(running, 0, index);
    try {
      const found = evaluator.evaluate({ ...input, rules: alone }, deadline);
      checkFindings(found);
      findings.push(...found);
    } catch (thrown) {
      const message = messageOf(thrown);
      // An evaluator that names the rule has said all.
      const named = message.includes(id) ? message : `the rule ${id} could not be evaluated: ${message}`;
      return { error: named, rule: id };
    }
  }
  return { findings };
}

const say = (message: FromWorker) => parentPort?.postMessage(message);
const rules = await prepare();
parentPort?.on('message', (question: Question) => {
  const said = answer(rules, question);
  Atomics.store(running, 0, -1);
  say({ ...said, spent: getHeapStatistics().used_heap_size > MAX_HEAP / 2 });
});
say('ready');
