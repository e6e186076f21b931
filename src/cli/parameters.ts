/** What the command line says of the deployment of templates: `--parameter` before `--parameters` before the configuration. */
import { readFile } from 'node:fs/promises';
import { GatehouseError, messageOf } from '../errors.ts';
import { deploymentWith, readGiven, readPair } from '../sources/cloudformation/given.ts';
import type { Deployment } from '../sources/cloudformation/parameters.ts';
import { decodeText } from '../sources/decode.ts';

export interface ParameterOptions {
  /** `Env=prod`. */
  parameter?: string[];
  /** Files, of which a later one goes before an earlier. */
  parameters?: string[];
}

/**
 * @param configured the configuration's
 * @throws GatehouseError USAGE, INPUT_UNREADABLE or INPUT_UNRECOGNISED; none quotes a value
 */
export async function deploymentOf(
  configured: Deployment | undefined,
  { parameter = [], parameters = [] }: ParameterOptions,
): Promise<Deployment> {
  let deployment = configured ?? {};
  for (const file of parameters) {
    deployment = deploymentWith(deployment, readGiven(decodeText(await bytesOf(file), file), file), file);
  }
  const given = { parameters: Object.fromEntries(parameter.map(readPair)), tags: {} };
  return deploymentWith(deployment, given, '--parameter');
}

/** @throws GatehouseError USAGE where no files are judged, and so no templates */
export function refuseParameters({ parameter, parameters }: ParameterOptions): void {
  if (parameter === undefined && parameters === undefined) return;
  const option = parameter === undefined ? '--parameters' : '--parameter';
  throw new GatehouseError('USAGE', `${option} is of CloudFormation templates; name their files, too`);
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    const message = isMissing ? 'does not exist' : `cannot be read: ${messageOf(thrown)}`;
    throw new GatehouseError('INPUT_UNREADABLE', message, { where: file, cause: thrown });
  }
}
