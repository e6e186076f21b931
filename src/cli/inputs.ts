/** What the paths on a command line hold, sorted into the sets that are judged together. */
import { resolve } from 'node:path';
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
