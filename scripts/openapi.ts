/** Writes `openapi.json` from the routes: what the server answers at `/openapi.json`. */
import { writeFile } from 'node:fs/promises';
import { buildApp } from '../src/app.ts';
import { createLogger } from '../src/plugins/logging.ts';
import { createMetrics } from '../src/plugins/metrics.ts';

const metrics = createMetrics();
const app = await buildApp({
  live: {
    current: () => undefined,
    problem: () => undefined,
    waiting: () => [],
    onChange: () => {},
    close: async () => {},
  },
  audits: { list: async () => ({ audits: [] }), close: async () => {} },
  judge: () => Promise.reject(new Error('nothing is judged here')),
  metrics,
  exposition: () => metrics.registry.metrics(),
  log: createLogger(undefined, 'silent'),
  unready: () => [],
  loopbackOnly: true,
});
const { payload } = await app.inject('/openapi.json');
await writeFile('openapi.json', `${JSON.stringify(JSON.parse(payload), null, 2)}\n`);
await app.close();
