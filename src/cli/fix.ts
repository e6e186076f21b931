/** `gatehouse fix`: what the rules can mend is written into the manifests, what they cannot is offered. */
import { inventoryWith, readContext } from '../context/around.ts';
import { GatehouseError } from '../errors.ts';
import { withManifests } from '../objects/with-objects.ts';
import { mergeReports } from '../reports/merge.ts';
import type { Report } from '../reports/report.ts';
import { count, type Paint, painter, paragraph, printable } from '../reports/text/layout.ts';
import type { SourcedResource } from '../resource/resource.ts';
import type { FoundViolation } from '../rules/verdict.ts';
import { readDocument } from '../sources/read.ts';
import { type ConfigOptions, configFileOf, setUpFor } from './configuration.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import { unifiedDiff } from './fix/diff.ts';
import { type ManifestFile, manifestFile, writeWhole } from './fix/files.ts';
import { type Mended, mendFile } from './fix/mend.ts';
import { type InputOptions, located, type NamedSet, readAll } from './inputs.ts';
import { judgeInputs } from './judge.ts';
import { printReport } from './output.ts';
import { deploymentOf, type ParameterOptions } from './parameters.ts';
import { printError, printNote } from './problems.ts';
import { startProgress } from './progress.ts';
import { coloured, widthOf } from './terminal.ts';

interface FixOptions extends ConfigOptions, ParameterOptions {
  dryRun?: boolean;
  diff?: boolean;
  contextFile?: string[];
}

interface Read {
  files: ManifestFile[];
  /** Manifests that are judged and not written. */
  manifests: SourcedResource[];
  others: NamedSet[];
  problems: GatehouseError[];
  notes: string[];
}

/** @throws GatehouseError what `setUp` throws; a file that cannot be mended is reported, stays as it is, and the others are mended */
export async function fix(paths: string[], options: FixOptions): Promise<ExitCode> {
  const configFile = configFileOf(options);
  const given = await setUpFor(configFile, options);
  const deployment = await deploymentOf(given.config.cloudformation, options);
  const progress = startProgress();
  const read = await readFiles(paths, { progress, configFile, deployment });
  const context = await readContext([...(given.config.context?.files ?? []), ...(options.contextFile ?? [])]);
  const all = [...read.files.flatMap(({ entries }) => entries.map(({ sourced }) => sourced)), ...read.manifests];
  const setup = await withManifests(given, all);
  const inventory = inventoryWith(all, context);
  const now = Date.now();

  const mended: Mended[] = [];
  const untouched: SourcedResource[] = [];
  for (const [index, file] of read.files.entries()) {
    try {
      mended.push(await mendFile(setup, file, inventory, now));
    } catch (thrown) {
      if (!(thrown instanceof GatehouseError)) throw thrown;
      read.problems.push(thrown);
      untouched.push(...file.entries.map(({ sourced }) => sourced));
    }
    progress.update('Mending file', index + 1, read.files.length);
  }
  progress.clear();

  const written = await deliver(mended, options, read.problems);
  const manifests = [...written.flatMap((each) => resourcesNow(each, options)), ...untouched, ...read.manifests];
  const inputs = { manifests, others: read.others };
  const remaining = await judgeInputs(setup, { inputs, context, door: 'ci', progress });
  progress.clear();
  const exitCode = exitCodeOf(remaining, read.problems);
  process.exitCode = exitCode;
  await printOutcome(written, remaining, options, paths);
  for (const note of read.notes) printNote(note);
  for (const problem of read.problems) printError(problem);
  return exitCode;
}

async function readFiles(paths: string[], options: InputOptions): Promise<Read> {
  const read: Omit<Read, 'problems' | 'notes'> = { files: [], manifests: [], others: [] };
  const found = await readAll(paths, options, (document, name, bytes) => {
    const file = manifestFile(document, name, bytes);
    if (file) read.files.push(file);
    else if (document.kind === 'manifests') read.manifests.push(...document.resources);
    else read.others.push(located(document, name, bytes));
  });
  return { ...read, ...found };
}

/** Writes what changed. What cannot be written becomes a problem and counts as it was. */
async function deliver(mended: Mended[], { dryRun, diff }: FixOptions, problems: GatehouseError[]): Promise<Mended[]> {
  const done: Mended[] = [];
  for (const each of mended) {
    const { file, text } = each;
    try {
      if (diff) process.stdout.write(unifiedDiff(file.name, file.text, text));
      else if (dryRun) done.push(each);
      else if (file.name === '<stdin>') process.stdout.write(file.encode(text));
      else if (text !== file.text) await writeWhole(file.name, file.encode(text));
      if (!dryRun) done.push(each);
    } catch (thrown) {
      if (!(thrown instanceof GatehouseError)) throw thrown;
      problems.push(thrown);
      done.push({ ...each, text: file.text, applied: [], resources: file.entries.map(({ sourced }) => sourced) });
    }
  }
  return done;
}

/** At the lines of the text that is there now: the new one once it is written, the old one until then. */
function resourcesNow({ file, text, resources }: Mended, { dryRun, diff }: FixOptions): SourcedResource[] {
  if (dryRun || diff || text === file.text) return resources;
  return readDocument(text, { name: file.name }).resources;
}

async function printOutcome(mended: Mended[], remaining: Report, options: FixOptions, paths: string[]): Promise<void> {
  // Standard output belongs to the diff, or to the manifests that came in by standard input.
  const stream = options.diff || paths.includes('-') ? process.stderr : process.stdout;
  const paint = painter(coloured(stream));
  const lines = mendedLines(mended, paint, widthOf(stream));
  const number = mended.reduce((sum, { applied }) => sum + applied.length, 0);
  const changed = mended.filter(({ file, text }) => text !== file.text).length;
  const would = options.dryRun || options.diff ? 'would be mended' : 'mended';
  const total =
    number === 0
      ? 'Nothing to mend.'
      : `${paint('green', '✔')} ${count(number, 'finding')} ${would} in ${count(changed, 'file')}.`;
  stream.write(`${[...lines, total].join('\n')}\n`);
  const { violations, unknowns, errors = [] } = remaining;
  if (violations.length + unknowns.length + errors.length === 0) return;
  stream.write(`\n${paint('bold', 'What remains')}\n\n`);
  const silent = { ...remaining, waived: [], expiredWaivers: [] };
  await printReport(mergeReports([silent], remaining.revision), 'text', { wholeOffers: true }, stream);
}

function mendedLines(mended: Mended[], paint: Paint, width: number): string[] {
  return mended.flatMap(({ file, applied }) => {
    if (applied.length === 0) return [];
    const byResource = new Map<string, FoundViolation[]>();
    for (const violation of applied) {
      const { id } = violation.resource;
      byResource.set(id, [...(byResource.get(id) ?? []), violation]);
    }
    const resources = [...byResource].flatMap(([id, violations]) => [
      `  ${paint('bold', printable(id))}`,
      ...violations.flatMap(({ rule, path, fix: mend }) => [
        ...paragraph(`${rule}: ${mend?.description ?? ''}`, { width, margin: 6, lead: '    + ' }),
        paint('gray', `      ${printable(path)}`),
      ]),
    ]);
    return [paint(['bold', 'underline'], printable(file.name)), ...resources, ''];
  });
}
