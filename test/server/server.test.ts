import { once } from 'node:events';
import { copyFile, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import type { JsonObject } from '../../src/json.ts';
import { type ServeOptions, startServer } from '../../src/server.ts';
import { developmentCertificates } from '../../src/tls/development.ts';
import { type Answered, type Served, serve, until } from '../helpers/served.ts';
import { deployment, linesInto, onlyRule, review } from './app.ts';

/** Made once: a key costs a second on a slow machine. */
const shared = t.testdir();
const authority = join(shared, 'ca.crt');

const start = (t: Test, options: ServeOptions = {}): Promise<Served> =>
  serve(t, { ...options, certsDirectory: options.certsDirectory ?? shared });

const yaml = (value: unknown) => JSON.stringify(value);
const rules = (action: string) => yaml({ rules: onlyRule('no-latest', { action }) });

t.test('a first start makes certificates that a client can verify', async (t) => {
  const { server, ask } = await start(t);
  const { port } = new URL(server.address);
  const modes = await Promise.all(['tls.key', 'ca.key'].map(async (file) => (await stat(join(shared, file))).mode));

  const byAddress = await ask('/readyz');
  const byName = await ask('/livez', { host: 'localhost' });
  const old = await new Promise((resolve) => {
    const socket = connect({ port: Number(port), host: '127.0.0.1', maxVersion: 'TLSv1.1', rejectUnauthorized: false });
    socket.on('secureConnect', () => resolve('connected')).on('error', () => resolve('refused'));
  });

  t.equal(server.authority, authority);
  t.strictSame([byAddress.status, byName.status], [200, 200]);
  t.match(byAddress.json(), { status: 'ready', revision: String });
  t.equal(old, 'refused');
  t.ok(modes.every((mode) => (mode & 0o777) === 0o600));
});

t.test('certificates are kept, renewed when they are near their end, under the same authority', async (t) => {
  const before = await readFile(join(shared, 'tls.crt'), 'utf8');
  const directory = t.testdir();
  for (const file of ['ca.crt', 'ca.key', 'tls.crt', 'tls.key'])
    await copyFile(join(shared, file), join(directory, file));

  const kept = await developmentCertificates(directory);
  const renewed = await developmentCertificates(directory, Date.now() + 70 * 24 * 60 * 60 * 1000);

  t.equal(kept.made, false);
  t.equal(renewed.made, true);
  t.not(await readFile(renewed.cert, 'utf8'), before);
  t.equal(await readFile(renewed.authority, 'utf8'), await readFile(authority, 'utf8'));
});

t.test('a renewed certificate is served without a restart, and a bad one is not', async (t) => {
  const directory = t.testdir({ other: {}, volume: { first: {}, second: {} } });
  const other = join(directory, 'other');
  const volume = join(directory, 'volume');
  await developmentCertificates(other);
  const use = async (from: string, into: string) => {
    for (const file of ['tls.crt', 'tls.key']) await copyFile(join(from, file), join(volume, into, file));
  };
  // As kubelet mounts a Secret: the files are links through ..data, which is exchanged as a whole.
  const mount = async (target: string) => {
    await symlink(target, join(volume, '..new'));
    await rename(join(volume, '..new'), join(volume, '..data'));
  };
  await use(shared, 'first');
  await use(other, 'second');
  await mount('first');
  for (const file of ['tls.crt', 'tls.key']) await symlink(`..data/${file}`, join(volume, file));
  const { ask, log } = await start(t, { tlsCert: join(volume, 'tls.crt'), tlsKey: join(volume, 'tls.key') });
  const ca = await readFile(join(other, 'ca.crt'), 'utf8');
  const status = (trusted?: string) =>
    ask('/livez', trusted === undefined ? {} : { ca: trusted }).then(
      (answer) => answer.status,
      () => 'not trusted',
    );

  t.equal(await status(), 200);
  await mount('second');
  t.ok(await until(async () => (await status(ca)) === 200), 'the new certificate is served');
  t.equal(await status(), 'not trusted');

  await copyFile(join(shared, 'tls.key'), join(volume, 'second', 'tls.key'));
  await mount('second');
  t.ok(await until(() => log.some(({ msg }) => msg === 'certificate not reloaded')));
  t.equal(await status(ca), 200, 'the last good one is still served');
  t.match((await ask('/metrics', { ca })).text, 'gatehouse_certificate_reloads_total{result="failure"} 1');
  t.notOk(JSON.stringify(log).includes('PRIVATE KEY'));
});

t.test('a certificate that cannot be used ends the first start', async (t) => {
  const directory = t.testdir({ 'bad.crt': 'no certificate', 'bad.key': 'no key' });
  await developmentCertificates(directory);
  const pairs: [string, string, RegExp][] = [
    [join(shared, 'tls.crt'), join(directory, 'tls.key'), /is not the key of/],
    [join(directory, 'bad.crt'), join(directory, 'tls.key'), /not a PEM certificate/],
    [join(directory, 'tls.crt'), join(directory, 'bad.key'), /not a PEM private key/],
    [join(directory, 'none.crt'), join(directory, 'tls.key'), /cannot be read/],
  ];

  for (const [tlsCert, tlsKey, message] of pairs) {
    await t.rejects(startServer({ port: 0, tlsCert, tlsKey, logTo: linesInto([]) }), {
      code: 'CERTIFICATE_INVALID',
      message,
    });
  }
  await t.rejects(startServer({ port: 0, tlsCert: authority, logTo: linesInto([]) }), { code: 'USAGE' });
});

t.test('configuration', async (t) => {
  const denied = async ({ ask }: Served) => {
    const body = JSON.stringify(review(deployment('nginx:latest')));
    const answer = await ask('/v1/admission/validate?timeout=5s', { body });
    return !(answer.json().response as JsonObject).allowed;
  };

  t.test('is exchanged while the server runs, whole or not at all', async (t) => {
    const configFile = join(t.testdir({ 'gatehouse.yaml': rules('warn') }), 'gatehouse.yaml');
    const started = await start(t, { configFile });

    t.equal(await denied(started), false);
    await writeFile(configFile, yaml({ ...JSON.parse(rules('deny')), server: { port: 1 } }));
    t.ok(await until(() => denied(started)), 'the new action is in use');
    t.match(started.log.find(({ level }) => level === 40)?.msg, /from the next start/);
    await writeFile(configFile, yaml({ rules: { 'no-latest': { action: 'off' }, 'no-such-rule': {} } }));
    t.ok(await until(() => started.log.some(({ msg }) => msg === 'configuration not loaded')));
    t.equal(await denied(started), true, 'the last good one is still in use');

    const ready = await started.ask('/readyz');
    t.equal(ready.status, 200);
    t.match(ready.json().problem, 'no-such-rule');
    const { text } = await started.ask('/metrics');
    t.match(text, 'gatehouse_config_reloads_total{result="success"} 2');
    t.match(text, 'gatehouse_config_reloads_total{result="failure"} 1');
  });

  t.test('that is wrong at the first start leaves the server not ready until it is mended', async (t) => {
    const configFile = join(t.testdir({ 'gatehouse.yaml': 'rules: [' }), 'gatehouse.yaml');
    const started = await start(t, { configFile });
    const { server, ask } = started;

    t.equal(server.problem?.code, 'CONFIG_INVALID');
    t.strictSame([(await ask('/livez')).status, (await ask('/readyz')).status], [200, 503]);
    t.equal(await denied(started), true);
    await writeFile(configFile, rules('warn'));
    t.ok(await until(async () => (await ask('/readyz')).status === 200));
    t.equal(await denied(started), false);
  });

  t.test('names audits, which run at once and are served', async (t) => {
    const directory = t.testdir({ 'dump.json': JSON.stringify(deployment('nginx:latest')) });
    const audits = [
      { name: 'dump', schedule: '0 0 1 1 *', files: [join(directory, 'dump.json')] },
      { name: 'gone', schedule: '0 0 1 1 *', files: [join(directory, 'gone.json')] },
    ];
    const config = JSON.parse(rules('deny'));
    const configFile = join(directory, 'gatehouse.yaml');
    await writeFile(configFile, yaml({ ...config, audits }));
    const { ask } = await start(t, { configFile });
    const finished = async () => {
      const { audits } = (await ask('/v1/audits')).json() as { audits: JsonObject[] };
      return audits.length === 2 && audits.every(({ finishedAt }) => finishedAt !== undefined);
    };

    t.ok(await until(finished));
    t.match((await ask('/v1/audits/dump')).json(), { name: 'dump', report: { summary: { denied: 1 } } });
    t.match((await ask('/v1/audits/gone')).json(), { error: { code: 'INPUT_UNREADABLE', message: /gone\.json/ } });
    t.match((await ask('/metrics')).text, 'gatehouse_audit_findings{audit="dump",finding="denied"} 1');
    await writeFile(configFile, yaml({ ...config, audits: [{ ...audits[0], schedule: 'whenever' }] }));
    t.ok(await until(async () => /audits\.0\.schedule/.test((await ask('/readyz')).text)));
  });
});

t.test('documents are judged beside the reviews, in the same context', async (t) => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } };
  const directory = t.testdir({ 'around.json': JSON.stringify(namespace) });
  const config = {
    rules: onlyRule('required-tags', { action: 'deny', parameters: { required: ['team'] } }),
    context: { files: [join(directory, 'around.json')] },
  };
  const configFile = join(directory, 'gatehouse.yaml');
  await writeFile(configFile, yaml(config));
  const { ask, log } = await start(t, { configFile });
  const object = deployment('nginx:1');
  Object.assign(object.metadata as JsonObject, { labels: {} });
  const other = { ...object, metadata: { name: 'web', namespace: 'other' } };
  const many = Array.from({ length: 1500 }, (_, n) => ({ ...other, metadata: { name: `w${n}`, namespace: 'other' } }));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [object, ...many] });

  const posted = ask('/v1/manifests', { body: gzipSync(list), headers: { 'content-encoding': 'gzip' } });
  const wrong = ask('/v1/manifests', { body: '{"kind": "what"}' });
  const reviews: Answered[] = [];
  for (let round = 0; round < 20; round += 1) {
    reviews.push(await ask('/v1/admission/validate', { body: JSON.stringify(review(object)) }));
  }

  const { status, text } = await posted;
  t.equal(status, 200);
  t.match(JSON.parse(text), { summary: { resources: 1501, denied: 1500 } });
  t.match((await wrong).json(), { error: { code: 'INPUT_UNRECOGNISED' } });
  t.ok(reviews.every((answer) => (answer.json().response as JsonObject).allowed));
  t.match(
    (await ask('/metrics')).text,
    'gatehouse_violations_total{rule="required-tags",action="deny",door="ci"} 1500',
  );
  t.notOk(log.some(({ level }) => Number(level) >= 50));
});

