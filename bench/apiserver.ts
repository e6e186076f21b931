/**
 * What admission adds to a request, through a real API server. Pods are created with `dryRun=All` in namespaces whose label chooses who
 * is asked: nobody, a ValidatingAdmissionPolicy, a webhook that does nothing, or Gatehouse. Requests to all of them alternate, so that
 * a machine that drifts drifts for all; what counts is the difference to nobody within a round.
 *
 * `COUNT` rounds one at a time (2000), and `CROWD` rounds at each number of clients (400). Needs `scripts/lab/install.sh`.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLab } from '../scripts/lab/lab.ts';
import type { JsonObject } from '../src/json.ts';
import { developmentCertificates } from '../src/tls/development.ts';
import { type Client, labClient } from '../test/e2e/client.ts';
import { balance, fetchFrom } from '../test/e2e/replicas.ts';
import { createAll } from '../test/e2e/setup.ts';
import { quantile } from './rounds.ts';
import { serve } from './serve.ts';

const COUNT = Number(process.env.COUNT ?? 2000);
const CROWD = Number(process.env.CROWD ?? 400);
const CLIENTS = [8, 64, 256];
const WAYS = ['nobody', 'cel', 'trivial', 'gatehouse', 'gatehouse-2'] as const;
type Way = (typeof WAYS)[number];
const ADDED = WAYS.filter((way) => way !== 'nobody');

const directory = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
const { cert, key, authority } = await developmentCertificates(directory);
const caBundle = (await readFile(authority)).toString('base64');
const lab = await startLab();
const servers = [
  await serve('trivial', 'trivial-webhook.js', [cert, key]),
  await serve('gatehouse', 'gatehouse-server.js', [cert, key]),
  await serve('gatehouse', 'gatehouse-server.js', [cert, key]),
];
const [trivial = '', one = '', two = ''] = servers.map(({ address }) => address);
const both = await balance(
  [one, two].map((address) => {
    const port = Number(new URL(address).port);
    return { port, get: (path, ca) => fetchFrom(port, path, { ca }) };
  }),
);
const client = labClient(lab.kubeconfig, undefined, 300);
try {
  await prepare(client);
  for (let round = 0; round < 100; round += 1) for (const way of WAYS) await timed(way, round);
  await alone();
  for (const clients of CLIENTS) await crowded(clients);
} finally {
  client.close();
  await both.close();
  for (const { process } of servers) process.kill();
  await lab.stop();
  await rm(directory, { recursive: true });
}

async function prepare(client: Client): Promise<void> {
  const registration = 'admissionregistration.k8s.io/v1';
  const selected = (way: Way) => ({ matchLabels: { bench: way } });
  const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
  const webhook = (way: Way, address: string) => ({
    name: `${way}.bench.gatehouse`,
    clientConfig: { url: `${address}/v1/admission/validate`, caBundle },
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    timeoutSeconds: 10,
    namespaceSelector: selected(way),
    rules: [rule],
  });
  const every = 'object.spec.containers.all(c, ';
  const validations = [
    {
      expression: `${every}c.image.contains('@') || (c.image.matches('.*:[^/]+$') && !c.image.endsWith(':latest')))`,
      message: 'a fixed tag or a digest',
    },
    {
      expression: `${every}has(c.resources) && has(c.resources.limits) && 'cpu' in c.resources.limits && 'memory' in c.resources.limits)`,
      message: 'limits',
    },
  ];
  const matchConstraints = { resourceRules: [rule] };
  await createAll(client, [
    ...WAYS.map((way) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: way, labels: { bench: way } } })),
    {
      apiVersion: registration,
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'bench' },
      webhooks: [webhook('trivial', trivial), webhook('gatehouse', one), webhook('gatehouse-2', both.address)],
    },
  ]);
  const policy: JsonObject = {
    apiVersion: registration,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'bench' },
    spec: { failurePolicy: 'Fail', matchConstraints, validations },
  };
  const binding: JsonObject = {
    apiVersion: registration,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'bench' },
    spec: { policyName: 'bench', validationActions: ['Deny'], matchResources: { namespaceSelector: selected('cel') } },
  };
  for (const [plural, object] of [
    ['validatingadmissionpolicies', policy],
    ['validatingadmissionpolicybindings', binding],
  ] as const) {
    const { status, body } = await client.send('POST', `/apis/${registration}/${plural}`, object);
    if (status !== 201) throw new Error(JSON.stringify(body));
  }
  // Each is in force when it denies what it is to deny.
  for (const way of ['cel', 'gatehouse', 'gatehouse-2'] as const) {
    for (let tries = 0; (await send(way, 0, 'nginx:latest')) < 400; tries += 1) {
      if (tries > 300) throw new Error(`${way} denies nothing`);
      await sleep(100);
    }
  }
}

async function send(way: Way, index: number, image = `registry.example.com/team/app:1.2.${index}`): Promise<number> {
  const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } };
  const labels = { app: 'web', team: 'shop', env: 'prod', 'cost-center': '4711' };
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-${index}`, namespace: way, labels },
    spec: { containers: [{ name: 'web', image, resources }] },
  };
  return (await client.create(object, 'dryRun=All')).status;
}

/** Milliseconds of one request that is let in. */
async function timed(way: Way, index: number): Promise<number> {
  const began = performance.now();
  const status = await send(way, index);
  const took = performance.now() - began;
  if (status !== 201) throw new Error(`${way}: ${status}`);
  return took;
}

/** Every way once, beginning with another one each time. */
async function round(index: number): Promise<Record<Way, number>> {
  const took: Partial<Record<Way, number>> = {};
  for (let turn = 0; turn < WAYS.length; turn += 1) {
    const way = WAYS[(index + turn) % WAYS.length] as Way;
    took[way] = await timed(way, index);
  }
  return took as Record<Way, number>;
}

async function alone(): Promise<void> {
  const rounds: Record<Way, number>[] = [];
  for (let index = 0; index < COUNT; index += 1) rounds.push(await round(index));
  report(`1 client, ${COUNT} rounds`, rounds);
}

/** So many clients, each with rounds of its own. */
async function crowded(clients: number): Promise<void> {
  const each = Math.ceil(CROWD / clients);
  const rounds: Record<Way, number>[] = [];
  const run = async (number: number) => {
    for (let index = 0; index < each; index += 1) rounds.push(await round(number + index));
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => run(number)));
  report(`${clients} clients, ${rounds.length} rounds`, rounds);
}

/** The difference of quantiles says what p99 becomes; the median of differences is the surest single figure. */
function report(title: string, rounds: readonly Record<Way, number>[]): void {
  const at = (way: Way, share: number) =>
    quantile(
      rounds.map((each) => each[way]),
      share,
    );
  console.log(`\n${title}: milliseconds`);
  console.log(`  nobody       ${[0.5, 0.95, 0.99].map((share) => at('nobody', share).toFixed(2)).join('  ')} in all`);
  for (const way of ADDED) {
    const paired = quantile(
      rounds.map((each) => each[way] - each.nobody),
      0.5,
    );
    const beyond = [0.5, 0.95, 0.99].map((share) => (at(way, share) - at('nobody', share)).toFixed(2));
    console.log(
      `  ${way.padEnd(12)} ${beyond.join('  ')} at p50, p95, p99; median of differences ${paired.toFixed(2)}`,
    );
  }
}
