import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { type ClusterContext, followCluster } from '../../src/context/cluster.ts';
import type { JsonObject } from '../../src/json.ts';
import { createLogger } from '../../src/plugins/logging.ts';
import { createMetrics } from '../../src/plugins/metrics.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';
import { linesInto } from '../server/app.ts';
import { kubeconfigText, writeKubeconfig } from '../sources/cluster/fake.ts';
import { WatchedApi } from './watched-api.ts';

const CRON_JOBS = '/apis/batch/v1/cronjobs';
const GLOB = 'batch/*/CronJob';

async function start(t: Test) {
  const api = new WatchedApi();
  const kubeconfig = writeKubeconfig(t, kubeconfigText(await api.listen()));
  t.teardown(() => api.close());
  const log: JsonObject[] = [];
  const metrics = createMetrics();
  const follow = (): ClusterContext => {
    const context = followCluster({
      selection: { kubeconfig },
      log: createLogger(linesInto(log)),
      metrics,
      backoff: 1,
      lookAgain: 5,
    });
    t.teardown(() => context.close());
    return context;
  };
  return { api, log, follow, metrics: () => metrics.registry.metrics() };
}

const job = (name: string, namespace = 'shop', schedule = '@daily') => ({
  metadata: { name, namespace, managedFields: [{ manager: 'kubectl' }] },
  spec: { schedule },
});

const asked = (name: string, apiVersion = 'batch/v1') =>
  kubernetesResource({ apiVersion, kind: 'CronJob', metadata: { name, namespace: 'shop' } });

const namesOf = (context: ClusterContext, name = 'other', apiVersion?: string) => {
  const found = context.inventory.siblings?.([GLOB], asked(name, apiVersion));
  return found?.known ? found.resources.map(({ id }) => id).sort() : 'unknown';
};

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 1) {
    if (waited > 5000) throw new Error(`did not happen: ${holds}`);
    await sleep(1);
  }
}

t.test('what stands beside an object is known once it was read, and stays so', async (t) => {
  const { api, follow, metrics } = await start(t);
  for (const name of ['a', 'b', 'c', 'd']) api.put(CRON_JOBS, job(name));
  const context = follow();

  t.equal(namesOf(context), 'unknown', 'no rule asked for it');
  context.watchSiblings([GLOB]);
  t.equal(namesOf(context), 'unknown', 'nothing was read yet');
  await until(() => namesOf(context) !== 'unknown');

  t.same(namesOf(context), ['shop/CronJob/a', 'shop/CronJob/b', 'shop/CronJob/c', 'shop/CronJob/d']);
  t.same(namesOf(context, 'a'), ['shop/CronJob/b', 'shop/CronJob/c', 'shop/CronJob/d'], 'without itself');
  t.same(namesOf(context, 'a', 'batch/v1beta1').length, 3, 'in another version, too');
  const [first] = context.inventory.siblings?.([GLOB], asked('d')).resources ?? [];
  t.match(first, { type: 'batch/v1/CronJob', object: { apiVersion: 'batch/v1', spec: { schedule: '@daily' } } });
  t.notOk(JSON.stringify(first).includes('managedFields'), "without the server's bookkeeping");

  api.put(CRON_JOBS, job('e'));
  api.remove(CRON_JOBS, 'shop/a');
  await until(() => String(namesOf(context)) === 'shop/CronJob/b,shop/CronJob/c,shop/CronJob/d,shop/CronJob/e');
  t.match(await metrics(), /gatehouse_context_objects\{part="siblings\/cronjobs"\} 4/);
});

t.test('a type that nobody asks for any more is not watched any more', async (t) => {
  const { api, follow } = await start(t);
  const context = follow();
  context.watchSiblings([GLOB]);
  await until(() => namesOf(context) !== 'unknown');

  context.watchSiblings([]);

  t.equal(namesOf(context), 'unknown');
  await sleep(20);
  const before = api.asked.length;
  api.drop();
  await sleep(20);
  t.notOk(api.asked.slice(before).some((path) => path.startsWith('/apis/batch?')));
});

t.test('a cluster without the type has none of it, until it serves it', async (t) => {
  const { api, follow } = await start(t);
  api.unserved.add(CRON_JOBS).add('/apis/batch/v1/jobs');
  const context = follow();
  context.watchSiblings([GLOB]);

  await until(() => namesOf(context) !== 'unknown');
  t.same(namesOf(context), []);

  api.put(CRON_JOBS, job('a'));
  api.unserved.clear();
  await until(() => String(namesOf(context)) === 'shop/CronJob/a');
});

t.test('what may not be read stays unknown, says why, and holds back neither the rest nor the server', async (t) => {
  const { api, log, follow } = await start(t);
  api.refused.set(CRON_JOBS, 403);
  api.refused.set('/apis/policy', 500);
  const context = follow();
  context.watchSiblings([GLOB, 'policy/*/PodDisruptionBudget']);
  const logged = (text: RegExp) => log.some((line) => text.test(JSON.stringify(line)));

  await until(() => logged(/"part":"siblings\/cronjobs","problem":"[^"]*grant the verbs list and watch/));
  await until(() => logged(/"types":"policy\/\*\/PodDisruptionBudget","problem":"[^"]*policy/));
  t.equal(namesOf(context), 'unknown');
  // Cron jobs are part of what servers wait for; siblings alone are not.
  t.notOk(context.waiting().some((line) => line.includes('siblings')));

  api.refused.clear();
  await until(() => namesOf(context) !== 'unknown');
  t.same(namesOf(context), []);
});
