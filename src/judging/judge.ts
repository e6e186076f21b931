/** Judges whole documents for the server: the same work in a worker, which is the rule, and in place, which is for tests. */
import { withoutMade } from '../audits/select.ts';
import { inventoryWith } from '../context/around.ts';
import { judgeSet } from '../engine.ts';
import { GatehouseError } from '../errors.ts';
import { withCluster, withManifests } from '../objects/with-objects.ts';
import { withNotes } from '../reports/build.ts';
import { mergeReports } from '../reports/merge.ts';
import type { Report } from '../reports/report.ts';
import type { SourcedResource } from '../resource/resource.ts';
import { ScorecardBuilder } from '../scorecard/build.ts';
import type { Scorecard } from '../scorecard/scorecard.ts';
import type { Setup } from '../setup.ts';
import { unfit } from '../sources/cloudformation/given.ts';
import { stackOf } from '../sources/cloudformation/request.ts';
import { readPaths } from '../sources/files.ts';
import { type DocumentKind, type ReadDocument, readDocument } from '../sources/read.ts';
import { wholeOf } from '../sources/whole.ts';

/** What to judge with. */
export interface Judging extends Setup {
  /** What the configuration's `context.files` hold. */
  around: readonly SourcedResource[];
}

export interface FilesReport {
  report: Report;
  scorecard: Scorecard;
  /** What could not be read. */
  warnings: string[];
}

const KINDS: Record<DocumentKind, { what: string; route?: string }> = {
  'terraform-plan': { what: 'a Terraform plan', route: '/v1/terraform/plan' },
  'terraform-state': { what: 'a Terraform state' },
  'cloudformation-template': { what: 'a CloudFormation template', route: '/v1/cloudformation/template' },
  manifests: { what: 'Kubernetes manifests', route: '/v1/manifests' },
};

/**
 * The report on the body of a request, at the door `ci`.
 * @throws GatehouseError what `readDocument` throws, and INPUT_UNRECOGNISED where it is of another kind
 */
export async function judgeDocument(judging: Judging, body: Uint8Array, kind: DocumentKind): Promise<Report> {
  if (body.length === 0) throw new GatehouseError('INPUT_UNREADABLE', `the body is empty; send ${KINDS[kind].what}`);
  const document = kind === 'cloudformation-template' ? readStack(judging, body) : readDocument(body, { name: 'body' });
  if (document.kind !== kind) throw misplaced(document.kind, kind);
  const set = document.resources;
  const { rules, scans, around } = kind === 'manifests' ? await withManifests(judging, set) : judging;
  const report = await judgeSet(rules, set, {
    door: 'ci',
    now: Date.now(),
    scans,
    whole: wholeOf(kind),
    ...(kind === 'manifests' && { inventory: inventoryWith(set, around) }),
  });
  return withNotes(report, document.notes);
}

/** With the parameters that were posted, which the template has to have. */
function readStack({ config }: Judging, body: Uint8Array): ReadDocument {
  const { template, deployment } = stackOf(body, config.cloudformation);
  const document = readDocument(template, { name: 'body', deployment });
  const [error] = unfit(deployment, [document]);
  if (error) throw error;
  return document;
}

/**
 * The report on files, at the door `audit`: their manifests as one set, each plan and state as its own.
 * @throws GatehouseError where nothing at all could be read
 */
export async function judgeFiles(judging: Judging, paths: readonly string[]): Promise<FilesReport> {
  const { documents, errors, notes } = await readPaths(paths, { deployment: judging.config.cloudformation });
  if (documents.length === 0 && errors[0]) throw errors[0];
  const manifests = documents.filter(({ kind }) => kind === 'manifests').flatMap(({ resources }) => resources);
  const others = documents.filter(({ kind }) => kind !== 'manifests');
  const { rules, scans, around } = await withCluster(judging, manifests);
  const scorecard = new ScorecardBuilder(rules, 'audit', judging.config.scorecard);
  const options = { door: 'audit', now: Date.now(), scans, scorecard } as const;
  const set = withoutMade(manifests);
  const inventory = inventoryWith(set, [...manifests, ...around]);
  const whole = set.length > 0 && { whole: wholeOf('manifests') };
  const reports = [await judgeSet(rules, set, { ...options, inventory, ...whole })];
  for (const { kind, name, resources } of others) {
    reports.push(await judgeSet(rules, resources, { ...options, whole: wholeOf(kind, name) }));
  }
  return {
    report: mergeReports(reports, rules.revision),
    scorecard: scorecard.scorecard(),
    warnings: [...errors.map(({ message }) => message), ...notes],
  };
}

function misplaced(found: DocumentKind, wanted: DocumentKind): GatehouseError {
  const { what, route } = KINDS[found];
  const advice = route === undefined ? 'judge it with `gatehouse check` or `gatehouse audit`' : `post it to ${route}`;
  return new GatehouseError('INPUT_UNRECOGNISED', `the body is ${what}, not ${KINDS[wanted].what}; ${advice}`);
}
