/** What every door needs before it can judge: the bundle, the configuration and the rule set made of both. */
import type { Config } from './config/schema.ts';
import { loadScans, noScans, type ScanIndex } from './context/scans.ts';
import type { NamespacedWaiver } from './objects/waiver.ts';
import { type Bundle, loadBundle, withOthers } from './rules/bundle.ts';
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
  const read = await readSetup(options);
  return { ...read, rules: await RuleSet.create(read.bundle, read.config) };
}

/** What a rule set is made of. @throws GatehouseError as `setUp` */
export async function readSetup(options: SetupOptions): Promise<Omit<Setup, 'rules'>> {
  const { bundle, config: fromFile } = await loadRules(options.configFile);
  const config: Config =
    options.scansDirectory === undefined ? fromFile : { ...fromFile, scans: { directory: options.scansDirectory } };
  const scans = config.scans === undefined ? noScans : await loadScans(config.scans.directory);
  return { bundle, config, fileConfig: config, waivers: [], scans };
}

/**
 * The rules: Gatehouse's own, and those of others that the configuration names.
 * @throws GatehouseError BUNDLE_INVALID or CONFIG_INVALID
 */
export async function loadRules(configFile: string | undefined): Promise<{ bundle: Bundle; config: Config }> {
  let bundle: Bundle = await loadBundle();
  if (configFile === undefined) return { bundle, config: {} };
  // Loaded here, because the validator takes longer to load than the judgement of a small file.
  const { loadConfig } = await import('./config/load.ts');
  const config = await loadConfig(configFile, async ({ bundles = [] }) => {
    if (bundles.length > 0) {
      const { loadOthers } = await import('./bundles/load.ts');
      bundle = withOthers(bundle, await loadOthers(bundles));
    }
    return bundle.catalogue;
  });
  return { bundle, config };
}
