/**
 * `POST /v1/admission/validate` over TLS with keep-alive, beside a bare Fastify HTTPS route that is sent the same bodies, and beside
 * `opa run --server` that is asked by the same rules about the same resources. Each runs in a process of its own, the load in
 * another; they take turns, bounded in time, on loopback.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { contextOf } from '../src/context/context.ts';
import { noInventory } from '../src/context/inventory.ts';
import { noScans } from '../src/context/scans.ts';
import { reviewOf } from '../src/examples/approaches.ts';
import type { JsonObject } from '../src/json.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { readReview, resourceOf } from '../src/sources/admission/review.ts';
import { developmentCertificates } from '../src/tls/development.ts';
import { paced } from './paced.ts';
import { quantile, row, told } from './rounds.ts';
import { type Served, serve } from './serve.ts';
import { opaVersion, serveOpa } from './serve-opa.ts';
import { reviewObjects, type Workload } from './workload.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SECONDS = Number(process.env.SECONDS ?? 1);
const CONNECTIONS = [1, 8, 64];
/** What a server is also measured at, whatever it could take: requests per second. */
const RATE = 1_000;
const REVIEWS = 200;
const WARM_UP = 10_000;

const directory = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
const { cert, key, authority: ca } = await developmentCertificates(directory);
const authority = await readFile(ca);
const rules = await RuleSet.create(await loadBundle());
const version = opaVersion();
const servers: Measured[] = [
  await serve('bare Fastify route', 'bare-server.js', [cert, key]),
  await serve('Gatehouse', 'gatehouse-server.js', [cert, key]),
];
try {
  if (version !== undefined) servers.push(await serveOpa(`opa ${version}`, { cert, key }, await opaFiles(), get));
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}, ` +
      `${rules.rules.length} rules, ${ROUNDS} rounds of ${SECONDS} s`,
  );
  for (const workload of ['sound', 'mixed'] satisfies Workload[]) {
    const bodies = bodiesOf(workload);
    // Compilers of hot code are done by then, in every one of them.
    for (const served of servers) await load(served, 8, bodies, WARM_UP);
    for (const connections of CONNECTIONS) {
      await compare(`${workload}, ${connections} connection${connections === 1 ? '' : 's'}`, (served) =>
        load(served, connections, bodies),
      );
    }
    await compare(`${workload}, ${RATE.toLocaleString('en')} reviews a second`, (served) => pacedLoad(served, bodies));
  }
} finally {
  for (const served of servers) served.process.kill();
  await rm(directory, { recursive: true });
}

type Measured = Pick<Served, 'name' | 'process' | 'address' | 'cpuSeconds'>;

interface Bodies {
  reviews: autocannon.Request[];
  /** What OPA is asked: it cannot read a review, so it is given what Gatehouse makes of one, and parses that. */
  inputs: autocannon.Request[];
}

function bodiesOf(workload: Workload): Bodies {
  const reviews = reviewObjects(REVIEWS, workload).map((object, index) =>
    reviewOf(object, `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`),
  );
  return {
    reviews: reviews.map((review) => post('/v1/admission/validate?timeout=10s', review)),
    inputs: reviews.map((review) => post('/v1/data/gatehouse/verdict/findings', { input: inputOf(review) })),
  };
}

function inputOf(review: JsonObject): JsonObject {
  const resource = resourceOf(readReview(review));
  const context = contextOf(resource, noInventory, noScans, Date.now());
  const asked = rules.rules.filter(
    ({ metadata, actions, applies }) =>
      actions.admission !== 'off' &&
      metadata.facets.some((facet) => resource.facets[facet] !== undefined) &&
      applies(resource),
  );
  const input = { rules: Object.fromEntries(asked.map(({ metadata }) => [metadata.id, true])), resource, context };
  return { ...input, resource: { ...resource, object: {} } } as unknown as JsonObject;
}

function post(path: string, body: JsonObject): autocannon.Request {
  return { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function opaFiles(): Promise<string[]> {
  const data = join(directory, 'parameters.json');
  const parameters = Object.fromEntries(rules.rules.map((rule) => [rule.metadata.id, rule.parameters]));
  await writeFile(data, JSON.stringify({ config: { parameters } }));
  return ['rego/gatehouse', data];
}

interface Figures {
  /** Requests per second. */
  rate: number;
  /** Milliseconds of processor time per request. */
  cpu: number;
  p50: number;
  p99: number;
}

async function compare(what: string, run: (served: Measured) => Promise<Figures>): Promise<void> {
  const figures = new Map<Measured, Figures[]>(servers.map((served) => [served, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const served of round % 2 === 0 ? servers : [...servers].reverse()) {
      figures.get(served)?.push(await run(served));
    }
  }
  const heading = ['requests/s', 'processor', 'p50', 'p99'].map((text) => text.padStart(29)).join('');
  console.log(`\n${what.padEnd(20)}${heading}`);
  const base = figures.get(servers[0] as Measured) as Figures[];
  for (const [{ name }, own] of figures) {
    const column = (of: (one: Figures) => number, unit: string, digits: number) => {
      const ratios = own.map((one, round) => of(one) / of(base[round] as Figures));
      const [low, middle, high] = [0.25, 0.5, 0.75].map((at) => quantile(ratios, at).toFixed(2));
      const median = quantile(own.map(of), 0.5).toFixed(digits);
      return `${median}${unit} x${middle} (${low}-${high})`.padStart(29);
    };
    console.log(
      `  ${name.padEnd(18)}${column(({ rate }) => rate, '', 0)}${column(({ cpu }) => cpu, ' ms', 3)}` +
        `${column(({ p50 }) => p50, ' ms', 2)}${column(({ p99 }) => p99, ' ms', 2)}`,
    );
  }
  const against = (measured: Measured | undefined, of: (one: Figures) => number) =>
    told((measured && figures.get(measured))?.map((one, round) => of(one) / of(base[round] as Figures)) ?? []);
  const [, own, opa] = servers;
  const beside = (of: (one: Figures) => number) =>
    `${against(own, of)}${opa ? `; \`opa run --server\` ${against(opa, of)}` : ''}`;
  row(
    `HTTPS admission, ${what}`,
    'processor time of the bare route',
    beside(({ cpu }) => cpu),
  );
  row(
    `HTTPS admission, ${what}`,
    'requests per second of the bare route',
    beside(({ rate }) => rate),
  );
  row(
    `HTTPS admission, ${what}`,
    'p99 of the bare route',
    beside(({ p99 }) => p99),
  );
}

/** @param amount of requests, in place of a time */
async function load(
  served: Measured,
  connections: number,
  { reviews, inputs }: Bodies,
  amount?: number,
): Promise<Figures> {
  const before = await served.cpuSeconds();
  const times: number[] = [];
  const started = performance.now();
  const options = {
    url: served.address,
    connections,
    ...(amount === undefined ? { duration: SECONDS } : { amount }),
    requests: served.name.startsWith('opa') ? inputs : reviews,
    tlsOptions: { ca: authority },
  } as autocannon.Options;
  const { non2xx, errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    // Its own figures are in whole milliseconds.
    run.on('response', (_client, _status, _bytes, time) => times.push(time));
  });
  if (non2xx > 0 || errors > 0) throw new Error(`${served.name}: ${non2xx + errors} failed`);
  return {
    rate: times.length / ((performance.now() - started) / 1000),
    cpu: ((await served.cpuSeconds()) - before) * (1000 / times.length),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
}

/** The same at one rate for all of them, over eight connections. */
async function pacedLoad(served: Measured, { reviews, inputs }: Bodies): Promise<Figures> {
  const requests = served.name.startsWith('opa') ? inputs : reviews;
  const url = new URL(requests[0]?.path ?? '', served.address);
  const before = await served.cpuSeconds();
  const began = performance.now();
  const times = await paced(
    url,
    requests.map(({ body }) => String(body)),
    { authority, connections: 8, rate: RATE, seconds: SECONDS },
  );
  return {
    rate: times.length / ((performance.now() - began) / 1000),
    cpu: ((await served.cpuSeconds()) - before) * (1000 / times.length),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
}

function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { ca: authority }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text)).on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}
