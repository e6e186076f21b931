import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type ClusterContext, type ClusterContextOptions, followCluster } from '../../src/context/cluster.ts';
import { type Inventory, inventoryOf } from '../../src/context/inventory.ts';
import type { JsonObject } from '../../src/json.ts';
import { createLogger } from '../../src/plugins/logging.ts';
import { createMetrics } from '../../src/plugins/metrics.ts';
import type { Resource } from '../../src/resource/resource.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';
import { linesInto } from '../server/app.ts';
import { kubeconfigText, writeKubeconfig } from '../sources/cluster/fake.ts';
import { KINDS, WatchedApi } from './watched-api.ts';

const BUDGETS = '/apis/policy/v1/poddisruptionbudgets';
const NAMESPACES = '/api/v1/namespaces';
const LIMIT_RANGES = '/api/v1/limitranges';
const STORAGE_CLASSES = '/apis/storage.k8s.io/v1/storageclasses';
const DEPLOYMENTS = '/apis/apps/v1/deployments';
const REPLICA_SETS = '/apis/apps/v1/replicasets';
const JOBS = '/apis/batch/v1/jobs';

interface Followed {
  api: WatchedApi;
  server: string;
  log: JsonObject[];
  metrics(): Promise<string>;
  follow(options?: Partial<ClusterContextOptions>): ClusterContext;
}

async function start(t: Test): Promise<Followed> {
  const api = new WatchedApi();
  const server = await api.listen();
  const kubeconfig = writeKubeconfig(t, kubeconfigText(server));
  t.teardown(() => api.close());
  const log: JsonObject[] = [];
  const metrics = createMetrics();
  const follow: Followed['follow'] = (options = {}) => {
    const context = followCluster({
      selection: { kubeconfig },
      log: createLogger(linesInto(log)),
      metrics,
      backoff: 1,
      ...options,
    });
    t.teardown(() => context.close());
    return context;
  };
  return { api, server, log, metrics: () => metrics.registry.metrics(), follow };
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 1) {
    if (waited > 10_000) throw new Error(`did not happen: ${holds}`);
    await sleep(1);
  }
}

function budget(
  name: string,
  namespace: string,
  selector: JsonObject | null,
  minAvailable: number | string = 1,
): JsonObject {
  return { metadata: { name, namespace }, spec: { minAvailable, ...(selector && { selector }) } };
}

function web(labels: JsonObject = { app: 'web' }, namespace = 'shop'): Resource {
  return kubernetesResource({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: {} } },
  });
}

t.test('what is in the cluster is known, once it was read', async (t) => {
  const { api, follow } = await start(t);
  for (let index = 0; index < 10; index += 1) {
    api.put(BUDGETS, budget(`b${index}`, 'shop', { matchLabels: { app: index === 7 ? 'web' : 'other' } }));
  }
  api.put(NAMESPACES, { metadata: { name: 'shop', labels: { team: 'a' }, annotations: { env: 'prod' } } });
  const { inventory, waiting } = follow();

  t.ok(waiting().length > 0, 'not ready before');
  t.equal(inventory.budgets(web()).known, false);
  t.equal(inventory.namespace(web()), 'unseen');
  await until(() => waiting().length === 0);

  t.match(inventory.budgets(web()), { known: true, ageSeconds: Number, selecting: [{ name: 'b7' }] });
  t.match(inventory.namespace(web()), { name: 'shop', labels: { team: 'a' }, annotations: { env: 'prod' } });
  t.equal(inventory.namespace(web({}, 'new')), 'unseen', 'a namespace may have been made a moment ago');
  api.put(NAMESPACES, { metadata: { name: 'new' } });
  await until(() => inventory.namespace(web({}, 'new')) !== 'unseen');
  api.remove(BUDGETS, 'shop/b7');
  await until(() => inventory.budgets(web()).selecting.length === 0);
});

