/**
 * Writes `rego/capabilities.json`: what rules may use is what both evaluators really implement. A builtin that is missing there
 * fails the build of the rules, not a request.
 *
 * `sprintf` is left out because opa-wasm's differs from OPA's and throws on null; template strings agree. `rand.intn` and the
 * clock are left out because the same resource must get the same verdict at every door.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { opa, requireOpa } from '../src/bundles/build/opa.ts';
import { builtins as planBuiltins } from '../src/rules/evaluator/plan/builtins/builtins.ts';

interface Capabilities {
  builtins: { name: string }[];
  features?: string[];
  future_keywords?: string[];
  [key: string]: unknown;
}

const FORBIDDEN = new Set(['sprintf', 'rand.intn', 're_match', 'all', 'any', 'time.diff', 'numbers.range']);
const ADDED = new Set(['internal.template_string']);

requireOpa();
const current = JSON.parse(opa('capabilities', '--current')) as Capabilities;
const sdk = dirname(dirname(createRequire(import.meta.url).resolve('@open-policy-agent/opa-wasm')));
const supported = JSON.parse(readFileSync(join(sdk, 'capabilities.json'), 'utf8')) as Capabilities;
const names = new Set(supported.builtins.map(({ name }) => name));
const builtins = current.builtins.filter(
  ({ name }) => ADDED.has(name) || (names.has(name) && Object.hasOwn(planBuiltins, name) && !FORBIDDEN.has(name)),
);
const features = current.features?.filter((name) => !name.startsWith('rego_v2'));
writeFileSync('rego/capabilities.json', `${JSON.stringify({ ...current, builtins, features }, null, 2)}\n`);
console.log(`${builtins.length} of OPA's ${current.builtins.length} builtins`);
