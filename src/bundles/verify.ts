/**
 * Whether a bundle of others is what it says: every builtin is there, its catalogue is one, and both evaluators judge each of
 * its examples alike and as the example expects. Runs its rules, so it is called in a worker only.
 */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import Type from 'typebox';
import type { Config, Door } from '../config/schema.ts';
import { GatehouseError } from '../errors.ts';
import { approaches, judgeExample } from '../examples/approaches.ts';
import { strictConfig, unmetBy } from '../examples/expectations.ts';
import { checkExamples, type RuleExample } from '../examples/schema.ts';
import type { Report } from '../reports/report.ts';
import { type Bundle, findPackageFile } from '../rules/bundle.ts';
import { resolveParameters } from '../rules/check-parameters.ts';
import type { Block, Policy } from '../rules/evaluator/plan/ir.ts';
import { RuleSet } from '../rules/ruleset.ts';
import { RuleMetadataSchema } from './catalogue-schema.ts';
import type { Unpacked } from './files.ts';

/**
 * @param judging called before each example with its place among the examples
 * @throws Error or GatehouseError that names the rule and the example, or the builtin and where it is called
 */
export async function verify(bundle: Unpacked, judging: (example: number) => void): Promise<void> {
  checkCatalogue(bundle);
  checkBuiltins(JSON.parse(bundle.plan) as Policy);
  const sets = new Map<string, { plan: RuleSet; wasm: RuleSet }>();
  for (const [index, example] of bundle.examples.entries()) {
    judging(index);
    const config = strictConfig(bundle.rules, example);
    const key = JSON.stringify(config);
    const pair = sets.get(key) ?? (await ruleSets(bundle, config));
    sets.set(key, pair);
    const doors = bundle.rules.find(({ id }) => id === example.rule)?.doors ?? [];
    await verifyExample(example, pair, doors);
  }
}

/** By how both evaluators judge it on every way to the engine. @throws Error */
async function verifyExample(
  example: RuleExample,
  { plan, wasm }: { plan: RuleSet; wasm: RuleSet },
  doors: readonly Door[],
): Promise<void> {
  const now = { now: '2026-01-01T00:00:00Z', ...example };
  for (const approach of approaches(example)) {
    if (!doors.includes(approach.door)) continue;
    const wrong = (problem: string) =>
      new Error(`rule ${example.rule}, example "${example.name}", as ${approach.name}: ${problem}`);
    const report = judgeExample(plan, now, approach);
    const unmet = unmetBy(example, approach, report);
    if (unmet !== undefined) throw wrong(unmet);
    const other = judgeExample(wasm, now, approach);
    const [one, two] = [essence(report), essence(other)];
    if (one !== two) throw wrong(`the two evaluators differ: by the plan ${one}, by WebAssembly ${two}`);
  }
}

function essence({ violations, unknowns, errors = [] }: Report): string {
  const found = [...violations, ...unknowns].map(({ rule, path, message, fix }) =>
    JSON.stringify({ rule, path, message, fix }),
  );
  return [...found.sort((a, b) => (a < b ? -1 : 1)), ...errors.map(({ message }) => message)].join(' ').slice(0, 2000);
}

async function ruleSets({ rules, ...compiled }: Unpacked, config: Config): Promise<{ plan: RuleSet; wasm: RuleSet }> {
  const bundle: Bundle = { ...compiled, catalogue: { rules } };
  const [plan, wasm] = await Promise.all([
    RuleSet.create(bundle, { ...config, evaluator: 'plan' }),
    RuleSet.create(bundle, { ...config, evaluator: 'wasm' }),
  ]);
  return { plan, wasm };
}

/** @throws Error */
function checkCatalogue({ rules, examples }: Unpacked): void {
  const ajv = new Ajv({ allErrors: true, strict: false });
  if (!ajv.validate(Type.Array(RuleMetadataSchema, { minItems: 1 }), rules)) {
    throw new Error(`its catalogue is not one: ${ajv.errorsText(ajv.errors, { dataVar: 'rules' })}`);
  }
  for (const [index, rule] of rules.entries()) {
    if (rules.findIndex(({ id }) => id === rule.id) !== index)
      throw new Error(`two of its rules have the id ${rule.id}`);
    for (const [key, schema] of Object.entries(rule.parameters.properties ?? {})) {
      if (schema.default !== undefined) resolveParameters(rule, { [key]: schema.default });
    }
    const own = examples.filter((example) => example.rule === rule.id);
    checkExamples(
      rule.id,
      own.map(({ rule: _rule, source: _source, ...example }) => example),
      `rule ${rule.id}`,
    );
  }
}

/** What the plan's own compiler lacks it says itself; this is what only one evaluator has, or answers in its own way. */
function checkBuiltins({ static: { builtin_funcs: used, files }, funcs, plans }: Policy): void {
  const text = readFileSync(findPackageFile('rego/capabilities.json'), 'utf8');
  const there = new Set((JSON.parse(text) as { builtins: { name: string }[] }).builtins.map(({ name }) => name));
  const absent = new Set((used ?? []).map(({ name }) => name).filter((name) => !there.has(name)));
  if (absent.size === 0) return;
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { func, file, row } = value as { func?: unknown; file?: number; row?: number };
    if (typeof func === 'string' && absent.has(func)) {
      const where = `${(files ?? [])[file ?? -1]?.value ?? 'its rules'}:${row}`;
      throw new GatehouseError('BUNDLE_INVALID', `the builtin ${func} is not one that both evaluators have`, { where });
    }
    for (const inner of Object.values(value)) look(inner);
  };
  const blocks: (Block[] | null)[] = [
    ...(funcs.funcs ?? []).map((func) => func.blocks),
    ...plans.plans.map((plan) => plan.blocks),
  ];
  look(blocks);
  throw new Error(`it asks for builtins that are not there: ${[...absent].join(', ')}`);
}