t.test('what LimitRanges give and what StorageClasses say is known, by watch as in a set', async (t) => {
  const { api, follow } = await start(t);
  const range = (name: string, namespace: string, item: JsonObject) => ({
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name, namespace },
    spec: {
      limits: [
        { type: 'Pod', max: { cpu: '8' } },
        { type: 'Container', ...item },
      ],
    },
  });
  const storageClass = (name: string, of: JsonObject, metadata: JsonObject = {}) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, ...metadata },
    provisioner: 'ebs.csi.aws.com',
    ...of,
  });
  const isDefault = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  const ranges = [
    range('b', 'shop', { default: { cpu: '500m' }, max: { cpu: '2', memory: '1Gi' }, min: { pods: '1' } }),
    range('a', 'shop', { defaultRequest: { cpu: '100m' } }),
    range('c', 'other', { default: { cpu: '1' } }),
  ];
  const classes = [
    storageClass('gp2', {}, { annotations: isDefault, creationTimestamp: '2024-01-01T00:00:00Z' }),
    storageClass(
      'gp3',
      { parameters: { Encrypted: 'true' } },
      { annotations: isDefault, creationTimestamp: '2025-01-01T00:00:00Z' },
    ),
    storageClass('plain', { parameters: { encrypted: 'false' } }),
    storageClass('files', { provisioner: 'efs.csi.aws.com' }),
  ];
  for (const object of ranges) api.put(LIMIT_RANGES, object);
  for (const object of classes) api.put(STORAGE_CLASSES, object);
  const { inventory, waiting } = follow();
  t.same(inventory.limitRanges?.(web()), { known: false, ranges: [] });
  t.same(inventory.storageClass?.(''), {});
  await until(() => waiting().length === 0);

  const set = inventoryOf([...ranges, ...classes].map((object) => kubernetesResource(object)));
  for (const each of [inventory, set]) {
    const [first, second, ...others] = each.limitRanges?.(web()).ranges ?? [];
    t.equal(others.length, 0, 'those of the namespace');
    t.match(first, { name: 'a', limits: {}, requests: { cpu: { text: '100m', value: 0.1 } } });
    t.match(second, {
      name: 'b',
      limits: { cpu: { value: 0.5 }, memory: { text: '1Gi' } },
      requests: { cpu: { value: 0.5 }, memory: { text: '1Gi' }, pods: { value: 1 } },
    });
    t.match(
      each.storageClass?.('').class,
      { name: 'gp3', encrypted: 'encrypted', key: 'provider' },
      'the newest default',
    );
    t.match(each.storageClass?.('gp2').class, { encrypted: 'unknown' }, 'the account decides');
    t.match(each.storageClass?.('plain').class, { encrypted: 'unencrypted' });
    t.match(each.storageClass?.('files').class, { provisioner: 'efs.csi.aws.com', encrypted: 'unknown' });
    t.equal(each.storageClass?.('none').class, undefined);
  }

  api.remove(LIMIT_RANGES, 'shop/b');
  api.remove(STORAGE_CLASSES, 'gp3');
  await until(
    () => inventory.limitRanges?.(web()).ranges.length === 1 && inventory.storageClass?.('').class?.name === 'gp2',
  );
});

t.test('the age is counted from the last word of the server', async (t) => {
  const { api, follow, metrics } = await start(t);
  const { inventory, waiting } = follow();
  await until(() => waiting().length === 0);
  const later = Date.now() + 500_000;

  t.ok((inventory.budgets(web(), later).ageSeconds ?? 0) >= 499);
  await sleep(20);
  const before = inventory.budgets(web(), Number.MAX_SAFE_INTEGER).ageSeconds ?? 0;
  await sleep(1100);
  api.bookmark();
  await until(() => (inventory.budgets(web(), Number.MAX_SAFE_INTEGER).ageSeconds ?? 0) < before);
  t.match(await metrics(), /^gatehouse_context_age_seconds\{part="poddisruptionbudgets"\} [01]$/m);
  t.match(await metrics(), /^gatehouse_context_events_total\{part="jobs",event="listed"\} 1$/m);
});

