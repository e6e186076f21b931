/**
 * `POST /v1/admission/validate` over TLS with keep-alive, beside a bare Fastify HTTPS route that is sent the same bodies. Each
 * runs in a process of its own, the load in a third; they take turns, bounded in time, on loopback.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { reviewOf } from '../src/examples/approaches.ts';
import { developmentCertificates } from '../src/tls/development.ts';
import { quantile } from './rounds.ts';
import { type Served, serve } from './serve.ts';
import { reviewObjects } from './workload.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 3);
const CONNECTIONS = [1, 8, 64];

const directory = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
const { cert, key, authority: ca } = await developmentCertificates(directory);
const authority = await readFile(ca);
const requests = reviewObjects(200).map((object, index) => ({
  method: 'POST' as const,
  path: '/v1/admission/validate?timeout=10s',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(reviewOf(object, `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)),
}));

const bare = await serve('bare Fastify route', 'bare-server.js', [cert, key]);
const gatehouse = await serve('Gatehouse, all rules', 'gatehouse-server.js', [cert, key]);
try {
  for (const served of [bare, gatehouse]) await load(served, 8);
  console.log('connections                                  requests/s            p99');
  for (const connections of CONNECTIONS) await compare(connections);
} finally {
  bare.process.kill();
  gatehouse.process.kill();
  await rm(directory, { recursive: true });
}

async function compare(connections: number): Promise<void> {
  const results: Record<string, { rate: number; p99: number }[]> = { [bare.name]: [], [gatehouse.name]: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const served of round % 2 === 0 ? [bare, gatehouse] : [gatehouse, bare]) {
      const { requests: sent, latency } = await load(served, connections);
      results[served.name]?.push({ rate: sent.average, p99: latency.p99 });
    }
  }
  const base = results[bare.name] ?? [];
  for (const [name, own] of Object.entries(results)) {
    const rate = quantile(
      own.map((each) => each.rate),
      0.5,
    );
    const p99 = quantile(
      own.map((each) => each.p99),
      0.5,
    );
    const share = quantile(
      own.map((each, round) => each.rate / (base[round]?.rate ?? 1)),
      0.5,
    );
    const slower = quantile(
      own.map((each, round) => each.p99 / Math.max(1, base[round]?.p99 ?? 1)),
      0.5,
    );
    console.log(
      `${String(connections).padEnd(4)} ${name.padEnd(28)} ${rate.toFixed(0).padStart(8)} x${share.toFixed(2)}  ${p99.toFixed(0).padStart(8)} ms x${slower.toFixed(2)}`,
    );
  }
}

async function load({ address, name }: Served, connections: number): Promise<autocannon.Result> {
  const result = await autocannon({
    url: address,
    connections,
    duration: SECONDS,
    requests,
    tlsOptions: { ca: authority },
  } as autocannon.Options);
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${name}: ${result.non2xx + result.errors} failed`);
  return result;
}
