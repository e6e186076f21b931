/** What a bundle of others consists of, and that its parts belong together. */
import type { RuleExample } from '../examples/schema.ts';
import { bundleRevision } from '../rules/bundle.ts';
import type { Catalogue, RuleMetadata } from '../rules/catalogue.ts';
import type { Files } from './archive.ts';

/** The manifest comes last: where a directory is written while a server watches it, it is whole once that is there. */
export const FILES = ['plan.json', 'policy.wasm', 'catalogue.json', 'examples.json', 'manifest.json'];

/** Parsed, and not yet verified: what it says of itself may be anything. */
export interface Unpacked {
  revision: string;
  plan: string;
  wasm: Uint8Array;
  rules: RuleMetadata[];
  examples: RuleExample[];
}

/** @throws Error where its files are not JSON or not of the revision that the manifest names */
export function unpack(files: Files): Unpacked {
  const text = (name: string) => (files.get(name) as Buffer).toString('utf8');
  const wasm = files.get('policy.wasm') as Buffer;
  const [plan, catalogue, examples] = [text('plan.json'), text('catalogue.json'), text('examples.json')];
  const { revision } = JSON.parse(text('manifest.json')) as { revision?: unknown };
  const actual = bundleRevision(plan, wasm, catalogue, examples);
  if (actual !== revision) {
    throw new Error(`its files do not belong together: the manifest says ${String(revision)}, they are ${actual}`);
  }
  const { rules } = JSON.parse(catalogue) as Catalogue;
  return { revision: actual, plan, wasm, rules, examples: JSON.parse(examples) as RuleExample[] };
}

export function packUp(bundle: Omit<Unpacked, 'revision'>): Files {
  const { plan, wasm, rules } = bundle;
  const catalogue = `${JSON.stringify({ rules }, null, 2)}\n`;
  const examples = `${JSON.stringify(bundle.examples, null, 2)}\n`;
  const manifest = { revision: bundleRevision(plan, wasm, catalogue, examples) };
  const contents = [plan, wasm, catalogue, examples, `${JSON.stringify(manifest, null, 2)}\n`];
  return new Map(FILES.map((name, index) => [name, Buffer.from(contents[index] as string)]));
}