t.test('without tokens, a server that others can reach answers webhooks and probes alone, and says so', async (t) => {
  const configFile = join(t.testdir({ 'gatehouse.yaml': '' }), 'gatehouse.yaml');
  const log: JsonObject[] = [];
  const token = 'a-token-of-some-length';
  process.env.GATEHOUSE_TEST_TOKEN = token;
  t.teardown(() => delete process.env.GATEHOUSE_TEST_TOKEN);
  const { ask } = await start(t, { host: '0.0.0.0', configFile, logTo: linesInto(log) });

  const [refused, ready, reviewed] = await Promise.all([
    ask('/v1/rules'),
    ask('/readyz'),
    ask('/v1/admission/validate', { method: 'POST', body: JSON.stringify(review(deployment('nginx:1.27.3'))) }),
  ]);

  t.strictSame([refused.status, ready.status, reviewed.status], [401, 200, 200]);
  t.match(refused.text, 'no token is configured');
  t.ok(log.some(({ level, msg }) => level === 40 && /^the REST API answers nobody/.test(String(msg))));

  await writeFile(configFile, yaml({ server: { tokens: [{ name: 'ci', env: 'GATEHOUSE_TEST_TOKEN' }] } }));
  const headers = { authorization: `Bearer ${token}` };
  t.ok(await until(async () => (await ask('/v1/rules', { headers })).status === 200), 'as soon as there is a token');
  t.equal((await ask('/v1/rules')).status, 401);
  t.notOk(JSON.stringify(log).includes(token));
});

