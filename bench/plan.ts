/**
 * A Terraform plan of 10,000 resources, read and judged, beside `JSON.parse` of the same bytes; and the whole command beside `opa eval`
 * and `conftest` with the same rules. Those two cannot read a plan into facets, so they are given what Gatehouse has read, without
 * the objects, which is a small part of the work and of the bytes.
 *
 *     node dist/bench/plan.js [COUNT]
 *
 * `OPA` and `CONFTEST` name the commands; what is not there is left out. CONTRIBUTING says how to get them.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { contextOf } from '../src/context/context.ts';
import { inventoryOf } from '../src/context/inventory.ts';
import { noScans } from '../src/context/scans.ts';
import { judgeAll } from '../src/engine.ts';
import type { RuleInput } from '../src/resource/input.ts';
import type { Resource } from '../src/resource/resource.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { readDocument } from '../src/sources/read.ts';
import { generatePlan } from './generate-plan.ts';
import { type Candidate, compare, print, row, told } from './rounds.ts';

const COUNT = Number(process.argv[2] ?? 10_000);
const ROUNDS = Number(process.env.ROUNDS ?? 7);
const { OPA = 'opa', CONFTEST = 'conftest' } = process.env;
const bytes = Buffer.from(JSON.stringify(generatePlan(COUNT)));
const rules = await RuleSet.create(await loadBundle());
const read = () => readDocument(bytes, { name: 'plan.json' }).resources;
const judged = () => judgeAll(rules, read(), { door: 'ci', now: 0 });
const { summary } = judged();
console.log(`${(bytes.length / 1e6).toFixed(1)} MB, ${JSON.stringify(summary)}, Node ${process.version}`);

const measured = await compare(
  [
    inProcess('JSON.parse', () => JSON.parse(bytes.toString())),
    inProcess('parsed and indexed', read),
    inProcess('read and judged', judged),
  ],
  ROUNDS,
);
print(`a plan of ${COUNT} resources, ${rules.rules.length} rules`, 'plan', measured);
for (const { name, ratios } of measured.slice(1)) {
  row(`a plan of ${COUNT.toLocaleString('en')} resources, ${name}`, '`JSON.parse`', told(ratios));
}

const directory = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
try {
  const commands = await prepare(directory);
  const byCommand = await compare(commands, Math.min(ROUNDS, 3));
  print(`the same by command, with its start`, 'plan', byCommand);
  for (const { name, ratios } of byCommand.slice(1)) {
    row(`a plan of ${COUNT.toLocaleString('en')} resources, ${name}`, '`gatehouse check`', told(ratios));
  }
} finally {
  await rm(directory, { recursive: true });
}

function inProcess(name: string, work: () => unknown): Candidate {
  return {
    name,
    run: () => {
      work();
      return 1;
    },
  };
}

/** Writes what the commands read. They must find as much as Gatehouse does, or they are not compared. */
async function prepare(directory: string): Promise<Candidate[]> {
  const file = (name: string) => join(directory, name);
  await writeFile(file('plan.json'), bytes);
  await writeFile(file('inputs.json'), JSON.stringify({ inputs: ruleInputs() }));
  const parameters = Object.fromEntries(rules.rules.map(({ metadata, parameters }) => [metadata.id, parameters]));
  await writeFile(file('data.json'), JSON.stringify({ config: { parameters } }));
  const isRule = (path: string) => !/_test\.rego$|\.yaml$/.test(path);
  await cp(resolve('rego/gatehouse'), file('policy'), { recursive: true, filter: isRule });
  await writeFile(
    file('policy/main.rego'),
    'package main\n\ndeny contains {"msg": json.marshal([at, finding])} if {\n' +
      '\tsome at, document in input.inputs\n\tsome finding in data.gatehouse.verdict.findings with input as document\n}\n',
  );
  const all: [name: string, command: string, args: string[], count: (output: string) => number][] = [
    [
      'gatehouse check',
      process.execPath,
      [resolve('bin/gatehouse'), 'check', '--no-config', '--format', 'json', file('plan.json')],
      (output) => {
        const { violations, unknowns } = JSON.parse(output);
        return violations.length + unknowns.length;
      },
    ],
    [
      'opa eval, read for it',
      OPA,
      [
        'eval',
        '-d',
        file('policy'),
        '-d',
        file('data.json'),
        '-i',
        file('inputs.json'),
        'count(data.main.deny)',
        '-f',
        'raw',
      ],
      Number,
    ],
    [
      'conftest, read for it',
      CONFTEST,
      [
        'test',
        '--policy',
        file('policy'),
        '--data',
        file('data.json'),
        '--output',
        'json',
        '--no-fail',
        file('inputs.json'),
      ],
      (output) => JSON.parse(output)[0].failures.length,
    ],
  ];
  const { violations, unknowns } = judged();
  const candidates: Candidate[] = [];
  for (const [name, command, args, count] of all) {
    const run = async () => {
      const { stdout } = await outcome(command, args);
      const found = count(stdout);
      if (found !== violations.length + unknowns.length) throw new Error(`${name} found ${found}`);
      return 1;
    };
    try {
      await run();
      candidates.push({ name, run });
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code !== 'ENOENT') throw thrown;
      console.log(`${command} is not there`);
    }
  }
  return candidates;
}

/** Who denies ends with an exit code. */
async function outcome(command: string, args: string[]): Promise<{ stdout: string }> {
  try {
    return await promisify(execFile)(command, args, { maxBuffer: 1 << 30 });
  } catch (thrown) {
    const { code, stdout } = thrown as { code?: unknown; stdout?: string };
    if (code === 1 && stdout) return { stdout };
    throw thrown;
  }
}

function ruleInputs(): RuleInput[] {
  const all: Resource[] = read().map(({ resource }) => resource);
  const inventory = inventoryOf(all);
  return all.map((resource) => ({
    rules: Object.fromEntries(
      rules.rules
        .filter(({ metadata: { facets, operations, requires }, actions, applies }) => {
          const has = facets.some((facet) => resource.facets[facet] !== undefined);
          return (
            has &&
            actions.ci !== 'off' &&
            requires.length === 0 &&
            operations.includes(resource.operation) &&
            applies(resource)
          );
        })
        .map(({ metadata }) => [metadata.id, true as const]),
    ),
    resource: { ...resource, object: {} },
    context: contextOf(resource, inventory, noScans, 0),
  }));
}
