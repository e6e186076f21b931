/** What breaks in operation, and what a user then sees. `docs/operations.md` tells of it in the same order. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { makeAuthority } from '../../scripts/lab/certificates.ts';
import { freePorts } from '../../scripts/lab/processes.ts';
import { arrayAt, type JsonObject, parseJson, stringAt } from '../../src/json.ts';
import { issueAuthority, issueServing } from '../../src/tls/issue.ts';
import { objectPath, patch, runKubectl, withKubectl } from './client.ts';
import { CONFIG, documentedWebhooks, type Gatehouse, register, startGatehouse, unregister } from './gatehouse.ts';
import { link } from './link.ts';
import { deployment, pod } from './objects.ts';
import { balance, fetchFrom, type Replica } from './replicas.ts';
import { createAll, eventually, startE2e } from './setup.ts';

const BAD = { image: 'nginx:latest' };
const message = ({ body }: { body: JsonObject }) => stringAt(body, 'message') ?? '';

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  const toApiServer = await link(Number(new URL(lab.server).port));
  t.teardown(() => toApiServer.close());
  const kubeconfig = join(lab.directory, 'by-link.kubeconfig');
  const direct = readFileSync(lab.kubeconfig, 'utf8');
  writeFileSync(kubeconfig, direct.replace(lab.server, `https://127.0.0.1:${toApiServer.port}`), { mode: 0o600 });
  const namespaces = ['shop', 'gatehouse-system'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'guarded', namespace: 'shop', labels: { team: 'shop' } },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'guarded' } } },
  };
  await createAll(client, [...namespaces, budget]);

  const config = {
    rules: {
      ...CONFIG.rules,
      'pod-disruption-budget': { action: 'deny', parameters: { gracePeriod: '0s', maxContextAge: '6s' } },
    },
    context: { cluster: { kubeconfig } },
  };
  /** In a pod a server that is asked to end first waits until no new connections come to it. */
  const inPod = { KUBERNETES_SERVICE_HOST: '127.0.0.1' };
  const start = async (port?: number) => {
    const gatehouse = await startGatehouse(lab, config, port, inPod);
    const get: Replica['get'] = (path, ca) => fetchFrom(portOf(gatehouse), path, { ca });
    const isReady = async () => (await get('/readyz').catch(() => undefined))?.status === 200;
    await eventually(isReady, 30_000);
    return { gatehouse, port: portOf(gatehouse), get };
  };
  const replicas = [await start(), await start()];
  const stopAll = () => Promise.all(replicas.map(({ gatehouse }) => gatehouse.service.kill()));
  t.teardown(stopAll);
  const first = () => replicas[0] as (typeof replicas)[number];
  const metric = async (name: string): Promise<number> => {
    const { text } = await first().get('/metrics');
    const line = text.split('\n').find((line) => line.startsWith(name));
    return Number(line?.split(' ').at(-1));
  };
  const balancer = await balance(replicas);
  t.teardown(() => balancer.close());
  const { authority } = first().gatehouse;
  const { ValidatingWebhookConfiguration: validating, MutatingWebhookConfiguration: mutating } = documentedWebhooks({
    ...first().gatehouse,
    address: balancer.address,
  });
  /** The same at another address, under another policy. */
  const validatingAs = (more: { policy?: string; port?: number; ca?: string }): JsonObject => {
    const { policy: failurePolicy = 'Fail', port, ca = authority } = more;
    const webhooks = arrayAt(validating, 'webhooks').map((webhook) => {
      const address = port === undefined ? balancer.address : `https://127.0.0.1:${port}`;
      const clientConfig = { url: `${address}/v1/admission/validate`, caBundle: Buffer.from(ca).toString('base64') };
      return { ...(webhook as JsonObject), failurePolicy, clientConfig };
    });
    return { ...validating, webhooks };
  };
  const create = (name: string, options: { image?: string } = {}) =>
    client.create(deployment(name, options), 'dryRun=All');
  /** Without asking a server about it: `register` would wait for its answer. */
  const replace = async (configuration: JsonObject) => {
    await unregister(client);
    await createAll(client, [configuration]);
  };

  t.test('a rolling upgrade under load: every server is replaced, and no review fails', async (t) => {
    await register(client, validating, mutating);
    const failures: string[] = [];
    let reviews = 0;
    let going = true;
    const review = async (worker: number) => {
      for (let turn = worker; going; turn += 1) {
        const [options, right] = turn % 2 === 0 ? [BAD, 403] : [{}, 201];
        const reply = await create(`load-${worker}`, options);
        reviews += 1;
        if (reply.status !== right) failures.push(`${new Date().toISOString()} ${reply.status} ${message(reply)}`);
      }
    };
    const load = Promise.all([0, 1, 2, 3].map(review));
    for (const [index, old] of [...replicas].entries()) {
      const ended = new Promise((resolve) => old.gatehouse.service.child.once('exit', resolve));
      old.gatehouse.service.child.kill('SIGTERM');
      await ended;
      replicas[index] = await start();
      // Until the balancer has seen it.
      await sleep(1500);
    }
    going = false;
    await load;

    t.comment(`${reviews} reviews while both servers were replaced`);
    t.strictSame(failures, []);
    t.ok(reviews > 50);
  });

  t.test('killed in the middle of a review', async (t) => {
    for (const [policy, status] of [
      ['Fail', 500],
      ['Ignore', 201],
    ] as const) {
      const { gatehouse, port } = first();
      await register(client, validatingAs({ policy, port }));
      gatehouse.service.child.kill('SIGSTOP');
      const asked = create('interrupted', BAD);
      await sleep(700);
      await gatehouse.service.kill();
      const reply = await asked;

      t.comment(`${policy}: ${reply.status} ${message(reply)}`);
      t.equal(reply.status, status);
      if (policy === 'Fail') {
        t.match(
          message(reply),
          /^Internal error occurred: failed calling webhook "validate\.admission\.gatehouse": failed to call webhook: Post ".*\?timeout=3s": (EOF|read .*connection reset by peer)$/,
        );
      }
      replicas[0] = await start(port);
    }
  });

  t.test('a server that hangs costs three seconds, not more', async (t) => {
    const { gatehouse, port } = first();
    await register(client, validatingAs({ port }));
    gatehouse.service.child.kill('SIGSTOP');
    const reply = await create('hanging');
    gatehouse.service.child.kill('SIGCONT');

    t.comment(message(reply));
    t.equal(reply.status, 500);
    t.match(message(reply), /failed calling webhook "validate\.admission\.gatehouse": .*(deadline exceeded|Timeout)/);
    await eventually(async () => (await create('hanging')).status === 201);
  });

  t.test('all servers down, and back without a hand', async (t) => {
    await register(client, validating, mutating);
    await createAll(client, [deployment('running')]);
    await stopAll();
    await eventually(async () => (await create('late')).status === 500);

    const refused = await create('late');
    t.comment(message(refused));
    t.match(
      message(refused),
      /^Internal error occurred: failed calling webhook "validate\.admission\.gatehouse": failed to call webhook: Post/,
    );
    const needed: Record<string, JsonObject> = {
      'its own pods': pod('gatehouse-0', 'gatehouse-system'),
      'pods of the system': pod('proxy', 'kube-system'),
      'a node': { apiVersion: 'v1', kind: 'Node', metadata: { name: 'replacement' } },
      'a lease': {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'leader', namespace: 'shop' },
      },
    };
    for (const [what, object] of Object.entries(needed)) {
      const reply = await client.create(object);
      t.equal(reply.status, 201, `${what}: ${message(reply)}`);
    }
    const running = deployment('running');
    const scaled = await patch(client, running, [{ op: 'replace', path: '/spec/replicas', value: 2 }], 'scale');
    const deleted = await client.send('DELETE', objectPath(running));
    t.strictSame([scaled.status, deleted.status], [200, 200], 'what runs can be scaled and deleted');

    for (const [index, { port }] of [...replicas].entries()) replicas[index] = await start(port);
    t.ok(await eventually(async () => (await create('late')).status === 201), 'they judge again');
    t.equal((await create('late', BAD)).status, 403);
  });

  t.test(
    'the API server is out of reach: it goes on with what it knows, says how old that is, and comes back',
    async (t) => {
      await register(client, validatingAs({ port: first().port }));
      let beating = true;
      // Else it would be a minute until the API server's next bookmark.
      const beat = (async () => {
        for (let count = 0; beating; count += 1) {
          const value = { metadata: { annotations: { beat: String(count) } } };
          await client.send('PATCH', objectPath(budget), value, 'application/merge-patch+json');
          await sleep(500);
        }
      })();
      const age = () => metric('gatehouse_context_age_seconds{part="poddisruptionbudgets"');
      const guarded = (name: string) => {
        const object = deployment(name);
        object.spec = { ...(object.spec as JsonObject), replicas: 3 };
        return client.create(object, 'dryRun=All');
      };
      const isCurrent = async () => (await guarded('guarded')).warnings.every((text) => !/is behind/.test(text));

      for (const [what, breaks] of [
        ['cut', toApiServer.cut],
        ['silent', toApiServer.silence],
      ] as const) {
        await eventually(async () => (await age()) <= 2 && isCurrent(), 60_000);
        breaks();
        const known = [await guarded('guarded'), await guarded('unguarded')];
        t.strictSame(
          known.map(({ status }) => status),
          [201, 403],
          `${what}: what it knew counts`,
        );
        const old = await eventually(async () => {
          const reply = await guarded('unguarded');
          return reply.status === 201 && reply;
        }, 30_000);
        t.comment(`${what}: ${old.warnings.join('\n')}; ${await age()} s`);
        t.ok(
          old.warnings.some((text) =>
            /^\[pod-disruption-budget\] \/spec\/replicas: 3 replicas, and what is known of PodDisruptionBudgets is \d+s? .*old, more than 6s: the watch of the cluster is behind \(not known\)$/.test(
              text,
            ),
          ),
          'beyond its limit, unknown',
        );
        t.ok((await age()) > 6, 'and the metric has it');
        t.equal((await create('other', BAD)).status, 403, 'rules that need no context judge as ever');
        t.equal((await first().get('/readyz')).status, 200, 'it stays ready');
        toApiServer.mend();
      }
      t.match(first().gatehouse.log(), /"part":"poddisruptionbudgets".*"msg":"cluster not watched"/);
      t.ok(await eventually(async () => (await age()) <= 2 && isCurrent(), 60_000), 'it has caught up');
      t.equal((await guarded('unguarded')).status, 403);
      beating = false;
      await beat;
    },
  );

  t.test('a wrong CA', async (t) => {
    await replace(validatingAs({ ca: makeAuthority('another').cert }));
    const refused = await eventually(async () => {
      const reply = await create('untrusted');
      return reply.status === 500 && reply;
    });

    t.comment(message(refused));
    t.match(
      message(refused),
      /failed calling webhook .*tls: failed to verify certificate: x509: certificate signed by unknown authority/,
    );
  });

  t.test('clocks that differ, and certificates that end', async (t) => {
    const DAY = 24 * 60 * 60 * 1000;
    const now = Date.now();
    const own = await issueAuthority({ commonName: 'skewed', now: now - DAY, validity: 3 * DAY });
    const serving = (from: number, validity: number) =>
      issueServing({ commonName: 'gatehouse', now: from, validity, names: ['127.0.0.1'], authority: own });
    const [cert, key] = [join(lab.directory, 'skewed.crt'), join(lab.directory, 'skewed.key')];
    const put = (pair: { cert: string; key: string }) => {
      writeFileSync(key, pair.key);
      writeFileSync(cert, pair.cert);
    };
    const [port = 0] = await freePorts(1);
    const skewed = { ...CONFIG, server: { tls: { cert, key } } };

    for (const [pair, said] of [
      [await serving(now + DAY, DAY), /is not valid before \d{4}-/],
      [await serving(now - DAY, DAY / 2), /expired at \d{4}-.*renew it/],
    ] as const) {
      put(pair);
      const thrown = await startGatehouse(lab, skewed, port).then(
        () => undefined,
        (thrown: unknown) => thrown as Error,
      );
      t.match(thrown?.message, said, 'it does not start, and says why');
    }

    put(await serving(Date.now(), 20_000));
    const short: Gatehouse = await startGatehouse(lab, skewed, port);
    t.teardown(() => short.service.kill());
    const way = await link(port);
    t.teardown(() => way.close());
    await register(client, validatingAs({ port: way.port, ca: own.cert }));
    const unready = async () => arrayAt(parseJson((await fetchFrom(port, '/readyz', {})).text), 'reasons');
    t.strictSame(await unready(), []);
    t.strictSame(await eventually(async () => (await unready()).length > 0 && unready(), 40_000), [
      'the certificate has expired',
    ]);
    // A connection from before would go on.
    way.cut();
    way.mend();
    const refused = await create('expired');
    t.comment(message(refused));
    t.match(message(refused), /x509: certificate has expired or is not yet valid: current time .* is after/);

    put(await serving(Date.now(), DAY));
    t.ok(await eventually(async () => (await create('renewed')).status === 201), 'a renewed one is served at once');
    t.strictSame(await unready(), []);
  });

  t.test('a configuration that does not parse: the last good one serves', async (t) => {
    const { gatehouse, get } = first();
    await register(client, validatingAs({ port: first().port }));
    const good = readFileSync(gatehouse.configFile, 'utf8');
    for (const [bad, said] of [
      ['rules: [', /gatehouse\.yaml/],
      ['rules: {no-latest: {action: refuse}}', /no-latest/],
      ['rules: {no-such-rule: {action: deny}}', /no-such-rule/],
    ] as const) {
      writeFileSync(gatehouse.configFile, bad);
      const problem = await eventually(async () => {
        const { status, text } = await get('/readyz');
        const problem = stringAt(parseJson(text), 'problem');
        return status === 200 && problem !== undefined && said.test(problem) && problem;
      });
      t.comment(problem);
      t.equal((await create('judged', BAD)).status, 403);
      t.equal((await create('judged')).status, 201);
    }
    t.ok((await metric('gatehouse_config_reloads_total{result="failure"')) >= 3);
    writeFileSync(gatehouse.configFile, good);
    await eventually(async () => stringAt(parseJson((await get('/readyz')).text), 'problem') === undefined);
  });

  t.test('locked out: three commands', withKubectl, async (t) => {
    await register(client, validating, mutating);
    await stopAll();
    const kubectl = (command: string, input?: unknown) => runKubectl(lab.kubeconfig, command.split(' '), input);
    const both = 'validatingwebhookconfigurations/gatehouse mutatingwebhookconfigurations/gatehouse';
    await eventually(async () => (await create('locked')).status === 500);

    const saved = await kubectl(`get ${both} -o json`);
    const removed = await kubectl(`delete ${both}`);
    t.ok(await eventually(async () => (await create('locked', BAD)).status === 201), 'the cluster is free');
    const back = await kubectl('create -f -', parseJson(saved.stdout));

    t.strictSame([saved.code, removed.code, back.code], [0, 0, 0], `${removed.stderr}${back.stderr}`);
    t.ok(await eventually(async () => (await create('locked')).status === 500), 'and guarded again');
  });
}

function portOf({ address }: Gatehouse): number {
  return Number(new URL(address).port);
}
