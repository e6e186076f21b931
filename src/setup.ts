/** What every door needs before it can judge: the bundle, the configuration and the rule set made of both. */
import type { Config } from './config/schema.ts';
import { loadScans, noScans, type ScanIndex } from './context/scans.ts';
import type { NamespacedWaiver } from './objects/waiver.ts';
import { type Bundle, loadBundle } from './rules/bundle.ts';
import { RuleSet } from './rules/ruleset.ts';

export interface Setup {
  bundle: Bundle;
  /** What is in force: of the file, and of the RuleSets of the cluster that the server follows. */
  config: Config;
  /** As the file has it. */
  fileConfig: Config;
  rules: RuleSet;
  /** Of the cluster that the server follows; `rules` honours them. */
  waivers: readonly NamespacedWaiver[];
  scans: ScanIndex;
}

export interface SetupOptions {
  configFile?: string | undefined;
  /** Overrides `scans.directory` of the configuration. */
  scansDirectory?: string | undefined;
}

/** @throws GatehouseError BUNDLE_INVALID, CONFIG_INVALID or SCANS_UNREADABLE; whole or not at all */
export async function setUp(options: SetupOptions = {}): Promise<Setup> {
  const bundle = await loadBundle();
  const fromFile = options.configFile === undefined ? {} : await readConfig(options.configFile, bundle);
  const config: Config =
    options.scansDirectory === undefined ? fromFile : { ...fromFile, scans: { directory: options.scansDirectory } };
  const scans = config.scans === undefined ? noScans : await loadScans(config.scans.directory);
  return { bundle, config, fileConfig: config, rules: await RuleSet.create(bundle, config), waivers: [], scans };
}

/** Loaded here, because the validator takes longer to load than the judgement of a small file. */
async function readConfig(file: string, { catalogue }: Bundle): Promise<Config> {
  const { loadConfig } = await import('./config/load.ts');
  return loadConfig(file, catalogue);
}
