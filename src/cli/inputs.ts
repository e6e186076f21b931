/** What the paths on a command line hold, sorted into the sets that are judged together. */
import { resolve } from 'node:path';
import { type Inventory, inventoryOf } from '../context/inventory.ts';
import type { GatehouseError } from '../errors.ts';
import type { SourcedResource } from '../resource/resource.ts';
import { readPaths } from '../sources/files.ts';
import type { Progress } from './progress.ts';

export interface Inputs {
  /** The manifests of all files. */
  manifests: SourcedResource[];
  /** Plans and states, each a set of its own. */
  others: SourcedResource[][];
  /** What could not be read. */
  problems: GatehouseError[];
}

/**
 * @param configFile the configuration in use, which is no input where it lies in a directory that is read
 */
export async function readInputs(paths: string[], progress: Progress, configFile?: string): Promise<Inputs> {
  const { documents, errors } = await readPaths(paths, {
    progress: (done, total) => progress.update('Reading file', done, total),
  });
  const isManifests = ({ kind }: { kind: string }) => kind === 'manifests';
  return {
    manifests: documents.filter(isManifests).flatMap(({ resources }) => resources),
    others: documents.filter((document) => !isManifests(document)).map(({ resources }) => resources),
    problems: errors.filter(({ where }) => !isConfig(where, paths, configFile)),
  };
}

export function isConfig(file: string | undefined, paths: string[], configFile: string | undefined): boolean {
  if (file === undefined || configFile === undefined || paths.includes(file)) return false;
  return resolve(file) === resolve(configFile);
}

/**
 * Manifests that stand around what is judged.
 * @throws GatehouseError where one cannot be read: judging without it would give another answer
 */
export async function readContext(files: string[]): Promise<SourcedResource[]> {
  if (files.length === 0) return [];
  const { documents, errors } = await readPaths(files);
  const [error] = errors;
  if (error) throw error;
  return documents.flatMap(({ resources }) => resources);
}

/** What stands around a set: the set itself, and the context. What is in both counts as the set has it. */
export function inventoryWith(set: readonly SourcedResource[], context: readonly SourcedResource[]): Inventory {
  const keyOf = ({ resource: { type, name, namespace } }: SourcedResource) =>
    `${type.split('/').at(-1)} ${namespace ?? 'default'} ${name}`;
  const known = new Set(set.map(keyOf));
  const around = context.filter((sourced) => !known.has(keyOf(sourced)));
  return inventoryOf([...set, ...around].map(({ resource }) => resource));
}
