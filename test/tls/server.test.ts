import { readFile, writeFile } from 'node:fs/promises';
import { Agent, type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { issue, type KeyPair, makeAuthority } from '../../scripts/lab/certificates.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { JsonObject } from '../../src/json.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { startServer } from '../../src/server.ts';
import { developmentCertificates } from '../../src/tls/development.ts';
import { deployment, linesInto, onlyRule, review } from '../server/app.ts';

const shared = t.testdir();
const rules = onlyRule('no-latest', { action: 'deny' });

async function start(t: Test, config: string) {
  const configFile = join(t.testdir({ 'gatehouse.yaml': config }), 'gatehouse.yaml');
  const log: JsonObject[] = [];
  const server = await startServer({ port: 0, certsDirectory: shared, configFile, logTo: linesInto(log) });
  t.teardown(() => server.close());
  const ca = await readFile(join(shared, 'ca.crt'), 'utf8');
  const ask = (path: string, options: RequestOptions & { body?: string } = {}) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { body, ...rest } = options;
      const method = body === undefined ? 'GET' : 'POST';
      const sent = request(
        `${server.address}${path}`,
        { ca, method, agent: false, timeout: 10_000, ...rest },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  return { ask, log, configFile };
}

async function until(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (await condition()) return true;
    await delay(50);
  }
  return false;
}

t.test('only the holder of a client certificate may call the webhooks', async (t) => {
  const [authority, other] = [makeAuthority('callers'), makeAuthority('others')];
  const file = join(shared, 'callers.crt');
  await writeFile(file, authority.cert);
  const server = { clientCa: { file, names: ['kube-apiserver', 'apiserver.example.com'] } };
  const { ask, log } = await start(t, JSON.stringify({ rules, server }));
  const body = JSON.stringify(review(deployment('nginx:latest')));
  const call = async (options: Partial<KeyPair> & RequestOptions = {}) =>
    (await ask('/v1/admission/validate?timeout=3s', { body, ...options })).status;
  const caller = issue({ commonName: 'kube-apiserver' }, authority);

  t.test('others are refused, and probes are open to all', async (t) => {
    const denied = await ask('/v1/admission/validate?timeout=3s', { body, ...caller });
    t.match(JSON.parse(denied.text), { response: { allowed: false, status: { code: 403, message: /no-latest/ } } });
    t.equal(await call(issue({ commonName: 'a', dns: ['apiserver.example.com'] }, authority)), 200, 'by its DNS name');

    const refused = await ask('/v1/admission/mutate?timeout=3s', { body });
    t.equal(refused.status, 403);
    t.match(JSON.parse(refused.text), { error: { code: 'FORBIDDEN', message: /none was sent/ } });
    t.equal(await call(issue({ commonName: 'kube-apiserver' }, other)), 403, 'of another authority');
    t.equal(await call(issue({ commonName: 'curious' }, authority)), 403, 'of another name');
    for (const path of ['/livez', '/readyz', '/metrics', '/v1/rules']) t.equal((await ask(path)).status, 200, path);
    t.match((await ask('/metrics')).text, 'gatehouse_webhook_calls_refused_total 3');
    t.ok(log.some(({ msg, reason }) => msg === 'webhook call refused' && /curious/.test(String(reason))));
  });

  t.test('connections that go on, and sessions that are resumed, are who they were', async (t) => {
    for (const [pair, right] of [
      [caller, 200],
      [issue({ commonName: 'curious' }, authority), 403],
      [undefined, 403],
    ] as const) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      t.equal(await call({ ...pair, agent }), right);
      t.equal(await call({ ...pair, agent }), right);
      agent.destroy();
      // Its session cache outlives its sockets.
      t.equal(await call({ ...pair, agent }), right);
      agent.destroy();
    }
  });

  t.test('the authorities are exchanged while the server runs', async (t) => {
    const stranger = issue({ commonName: 'kube-apiserver' }, other);

    await writeFile(file, `${authority.cert}${other.cert}`);
    t.ok(await until(async () => (await call(stranger)) === 200));
    t.equal(await call(caller), 200);
    await writeFile(file, 'nothing');
    t.ok(await until(() => log.some(({ msg }) => msg === 'client authorities not reloaded')));
    t.equal(await call(caller), 200, 'the last good ones are still in use');
    t.equal(await call(), 403);
  });
});

t.test('client authorities that cannot be used end the start', async (t) => {
  const config = JSON.stringify({ rules, server: { clientCa: { file: join(shared, 'none.crt') } } });

  await t.rejects(start(t, config), { code: 'CERTIFICATE_INVALID', message: /none\.crt: cannot be read/ });
});

t.test('who got a configuration after the start is not ready where it says how to listen', async (t) => {
  const { ask, configFile } = await start(t, 'rules: [');
  const { cert, key } = await developmentCertificates(join(shared, 'other'));

  await writeFile(configFile, JSON.stringify({ rules, server: { tls: { cert, key } } }));

  t.ok(await until(async () => /restart the server/.test((await ask('/readyz')).text)));
  t.equal((await ask('/readyz')).status, 503);
  await writeFile(configFile, JSON.stringify({ rules }));
  t.ok(await until(async () => (await ask('/readyz')).status === 200));
});

t.test('certificates that cannot hold together are refused with what is wrong', async (t) => {
  const { catalogue } = await loadBundle();
  const parse = (certificates: object, more = {}) => {
    const secret = { namespace: 'gatehouse-system', name: 'gatehouse-tls' };
    const settings = { secret, dnsNames: ['gatehouse.gatehouse-system.svc'], ...certificates };
    return parseConfig(JSON.stringify({ server: { certificates: settings, ...more } }), catalogue, 'f');
  };

  t.ok(await parse({}));
  await t.rejects(parse({ renewBefore: '91d' }), { message: /validity must be longer than renewBefore/ });
  await t.rejects(parse({ caValidity: '100d' }), { message: /caValidity must be at least twice validity/ });
  await t.rejects(parse({ renewBefore: '5s' }), { message: /renewBefore must be longer than propagation/ });
  await t.rejects(parse({ validity: 'soon' }), { message: /server\.certificates\.validity must match pattern/ });
  await t.rejects(parse({ dnsNames: [] }), { message: /dnsNames must NOT have fewer than 1/ });
  await t.rejects(parse({}, { tls: { cert: 'a', key: 'b' } }), { message: /both tls and certificates/ });
});