t.test('a watch that stalls is noticed, and what it did not tell is read', async (t) => {
  const { api, follow, log } = await start(t);
  api.stalls = true;
  const { inventory, waiting } = follow({ idle: 50 });
  await until(() => waiting().length === 0);

  api.put(BUDGETS, budget('web', 'shop', {}));
  await until(() => inventory.budgets(web()).selecting.length === 1);

  t.match(
    log.find(({ part }) => part === 'poddisruptionbudgets'),
    { problem: /^the watch stalled: no word within 0.05 s/ },
  );
});

t.test('who may not read a type is told which, and what to grant', async (t) => {
  const { api, follow, log } = await start(t);
  api.refused.set(BUDGETS, 403);
  const { inventory, waiting } = follow();
  await until(() => waiting().length === 1 && /403/.test(waiting()[0] ?? ''));

  t.match(waiting(), [/^poddisruptionbudgets of the cluster are not read yet: 403: .*grant the verbs list and watch/]);
  t.equal(inventory.budgets(web()).known, false, 'what cannot be seen is not called missing');
  t.equal(log.filter(({ part }) => part === 'poddisruptionbudgets').length, 1, 'said once');
  api.refused.clear();
  await until(() => waiting().length === 0);
});

t.test('a type that the cluster does not have holds up nothing', async (t) => {
  const { api, follow } = await start(t);
  api.refused.set(JOBS, 404);
  const { waiting } = follow();

  await until(() => waiting().length === 0);
});

t.test('without a server it waits, and goes on where it left off when the server is back', async (t) => {
  const { api, server, follow } = await start(t);
  const { inventory, waiting } = follow();
  await until(() => waiting().length === 0);
  const lists = () => api.asked.filter((path) => path.startsWith(`${BUDGETS}?limit`)).length;
  const before = lists();

  await api.close();
  api.put(BUDGETS, budget('web', 'shop', {}));
  await sleep(50);
  t.equal(inventory.budgets(web()).selecting.length, 0, 'what was known last is still known');
  t.strictSame(waiting(), [], 'and it stays ready');
  await api.listen(Number(new URL(server).port));
  await until(() => inventory.budgets(web()).selecting.length === 1);

  t.equal(lists(), before, 'by its resourceVersion, without a list');
});

t.test('a server that is back and has forgotten from where to go on is asked for everything at once', async (t) => {
  const { api, follow } = await start(t);
  const backoff = 3000;
  const { inventory, waiting } = follow({ backoff });
  await until(() => waiting().length === 0);
  const watches = () => api.asked.filter((path) => path.startsWith(`${BUDGETS}?watch`)).length;
  await until(() => watches() === 1);

  api.drop();
  api.put(BUDGETS, budget('web', 'shop', {}));
  api.compact();
  await until(() => watches() === 2);
  const told = Date.now();
  await until(() => inventory.budgets(web()).selecting.length === 1);

  t.ok(Date.now() - told < 2500, 'without another wait');
});

