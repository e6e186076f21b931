/** The status of cluster objects, written by several servers that know nothing of each other: no Lease is between them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { parse } from 'yaml';
import { arrayAt, dig, type JsonObject, objectAt, parseJson, stringAt } from '../../src/json.ts';
import { objectPath } from './client.ts';
import { type Gatehouse, startGatehouse } from './gatehouse.ts';
import { deployment } from './objects.ts';
import { createAll, eventually, startE2e } from './setup.ts';

const CRDS = 'charts/admission/files/crds';
const DAY = 24 * 60 * 60 * 1000;
const expires = new Date(Date.now() + 30 * DAY).toISOString().slice(0, 10);

const waiver = {
  apiVersion: 'gatehouse.dev/v1alpha1',
  kind: 'Waiver',
  metadata: { name: 'legacy', namespace: 'shop' },
  spec: {
    rule: 'no-latest',
    selector: { names: ['legacy-*'] },
    owner: 'team-search',
    reason: 'The vendor ships one tag only.',
    expires,
  },
};
const ruleSet = {
  apiVersion: 'gatehouse.dev/v1alpha1',
  kind: 'RuleSet',
  metadata: { name: 'production' },
  spec: { rules: { 'no-latest': { action: 'deny' }, 'resource-limits': { action: 'warn' } } },
};

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  const { kubeconfig } = lab;
  await createAll(client, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]);
  const definitions = readdirSync(CRDS).map((file) => parse(readFileSync(join(CRDS, file), 'utf8')) as JsonObject);
  await createAll(client, definitions);
  for (const object of [waiver, ruleSet]) await eventually(async () => (await client.create(object)).status === 201);
  await createAll(
    client,
    ['legacy-a', 'legacy-b', 'other'].map((name) => deployment(name, { image: 'nginx:latest' })),
  );

  const config = (maxDays: number, audits = true) => ({
    objects: { cluster: { kubeconfig }, waivers: { maxDays } },
    // Each server runs it once, when it starts.
    ...(audits && { audits: [{ name: 'lab', schedule: '0 0 1 1 *', cluster: { kubeconfig } }] }),
  });
  const startServer = async (name: string, given: unknown): Promise<Gatehouse> => {
    const server = await startGatehouse(lab, given, undefined, {}, { name });
    t.teardown(() => server.service.stop());
    return server;
  };
  const statusOf = async (object: JsonObject) =>
    objectAt((await client.send('GET', objectPath(object))).body, 'status') as JsonObject;
  /** The status of each answer to a write of a status, in their order. */
  const writes = (): number[] =>
    readFileSync(lab.auditLog, 'utf8')
      .split('\n')
      .flatMap((line) => parseJson(line) ?? [])
      .filter(
        (event) =>
          stringAt(event, 'verb') === 'patch' &&
          stringAt(event, 'stage') === 'ResponseComplete' &&
          stringAt(event, 'objectRef', 'apiGroup') === 'gatehouse.dev' &&
          stringAt(event, 'objectRef', 'subresource') === 'status',
      )
      .map((event) => Number(dig(event, 'responseStatus', 'code')));
  const written = () => writes().filter((code) => code === 200).length;
  const change = (object: JsonObject, spec: JsonObject) =>
    client.send('PATCH', objectPath(object), { spec }, 'application/merge-patch+json');
  /** Longer than what looks without cause waits. */
  const aWhile = () => sleep(17_000);

  let servers: Gatehouse[] = await Promise.all([startServer('a', config(90)), startServer('b', config(90))]);

  t.test('two servers at the same objects: both agree, and then rest', async (t) => {
    await eventually(
      async () => (await statusOf(waiver)).covered === 2 && (await statusOf(ruleSet)).state === 'Active',
    );
    t.match(await statusOf(waiver), { state: 'Active', observedGeneration: 1, coveredAt: /^\d{4}-\d\d-\d\dT.*Z$/ });
    for (const { log } of servers) await eventually(async () => /"msg":"audit finished"/.test(log()));
    await sleep(1000);
    const before = writes();
    t.comment(`${before.join(' ')}`);
    t.ok(written() <= 8, 'a few writes');
    await aWhile();
    t.strictSame(writes(), before, 'nothing is written where nothing changed');
  });

  t.test('each change of an object is taken over once, and what was counted of another spec is not told', async (t) => {
    const before = written();
    for (let generation = 2; generation <= 6; generation += 1) {
      await change(waiver, { reason: `The vendor ships one tag only. ${generation}` });
      await eventually(async () => (await statusOf(waiver)).observedGeneration === generation);
    }
    t.equal((await statusOf(waiver)).covered, undefined);
    await change(ruleSet, { rules: { 'no-such': {}, 'no-latest': null } });
    await eventually(async () => (await statusOf(ruleSet)).state === 'LastGood');
    await change(ruleSet, { rules: { 'no-such': null, 'no-latest': { action: 'warn' } } });
    await eventually(async () => (await statusOf(ruleSet)).state === 'Active');
    t.equal((await statusOf(ruleSet)).lastGood, undefined, 'nothing of an earlier status stays');
    await sleep(1000);
    const after = writes();
    t.ok(written() - before <= 14, `${written() - before} writes for 7 changes`);
    await aWhile();
    t.strictSame(writes(), after);
    t.notOk(
      servers.some(({ log }) => /status of cluster objects not written/.test(log())),
      'whoever comes second reads again',
    );
  });

  t.test('servers that disagree do not fight', async (t) => {
    const before = written();
    servers = [...servers, await startServer('c', config(5))];
    await eventually(async () => (await statusOf(waiver)).state === 'Refused');
    await aWhile();
    t.ok(written() - before <= 12, `${written() - before} writes in 17 s`);
    await Promise.all(servers.map(({ service }) => service.stop()));
  });

  t.test('without an audit nothing is said of what a Waiver covers', async (t) => {
    const counting = await startServer('d', config(90));
    await eventually(async () => (await statusOf(waiver)).covered === 2, 30_000);
    const connection = await client.send('GET', objectPath(waiver));
    t.equal(dig(connection.body, 'status', 'state'), 'Active');
    await counting.service.stop();
    await startServer('e', config(90, false));
    await eventually(async () => !Object.hasOwn(await statusOf(waiver), 'covered'), 30_000);
    t.strictSame(arrayAt(await statusOf(waiver), 'conditions').length, 2);
  });
}