t.test('secrets are in no answer and no log', async (t) => {
  const { ask, log } = await start(t);
  const secret = 'hunter2-hunter2';
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'shop' },
    data: { password: Buffer.from(secret).toString('base64') },
    stringData: { password: secret },
  };
  const bodies: [string, string | Buffer][] = [
    ['/v1/admission/validate', JSON.stringify(review(object))],
    ['/v1/admission/mutate', JSON.stringify(review(object))],
    ['/v1/admission/validate', JSON.stringify(review(object)).slice(0, -30)],
    ['/v1/manifests', JSON.stringify(object)],
    ['/v1/manifests', `${JSON.stringify(object).slice(0, -3)}`],
    ['/v1/manifests', `password: "${secret}\n  x: [`],
    ['/v1/manifests', gzipSync(secret)],
    ['/v1/terraform/plan', JSON.stringify({ format_version: '9.0', planned_values: { password: secret } })],
  ];

  for (const [path, body] of bodies) {
    const { text, status } = await ask(path, { body });
    t.notOk(text.includes(secret) || text.includes(object.data.password), `${path} ${status}`);
  }
  const text = JSON.stringify(log);
  t.notOk(text.includes(secret) || text.includes(object.data.password));
});

t.test('connections are kept, and a large body is refused with an answer', async (t) => {
  const { ask } = await start(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  const ports = new Set<unknown>();
  agent.on('free', (socket) => ports.add(socket.localPort));

  for (let round = 0; round < 3; round += 1) t.equal((await ask('/livez', { agent })).status, 200);
  await delay(10);
  const large = await ask('/v1/admission/validate', { body: Buffer.alloc(20 * 1024 * 1024, ' ') });

  t.equal(ports.size, 1);
  t.match((large.json().response as JsonObject).status, { code: 413 });
});

t.test('closing answers what is in flight, ends idle connections and takes no new ones', async (t) => {
  const { server, ask } = await start(t);
  const ca = await readFile(authority, 'utf8');
  const agent = new Agent({ keepAlive: true });
  t.teardown(() => agent.destroy());
  await ask('/livez', { agent });
  const body = JSON.stringify(review(deployment('nginx:1.27')));
  const inFlight = request(`${server.address}/v1/admission/validate`, { ca, method: 'POST', agent: false });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    inFlight.on('response', (answer) => resolve(answer.statusCode)).on('error', reject);
  });
  inFlight.write(body.slice(0, 20));
  await once(inFlight, 'socket').then(([socket]) => once(socket, 'secureConnect'));
  // Its headers are on their way; what the server has not begun to read it may close.
  await delay(300);

  const closed = server.close();
  t.ok(
    await until(() =>
      ask('/livez').then(
        () => false,
        ({ code }) => code === 'ECONNREFUSED',
      ),
    ),
  );
  inFlight.end(body.slice(20));

  t.equal(await answered, 200);
  await closed;
  t.equal(await server.close(), undefined, 'closing twice is closing once');
});

t.test('closing does not wait for a connection on which nothing was ever asked', async (t) => {
  const { server } = await start(t);
  const { hostname: host, port } = new URL(server.address);
  const unused = connect({ host, port: Number(port), ca: await readFile(authority, 'utf8') });
  await once(unused, 'secureConnect');
  unused.resume();
  const ended = once(unused, 'close');

  const began = performance.now();
  await server.close();
  await ended;
  t.ok(performance.now() - began < 10_000, 'within half of the time after which it is cut off');
});

t.test('an address that is taken is said', async (t) => {
  const { server } = await start(t);
  const { port } = new URL(server.address);

  await t.rejects(startServer({ port: Number(port), certsDirectory: shared, logTo: linesInto([]) }), {
    code: 'USAGE',
    message: /--port/,
  });
});
