/** What does not parse or is not what it says: bundles of one's own, and objects of any shape. The last good one serves, and says so. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { readFiles, writeFiles } from '../../src/bundles/archive.ts';
import { buildBundle } from '../../src/bundles/build/build.ts';
import { FILES } from '../../src/bundles/files.ts';
import { arrayAt, type JsonObject, objectAt, parseJson, stringAt } from '../../src/json.ts';
import { hasOpa, opa } from '../helpers/opa.ts';
import { witness, writeRules } from '../helpers/other-rules.ts';
import { objectPath } from './client.ts';
import { CONFIG, documentedWebhooks, register, startGatehouse, unregister } from './gatehouse.ts';
import { deployment } from './objects.ts';
import { fetchFrom } from './replicas.ts';
import { createAll, eventually, startE2e } from './setup.ts';

t.setTimeout(600_000);

const CRDS = 'charts/admission/files/crds';

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  await createAll(client, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]);
  const ready = async (port: number) => {
    const { status, text } = await fetchFrom(port, '/readyz', {});
    const body = parseJson(text);
    return { status, problem: stringAt(body, 'problem'), reasons: arrayAt(body, 'reasons').join() };
  };
  const metric = async (port: number, name: string) => {
    const { text } = await fetchFrom(port, '/metrics', {});
    const line = text.split('\n').find((line) => line.startsWith(name));
    return Number(line?.split(' ').at(-1));
  };
  const message = ({ body }: { body: JsonObject }) => stringAt(body, 'message') ?? '';

  t.test(
    'a bundle that is broken, tampered with or gone: the last good one serves',
    { skip: hasOpa() ? false : `${opa} is not there` },
    async (t) => {
      const folder = t.testdir();
      const live = join(folder, 'live.tar.gz');
      const built: Record<string, ReadonlyMap<string, Buffer>> = {};
      for (const revision of ['one', 'two']) {
        const path = join(folder, `${revision}.tar.gz`);
        await buildBundle(writeRules(join(folder, revision), [witness(revision)]), path);
        built[revision] = await readFiles(path, FILES);
      }
      const [one, two] = [built.one, built.two] as [ReadonlyMap<string, Buffer>, ReadonlyMap<string, Buffer>];
      await writeFiles(live, one);
      const config = { rules: CONFIG.rules, bundles: [{ path: live }] };
      const gatehouse = await startGatehouse(lab, config);
      t.teardown(() => gatehouse.service.stop());
      const port = Number(new URL(gatehouse.address).port);
      const { ValidatingWebhookConfiguration: validating } = documentedWebhooks(gatehouse);
      await register(client, validating);
      const said = async () => {
        const labels = { team: 'shop', witness: 'yes' };
        const reply = await client.create(deployment('judged', { labels }), 'dryRun=All');
        return reply.status === 403 ? message(reply) : `${reply.status}`;
      };
      t.match(await said(), /\[witness\] .*revision one/);

      const tampered = new Map(two);
      const plan = (two.get('plan.json') as Buffer).toString();
      tampered.set('plan.json', Buffer.from(plan.replaceAll('revision two', 'revision 666')));
      const whole = readFileSync(join(folder, 'two.tar.gz'));
      const without = new Map(two);
      without.delete('policy.wasm');
      const breaks: [string, () => unknown, RegExp][] = [
        ['no archive', () => writeFileSync(live, 'no bundle'), /live\.tar\.gz/],
        ['cut short', () => writeFileSync(live, whole.subarray(0, whole.length / 2)), /live\.tar\.gz/],
        ['tampered with', () => writeFiles(live, tampered), /its files do not belong together/],
        ['of two revisions', () => writeFiles(live, new Map([...one, ...[...two].slice(0, 1)])), /do not belong/],
        ['not whole', () => writeFiles(live, without), /policy\.wasm/],
        ['gone', () => rmSync(live), /live\.tar\.gz/],
      ];
      let last: string | undefined;
      for (const [what, make, expected] of breaks) {
        const failures = await metric(port, 'gatehouse_config_reloads_total{result="failure"');
        await make();
        const problem = await eventually(async () => {
          const { problem } = await ready(port);
          return problem !== undefined && problem !== last && expected.test(problem) && problem;
        }, 60_000);
        last = problem;

        t.comment(`${what}: ${problem}`);
        t.match(await said(), /revision one/, `${what}: what was good serves on`);
        t.equal((await ready(port)).status, 200, 'and is ready');
        t.ok((await metric(port, 'gatehouse_config_reloads_total{result="failure"')) > (failures || 0), 'counted');
        t.ok(gatehouse.log().includes(JSON.stringify(problem).slice(1, -1)), 'and in the log');
      }
      await gatehouse.service.stop();

      // A server that starts with it has no last good one.
      const again = await startGatehouse(lab, config, port);
      t.teardown(() => again.service.stop());
      const { status, reasons } = await ready(port);
      t.equal(status, 503, 'it is not ready, so that no upgrade goes on');
      t.match(reasons, /live\.tar\.gz/, 'and says why');
      const refused = await client.create(deployment('early'), 'dryRun=All');
      t.comment(message(refused));
      t.match(message(refused), /^admission webhook "validate\.admission\.gatehouse" denied the request: .*could not/);
      await writeFiles(live, two);
      await eventually(async () => (await ready(port)).status === 200, 60_000);
      t.match(await said(), /revision two/, 'mended, it serves without a restart');
    },
  );

  t.test('cluster objects of any shape: each is refused by its status, and the others count', async (t) => {
    await unregister(client);
    const definitions = readdirSync(CRDS).map((file) => parse(readFileSync(join(CRDS, file), 'utf8')) as JsonObject);
    // As an older definition, or one that somebody loosened, would let them in.
    const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    for (const definition of definitions) {
      const versions = arrayAt(definition, 'spec', 'versions').map((version) => ({
        ...(version as JsonObject),
        schema: { openAPIV3Schema },
      }));
      await createAll(client, [{ ...definition, spec: { ...objectAt(definition, 'spec'), versions } }]);
    }
    const made = (kind: 'Waiver' | 'RuleSet', name: string, rest: JsonObject): JsonObject => ({
      apiVersion: 'gatehouse.dev/v1alpha1',
      kind,
      metadata: { name, ...(kind === 'Waiver' && { namespace: 'shop' }) },
      ...rest,
    });
    const spec = {
      rule: 'no-latest',
      selector: { names: ['legacy'] },
      owner: 'team-search',
      reason: 'The vendor ships one tag only.',
      expires: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
    };
    const good = [made('Waiver', 'good', { spec }), made('RuleSet', 'good', { spec: { rules: { 'no-latest': {} } } })];
    const bad = [
      made('Waiver', 'no-spec', {}),
      made('Waiver', 'text', { spec: 'nonsense' }),
      made('Waiver', 'numbers', { spec: { ...spec, selector: [1, 2], expires: 7 } }),
      made('RuleSet', 'no-spec', {}),
      made('RuleSet', 'list', { spec: { rules: [1, { 'no-latest': null }] } }),
      made('RuleSet', 'deep', { spec: { rules: { 'no-latest': { action: { admission: ['off'] } } } } }),
    ];
    for (const object of [...good, ...bad])
      await eventually(async () => (await client.create(object)).status === 201, 30_000);

    const objects = { cluster: { kubeconfig: lab.kubeconfig } };
    const gatehouse = await startGatehouse(lab, { rules: CONFIG.rules, objects });
    t.teardown(() => gatehouse.service.stop());
    const port = Number(new URL(gatehouse.address).port);
    await eventually(async () => (await ready(port)).status === 200, 60_000);
    await register(client, documentedWebhooks(gatehouse).ValidatingWebhookConfiguration);
    const admits = async (name: string) =>
      (await client.create(deployment(name, { image: 'nginx:latest' }), 'dryRun=All')).status;
    t.strictSame([await admits('legacy'), await admits('other')], [201, 403], 'the good ones count, and no other');

    const stateOf = async (object: JsonObject) =>
      stringAt((await client.send('GET', objectPath(object))).body, 'status', 'state');
    for (const object of good) t.ok(await eventually(async () => (await stateOf(object)) === 'Active', 60_000));
    for (const object of bad) {
      const name = `${object.kind} ${stringAt(object, 'metadata', 'name')}`;
      t.ok(await eventually(async () => (await stateOf(object)) === 'Refused', 60_000), name);
      const { body } = await client.send('GET', objectPath(object));
      const accepted = arrayAt(body, 'status', 'conditions').find((one) => stringAt(one, 'type') === 'Accepted');
      t.comment(`${name}: ${stringAt(accepted, 'message')}`);
      t.match(accepted, { status: 'False', message: /\S/ });
    }
    for (const kind of ['Waiver', 'RuleSet'])
      t.equal(await metric(port, `gatehouse_cluster_objects{kind="${kind}",state="Refused"`), 3);
    t.match(gatehouse.log(), /"kind":"Waiver",.*"name":"text","state":"Refused".*"msg":"cluster object does not hold"/);
  });
}
