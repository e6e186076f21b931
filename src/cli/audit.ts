/** `gatehouse audit`: the door `audit`, on a cluster, a state or a dump. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { compareReports, parseReport } from '../audits/compare.ts';
import type { AuditReport } from '../audits/report.ts';
import { withoutMade } from '../audits/select.ts';
import { readContext } from '../context/around.ts';
import { judgeSet } from '../engine.ts';
import { GatehouseError, messageOf } from '../errors.ts';
import { withCluster } from '../objects/with-objects.ts';
import type { FormatName } from '../reports/format.ts';
import type { Report } from '../reports/report.ts';
import { wholeSet } from '../resource/whole.ts';
import type { ScorecardBuilder } from '../scorecard/build.ts';
import type { Setup } from '../setup.ts';
import { type ConfigOptions, configFileOf, setUpFor } from './configuration.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import { type InputOptions, readInputs } from './inputs.ts';
import { judgeInputs } from './judge.ts';
import { printReport } from './output.ts';
import { deploymentOf, type ParameterOptions, refuseParameters } from './parameters.ts';
import { printError, printNote } from './problems.ts';
import { type Progress, startProgress } from './progress.ts';

interface AuditOptions extends ConfigOptions, ParameterOptions {
  kubeconfig?: string;
  context?: string;
  state?: string[];
  format: FormatName;
  /** True: the default place. False: `--no-output`. */
  output: string | boolean;
  compare?: string;
}

interface Audited {
  source: string;
  report: Report;
  warnings: string[];
  problems: GatehouseError[];
}

/** @throws GatehouseError what `setUp` and the sources throw; single files that cannot be read are reported */
export async function audit(given: string[], options: AuditOptions): Promise<ExitCode> {
  const paths = [...given, ...(options.state ?? [])];
  const { kubeconfig, context } = options;
  if (paths.length > 0 && (kubeconfig ?? context) !== undefined) {
    throw new GatehouseError('USAGE', 'give either files or --kubeconfig and --context, not both: they are two audits');
  }
  const configFile = configFileOf(options);
  // Read first: a name mistyped should not cost the audit.
  const earlier = options.compare === undefined ? undefined : await readReport(options.compare);
  const setup = await setUpFor(configFile, options);
  if (paths.length === 0) refuseParameters(options);
  const deployment = await deploymentOf(setup.config.cloudformation, options);
  const startedAt = new Date().toISOString();
  const progress = startProgress();
  const audited =
    paths.length > 0
      ? await auditFiles(setup, paths, { configFile, deployment, progress })
      : await auditCluster(setup, { ...(kubeconfig && { kubeconfig }), ...(context && { context }) }, progress);
  progress.clear();
  const { report, warnings, problems } = audited;
  const unread = [...warnings, ...problems.map(({ message }) => message)];
  const kept: AuditReport = {
    ...report,
    audit: {
      source: audited.source,
      startedAt,
      finishedAt: new Date().toISOString(),
      ...(unread.length > 0 && { warnings: unread }),
    },
    ...(earlier && { comparison: compareReports(earlier, report, options.compare ?? '') }),
  };
  const exitCode = exitCodeOf(report, problems);
  process.exitCode = exitCode;
  const file = await keep(kept, options.output);
  await printReport(kept, options.format);
  for (const warning of warnings) printNote(warning);
  for (const problem of problems) printError(problem);
  if (file !== undefined) printNote(`Kept as ${file}; a later audit can be compared with it: --compare ${file}`);
  return exitCode;
}

export async function auditFiles(
  setup: Setup,
  paths: string[],
  options: InputOptions,
  scorecard?: ScorecardBuilder,
): Promise<Audited> {
  const { progress } = options;
  const { manifests, others, problems, notes } = await readInputs(paths, options);
  const context = [...manifests, ...(await readContext(setup.config.context?.files ?? []))];
  const inputs = { manifests: withoutMade(manifests), others };
  const judging = { inputs, context, door: 'audit', progress, scorecard } as const;
  const report = await judgeInputs(await withCluster(setup, manifests), judging);
  return {
    source: paths.map((path) => (path === '-' ? '<stdin>' : path)).join(', '),
    report,
    warnings: notes,
    problems,
  };
}

export async function auditCluster(
  setup: Setup,
  selection: { kubeconfig?: string; context?: string },
  progress: Progress,
  scorecard?: ScorecardBuilder,
): Promise<Audited> {
  const { readCluster } = await import('../sources/cluster/cluster.ts');
  const { resources, inventory, server, warnings } = await readCluster({
    ...selection,
    progress: (done, total) => progress.update('Reading type', done, total),
  });
  const { rules } = await withCluster(setup, resources);
  const report = await judgeSet(rules, resources, {
    door: 'audit',
    now: Date.now(),
    scans: setup.scans,
    inventory,
    whole: wholeSet('kubernetes'),
    ...(scorecard && { scorecard }),
    progress: (done, total) => progress.update('Judging resource', done, total),
  });
  return { source: server, report, warnings, problems: [] };
}

/** @throws GatehouseError INPUT_UNREADABLE or INPUT_UNRECOGNISED */
async function readReport(file: string): Promise<ReturnType<typeof parseReport>> {
  try {
    return parseReport(await readFile(file, 'utf8'), file);
  } catch (thrown) {
    if (thrown instanceof GatehouseError) throw thrown;
    throw new GatehouseError('INPUT_UNREADABLE', `cannot be read: ${messageOf(thrown)}`, {
      where: file,
      cause: thrown,
    });
  }
}

/** @returns where it is kept; undefined where it is not to be */
async function keep(report: AuditReport, output: string | boolean): Promise<string | undefined> {
  if (output === false) return undefined;
  // Colons are not allowed in file names everywhere.
  const stamp = report.audit.startedAt.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
  const file = typeof output === 'string' ? output : `audits/${stamp}.json`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (thrown) {
    throw new GatehouseError('USAGE', `the report cannot be kept: ${messageOf(thrown)}`, {
      where: file,
      cause: thrown,
    });
  }
  return file;
}
