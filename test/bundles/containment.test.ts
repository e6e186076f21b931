/** Rules of others that run away harm one answer: it comes in time and names them, and the next is served as if nothing had been. */
import { writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import t from 'tap';
import { buildBundle } from '../../src/bundles/build/build.ts';
import type { JsonObject } from '../../src/json.ts';
import { hasOpa, opa } from '../helpers/opa.ts';
import { FAILING, MISCHIEF, writeRules } from '../helpers/other-rules.ts';
import { type Served, serve } from '../helpers/served.ts';
import { onlyRule, review } from '../server/app.ts';

t.setTimeout(600_000);

const object = (labels: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web', namespace: 'shop', labels },
});

async function judged({ ask }: Served, labels: JsonObject, timeout = '2s', agent?: Agent) {
  const began = performance.now();
  const body = JSON.stringify(review(object(labels)));
  const { response } = (
    await ask(`/v1/admission/validate?timeout=${timeout}`, { body, ...(agent && { agent }) })
  ).json() as {
    response: { allowed: boolean; status?: { code: number; message: string }; auditAnnotations: JsonObject };
  };
  return { ...response, milliseconds: performance.now() - began };
}

t.test(
  'a rule of others that runs away',
  { skip: hasOpa() ? false : `${opa} is not there`, timeout: 600_000 },
  async (t) => {
    const folder = t.testdir();
    const bundle = join(folder, 'acme.tar.gz');
    await buildBundle(writeRules(join(folder, 'rules'), MISCHIEF), bundle);
    const configFile = join(folder, 'gatehouse.yaml');
    writeFileSync(configFile, JSON.stringify({ bundles: [{ path: bundle }], rules: onlyRule('no-latest') }));
    const served = await serve(t, { configFile, certsDirectory: folder });
    t.match(await judged(served, { app: 'web' }), { allowed: true });
    t.match(await judged(served, { trigger: 'bad-throws' }), { allowed: false, status: { code: 403 } });

    // As an API server does: reviews come on a connection that is kept.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.teardown(() => agent.destroy());
    for (const id of FAILING) {
      const failed = await judged(served, { trigger: id }, '2s', agent);
      const next = await judged(served, { app: 'web' }, '2s', agent);

      t.match(failed, { allowed: false, status: { code: 500 }, auditAnnotations: { decision: 'error' } }, id);
      t.match(failed.status?.message, `the rule ${id} could not be evaluated`, id);
      t.ok(failed.milliseconds < 3_000, `${id}: answered in ${failed.milliseconds} ms`);
      t.match(next, { allowed: true });
      // Measured, and bounded generously: on a busy machine even a constant takes some milliseconds over TLS.
      t.comment(
        `${id}: answered after ${failed.milliseconds.toFixed(0)} ms, the next after ${next.milliseconds.toFixed(1)} ms: ${failed.status?.message}`,
      );
      t.ok(next.milliseconds < 2_000, `${id}: the next was served in ${next.milliseconds} ms`);
      t.ok(
        served.log.some(({ msg, rule }) => msg === 'review not judged' && rule === id),
        `${id} is named in the log`,
      );
    }
    const pattern = await judged(served, { trigger: 'pattern' });
    t.match(pattern, { allowed: true }, 'a pattern that would backtrack for ever takes linear time');

    const metrics = (await served.ask('/metrics')).text;
    for (const id of FAILING) t.match(metrics, `gatehouse_rule_failures_total{rule="${id}",door="admission"} 1`);

    t.test('many at once fill the queue, and each is answered all the same', async (t) => {
      const all = await Promise.all(
        Array.from({ length: 40 }, (_, n) => judged(served, { trigger: n % 2 ? 'endless' : 'hog' })),
      );

      t.ok(all.every(({ allowed, milliseconds }) => !allowed && milliseconds < 15_000));
      const after = await judged(served, { app: 'web' }, '10s');
      t.match(after, { allowed: true }, after.status?.message ?? '');
    });
  },
);
