/** `gatehouse check`: the door `ci`. */
import { readContext } from '../context/around.ts';
import { withManifests } from '../objects/with-objects.ts';
import { withNotes } from '../reports/build.ts';
import type { FormatName } from '../reports/format.ts';
import { shellWord } from '../shell.ts';
import { type ConfigOptions, configFileOf, setUpFor } from './configuration.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { judgeInputs } from './judge.ts';
import { printReport } from './output.ts';
import { deploymentOf, type ParameterOptions } from './parameters.ts';
import { printError, printNote } from './problems.ts';
import { startProgress } from './progress.ts';

interface CheckOptions extends ConfigOptions, ParameterOptions {
  format: FormatName;
  contextFile?: string[];
}

/** @throws GatehouseError what `setUp` throws; files that cannot be read are reported and the others judged */
export async function check(paths: string[], options: CheckOptions): Promise<ExitCode> {
  const configFile = configFileOf(options);
  const setup = await setUpFor(configFile, options);
  const deployment = await deploymentOf(setup.config.cloudformation, options);
  const progress = startProgress();
  const inputs = await readInputs(paths, { progress, configFile, deployment });
  const context = await readContext([...(setup.config.context?.files ?? []), ...(options.contextFile ?? [])]);
  const judged = await judgeInputs(await withManifests(setup, inputs.manifests), {
    inputs,
    context,
    door: 'ci',
    progress,
  });
  progress.clear();
  const report = withNotes(judged, inputs.notes);
  const exitCode = exitCodeOf(report, inputs.problems);
  process.exitCode = exitCode;
  await printReport(report, options.format, { fixCommand: fixCommand(paths, inputs) });
  for (const note of inputs.notes) printNote(note);
  for (const problem of inputs.problems) printError(problem);
  return exitCode;
}

/** Offered only where it can be typed again: standard input is gone, and plans are not written. */
function fixCommand(paths: string[], { manifests }: Inputs): string | undefined {
  if (manifests.length === 0 || paths.includes('-')) return undefined;
  return `gatehouse fix ${paths.map(shellWord).join(' ')}`;
}
