/**
 * Compiles `rego/` into the bundle that is committed under `rego/bundle`: `program.json` and `policy.wasm`, the same rules for either
 * evaluator, `catalogue.json` and `manifest.json`. The same rules give the same bytes. Needs `opa` (OPA= or on the PATH), which users of Gatehouse do not.
 *
 *     node dist/scripts/build-rules.js [RULES [BUNDLE [SCHEMAS]]]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { common, compileRules, entrypoint } from '../src/bundles/build/compile.ts';
import { parametersSchema, readRules } from '../src/bundles/build/metadata.ts';
import { opa, requireOpa } from '../src/bundles/build/opa.ts';
import { messageOf } from '../src/errors.ts';
import { bundleRevision } from '../src/rules/bundle.ts';
import type { Catalogue } from '../src/rules/catalogue.ts';
import { builtins } from '../src/rules/evaluator/plan/builtins/builtins.ts';
import { programOf } from '../src/rules/evaluator/plan/compile.ts';
import { parsePlan } from '../src/rules/evaluator/plan.ts';
import { ENTRYPOINT } from '../src/rules/evaluator/run.ts';
import { PACK_NAMES } from '../src/rules/packs.ts';

async function build(folder: string, bundle: string, schemas: string): Promise<void> {
  requireOpa();
  const capabilities = resolve('rego/capabilities.json');
  const rules = readRules(folder, { packs: PACK_NAMES, tests: true });
  writeFileSync(join(folder, 'verdict.rego'), entrypoint(rules));
  writeFileSync(join(schemas, 'parameters.schema.json'), `${JSON.stringify(parametersSchema(rules), null, 2)}\n`);
  opa('check', '--strict', '--schema', schemas, ...common(capabilities), folder);
  const { plan, wasm } = await compileRules(folder, capabilities);
  const program = `${JSON.stringify(programOf(parsePlan(plan), builtins, ENTRYPOINT))}\n`;
  const catalogue: Catalogue = { rules: rules.map(({ metadata }) => metadata) };
  const text = `${JSON.stringify(catalogue, null, 2)}\n`;
  const manifest = { revision: bundleRevision(program, wasm, text) };
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, 'program.json'), program);
  writeFileSync(join(bundle, 'policy.wasm'), wasm);
  writeFileSync(join(bundle, 'catalogue.json'), text);
  writeFileSync(join(bundle, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(
    `${rules.length} rules, a program of ${program.length} bytes, ${wasm.length} of WebAssembly, revision ${manifest.revision.slice(0, 12)}`,
  );
}

const [folder = 'rego/gatehouse', bundle = 'rego/bundle', schemas = 'schemas'] = process.argv.slice(2);
try {
  await build(folder, bundle, schemas);
} catch (thrown) {
  console.error(`the rules do not build: ${messageOf(thrown)}`);
  process.exitCode = 1;
}
