/**
 * The cluster as context: what a server holds of a cluster of 100,000 pods with 10,000 budgets, and how long reviews take while that
 * changes. `node dist/bench/context.js [EVENTS PER SECOND] [ROUNDS]`; the API server is a process of its own that makes up what it lists.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from './rounds.ts';

/** 20,000 Deployments of five pods each, with three revisions. Nobody should ask for the pods. */
const COUNTS: Record<string, number> = {
  pods: 100_000,
  namespaces: 1000,
  poddisruptionbudgets: 10_000,
  deployments: 20_000,
  replicasets: 60_000,
};
const REVIEWS = 400;
const ROUNDS = Number(process.argv[3] ?? 6);

/** As an API server has it, `managedFields` and all: about 3 KB, of which little is kept. */
function objectOf(type: string, index: number, version: number): object {
  const app = index % 20_000;
  const labels = { app: `app-${app}`, team: `team-${app % 50}`, 'app.kubernetes.io/part-of': 'shop' };
  const managedFields = Array.from({ length: 4 }, () => ({
    manager: 'kubectl',
    operation: 'Update',
    fieldsV1: { filler: 'f'.repeat(300) },
  }));
  const metadata = {
    name: `${type}-${index}`,
    ...(type !== 'namespaces' && { namespace: `namespaces-${app % 1000}` }),
    uid: `00000000-0000-4000-8000-${type.slice(0, 4)}${String(index).padStart(8, '0')}`,
    resourceVersion: String(version),
    labels,
    annotations: { note: 'n'.repeat(100) },
    managedFields,
    ...(type === 'replicasets' && {
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: `deployments-${app}`,
          controller: true,
          uid: `00000000-0000-4000-8000-depl${String(app).padStart(8, '0')}`,
        },
      ],
    }),
  };
  if (type === 'poddisruptionbudgets')
    return { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: { app: labels.app } } } };
  if (type !== 'deployments') return { metadata };
  const env = Array.from({ length: 20 }, (_, at) => ({ name: `VARIABLE_${at}`, value: 'v'.repeat(20) }));
  const containers = ['web', 'proxy'].map((name) => ({
    name,
    image: `registry.example.com/${name}:1.${version}`,
    env,
  }));
  return {
    metadata,
    spec: {
      replicas: 5,
      selector: { matchLabels: { app: labels.app } },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}

/** Lists by pages and lets watches be told at a rate that the parent sets. */
function serveCluster(): void {
  const watches = new Map<string, ServerResponse>();
  let version = 1;
  let rate = 0;
  const server = createServer((asked, response) => {
    const { pathname, searchParams } = new URL(asked.url ?? '/', 'http://api');
    const type = pathname.split('/').at(-1) ?? '';
    response.writeHead(200, { 'content-type': 'application/json' });
    if (searchParams.has('watch')) {
      response.flushHeaders();
      watches.set(type, response);
      return;
    }
    const from = Number(searchParams.get('continue') ?? 0);
    const to = Math.min(COUNTS[type] ?? 0, from + Number(searchParams.get('limit')));
    const items = Array.from({ length: to - from }, (_, at) => objectOf(type, from + at, 1));
    const more = to < (COUNTS[type] ?? 0) ? { continue: String(to) } : {};
    response.end(JSON.stringify({ metadata: { resourceVersion: '1', ...more }, items }));
  });
  setInterval(() => {
    for (let told = 0; told < rate / 20; told += 1) {
      version += 1;
      const types = [...watches.keys()].filter((type) => type in COUNTS);
      const type = types[version % types.length] ?? '';
      const object = objectOf(type, (version * 7919) % (COUNTS[type] ?? 1), version);
      watches.get(type)?.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
    }
  }, 50);
  process.on('message', (wanted: number | 'forget') => {
    if (wanted !== 'forget') {
      rate = wanted;
      return;
    }
    const gone = `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } })}\n`;
    for (const watch of watches.values()) watch.end(gone);
    watches.clear();
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

async function measure(rate: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-context-'));
  const cluster = fork(import.meta.filename, ['serve']);
  const port = await new Promise((resolve) => cluster.once('message', resolve));
  const kubeconfig = join(directory, 'kubeconfig');
  const named = (what: string, value: object) => [{ name: 'bench', [what]: value }];
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'bench',
      clusters: named('cluster', { server: `http://127.0.0.1:${port}` }),
      users: named('user', { token: 'none' }),
      contexts: named('context', { cluster: 'bench', user: 'bench' }),
    }),
  );
  writeFileSync(join(directory, 'gatehouse.yaml'), JSON.stringify({ context: { cluster: { kubeconfig } } }));
  const server = fork(join(import.meta.dirname, 'context-server.js'), [directory], { cwd: directory });
  const began = performance.now();
  const { address } = await new Promise<{ address: string }>((resolve) =>
    server.once('message', resolve as () => void),
  );
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  while ((await ask(agent, `${address}/readyz`)).status !== 200) await sleep(100);
  const synced = (performance.now() - began) / 1000;
  /** MB: resident now, or the most that ever was. */
  const memory = (of: 'VmRSS' | 'VmHWM') => {
    const [, kilobytes] =
      new RegExp(`^${of}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? [];
    return (Number(kilobytes) / 1024).toFixed(0);
  };
  const resident = memory('VmRSS');

  const slow: number[] = [];
  const middle: number[] = [];
  let longest = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [quiet, busy] = [await latencies(0), await latencies(rate)];
    longest = Math.max(longest, ...busy);
    middle.push(quantile(busy, 0.5) / quantile(quiet, 0.5));
    slow.push(quantile(busy, 0.99) / quantile(quiet, 0.99));
    console.log(
      `p50 ${quantile(quiet, 0.5).toFixed(2)} and ${quantile(busy, 0.5).toFixed(2)} ms, p99 ${quantile(quiet, 0.99).toFixed(1)} and ${quantile(busy, 0.99).toFixed(1)} ms`,
    );
  }
  const after = memory('VmRSS');
  const anew = await whileListedAnew();
  console.log(`${JSON.stringify(COUNTS)}: read in ${synced.toFixed(1)} s`);
  console.log(
    `resident: ${resident} MB when read, ${after} MB after ${rate} events a second, ${memory('VmRSS')} MB when all was read again, ${memory('VmHWM')} MB at most`,
  );
  console.log(
    `a review under ${rate} events a second beside none: p50 ${quantile(middle, 0.5).toFixed(2)}, p99 ${quantile(slow, 0.5).toFixed(2)}`,
  );
  console.log(
    `the longest review: ${longest.toFixed(0)} ms under events, ${Math.max(...anew).toFixed(0)} ms of ${anew.length} while everything was read again`,
  );
  server.kill();
  cluster.kill();
  agent.destroy();
  rmSync(directory, { recursive: true, force: true });

  async function latencies(events: number): Promise<number[]> {
    cluster.send(events);
    await sleep(200);
    const times: number[] = [];
    for (let index = 0; index < REVIEWS; index += 1) times.push(await latency(index));
    return times;
  }

  async function latency(index: number): Promise<number> {
    const started = performance.now();
    const { status } = await ask(agent, `${address}/v1/admission/validate`, reviewOf(index));
    if (status !== 200) throw new Error(`a review was answered with ${status}`);
    return performance.now() - started;
  }

  /** The cluster forgets from where its watches began, and all of it is read again. */
  async function whileListedAnew(): Promise<number[]> {
    const lists = async () => {
      const { text } = await ask(agent, `${address}/metrics`);
      const counts = [...text.matchAll(/^gatehouse_context_events_total\{part="\w+",event="listed"\} (\d+)$/gm)];
      return Math.min(...counts.map(([, count]) => Number(count)));
    };
    cluster.send(0);
    const wanted = (await lists()) + 1;
    cluster.send('forget');
    const times: number[] = [];
    while ((await lists()) < wanted) for (let index = 0; index < 100; index += 1) times.push(await latency(index));
    return times;
  }
}

function reviewOf(index: number): string {
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', ...objectOf('deployments', index * 37, 1) };
  const kind = { group: 'apps', version: 'v1', kind: 'Deployment' };
  const about = {
    uid: 'a',
    operation: 'CREATE',
    kind,
    namespace: `namespaces-${(index * 37) % 1000}`,
    name: 'x',
    userInfo: {},
  };
  return JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: { ...about, object } });
}

function ask(agent: Agent, url: string, body?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: body === undefined ? 'GET' : 'POST' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject).end(body);
  });
}

if (process.argv[2] === 'serve') serveCluster();
else await measure(Number(process.argv[2] ?? 500));
