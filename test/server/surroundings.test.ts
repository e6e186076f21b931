/** What admission makes of what it knows, and does not know, of the cluster. */
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { stringify } from 'yaml';
import { inventoryOf } from '../../src/context/inventory.ts';
import { dig, type JsonObject } from '../../src/json.ts';
import { startServer } from '../../src/server.ts';
import { WatchedApi } from '../context/watched-api.ts';
import { kubeconfigText, writeKubeconfig } from '../sources/cluster/fake.ts';
import { type Built, build, deployment, linesInto, onlyRule, review } from './app.ts';

async function ask({ app }: Pick<Built, 'app'>, body: JsonObject): Promise<JsonObject> {
  const headers = { 'content-type': 'application/json' };
  const answer = await app.inject({ method: 'POST', url: '/v1/admission/validate', headers, payload: body });
  return answer.json().response;
}

t.test('a workload that comes before its budget', async (t) => {
  const config = { rules: onlyRule('pod-disruption-budget', { action: 'deny' }) ?? {} };
  const gatehouse = await build(t, { config, inventory: inventoryOf([]) });
  const web = deployment('nginx:1.27');
  web.spec = { ...(web.spec as JsonObject), replicas: 3 };
  const aged = (seconds: number) => {
    const creationTimestamp = new Date(Date.now() - seconds * 1000).toISOString();
    return { ...web, metadata: { ...(web.metadata as JsonObject), creationTimestamp } };
  };
  const update = (seconds: number) =>
    review(aged(seconds), { operation: 'UPDATE', oldObject: { ...aged(seconds), spec: { replicas: 1 } } });

  const created = await ask(gatehouse, review(web));
  const posing = await ask(gatehouse, review(aged(3600)));
  const soon = await ask(gatehouse, update(240));
  const late = await ask(gatehouse, update(360));

  t.equal(created.allowed, true);
  t.match(created.warnings, [
    /no PodDisruptionBudget selects their pods.*\(there is a grace period, then this is denied\)$/,
  ]);
  t.match(dig(created, 'auditAnnotations', 'violations'), 'pod-disruption-budget=warn');
  t.equal(posing.allowed, true, 'what is created is new, whatever it says');
  t.equal(soon.allowed, true);
  t.equal(late.allowed, false);
  t.match(dig(late, 'status', 'message'), /no PodDisruptionBudget selects their pods/);
});

t.test('the server watches a cluster', async (t) => {
  const api = new WatchedApi();
  const kubeconfig = writeKubeconfig(t, kubeconfigText(await api.listen()));
  t.teardown(() => api.close());
  api.refused.set('/apis/policy/v1/poddisruptionbudgets', 403);
  api.put('/api/v1/namespaces', { metadata: { name: 'shop', labels: { team: 'a' } } });
  const rules = {
    ...onlyRule('required-tags', { action: 'deny', parameters: { required: ['team'] } }),
    'pod-disruption-budget': { action: 'deny', unknown: 'deny', parameters: { gracePeriod: '0s' } },
  };
  const config = stringify({ rules, context: { cluster: { kubeconfig } } });
  const directory = t.testdir({ 'gatehouse.yaml': config, certs: {} });
  const configFile = join(directory, 'gatehouse.yaml');
  const server = await startServer({
    port: 0,
    certsDirectory: join(directory, 'certs'),
    configFile,
    logTo: linesInto([]),
  });
  t.teardown(() => server.close());
  const { get, post } = clientOf(server.address);
  const create = (namespace: string, labels: JsonObject = {}) => {
    const object = deployment('nginx:1.27', namespace);
    object.metadata = { name: 'web', namespace, labels };
    object.spec = { ...(object.spec as JsonObject), replicas: 3 };
    return post('/v1/admission/validate', review(object));
  };
  const until = async (holds: () => Promise<boolean>) => {
    for (let waited = 0; !(await holds()) && waited < 300; waited += 1) await sleep(20);
  };

  await until(async () => /403/.test(JSON.stringify(await get('/readyz'))));
  const { reasons } = await get('/readyz');
  t.match(reasons, [
    /^poddisruptionbudgets of the cluster are not read yet: .*403.* grant the verbs list and watch on it$/,
  ]);
  const blind = await create('shop');
  t.match(dig(blind, 'response', 'status', 'message'), /PodDisruptionBudgets cannot be seen from here/);
  api.refused.clear();
  await until(async () => (await get('/readyz')).status === 'ready');
  t.equal((await get('/readyz')).status, 'ready');

  const seen = await create('shop');
  const message = String(dig(seen, 'response', 'status', 'message'));
  t.match(message, /no PodDisruptionBudget selects their pods/);
  t.notMatch(message, /required-tags/, 'its namespace has the label');
  const selector = { matchLabels: {} };
  api.put('/apis/policy/v1/poddisruptionbudgets', {
    metadata: { name: 'all', namespace: 'shop' },
    spec: { maxUnavailable: 1, selector },
  });
  await until(async () => dig(await create('shop'), 'response', 'allowed') === true);
  t.equal(dig(await create('shop'), 'response', 'allowed'), true);
  api.put('/apis/policy/v1/poddisruptionbudgets', {
    metadata: { name: 'all', namespace: 'new' },
    spec: { maxUnavailable: 1, selector },
  });
  await until(async () => dig(await create('new', { team: 'b' }), 'response', 'allowed') === true);
  const unseen = await create('new');
  t.equal(dig(unseen, 'response', 'allowed'), true, 'what a namespace that was not seen yet has is not missing');
  t.match(dig(unseen, 'response', 'warnings'), [/its namespace new was not seen in the cluster yet.*\(not known\)$/]);
});

function clientOf(address: string) {
  const send = (path: string, payload?: JsonObject): Promise<JsonObject> =>
    new Promise((resolve, reject) => {
      const options = { method: payload ? 'POST' : 'GET', rejectUnauthorized: false, agent: false };
      const sent = request(`${address}${path}`, options, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve(JSON.parse(text)));
      });
      sent.on('error', reject).end(payload && JSON.stringify(payload));
    });
  return { get: (path: string) => send(path), post: send };
}
