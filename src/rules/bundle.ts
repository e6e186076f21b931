/** The rule bundle: compiled rules and their catalogue, loaded whole or not at all. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GatehouseError, messageOf } from '../errors.ts';
import type { Catalogue, RuleMetadata } from './catalogue.ts';
import type { CompiledRules } from './evaluator/evaluator.ts';

export type Bundle = CompiledRules & {
  /** Of these rules, and of those of others. */
  catalogue: Catalogue;
  /** Rules of others that were loaded beside it. They run in workers. */
  others?: readonly OtherBundle[];
};

/** A bundle that `gatehouse build` made, verified when it was loaded. It has a plan, and no JavaScript of its own. */
export type OtherBundle = Extract<CompiledRules, { plan: string }> & {
  /** The directory or archive that it was read from. */
  where: string;
  rules: readonly RuleMetadata[];
};

/** The folder of the bundle that ships with Gatehouse: `rego/bundle` at the root of the package. */
export const shippedBundle = findPackageFile('rego/bundle');

/** A file of the package, from source as from `dist/src`. */
export function findPackageFile(path: string): string {
  const here = fileURLToPath(import.meta.url);
  const root = here.slice(0, here.lastIndexOf(join('src', 'rules')));
  return join(root.endsWith(join('dist', '/')) ? join(root, '..') : root, path);
}

/**
 * Reads `program.json`, `policy.wasm`, `catalogue.json` and `manifest.json` and checks that they belong together.
 * @throws GatehouseError BUNDLE_INVALID
 */
export async function loadBundle(directory: string = shippedBundle): Promise<Bundle & { program: string }> {
  try {
    const [program, wasm, catalogue, manifest] = await Promise.all([
      readFile(join(directory, 'program.json'), 'utf8'),
      readFile(join(directory, 'policy.wasm')),
      readFile(join(directory, 'catalogue.json'), 'utf8'),
      readFile(join(directory, 'manifest.json'), 'utf8'),
    ]);
    const { revision } = JSON.parse(manifest) as { revision: string };
    const actual = bundleRevision(program, wasm, catalogue);
    if (actual !== revision) {
      throw new Error(`its files do not belong together: the manifest says ${revision}, they are ${actual}`);
    }
    return { revision, program, wasm, catalogue: JSON.parse(catalogue) as Catalogue };
  } catch (thrown) {
    throw new GatehouseError('BUNDLE_INVALID', messageOf(thrown), { where: directory, cause: thrown });
  }
}

/** The revision of a bundle: SHA-256 over both forms of the rules and the texts that go with them. */
export function bundleRevision(rules: string, wasm: Uint8Array, ...texts: readonly string[]): string {
  const hash = createHash('sha256').update(rules).update(wasm);
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}

/** The revision of everything that judges: Gatehouse's rules and those of others. */
export function revisionOf({ revision, others = [] }: Bundle): string {
  if (others.length === 0) return revision;
  return createHash('sha256')
    .update([revision, ...others.map((other) => other.revision)].join('\n'))
    .digest('hex');
}

/** Rule id to the bundle of others that it comes from. */
export function originsOf({ others = [] }: Bundle): Map<string, string> {
  return new Map(others.flatMap(({ where, rules }) => rules.map(({ id }) => [id, where] as const)));
}

/** The bundle with rules of others beside it. @throws GatehouseError BUNDLE_INVALID where two rules have one id */
export function withOthers(bundle: Bundle, others: readonly OtherBundle[]): Bundle {
  const places = new Map(bundle.catalogue.rules.map(({ id }) => [id, 'Gatehouse itself']));
  for (const { where, rules } of others) {
    for (const { id } of rules) {
      const known = places.get(id);
      if (known !== undefined) {
        throw new GatehouseError('BUNDLE_INVALID', `the rule ${id} is there already, in ${known}; rename one of them`, {
          where,
        });
      }
      places.set(id, where);
    }
  }
  const rules = [...bundle.catalogue.rules, ...others.flatMap((other) => other.rules)];
  return others.length === 0 ? bundle : { ...bundle, catalogue: { rules }, others };
}
