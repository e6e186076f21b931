/**
 * Two evaluators run the same rules, and OPA itself is the third opinion: on every example and on random input they find the same,
 * in the same order where both have one.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { contextOf } from '../../src/context/context.ts';
import { inventoryOf } from '../../src/context/inventory.ts';
import { noScans, scansOf } from '../../src/context/scans.ts';
import type { GatehouseError } from '../../src/errors.ts';
import { approaches, judgeExample, surroundings } from '../../src/examples/approaches.ts';
import { readExamples } from '../../src/examples/schema.ts';
import type { JsonObject } from '../../src/json.ts';
import type { RuleInput } from '../../src/resource/input.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import type { RuleMetadata } from '../../src/rules/catalogue.ts';
import { resolveParameters } from '../../src/rules/check-parameters.ts';
import type { Evaluator, RuleFinding } from '../../src/rules/evaluator/evaluator.ts';
import { programEvaluator } from '../../src/rules/evaluator/program.ts';
import { wasmEvaluator } from '../../src/rules/evaluator/wasm.ts';
import { RuleSet } from '../../src/rules/ruleset.ts';
import { arbitraryOf, type Parts } from '../helpers/arbitrary.ts';
import { hasOpa, opa } from '../helpers/opa.ts';

type Parameters = Record<string, JsonObject>;

interface Case {
  name: string;
  parameters: Parameters;
  input: RuleInput;
}

const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const bundle = await loadBundle();
const { rules } = bundle.catalogue;
const everyRule = Object.fromEntries(rules.map(({ id }) => [id, true])) as RuleInput['rules'];
const fileOf = ({ pack, id }: RuleMetadata) => `${join('rego/gatehouse', pack, id).replaceAll('-', '_')}.examples.yaml`;
const examples = rules.flatMap((rule) => readExamples(rule.id, fileOf(rule)));

const defaults: Parameters = Object.fromEntries(rules.map((rule) => [rule.id, resolveParameters(rule)]));

/** @param id of the rule that those are given to */
function parametersOf(id?: string, given?: JsonObject): Parameters {
  const rule = rules.find((one) => one.id === id);
  return rule && given ? { ...defaults, [rule.id]: resolveParameters(rule, given) } : defaults;
}

/** Every resource of every example, by every way to the engine, asked of every rule. */
function exampleCases(): Case[] {
  return examples.flatMap((example) => {
    const parameters = parametersOf(example.rule, example.parameters as JsonObject | undefined);
    return approaches(example).flatMap(({ name, set }) => {
      const inventory = inventoryOf([...set, ...surroundings(example)].map(({ resource }) => resource));
      const scans = example.scans === undefined ? noScans : scansOf(example.scans);
      const now = Date.parse(example.now ?? '2026-06-15T12:00:00Z');
      return set.map(({ resource }) => ({
        name: `${example.rule}: ${example.name}: ${name}: ${resource.id}`,
        parameters,
        input: { rules: everyRule, resource, context: contextOf(resource, inventory, scans, now) },
      }));
    });
  });
}

/** Strings of the examples, so that random input is mostly about something. */
function wordsOf(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string' && value.length < 60) found.add(value);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (!Array.isArray(value)) found.add(key);
      wordsOf(item, found);
    }
  }
  return found;
}

const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Keys in order, and findings too: WebAssembly keeps no order of sets. */
function settled(findings: readonly unknown[]): string[] {
  const ordered = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return findings.map((finding) => JSON.stringify(finding, ordered)).sort();
}

/** Nearly all examples have the parameters' defaults; of those that have not, each has its own for its resources, one after the other. */
const memo = <T>(make: (parameters: Parameters) => T): ((parameters: Parameters) => T) => {
  const byDefault = make(defaults);
  let last: { parameters: Parameters; made: T } = { parameters: defaults, made: byDefault };
  return (parameters) => {
    if (parameters === defaults) return byDefault;
    if (parameters !== last.parameters) last = { parameters, made: make(parameters) };
    return last.made;
  };
};
const wasmFor = memo(async (parameters) => wasmEvaluator(bundle.wasm, { config: { parameters } }));
const planFor = memo((parameters) => programEvaluator(bundle, { config: { parameters } }));

const corpus = exampleCases();

