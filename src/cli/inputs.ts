/** What the paths on a command line hold, sorted into the sets that are judged together. */
import { resolve } from 'node:path';
import type { GatehouseError } from '../errors.ts';
import type { SourcedResource } from '../resource/resource.ts';
import { identityOf } from '../rules/verdict.ts';
import { decodeText } from '../sources/decode.ts';
import { readPaths } from '../sources/files.ts';
import type { ReadDocument } from '../sources/read.ts';
import { addressLocator } from '../sources/terraform/locate.ts';
import type { Progress } from './progress.ts';

export interface Inputs {
  /** The manifests of all files. */
  manifests: SourcedResource[];
  /** Plans and states, each a set of its own. */
  others: NamedSet[];
  /** What could not be read. */
  problems: GatehouseError[];
}

/** A plan or state. */
export interface NamedSet {
  /** Its file. */
  name: string;
  resources: SourcedResource[];
}

/**
 * @param configFile the configuration in use, which is no input where it lies in a directory that is read
 */
export async function readInputs(paths: string[], progress: Progress, configFile?: string): Promise<Inputs> {
  const inputs: Inputs = { manifests: [], others: [], problems: [] };
  const { errors } = await readPaths(paths, {
    progress: (done, total) => progress.update('Reading file', done, total),
    onDocument: (document, name, bytes) => {
      if (document.kind !== 'manifests') inputs.others.push(located(document, name, bytes));
      else for (const resource of document.resources) inputs.manifests.push(resource);
    },
  });
  inputs.problems.push(...errors.filter(({ where }) => !isConfig(where, paths, configFile)));
  return inputs;
}

/** A plan or state with the place of each resource, so that the same address in two of them is told apart. */
export function located({ resources }: ReadDocument, name: string, bytes: Uint8Array): NamedSet {
  const locate = addressLocator(() => decodeText(bytes, name), name);
  const placed = resources.map((sourced) => ({
    get resource() {
      return sourced.resource;
    },
    get identity() {
      return sourced.identity ?? identityOf(sourced.resource);
    },
    get type() {
      return sourced.type ?? sourced.resource.type;
    },
    standsAlone: sourced.standsAlone === true,
    locate: () => locate(sourced.resource.id),
  }));
  return { name, resources: placed };
}

export function isConfig(file: string | undefined, paths: string[], configFile: string | undefined): boolean {
  if (file === undefined || configFile === undefined || paths.includes(file)) return false;
  return resolve(file) === resolve(configFile);
}
