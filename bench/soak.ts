/**
 * Mixed reviews at full speed while a bundle of others is swapped every second: no answer may fail, and none may mix two
 * revisions. Each bundle's rule says in its message which revision it is, and each answer's annotation says by which it was judged;
 * so every annotation must always stand beside the same message. Needs `opa`.
 *
 *     node dist/bench/soak.js [MINUTES]
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readFiles, writeFiles } from '../src/bundles/archive.ts';
import { buildBundle } from '../src/bundles/build/build.ts';
import { FILES } from '../src/bundles/files.ts';
import { reviewOf } from '../src/examples/approaches.ts';
import type { JsonObject } from '../src/json.ts';
import { startServer } from '../src/server.ts';
import type { AdmissionResponse } from '../src/webhooks/answer.ts';
import { witness, writeRules } from '../test/helpers/other-rules.ts';
import { quantile } from './rounds.ts';
import { reviewObjects } from './workload.ts';

const MINUTES = Number(process.argv[2] ?? 10);
const CONNECTIONS = 4;
const REVISIONS = ['one', 'two', 'three', 'four'];
const SWAP_MS = 1_000;

const folder = await mkdtemp(join(tmpdir(), 'gatehouse-soak-'));
const live = join(folder, 'live.tar.gz');
const bundles: ReadonlyMap<string, Buffer>[] = [];
for (const revision of REVISIONS) {
  const path = join(folder, `${revision}.tar.gz`);
  await buildBundle(writeRules(join(folder, revision), [witness(revision)]), path);
  bundles.push(await readFiles(path, FILES));
}
await writeFiles(live, bundles[0] as ReadonlyMap<string, Buffer>);
const configFile = join(folder, 'gatehouse.yaml');
await writeFile(configFile, JSON.stringify({ bundles: [{ path: live }] }));
const server = await startServer({ port: 0, configFile, certsDirectory: folder, logTo: { write: () => true } });
const ca = await readFile(join(folder, 'ca.crt'), 'utf8');
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, ca });

const bodies = reviewObjects(200).map((object, index) => {
  const metadata = object.metadata as JsonObject;
  metadata.labels = { ...(metadata.labels as JsonObject), witness: 'yes' };
  return JSON.stringify(reviewOf(object, `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`));
});

/** What each revision of the rule set said of itself. */
const said = new Map<string, Set<string>>();
const problems: string[] = [];
const milliseconds: number[] = [];
let answered = 0;
let swaps = 0;
let running = true;

const swapping = (async () => {
  while (running) {
    await delay(SWAP_MS);
    swaps += 1;
    await writeFiles(live, bundles[swaps % bundles.length] as ReadonlyMap<string, Buffer>);
  }
})();
const began = performance.now();
setTimeout(() => {
  running = false;
}, MINUTES * 60_000);
await Promise.all(Array.from({ length: CONNECTIONS }, (_, connection) => work(connection)));
await swapping;
await server.close();
await rm(folder, { recursive: true });

for (const [revision, words] of said) {
  if (words.size > 1) problems.push(`the revision ${revision} said ${[...words].join(' and ')}`);
}
const seconds = (performance.now() - began) / 1000;
const { rss } = process.memoryUsage();
console.log(
  `${answered} reviews in ${seconds.toFixed(0)} s (${(answered / seconds).toFixed(0)}/s), ${swaps} swaps, ${said.size} revisions seen, ` +
    `p50 ${quantile(milliseconds, 0.5).toFixed(1)} ms, p99 ${quantile(milliseconds, 0.99).toFixed(1)} ms, ` +
    `${Math.round(rss / 1024 / 1024)} MiB, ${problems.length} failed or mixed`,
);
for (const problem of problems.slice(0, 20)) console.error(problem);
if (problems.length > 0 || said.size < 2) process.exitCode = 1;

async function work(connection: number): Promise<void> {
  for (let index = connection; running; index += CONNECTIONS) {
    const started = performance.now();
    try {
      check(await ask(bodies[index % bodies.length] as string));
    } catch (thrown) {
      problems.push(String(thrown));
    }
    answered += 1;
    // A sample: ten minutes are a million answers.
    if (answered % 10 === 0) milliseconds.push(performance.now() - started);
  }
}

function check({ allowed, status, auditAnnotations = {} }: AdmissionResponse): void {
  const { decision, revision = '' } = auditAnnotations;
  const found = new Set([...(status?.message ?? '').matchAll(/revision (\w+)/g)].map(([, word]) => word as string));
  if (allowed || decision !== 'deny' || found.size !== 1) {
    problems.push(`${decision} at ${revision}: ${status?.message.slice(0, 200)}`);
    return;
  }
  const words = said.get(revision) ?? new Set();
  for (const word of found) words.add(word);
  said.set(revision, words);
}

function ask(body: string): Promise<AdmissionResponse> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const url = `${server.address}/v1/admission/validate?timeout=10s`;
    const sent = request(url, { agent, method: 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve((JSON.parse(text) as { response: AdmissionResponse }).response));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
