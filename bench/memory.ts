/** Resident memory of the server, all rules and no cluster, after 1,000 and after 100,000 reviews: what it says of itself at `/metrics`. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { reviewOf } from '../src/examples/approaches.ts';
import { developmentCertificates } from '../src/tls/development.ts';
import { row } from './rounds.ts';
import { serve } from './serve.ts';
import { reviewObjects } from './workload.ts';

const COUNTS = [1_000, 10_000, 50_000, 100_000];
/** On a slow machine the last count is not reached: that is said, and no figure is made up. */
const MAX_MS = 60_000;

const directory = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
const { cert, key, authority } = await developmentCertificates(directory);
const ca = await readFile(authority);
const requests = reviewObjects(200).map((object, index) => ({
  method: 'POST' as const,
  path: '/v1/admission/validate?timeout=10s',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(reviewOf(object, `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)),
}));
const server = await serve('Gatehouse', 'gatehouse-server.js', [cert, key]);
try {
  console.log(`${'reviews'.padStart(8)}  resident MiB`);
  let sent = 0;
  let first: string | undefined;
  const until = performance.now() + MAX_MS;
  for (const count of COUNTS) {
    if (performance.now() > until) {
      console.log(`${count} reviews were not reached in ${MAX_MS / 1000} s`);
      break;
    }
    const result = await autocannon({
      url: server.address,
      connections: 8,
      amount: count - sent,
      requests,
      tlsOptions: { ca },
    } as autocannon.Options);
    if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx + result.errors} reviews failed`);
    sent = count;
    const resident = ((await server.residentBytes()) / 2 ** 20).toFixed(0);
    console.log(`${String(count).padStart(8)}  ${resident}`);
    if (first === undefined) first = resident;
    else
      row(
        `resident memory after ${count.toLocaleString('en')} reviews`,
        `after 1,000, ${first} MiB`,
        `${resident} MiB`,
      );
  }
} finally {
  server.process.kill();
  await rm(directory, { recursive: true });
}
