/** The rule bundle: compiled rules and their catalogue, loaded whole or not at all. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GatehouseError, messageOf } from '../errors.ts';
import type { Catalogue } from './catalogue.ts';

export interface Bundle {
  /** SHA-256 of what was compiled, hexadecimal. */
  revision: string;
  catalogue: Catalogue;
  /** The rules as OPA's intermediate representation: JSON text, parsed by the evaluator that uses it. */
  plan: string;
  /** The same rules as WebAssembly. */
  wasm: Uint8Array;
}

/** The folder of the bundle that ships with Gatehouse: `rego/bundle` at the root of the package. */
export const shippedBundle = findPackageFile('rego/bundle');

/** A file of the package, from source as from `dist/src`. */
export function findPackageFile(path: string): string {
  const here = fileURLToPath(import.meta.url);
  const root = here.slice(0, here.lastIndexOf(join('src', 'rules')));
  return join(root.endsWith(join('dist', '/')) ? join(root, '..') : root, path);
}

/**
 * Reads `plan.json`, `policy.wasm`, `catalogue.json` and `manifest.json` and checks that they belong together.
 * @throws GatehouseError BUNDLE_INVALID
 */
export async function loadBundle(directory: string = shippedBundle): Promise<Bundle> {
  try {
    const [plan, wasm, catalogue, manifest] = await Promise.all([
      readFile(join(directory, 'plan.json'), 'utf8'),
      readFile(join(directory, 'policy.wasm')),
      readFile(join(directory, 'catalogue.json'), 'utf8'),
      readFile(join(directory, 'manifest.json'), 'utf8'),
    ]);
    const { revision } = JSON.parse(manifest) as { revision: string };
    const actual = bundleRevision(plan, wasm, catalogue);
    if (actual !== revision) {
      throw new Error(`its files do not belong together: the manifest says ${revision}, they are ${actual}`);
    }
    return { revision, plan, wasm, catalogue: JSON.parse(catalogue) as Catalogue };
  } catch (thrown) {
    throw new GatehouseError('BUNDLE_INVALID', messageOf(thrown), { where: directory, cause: thrown });
  }
}

/** The revision of a bundle: SHA-256 over both forms of the rules and the catalogue's text. */
export function bundleRevision(plan: string, wasm: Uint8Array, catalogue: string): string {
  return createHash('sha256').update(plan).update(wasm).update(catalogue).digest('hex');
}
