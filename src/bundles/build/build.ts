/**
 * `gatehouse build`: from a folder of rules to a bundle that Gatehouse loads beside its own. The rules see what Gatehouse's see:
 * the same input with its schema, and the library `data.gatehouse.lib`.
 */
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { GatehouseError, messageOf } from '../../errors.ts';
import { findPackageFile } from '../../rules/bundle.ts';
import { writeFiles } from '../archive.ts';
import { packUp, unpack } from '../files.ts';
import { verifyBeside } from '../load.ts';
import { common, compileRules, entrypoint } from './compile.ts';
import { parametersSchema, type Rule, readRules } from './metadata.ts';
import { opaIn, requireRecentOpa } from './opa.ts';

export interface Built {
  rules: number;
  examples: number;
  revision: string;
}

/** Where Gatehouse's part stands among the rules while they are compiled. */
const OURS = '_gatehouse';

/** @throws GatehouseError RULES_INVALID that says of each rule what is wrong, and where */
export async function buildBundle(folder: string, output: string): Promise<Built> {
  const work = await mkdtemp(join(tmpdir(), 'gatehouse-build-'));
  try {
    requireRecentOpa();
    const rules = readRules(folder);
    if (rules.length === 0) throw new Error('there is no rule: no package has METADATA with custom.id');
    const tree = join(work, 'rules');
    await copyRules(folder, tree, rules);
    const schemas = await writeSchemas(join(work, 'schemas'), rules);
    const capabilities = findPackageFile('rego/capabilities.json');
    opaIn(tree, 'check', '--strict', '--schema', schemas, ...common(capabilities), '.');
    const names = await readdir(tree, { recursive: true });
    if (names.some((name) => name.endsWith('_test.rego'))) opaIn(tree, 'test', '--ignore', '*.yaml', '.');
    const compiled = await compileRules(tree, capabilities);
    const examples = rules.flatMap((rule) => rule.examples);
    const files = packUp({ ...compiled, rules: rules.map(({ metadata }) => metadata), examples });
    const bundle = unpack(files);
    await verifyBeside(bundle);
    await writeFiles(output, files);
    return { rules: rules.length, examples: examples.length, revision: bundle.revision };
  } catch (thrown) {
    throw new GatehouseError('RULES_INVALID', messageOf(thrown), { where: folder, cause: thrown });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A copy, because what is generated and what is Gatehouse's must not get between the author's files. */
async function copyRules(folder: string, tree: string, rules: readonly Rule[]): Promise<void> {
  await cp(resolve(folder), tree, {
    recursive: true,
    filter: (source) => !['.git', 'node_modules'].includes(basename(source)),
  });
  const ours = join(tree, OURS);
  await cp(findPackageFile('rego/gatehouse/lib'), join(ours, 'lib'), {
    recursive: true,
    filter: (source) => !source.endsWith('_test.rego'),
  });
  await cp(findPackageFile('rego/gatehouse/gatehouse.rego'), join(ours, 'gatehouse.rego'));
  await writeFile(join(ours, 'verdict.rego'), entrypoint(rules));
}

async function writeSchemas(directory: string, rules: readonly Rule[]): Promise<string> {
  await mkdir(directory);
  await cp(findPackageFile('schemas/input.schema.json'), join(directory, 'input.schema.json'));
  await writeFile(join(directory, 'parameters.schema.json'), JSON.stringify(parametersSchema(rules)));
  return directory;
}
