/** `gatehouse scorecard`: how far each pattern is lived, from what an audit would judge. */
import { writeFile } from 'node:fs/promises';
import type { Config } from '../config/schema.ts';
import { GatehouseError, messageOf } from '../errors.ts';
import { PACK_NAMES } from '../rules/packs.ts';
import { RuleSet } from '../rules/ruleset.ts';
import { ScorecardBuilder } from '../scorecard/build.ts';
import { scorecardMarkdown } from '../scorecard/markdown.ts';
import { auditCluster, auditFiles } from './audit.ts';
import { type ConfigOptions, configFileOf, setUpFor } from './configuration.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { deploymentOf, type ParameterOptions, refuseParameters } from './parameters.ts';
import { printError, printNote } from './problems.ts';
import { startProgress } from './progress.ts';

interface ScorecardOptions extends ConfigOptions, ParameterOptions {
  kubeconfig?: string;
  context?: string;
  format: 'markdown' | 'json';
  all?: boolean;
  output?: string;
}

/** @throws GatehouseError what `setUp` and the sources throw; single files that cannot be read are reported */
export async function scorecard(paths: string[], options: ScorecardOptions): Promise<ExitCode> {
  const { kubeconfig, context, format, output } = options;
  if (paths.length > 0 && (kubeconfig ?? context) !== undefined) {
    throw new GatehouseError('USAGE', 'give either files or --kubeconfig and --context, not both');
  }
  const configFile = configFileOf(options);
  const found = await setUpFor(configFile, options);
  const config = options.all ? withAllPacks(found.config) : found.config;
  const setup = options.all
    ? { ...found, config, fileConfig: config, rules: await RuleSet.create(found.bundle, config) }
    : found;
  if (paths.length === 0) refuseParameters(options);
  const deployment = await deploymentOf(config.cloudformation, options);
  const progress = startProgress();
  const builder = new ScorecardBuilder(setup.rules, 'audit', config.scorecard);
  const { report, warnings, problems } =
    paths.length > 0
      ? await auditFiles(setup, paths, { configFile, deployment, progress }, builder)
      : await auditCluster(
          setup,
          { ...(kubeconfig && { kubeconfig }), ...(context && { context }) },
          progress,
          builder,
        );
  progress.clear();
  const card = builder.scorecard();
  const text = format === 'json' ? `${JSON.stringify(card, null, 2)}\n` : scorecardMarkdown(card);
  if (output === undefined) process.stdout.write(text);
  else await write(output, text);
  for (const warning of warnings) printNote(warning);
  for (const problem of problems) printError(problem);
  return problems.length > 0 || report.errors !== undefined ? EXIT.failed : EXIT.ok;
}

/** Every pattern is looked at, recorded only: the scorecard denies nothing. What the configuration says of single rules stays. */
function withAllPacks(config: Config): Config {
  return { ...config, packs: { ...Object.fromEntries(PACK_NAMES.map((pack) => [pack, 'on'])), ...config.packs } };
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (thrown) {
    throw new GatehouseError('USAGE', `cannot be written: ${messageOf(thrown)}`, { where: file, cause: thrown });
  }
}