t.test('examples', async (t) => {
  t.test('plan and WebAssembly find the same', async (t) => {
    for (const { name, parameters, input } of corpus) {
      const found = planFor(parameters).evaluate(input);

      t.strictSame(settled(found), settled((await wasmFor(parameters)).evaluate(input)), name);
    }
  });

  t.test('the input holds nothing that JSON does not', async (t) => {
    for (const { name, input } of corpus) t.strictSame(input, JSON.parse(JSON.stringify(input)), name);
  });

  t.test('reports are the same whichever evaluator the configuration chooses', async (t) => {
    // One of each kind for each rule: what is the same in all of them is above.
    const chosen = new Map(examples.map((example) => [`${example.rule} ${example.kind}`, example]));
    for (const example of chosen.values()) {
      const [approach] = approaches(example);
      if (approach === undefined) continue;
      const parameters = example.parameters && { parameters: example.parameters };
      const settings = { rules: { [example.rule]: { action: 'deny' as const, ...parameters } } };
      const [plan, wasm] = await Promise.all(
        (['plan', 'wasm'] as const).map(async (evaluator) => {
          const rules = await RuleSet.create(bundle, { ...settings, evaluator });
          return { ...judgeExample(rules, { now: '2026-06-15T12:00:00Z', ...example }, approach), revision: '' };
        }),
      );

      t.strictSame(plan, wasm, `${example.rule}: ${example.name}`);
    }
  });
});

const schema = JSON.parse(readFileSync('schemas/input.schema.json', 'utf8')).properties;
const words = wordsOf(examples);
const odd = ['__proto__', 'constructor', 'length', '\u{1f600}', '\uff5e', '*', '?'];
const text = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...words, ...odd) },
  { weight: 1, arbitrary: fc.oneof(fc.string(), fc.string({ unit: 'binary' })) },
);
const numbers = [-1, 0, 0.5, 1, 1.5, 2, 3, 100, 1024, 1e6, 1e9];
/** Numbers that JavaScript and Go write alike: OPA gives a number back in the digits in which the input had it. */
const anything = { text, numbers: [...numbers, 2 ** 31, 1.5e9, 1e12, 2 ** 53 - 1, 1e-10] };

/** What opa-wasm gets wrong is left out: integers beyond 32 bits, and `json.marshal` of what Go escapes. */
const forWasm = { text: text.filter((value) => !/[<>&\u2028\u2029]/.test(value)), numbers };

const randomInput = (parts: Parts) =>
  fc.record({
    rules: fc.constant(everyRule),
    resource: arbitraryOf(schema.resource, parts),
    context: arbitraryOf(schema.context, parts),
  }) as unknown as fc.Arbitrary<RuleInput>;

/** Random input may contradict itself, as no source does; then a rule has two answers, and that fails in both. */
function outcome(evaluator: Evaluator, input: RuleInput): string[] {
  try {
    return settled(evaluator.evaluate(input));
  } catch (thrown) {
    return [(thrown as GatehouseError).code];
  }
}

/** WebAssembly scans objects in no order either, so that texts which list what they hold have other orders. */
const unordered = (found: string[]) => found.map((text) => [...text].sort(inOrder).join('')).sort(inOrder);

t.test('random input', async () => {
  const parameters = parametersOf();
  const [plan, wasm] = [planFor(parameters), await wasmFor(parameters)];

  fc.assert(
    fc.property(randomInput(forWasm), (input) => {
      assert.deepEqual(unordered(outcome(plan, input)), unordered(outcome(wasm, input)));
    }),
    { numRuns: RUNS },
  );
});

t.test('OPA itself', { skip: hasOpa() ? false : `${opa} is not there` }, async (t) => {
  const parameters = parametersOf();
  const judged = (input: RuleInput) => outcome(planFor(parameters), input)[0] !== 'EVALUATION_FAILED';
  const random = fc.sample(randomInput(anything).filter(judged), RUNS);
  const cases = [...corpus, ...random.map((input, index) => ({ name: `random ${index}`, parameters, input }))];

  const answers = native(t.testdir(), cases);

  for (const [index, { name, parameters, input }] of cases.entries()) {
    t.strictSame(JSON.stringify(planFor(parameters).evaluate(input)), JSON.stringify(answers[index]), name);
  }
});

/** A function, because `with` in a query does not see the query's own variables everywhere. */
const BATCH = `package batch

answers := [judged(one.input, {"parameters": data.parameters[one.parameters]}) | some one in data.cases]

judged(resource, config) := found if {
	found := data.gatehouse.verdict.findings with input as resource with data.config as config
}
`;

/** One process for all of them. */
function native(folder: string, cases: readonly Case[]): RuleFinding[][] {
  const [data, rego] = [join(folder, 'cases.json'), join(folder, 'batch.rego')];
  // Written once each: they are longer than most inputs.
  const parameters = [...new Set(cases.map((one) => one.parameters))];
  const compact = cases.map((one) => ({ ...one, parameters: parameters.indexOf(one.parameters) }));
  writeFileSync(data, JSON.stringify({ cases: compact, parameters, config: {} }));
  writeFileSync(rego, BATCH);
  const files = [data, rego, 'rego/gatehouse'].flatMap((file) => ['-d', file]);
  const ignored = ['*_test.rego', '*.yaml'].flatMap((glob) => ['--ignore', glob]);
  const said = execFileSync(opa, ['eval', '-f', 'values', ...files, ...ignored, 'data.batch.answers'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 300_000,
  });
  return (JSON.parse(said) as RuleFinding[][][])[0] as RuleFinding[][];
}
