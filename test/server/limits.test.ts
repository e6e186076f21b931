/** What a review may take: its time, its place among others, and a client that waits for the answer. */
import { type ClientRequest, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { timeoutOf } from '../../src/webhooks/deadline.ts';
import { watchLag } from '../../src/webhooks/lag.ts';
import { type Built, build, deployment, review, UID } from './app.ts';

t.test("the API server's timeout", async (t) => {
  const cases: [string, number][] = [
    ['?timeout=3s', 3_000],
    ['?timeout=250ms', 250],
    ['?a=b&timeout=1m0s', 30_000],
    ['?timeout=2.5s&dryRun=All', 2_500],
    ['?timeout=.5s', 500],
    ['?timeout=1s500ms', 1_500],
    ['?timeout=24h', 30_000],
    ['', 10_000],
    ['?timeout=', 10_000],
    ['?timeout=3', 10_000],
    ['?timeout=-3s', 10_000],
    ['?timeout=0s', 10_000],
    ['?timeout=soon', 10_000],
    ['?timeout=1e3s', 10_000],
    [`?timeout=${'1s'.repeat(10_000)}`, 10_000],
    ['?nottimeout=1s', 10_000],
  ];

  for (const [query, expected] of cases) t.equal(timeoutOf(`/v1/admission/validate${query}`), expected, query);
});

t.test('the time that a review waited while the process was busy is known', async (t) => {
  const lag = watchLag();
  t.teardown(() => lag.close());
  await delay(50);
  const idle = lag.now();

  const began = performance.now();
  while (performance.now() - began < 300);

  t.ok(lag.now() > 200, `${lag.now()} ms`);
  t.ok(idle < 200, `${idle} ms`);
});

/** Listens without TLS, which `inject` has not: connections that are slow and that break off. */
async function listening(t: Test, maxReviews: number): Promise<Built & { port: number }> {
  const built = await build(t, { config: { server: { maxReviews } } });
  await built.app.listen({ host: '127.0.0.1', port: 0 });
  return { ...built, port: (built.app.server.address() as AddressInfo).port };
}

const body = JSON.stringify(review(deployment('nginx:1.27.3')));

function post(port: number): ClientRequest {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const path = '/v1/admission/validate?timeout=10s';
  return request({ host: '127.0.0.1', port, method: 'POST', path, headers, agent: false });
}

function answerTo(
  sent: ClientRequest,
): Promise<{ uid: string; allowed: boolean; status?: { code: number; message: string } }> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve(JSON.parse(text).response));
    });
  });
}

t.test('a review beyond the limit is answered at once, and the next one is judged when there is room', async (t) => {
  const { port, metrics } = await listening(t, 1);
  const slow = post(port);
  const slowAnswer = answerTo(slow);
  slow.write(body.slice(0, 40));
  await delay(200);

  const refused = post(port);
  refused.end(body);
  const busy = await answerTo(refused);
  slow.end(body.slice(40));
  const judged = await slowAnswer;
  const after = post(port);
  after.end(body);

  t.match(busy, { uid: UID, allowed: false, status: { code: 503, message: /1 reviews are being judged already/ } });
  t.equal(judged.status?.code, 403, 'the slow one is judged');
  t.equal((await answerTo(after)).status?.code, 403, 'and so is the next');
  t.match(await metrics(), 'gatehouse_evaluation_errors_total{door="admission"} 1');
});

t.test('a client that leaves is counted as gone, not as an error, and gives its place back', async (t) => {
  const { port, metrics, log } = await listening(t, 1);
  const leaving = post(port);
  leaving.on('error', () => {});
  leaving.write(body.slice(0, 40));
  await delay(200);
  leaving.destroy();
  await delay(200);

  const next = post(port);
  next.end(body);

  t.equal((await answerTo(next)).status?.code, 403);
  t.match(
    await metrics(),
    /gatehouse_admission_reviews_total\{webhook="validate",operation="other",decision="gone"\} 1/,
  );
  t.notOk(log.some(({ level }) => Number(level) >= 50));
});