t.test('after any sequence of events it knows what a new list would', async (t) => {
  const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const places = fc.constantFrom('shop', 'pay', 'default');
  const label = fc.dictionary(fc.constantFrom('app', 'tier', 'team'), fc.constantFrom('x', 'y'), { maxKeys: 3 });
  const expression = fc.record({
    key: fc.constantFrom('app', 'tier'),
    operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist', 'nonsense'),
    values: fc.array(fc.constantFrom('x', 'y')),
  });
  const selector = fc.oneof(
    fc.constant(null),
    fc.record({ matchLabels: label, matchExpressions: fc.array(expression, { maxLength: 2 }) }, { requiredKeys: [] }),
  );
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant('budget' as const), names, places, selector) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('namespace' as const), places, label) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('workload' as const), names, places, label, fc.nat(3), fc.boolean()) },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constant('remove' as const), fc.constantFrom(...Object.keys(KINDS)), places, names),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('drop' as const, 'end', 'bookmark', 'compact', 'pause')) },
  );
  const { api, follow } = await start(t);
  const followed = follow();
  await until(() => followed.waiting().length === 0);
  let uids = 0;

  const take = async (one: typeof step extends fc.Arbitrary<infer T> ? T : never) => {
    if (one[0] === 'budget') api.put(BUDGETS, budget(one[1], one[2], one[3] as JsonObject | null));
    else if (one[0] === 'namespace') api.put(NAMESPACES, { metadata: { name: one[1], labels: one[2] } });
    else if (one[0] === 'workload') {
      uids += 1;
      const ownerReferences = [{ kind: 'Deployment', name: 'a', uid: `uid-${one[4]}`, controller: true }];
      const metadata = { name: one[1], namespace: one[2], labels: one[3], uid: `uid-${uids}`, ownerReferences };
      api.put(one[5] ? DEPLOYMENTS : REPLICA_SETS, {
        metadata,
        spec: { template: { spec: { containers: [{ name: one[1] }] } } },
      });
    } else if (one[0] === 'remove') api.remove(one[1], one[1] === NAMESPACES ? one[2] : `${one[2]}/${one[3]}`);
    else if (one[0] === 'pause') await sleep(3);
    else api[one[0]]();
  };

  const probes = fc.sample(label, { numRuns: 12, seed: 1 });
  const knows = ({ inventory }: { inventory: Inventory }): unknown => ({
    budgets: ['shop', 'pay', 'default', 'none'].map((namespace) =>
      probes.map((labels) => {
        const { selecting, undecided } = inventory.budgets(web(labels, namespace));
        return [selecting, undecided.toSorted((a, b) => (a.name < b.name ? -1 : 1))];
      }),
    ),
    namespaces: ['shop', 'pay', 'default'].map((namespace) => {
      const found = inventory.namespace(web({}, namespace));
      return typeof found === 'object' ? { ...found, ageSeconds: 0 } : found;
    }),
    workloads: Array.from({ length: uids }, (_, uid) => inventory.workload?.(`uid-${uid + 1}`)),
  });

  await t.resolves(
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        for (const one of steps) await take(one);
        // The same as one that begins now: whatever was dropped or forgotten on the way.
        const fresh = follow();
        await until(() => fresh.waiting().length === 0);
        const expected = JSON.stringify(knows(fresh));
        fresh.close();
        for (let waited = 0; JSON.stringify(knows(followed)) !== expected && waited < 3000; waited += 1) await sleep(1);
        assert.ok(JSON.stringify(knows(followed)) === expected, 'the same is known');
      }),
      { numRuns: 40 },
    ),
  );
});

t.test('selectors are found by their labels as by a look at each', async (t) => {
  const label = fc.dictionary(fc.constantFrom('app', 'tier', 'team'), fc.constantFrom('x', 'y', 'z'));
  const expression = fc.record({
    key: fc.constantFrom('app', 'tier'),
    operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
    values: fc.array(fc.constantFrom('x', 'y')),
  });
  const selector = fc.record({ matchLabels: label, matchExpressions: fc.array(expression) });

  await t.resolves(
    fc.assert(
      fc.asyncProperty(fc.array(selector, { maxLength: 12 }), label, async (selectors, labels) => {
        const objects = selectors.map((one, index) =>
          kubernetesResource({
            apiVersion: 'policy/v1',
            kind: 'PodDisruptionBudget',
            ...budget(`b${index}`, 'shop', one),
          }),
        );
        const found = inventoryOf(objects).budgets(web(labels));
        const each = objects.filter((one) => inventoryOf([one]).budgets(web(labels)).selecting.length === 1);
        assert.deepEqual(found.selecting.map(({ name }) => name).sort(), each.map(({ name }) => name).sort());
      }),
    ),
  );
});
