/**
 * The API server itself is lost, and its etcd: what Gatehouse says meanwhile, and that everything it has to do with them comes back
 * by itself. That a link to them breaks is in `failures.e2e.ts`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { parse } from 'yaml';
import { reviewOf } from '../../src/examples/approaches.ts';
import { arrayAt, dig, type JsonObject, parseJson, stringAt } from '../../src/json.ts';
import {
  budget,
  colored,
  labels,
  latest,
  limitRange,
  namespace,
  replicated,
  ruleSet,
  service,
  unlimited,
  untagged,
  waiver,
} from './around.ts';
import { objectPath } from './client.ts';
import { CONFIG } from './gatehouse.ts';
import { link } from './link.ts';
import {
  balance,
  bundles,
  CONFIGURATIONS,
  fetchFrom,
  grantDocumented,
  NAMESPACE,
  registerWithoutTrust,
  secretEntry,
  startReplica,
} from './replicas.ts';
import { createAll, eventually, startE2e } from './setup.ts';

t.setTimeout(600_000);

const CRDS = 'charts/admission/files/crds';
/** Everything is tried again within seconds; a busy machine takes its time. */
const BACK_MS = 90_000;

interface Judged {
  allowed: boolean;
  warnings: string[];
}

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  const toApiServer = await link(Number(new URL(lab.server).port));
  t.teardown(() => toApiServer.close());
  const login = readFileSync(await grantDocumented(lab, client), 'utf8');
  const kubeconfig = join(lab.directory, 'by-link.kubeconfig');
  writeFileSync(kubeconfig, login.replace(lab.server, `https://127.0.0.1:${toApiServer.port}`), { mode: 0o600 });
  const definitions = readdirSync(CRDS).map((file) => parse(readFileSync(join(CRDS, file), 'utf8')) as JsonObject);
  await createAll(client, [
    ...['shop', 'limited', 'free'].map((name) => namespace(name)),
    namespace('bare', false),
    ...definitions,
    // What it may see and write is what other tests are about.
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'everything' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: 'gatehouse', namespace: NAMESPACE }],
    },
  ]);
  await eventually(async () => (await client.create(waiver('legacy'))).status === 201);
  await eventually(
    async () =>
      (await client.create(ruleSet('colors', { 'service-selects-one-color': { action: 'deny' } }))).status === 201,
  );
  await createAll(client, [
    budget('guarded'),
    budget('beat'),
    limitRange('limited'),
    ...['blue', 'green'].map((color) => colored('checkout', color)),
    ...['blue', 'green'].map((color) => colored('basket', color)),
  ]);

  const config = {
    rules: {
      ...CONFIG.rules,
      'required-tags': { action: 'deny', parameters: { required: ['team'] } },
      'pod-disruption-budget': { action: 'deny', parameters: { gracePeriod: '0s', maxContextAge: '15s' } },
    },
    context: { cluster: { kubeconfig } },
    objects: { cluster: { kubeconfig } },
    lease: { namespace: NAMESPACE, cluster: { kubeconfig } },
  };
  const options = { config, certificates: { cluster: { kubeconfig } }, env: { LOG_LEVEL: 'info' } };
  const replicas = [await startReplica(lab, 'one', options), await startReplica(lab, 'two', options)] as const;
  t.teardown(() => Promise.all(replicas.map(({ service }) => service.stop())));
  const readiness = async () => (await Promise.all(replicas.map(({ get }) => get('/readyz')))).map((one) => one.status);
  await eventually(async () => String(await readiness()) === '200,200', 60_000);
  const balancer = await balance(replicas);
  t.teardown(() => balancer.close());
  await registerWithoutTrust(client, balancer.address);

  /** How often the budgets were listed, in both. */
  const lists = async () => {
    const name = 'gatehouse_context_events_total{part="poddisruptionbudgets",event="listed"';
    return (await Promise.all(replicas.map(({ metric }) => metric(name)))).map(Number);
  };
  const age = async () =>
    Math.max(
      ...(await Promise.all(
        replicas.map(({ metric }) => metric('gatehouse_context_age_seconds{part="poddisruptionbudgets"')),
      )),
    );
  /** How many hold each of the two Leases: of the certificates, and of audits and statuses. */
  const leaders = async () => {
    const counts = ['gatehouse-tls', 'gatehouse'].map(async (lease) => {
      const held = await Promise.all(replicas.map(({ metric }) => metric(`gatehouse_leader{lease="${lease}"`)));
      return held.reduce((sum, one) => sum + one, 0);
    });
    return String(await Promise.all(counts));
  };
  const byApiServer = async (object: JsonObject): Promise<Judged> => {
    const { status, body, warnings } = await client.create(object, 'dryRun=All');
    const why = stringAt(body, 'message') ?? '';
    if (status !== 201 && !/denied the request/.test(why)) throw new Error(`${status}: ${why}`);
    return { allowed: status === 201, warnings };
  };
  /** Asked as the API server would, while there is none. */
  const byBoth = async (object: JsonObject): Promise<Judged> => {
    const asked = { body: JSON.stringify(reviewOf(object)) };
    const answers = await Promise.all(
      replicas.map(async ({ port }) => parseJson((await fetchFrom(port, '/v1/admission/validate', asked)).text)),
    );
    const allowed = answers.map((answer) => dig(answer, 'response', 'allowed'));
    if (allowed[0] !== allowed[1]) throw new Error(`they differ: ${JSON.stringify(answers)}`);
    return {
      allowed: allowed[0] === true,
      warnings: answers.flatMap((answer) => arrayAt(answer, 'response', 'warnings').map(String)),
    };
  };
  const isLimited = ({ warnings }: Judged) => !warnings.some((text) => text.includes('[resource-limits]'));
  /** What each watch but that of budgets is good for: every one is wrong where its part of the cluster is not known. */
  const knownWithoutBudgets = async (judge: typeof byApiServer) => ({
    'a Waiver': (await judge(latest('legacy'))).allowed,
    'no Waiver': !(await judge(latest('other'))).allowed,
    'a RuleSet and what stands beside a Service': !(await judge(service('checkout'))).allowed,
    'a LimitRange': isLimited(await judge(unlimited('limited'))),
    'no LimitRange': !isLimited(await judge(unlimited('free'))),
    "a namespace's labels": (await judge(untagged('shop'))).allowed,
    'a namespace without': !(await judge(untagged('bare'))).allowed,
  });
  const known = async (judge: typeof byApiServer) => ({
    'a budget': (await judge(replicated('guarded'))).allowed,
    'no budget': !(await judge(replicated('unguarded'))).allowed,
    ...(await knownWithoutBudgets(judge)),
  });
  const wrong = (answers: Record<string, boolean>) => Object.keys(answers).filter((what) => !answers[what]);
  /** @throws Error with what is not right at the end of the time */
  const allSeen = async (probe: () => Promise<Record<string, boolean>>) => {
    let missing: string[] = [];
    const seen = async () => {
      missing = wrong(await probe().catch((thrown: Error) => ({ [thrown.message]: false })));
      return missing.length === 0;
    };
    await eventually(seen, BACK_MS).catch(() => {
      throw new Error(`not seen: ${missing.join(', ')}`);
    });
  };
  const isWhole = async () => {
    const authority = await secretEntry(client, 'ca.crt');
    const written = await bundles(client);
    return written.length > 0 && written.every((bundle) => bundle === authority);
  };

  let beating = true;
  // Else it would be a minute until the API server's next bookmark.
  const beat = (async () => {
    for (let count = 0; beating; count += 1) {
      const value = { metadata: { annotations: { beat: String(count) } } };
      await client
        .send('PATCH', objectPath(budget('beat')), value, 'application/merge-patch+json')
        .catch(() => undefined);
      await sleep(500);
    }
  })();
  t.teardown(async () => {
    beating = false;
    await beat;
  });

  t.test('the API server is killed: Gatehouse goes on with what it knows, and stays ready', async (t) => {
    await eventually(isWhole, BACK_MS);
    await allSeen(() => known(byApiServer));
    await eventually(async () => (await leaders()) === '1,1', BACK_MS);
    await lab.apiserver.kill();

    t.strictSame(wrong(await known(byBoth)), [], 'what it knew counts');
    const old = await eventually(async () => {
      const judged = await byBoth(replicated('unguarded')).catch(() => undefined);
      return judged?.allowed && judged.warnings.find((text) => text.includes('[pod-disruption-budget]'));
    }, 60_000);
    t.comment(old);
    t.match(old, /what is known of PodDisruptionBudgets is \d+ seconds old, more than 15s: .*\(not known\)$/);
    t.ok((await age()) > 15, 'and the metric has it');
    await eventually(async () => (await leaders()) === '0,0', 30_000);
    t.pass('nobody holds on to a Lease that cannot be renewed');
    t.strictSame(wrong(await knownWithoutBudgets(byBoth)), [], 'whatever is not too old still counts');
    t.strictSame(await readiness(), [200, 200]);
    for (const { log } of replicas) t.match(log(), /"part":"poddisruptionbudgets".*"msg":"cluster not watched"/);
  });

  t.test('it is started again: watches, Leases and caBundle come back by themselves', async (t) => {
    const started = Date.now();
    await lab.apiserver.start();
    t.comment(`the API server is ready again after ${Date.now() - started} ms`);

    // Everything that is watched changes, and each change is told of.
    await createAll(client, [budget('unguarded'), limitRange('free'), waiver('other')]);
    await client.send('DELETE', objectPath(waiver('legacy')));
    await client.send('DELETE', objectPath(colored('checkout', 'blue')));
    await client.send('PATCH', objectPath(namespace('bare')), { metadata: { labels } }, 'application/merge-patch+json');
    const seen = async () => ({
      'a new budget': (await byBoth(replicated('unguarded'))).allowed,
      'a new LimitRange': isLimited(await byBoth(unlimited('free'))),
      'a new Waiver': (await byBoth(latest('other'))).allowed,
      'the end of a Waiver': !(await byBoth(latest('legacy'))).allowed,
      'one color less': (await byBoth(service('checkout'))).allowed,
      'still two colors': !(await byBoth(service('basket'))).allowed,
      "a namespace's labels": (await byBoth(untagged('bare'))).allowed,
    });
    await allSeen(seen);
    const relaxed = ruleSet('relaxed', { 'no-latest': { action: 'warn' } });
    await createAll(client, [relaxed]);
    await allSeen(async () => ({ 'a new RuleSet': (await byBoth(latest('new'))).allowed }));
    await client.send('DELETE', objectPath(relaxed));
    await allSeen(async () => ({ 'its end': !(await byBoth(latest('new'))).allowed }));
    t.comment(`everything was seen after ${Date.now() - started} ms`);
    t.ok(await eventually(async () => (await leaders()) === '1,1', BACK_MS), 'one holds each Lease');
    t.comment(`each Lease was held after ${Date.now() - started} ms`);
    const overwrite = [{ op: 'remove', path: '/webhooks/0/clientConfig/caBundle' }];
    for (const path of CONFIGURATIONS) await client.send('PATCH', path, overwrite, 'application/json-patch+json');
    t.ok(await eventually(isWhole, BACK_MS), 'and keeps caBundle right');

    const denied = await client.create(latest('new'), 'dryRun=All');
    t.strictSame([denied.status, (await byApiServer(replicated('guarded'))).allowed], [403, true], 'reviews go on');
    t.strictSame(await readiness(), [200, 200]);
  });

  t.test('etcd is killed and forgets what was: everything is listed anew, and what is gone is gone', async (t) => {
    await eventually(async () => (await age()) <= 2, BACK_MS);
    toApiServer.cut();
    const before = await lists();
    for (const gone of [budget('guarded'), waiver('other'), ruleSet('colors', {}), limitRange('limited')]) {
      await client.send('DELETE', objectPath(gone));
    }
    await createAll(client, [budget('late'), waiver('new')]);
    await lab.apiserver.kill();
    await lab.etcd.kill();
    await lab.etcd.start();
    await lab.compact();
    await lab.apiserver.start();
    toApiServer.mend();
    const started = Date.now();

    const seen = async () => ({
      'the end of a budget': !(await byBoth(replicated('guarded'))).allowed,
      'a budget': (await byBoth(replicated('late'))).allowed,
      'the end of a Waiver': !(await byBoth(latest('other'))).allowed,
      'a Waiver': (await byBoth(latest('new'))).allowed,
      'the end of a RuleSet': (await byBoth(service('basket'))).allowed,
      'the end of a LimitRange': !isLimited(await byBoth(unlimited('limited'))),
    });
    await allSeen(seen);
    const after = await lists();
    t.comment(`everything was seen after ${Date.now() - started} ms; lists of budgets: ${before}, and then ${after}`);
    t.ok(after.every((count, index) => count > (before[index] ?? 0)));
    t.notOk((await byApiServer(latest('other'))).allowed, 'reviews go on');
    t.strictSame(await readiness(), [200, 200]);
  });
}
