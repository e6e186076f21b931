/**
 * The first minute: starts Gatehouse and takes the samples through all three doors, over HTTPS, as kube-apiserver, CI and a
 * schedule would. Stays up afterwards; `--once` ends it.
 */
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { styleText } from 'node:util';
import { parse } from 'yaml';
import { coloured } from '../src/cli/terminal.ts';
import type { JsonObject } from '../src/json.ts';
import type { Report } from '../src/reports/report.ts';
import { text as reportText } from '../src/reports/text/text.ts';
import { closeOnSignal, startServer } from '../src/server.ts';

const CONFIG = 'samples/gatehouse.yaml';
const DEPLOYMENT = 'samples/deployment.yaml';
const PLAN = 'samples/plan.json';

const once = process.argv.includes('--once');
const port = Number(process.env.PORT ?? (once ? 0 : 8443));
const server = await startServer({ configFile: CONFIG, port, logTo: { write: () => true } });
if (server.problem) throw server.problem;
const authority = server.authority === undefined ? undefined : await readFile(server.authority);

heading(`Gatehouse serves at ${server.address}`, 'one rule set, three doors');
await admission();
await ci();
await audit();
if (once) {
  await server.close();
} else {
  console.log(
    [
      styleText('bold', '\nIt is still serving. Try it:'),
      `  curl --cacert ${server.authority} --data-binary @${PLAN} ${server.address}/v1/terraform/plan`,
      `  bin/gatehouse check --config ${CONFIG} ${DEPLOYMENT} ${PLAN}`,
      `  bin/gatehouse fix --config ${CONFIG} --dry-run ${DEPLOYMENT}`,
      `Edit ${CONFIG}: it is reloaded while serving. Ctrl-C ends it.`,
    ].join('\n'),
  );
  await closeOnSignal(server);
}

async function admission(): Promise<void> {
  const object = parse(await readFile(DEPLOYMENT, 'utf8')) as JsonObject;
  heading('Door 1, admission', `kube-apiserver asks whether ${DEPLOYMENT} may be created`);
  show(await ask('/v1/admission/validate', object));
  const mutated = await ask('/v1/admission/mutate', object);
  const patch = JSON.parse(Buffer.from(mutated.patch ?? 'W10=', 'base64').toString()) as object[];
  console.log(styleText('cyan', `\n  the mutating webhook would add this patch (${patch.length} operations):`));
  for (const operation of patch) console.log(`    ${JSON.stringify(operation)}`);
}

async function ci(): Promise<void> {
  heading('Door 2, CI', `a pipeline posts ${PLAN}, the output of terraform show -json`);
  showReport((await post('/v1/terraform/plan', JSON.parse(await readFile(PLAN, 'utf8')))) as unknown as Report);
}

async function audit(): Promise<void> {
  heading('Door 3, audit', 'the configured audit looks at what already runs: samples/cluster.yaml');
  for (let tries = 0; tries < 100; tries += 1) {
    const { report } = (await call('GET', '/v1/audits/samples')) as { report?: Report };
    if (report) return showReport(report);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the audit did not finish within 10 seconds');
}

interface ReviewResponse {
  allowed: boolean;
  status?: { message: string };
  warnings?: string[];
  patch?: string;
}

function show({ allowed, status, warnings = [] }: ReviewResponse): void {
  console.log(allowed ? styleText('green', '  allowed') : styleText('red', '  denied'));
  for (const line of status?.message.split('\n') ?? []) console.log(`    ${line}`);
  for (const warning of warnings) console.log(styleText('yellow', `    Warning: ${warning}`));
}

function showReport(report: Report): void {
  const text = reportText.write(report, { width: 96, colour: coloured(process.stdout) });
  console.log(text.trimEnd().replaceAll(/^(?=.)/gm, '  '));
}

function heading(title: string, text: string): void {
  console.log(`\n${styleText('bold', title)}\n  ${text}\n`);
}

function review(object: JsonObject): JsonObject {
  const { name, namespace } = object.metadata as { name: string; namespace: string };
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: '0d3e7a52-9f6b-4a53-8a0c-5b1f2f0a7c11',
      kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
      resource: { group: 'apps', version: 'v1', resource: 'deployments' },
      name,
      namespace,
      operation: 'CREATE',
      userInfo: { username: 'you', groups: ['system:authenticated'] },
      object,
      dryRun: false,
    },
  };
}

async function ask(path: string, object: JsonObject): Promise<ReviewResponse> {
  const { response } = (await post(path, review(object))) as unknown as { response: ReviewResponse };
  return response;
}

function post(path: string, body: unknown): Promise<JsonObject> {
  return call('POST', path, JSON.stringify(body));
}

function call(method: string, path: string, body?: string): Promise<JsonObject> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(`${server.address}${path}`, { method, ca: authority, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as JsonObject));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
