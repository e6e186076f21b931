/** Which configuration a command uses. */
import { existsSync } from 'node:fs';
import type { Setup } from '../setup.ts';
import { printNote } from './problems.ts';

/** Looked for in the current directory when `--config` is not given. */
export const CONFIG_FILES = ['gatehouse.yaml', 'gatehouse.yml'];

export interface ConfigOptions {
  /** False: `--no-config`. */
  config?: string | boolean;
  scans?: string;
}

/** The file of `--config`, or the one in the current directory, which is then named on standard error. */
export function configFileOf({ config }: ConfigOptions): string | undefined {
  if (config === false) return undefined;
  if (typeof config === 'string') return config;
  const found = CONFIG_FILES.find((file) => existsSync(file));
  if (found !== undefined) printNote(`Configuration: ${found} (another: --config FILE, none: --no-config)`);
  return found;
}

/** @throws GatehouseError what `setUp` throws */
export async function setUpFor(configFile: string | undefined, options: ConfigOptions): Promise<Setup> {
  const { setUp } = await import('../setup.ts');
  return setUp({ configFile, scansDirectory: options.scans });
}
