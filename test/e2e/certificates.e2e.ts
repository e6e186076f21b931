import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { dig, stringAt } from '../../src/json.ts';
import { connect } from '../../src/sources/cluster/connection.ts';
import { podLogin } from '../../src/sources/cluster/pod.ts';
import { objectPath } from './client.ts';
import { customResourceDefinition, deployment } from './objects.ts';
import { bundles, CONFIGURATIONS, LEASE, type Replica, SECRET, secretEntry, serviceAccountToken } from './replicas.ts';
import { lives, rotateUnderLoad, startReplicas } from './rotation.ts';
import { eventually, startE2e } from './setup.ts';

t.setTimeout(600_000);

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  const { replicas, stop } = await startReplicas(lab, client, 3, lives(24));
  t.teardown(stop);
  const alive = () => replicas.filter(({ service: { child } }) => child.exitCode === null && child.signalCode === null);
  const leaders = async () => {
    const counts = await Promise.all(alive().map((replica) => replica.metric('gatehouse_leader{')));
    return alive().filter((_replica, index) => counts[index] === 1);
  };
  /** Every `caBundle` is what the Secret says, and vouches for what every replica serves. */
  const isWhole = async (): Promise<boolean> => {
    const authorities = await secretEntry(client, 'ca.crt');
    const written = await bundles(client);
    if (authorities === undefined || written.length === 0) return false;
    if (written.some((bundle) => bundle !== authorities)) return false;
    const answers = await Promise.all(
      alive().map(({ get }) =>
        get('/readyz', authorities).then(
          ({ status }) => status,
          () => 0,
        ),
      ),
    );
    return answers.every((status) => status === 200);
  };

  t.test('a first start makes everything, with the documented rights and no more', async (t) => {
    await eventually(isWhole, 30_000);
    const { body } = await client.send('GET', SECRET);
    const { body: lease } = await client.send('GET', LEASE);
    const serving = new X509Certificate((await secretEntry(client, 'tls.crt')) ?? '');

    t.equal(body.type, 'kubernetes.io/tls');
    t.equal((await leaders()).length, 1);
    t.match(stringAt(lease, 'spec', 'holderIdentity'), /_/);
    t.equal(serving.checkHost('gatehouse.gatehouse-system.svc'), 'gatehouse.gatehouse-system.svc');
    for (const { log } of replicas) {
      t.notMatch(log(), /not looked after/, 'no right was missing');
      t.notMatch(log(), /PRIVATE KEY/);
    }
  });

  t.test('only the API server may ask for reviews', async (t) => {
    for (const { review, get } of replicas) {
      const { status, text } = await review();
      t.equal(status, 403);
      t.match(text, /client certificate/);
      t.equal((await get('/readyz')).status, 200);
    }
    const denied = await client.create(deployment('asked', { image: 'nginx:latest' }), 'dryRun=All');
    t.match(dig(denied.body, 'message'), /\[no-latest\]/, 'which shows its certificate');
  });

  t.test('a conversion webhook is vouched for, too, as soon as it is there', async (t) => {
    const definition = customResourceDefinition();
    const clientConfig = { url: `https://127.0.0.1:${replicas[0]?.port}/convert` };
    const webhook = { clientConfig, conversionReviewVersions: ['v1'] };
    Object.assign(definition.spec as object, { conversion: { strategy: 'Webhook', webhook } });
    const written = async () => {
      const { body } = await client.send('GET', objectPath(definition));
      return stringAt(body, 'spec', 'conversion', 'webhook', 'clientConfig', 'caBundle');
    };

    t.equal((await client.create(definition)).status, 201);
    const caBundle = await eventually(written);
    t.match(Buffer.from(caBundle, 'base64').toString(), /BEGIN CERTIFICATE/);
  });

  t.test('a pod logs in with its service account', async (t) => {
    const directory = t.testdir({ 'ca.crt': readFileSync(join(lab.directory, 'ca.crt'), 'utf8'), token: '' });
    const { hostname, port } = new URL(lab.server);
    const env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    const login = podLogin(directory, env);
    if (login === undefined) throw new Error('no login');
    writeFileSync(join(directory, 'token'), await serviceAccountToken(client));
    const connection = connect(login, { concurrency: 1 });

    const [own, other] = [await connection.get(SECRET), await connection.get(SECRET.replace('-tls', '-other'))];
    connection.close();

    t.equal(podLogin(directory, {}), undefined);
    t.strictSame([own.status, other.status], [200, 403]);
  });

  t.test('certificates are exchanged under load, and no review fails', async (t) => {
    const seconds = Number(process.env.ROTATION_SECONDS ?? 75);

    const result = await rotateUnderLoad(client, replicas, seconds * 1000);

    const { reviews, handshakes, authorities, certificates } = result;
    t.comment(
      `${seconds} s: ${reviews} reviews, ${handshakes} handshakes, ${authorities} authorities, ${certificates} certificates`,
    );
    t.strictSame(result.failures, []);
    t.strictSame(result.refused, []);
    t.ok(authorities >= Math.floor(seconds / 30), 'the authority was replaced, too');
    t.ok(reviews > 100);
  });

  t.test('a caBundle that somebody overwrites is put right', async (t) => {
    for (const path of CONFIGURATIONS) {
      const caBundle = Buffer.from(readFileSync(join(lab.directory, 'ca.crt'))).toString('base64');
      const overwrite = [{ op: 'replace', path: '/webhooks/0/clientConfig/caBundle', value: caBundle }];
      const started = Date.now();

      const { status } = await client.send('PATCH', path, overwrite, 'application/json-patch+json');
      await eventually(isWhole);

      t.equal(status, 200);
      t.comment(`${path} was right again after ${Date.now() - started} ms`);
    }
  });

  t.test('a Secret that is damaged or deleted is made anew, and no review fails', async (t) => {
    const before = await secretEntry(client, 'ca.crt');
    const damages: Record<string, () => Promise<unknown>> = {
      'certificate damaged': () => patchSecret({ 'tls.crt': 'bm8gY2VydGlmaWNhdGU=' }),
      'key of another': () => patchSecret({ 'tls.key': Buffer.from(anotherKey()).toString('base64') }),
      'authority without its key': () => patchSecret({ 'ca.key': '' }),
      'everything emptied': () => patchSecret({ 'tls.crt': '', 'tls.key': '', 'ca.crt': '', 'ca.key': '' }),
      deleted: () => client.send('DELETE', SECRET),
    };
    const patchSecret = (data: object) => client.send('PATCH', SECRET, { data }, 'application/merge-patch+json');
    const anotherKey = () => readFileSync(join(lab.directory, 'server.key'), 'utf8');

    for (const [what, damage] of Object.entries(damages)) {
      const load = rotateUnderLoad(client, alive(), 8_000);
      await sleep(500);
      await damage();
      const { failures, refused, reviews } = await load;
      await eventually(isWhole);

      t.strictSame([...failures, ...refused], [], `${what}: ${reviews} reviews went on`);
    }
    t.not(await secretEntry(client, 'ca.crt'), before);
  });

  t.test('when the leader is killed another takes over', async (t) => {
    const [leader] = await leaders();
    const started = Date.now();
    await leader?.service.kill();

    const next = await eventually(async () => {
      const found = await leaders();
      return found.length === 1 && found[0];
    }, 30_000);
    t.comment(`another led after ${Date.now() - started} ms`);
    t.not((next as Replica).port, leader?.port);
    await client.send('DELETE', SECRET);
    await eventually(isWhole, 30_000);
    t.pass('and does the work');
  });

  t.test('a leader that ends gives the Lease back', async (t) => {
    const [leader] = await leaders();
    const started = Date.now();
    await leader?.service.stop();

    await eventually(async () => (await leaders()).length === 1, 10_000);
    t.comment(`another led after ${Date.now() - started} ms`);
    t.equal(alive().length, 1);
    const create = () => client.create(deployment('last', { image: 'nginx:latest' }), 'dryRun=All');
    // What stands before the replicas looks every half second which of them are there.
    await eventually(async () => (await create()).status !== 500, 10_000);
    const denied = await create();
    t.equal(denied.status, 403);
    t.match(dig(denied.body, 'message'), /\[no-latest\]/);
  });
}
