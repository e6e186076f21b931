/** What a server holds of a cluster of 100,000 pods and 10,000 budgets, and that it answers while that changes and while it is read. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { AS_STARTED_BY_HAND } from '../../scripts/lab/processes.ts';

/** What the documentation promises. */
const MEGABYTES = 400;
/** What the chart lets a server have. */
const LIMIT = 512;
/** Milliseconds: the API server waits 3 s. */
const WAITS = 3000;

t.setTimeout(300_000);

t.test('a cluster of 100,000 pods and 10,000 budgets', async (t) => {
  // The hooks of a test runner would take more memory than the cluster.
  const [program = '', ...args] = [...AS_STARTED_BY_HAND, process.execPath, 'dist/bench/context.js', '500', '2'];
  const { stdout } = await promisify(execFile)(program, args);
  t.comment(stdout.trim());
  const numbers = (pattern: RegExp) => (pattern.exec(stdout) ?? []).slice(1).map(Number);

  t.match(stdout, /^{"pods":100000,.*"poddisruptionbudgets":10000,/m);
  const [read, changed, most] = numbers(/^resident: (\d+) MB when read, (\d+) MB after 500 .*, (\d+) MB at most$/m);
  t.ok(Number(read) < MEGABYTES && Number(changed) < MEGABYTES, `it fits in ${MEGABYTES} MB`);
  t.ok(Number(most) < LIMIT, 'and in the limit of a pod when all of it is read again');
  const [events, again] = numbers(/^the longest review: (\d+) ms under events, (\d+) ms of \d+ while/m);
  t.ok(Number(events) < WAITS && Number(again) < WAITS, 'no review waited longer than the API server does');
});
