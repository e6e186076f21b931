/** What the paths on a command line hold, sorted into the sets that are judged together. */
import { resolve } from 'node:path';
import type { GatehouseError } from '../errors.ts';
import type { SourcedResource } from '../resource/resource.ts';
import { identityOf } from '../rules/verdict.ts';
import { unfit } from '../sources/cloudformation/given.ts';
import type { Deployment } from '../sources/cloudformation/parameters.ts';
import { decodeText } from '../sources/decode.ts';
import { type ReadPathsOptions, readPaths } from '../sources/files.ts';
import type { DocumentKind, ReadDocument } from '../sources/read.ts';
import { addressLocator } from '../sources/terraform/locate.ts';
import type { Progress } from './progress.ts';

export interface Inputs {
  /** The manifests of all files. */
  manifests: SourcedResource[];
  /** Plans, states and templates, each a set of its own. */
  others: NamedSet[];
  /** What could not be read. */
  problems: GatehouseError[];
  /** What of them is not judged, and why. */
  notes: string[];
}

/** A plan, a state or a template. */
export interface NamedSet {
  kind: DocumentKind;
  /** Its file. */
  name: string;
  resources: SourcedResource[];
}

export interface InputOptions {
  progress: Progress;
  /** The configuration in use, which is no input where it lies in a directory that is read. */
  configFile?: string | undefined;
  /** What is known of the deployment of templates. */
  deployment?: Deployment | undefined;
}

export async function readInputs(paths: string[], options: InputOptions): Promise<Inputs> {
  const inputs: Omit<Inputs, 'problems' | 'notes'> = { manifests: [], others: [] };
  const found = await readAll(paths, options, (document, name, bytes) => {
    if (document.kind !== 'manifests') inputs.others.push(located(document, name, bytes));
    else for (const resource of document.resources) inputs.manifests.push(resource);
  });
  return { ...inputs, ...found };
}

/** Reads what is given and hands it on, document by document. */
export async function readAll(
  paths: string[],
  { progress, configFile, deployment = {} }: InputOptions,
  onDocument: NonNullable<ReadPathsOptions['onDocument']>,
): Promise<Pick<Inputs, 'problems' | 'notes'>> {
  const { documents, errors, notes } = await readPaths(paths, {
    deployment,
    progress: (done, total) => progress.update('Reading file', done, total),
    onDocument,
  });
  const unread = errors.filter(({ where }) => !isConfig(where, paths, configFile));
  return { problems: [...unread, ...unfit(deployment, documents)], notes };
}

/** A plan or state with the place of each resource, so that the same address in two of them is told apart. */
export function located({ kind, resources }: ReadDocument, name: string, bytes: Uint8Array): NamedSet {
  if (kind === 'cloudformation-template') return { kind, name, resources };
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
    ifAsked: sourced.ifAsked === true,
    locate: () => locate(sourced.resource.id),
  }));
  return { kind, name, resources: placed };
}

function isConfig(file: string | undefined, paths: string[], configFile: string | undefined): boolean {
  if (file === undefined || configFile === undefined || paths.includes(file)) return false;
  return resolve(file) === resolve(configFile);
}
