/**
 * OPA's own evaluation cases against the plan evaluator: `npm run test:conformance`. Needs Go, which plans them. Cases that fail,
 * or need a builtin that is not there, are listed in `exceptions.json` with the reason; one that is listed and passes fails the
 * run, so that the list only shrinks.
 *
 *     node dist/test/conformance/run.js [--update] [NOTE]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { builtins } from '../../src/rules/evaluator/plan/builtins/builtins.ts';
import { type Case, runCase } from './case.ts';
import { parseExact } from './json.ts';

interface Exceptions {
  /** Builtin to why it is not there. */
  builtins: Record<string, string>;
  /** Note of a case to why it fails. */
  cases: Record<string, string>;
}

const FILE = 'test/conformance/exceptions.json';
const MODULE = 'github.com/open-policy-agent/opa';

function casesOfOpa(): Case[] {
  const go = (...args: string[]) =>
    execFileSync('go', args, { cwd: 'scripts/conformance', encoding: 'utf8', maxBuffer: 1 << 28 });
  go('mod', 'download', MODULE);
  const folder = go('list', '-m', '-f', '{{.Dir}}', MODULE).trim();
  const lines = go('run', '.', `${folder}/v1/test/cases/testdata/v1`).trim().split('\n');
  return lines.map((line) => parseExact(line) as unknown as Case);
}

const [filter = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const update = process.argv.includes('--update');
const exceptions = JSON.parse(readFileSync(FILE, 'utf8')) as Exceptions;
const problems: string[] = [];
const seen: Exceptions = { builtins: {}, cases: {} };
const counts = { passed: 0, excepted: 0, absent: 0 };

for (const given of casesOfOpa().filter(({ note }) => note.includes(filter))) {
  const outcome = runCase(given, builtins);
  const { note } = given;
  if ('absent' in outcome) {
    seen.builtins[outcome.absent] = exceptions.builtins[outcome.absent] ?? 'not there yet';
    if (Object.hasOwn(exceptions.builtins, outcome.absent)) counts.absent += 1;
    else problems.push(`${note}: the builtin ${outcome.absent} is not there`);
  } else if (!outcome.passed) {
    seen.cases[note] = exceptions.cases[note] ?? outcome.why;
    if (Object.hasOwn(exceptions.cases, note)) counts.excepted += 1;
    else problems.push(`${note}: ${outcome.why}`);
  } else counts.passed += 1;
}
// Afterwards, because some cases share their note.
for (const note of Object.keys(exceptions.cases)) {
  if (note.includes(filter) && !Object.hasOwn(seen.cases, note))
    problems.push(`${note}: passes now; take it off the list`);
}
for (const name of Object.keys(exceptions.builtins)) {
  if (Object.hasOwn(builtins, name)) problems.push(`the builtin ${name} is there now; take it off the list`);
}

if (update) {
  const sorted = (list: Record<string, string>) =>
    Object.fromEntries(Object.entries(list).sort(([a], [b]) => (a < b ? -1 : 1)));
  const next = { builtins: sorted(seen.builtins), cases: sorted(seen.cases) };
  writeFileSync(FILE, `${JSON.stringify(next, null, 2)}\n`);
}
for (const problem of problems) console.log(`not ok - ${problem.slice(0, 800)}`);
console.log(
  `${counts.passed} pass, ${counts.absent} need builtins that are left out, ${counts.excepted} are exceptions`,
);
console.log(`# { total: ${counts.passed + problems.length}, pass: ${counts.passed}, fail: ${problems.length} }`);
process.exitCode = problems.length > 0 && !update ? 1 : 0;
