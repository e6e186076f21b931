/** From having the bundle to being ready, imports included, in new processes; and from the start of the process, beside a bare route. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentCertificates } from '../src/tls/development.ts';
import { quantile, row, told } from './rounds.ts';
import { serve } from './serve.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 9);
const SERVERS = [
  ['bare Fastify route', 'bare-server.js'],
  ['Gatehouse', 'gatehouse-server.js'],
] as const;

const directory = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
const { cert, key } = await developmentCertificates(directory);
const starts = new Map<string, { start: number[]; bundle: number[] }>(
  SERVERS.map(([name]) => [name, { start: [], bundle: [] }]),
);
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, script] of round % 2 === 0 ? SERVERS : [...SERVERS].reverse()) {
      const { process, readyAfter } = await serve(name, script, [cert, key]);
      process.kill();
      starts.get(name)?.start.push(readyAfter.start);
      starts.get(name)?.bundle.push(readyAfter.bundle);
    }
  }
} finally {
  await rm(directory, { recursive: true });
}
console.log(`Node ${process.version}, ${ROUNDS} starts; median (quartiles) in milliseconds`);
for (const [name, { start, bundle }] of starts) {
  const said = (values: number[]) => [0.5, 0.25, 0.75].map((at) => quantile(values, at).toFixed(0));
  const [median, low, high] = said(start);
  console.log(`${name.padEnd(22)} from its start ${median} (${low} to ${high})`);
  if (Number.isNaN(bundle[0])) continue;
  const [since, least, most] = said(bundle);
  console.log(`${name.padEnd(22)} from its bundle ${since} (${least} to ${most})`);
}

const [bare, own] = SERVERS.map(([name]) => starts.get(name));
if (bare && own) {
  const ratios = own.start.map((one, round) => one / (bare.start[round] as number));
  row('start of a server, from its process', 'a bare Fastify HTTPS route', told(ratios));
  row('start of a server, from its bundle', 'none; the goal is 300 ms', `${told(own.bundle, 0)} ms`);
}
