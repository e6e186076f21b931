import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { arrayAt, dig, type JsonObject, stringAt } from '../../src/json.ts';
import type { Report } from '../../src/reports/report.ts';
import { type Connection, connect } from '../../src/sources/cluster/connection.ts';
import { loadKubeconfig } from '../../src/sources/cluster/kubeconfig.ts';
import { helms, NAMESPACE } from '../helpers/helm.ts';
import { collectionPath, objectPath, patch, run } from './client.ts';
import { CLI, CONFIG, documentedWebhooks, getJson, register, startGatehouse, unregister } from './gatehouse.ts';
import { deployment } from './objects.ts';
import { createAll, eventually, readManifests, startE2e } from './setup.ts';

const CRDS = 'charts/admission/files/crds';
const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

function waiver(name: string, spec: JsonObject = {}, namespace = 'shop'): JsonObject {
  return {
    apiVersion: 'gatehouse.dev/v1alpha1',
    kind: 'Waiver',
    metadata: { name, namespace },
    spec: {
      rule: 'no-latest',
      selector: { names: ['legacy-*'] },
      owner: 'team-search',
      reason: 'The vendor ships one tag only.',
      expires: inDays(30),
      ...spec,
    },
  };
}

function ruleSet(name: string, rules: JsonObject, priority?: number): JsonObject {
  const spec = { rules, ...(priority !== undefined && { priority }) };
  return { apiVersion: 'gatehouse.dev/v1alpha1', kind: 'RuleSet', metadata: { name }, spec };
}

function packs(name: string, given: JsonObject): JsonObject {
  return { apiVersion: 'gatehouse.dev/v1alpha1', kind: 'RuleSet', metadata: { name }, spec: { packs: given } };
}

function latest(name: string, namespace = 'shop'): JsonObject {
  const made = deployment(name, { image: 'nginx:latest' });
  return { ...made, metadata: { name, namespace, labels: { team: 'shop' } } };
}

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  const namespaces = readManifests().filter(({ kind }) => kind === 'Namespace');
  await createAll(client, [...namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'pay' } }]);
  const definitions = readdirSync(CRDS).map((file) => parse(readFileSync(join(CRDS, file), 'utf8')) as JsonObject);
  await createAll(client, definitions);
  for (const definition of definitions) await eventually(async () => isEstablished(definition));

  // As the chart grants it, to a user in place of the service account.
  const [helm] = helms();
  const values = { clusterObjects: { enabled: true } };
  const grants = (await helm?.template(values))?.filter(({ kind }) => /Role/.test(String(kind))) ?? [];
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'auditor' }];
  await createAll(client, [
    ...(helm ? [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }] : []),
    ...grants.map((grant) => (/Binding$/.test(String(grant.kind)) ? { ...grant, subjects } : grant)),
  ]);
  const kubeconfig = helm ? lab.kubeconfigOf('auditor') : lab.kubeconfig;
  const config = {
    ...CONFIG,
    lease: { namespace: helm ? NAMESPACE : 'default', cluster: { kubeconfig } },
    objects: {
      cluster: { kubeconfig },
      waivers: { maxDays: 90 },
      locked: ['encryption'],
    },
  };

  async function isEstablished(definition: JsonObject): Promise<boolean> {
    const { body } = await client.send('GET', objectPath(definition));
    const conditions = arrayAt(body, 'status', 'conditions');
    const wrong = conditions.find((each) => stringAt(each, 'type') === 'NonStructuralSchema');
    if (wrong) throw new Error(stringAt(wrong, 'message'));
    return conditions.some((each) => stringAt(each, 'type') === 'Established' && stringAt(each, 'status') === 'True');
  }

  /** Whether a Deployment with a moving tag would be let in. */
  const admits = async (name: string, namespace?: string) =>
    (await client.create(latest(name, namespace), 'dryRun=All')).status === 201;
  const stateOf = async (object: JsonObject) =>
    stringAt((await client.send('GET', objectPath(object))).body, 'status', 'state');
  const conditionOf = async (object: JsonObject, type: string) => {
    const { body } = await client.send('GET', objectPath(object));
    return arrayAt(body, 'status', 'conditions').find((each) => stringAt(each, 'type') === type);
  };
  const connectAs = async (kubeconfig: string): Promise<Connection> => {
    const connection = connect(await loadKubeconfig({ kubeconfig }), { concurrency: 2 });
    t.teardown(() => connection.close());
    return connection;
  };

  const gatehouse = await startGatehouse(lab, config);
  t.teardown(() => gatehouse.service.stop());
  const { ValidatingWebhookConfiguration: validating } = documentedWebhooks(gatehouse);

  t.test('the API server refuses by itself what its schema and CEL can tell', async (t) => {
    const cases: [JsonObject, RegExp][] = [
      [waiver('x', { selector: {} }), /spec\.selector: .*needs names, kinds or labels/],
      [waiver('x', { expires: 'soon' }), /spec\.expires: .*neither a date \(2027-03-31\) nor an RFC 3339 time/],
      [waiver('x', { owner: '' }), /spec\.owner/],
      [waiver('x', { rule: 7 }), /spec\.rule/],
      [
        waiver('x', { selector: { labels: { matchExpressions: [{ key: 'a', operator: 'Is' }] } } }),
        /Unsupported value: "Is"/,
      ],
      [ruleSet('x', {}), /spec\.rules/],
      [packs('x', {}), /spec\.packs/],
      [{ ...ruleSet('x', {}), spec: { priority: 1 } }, /spec: .*needs packs or rules/],
      [ruleSet('x', { 'no-latest': { unknown: 'maybe' } }), /Unsupported value: "maybe"/],
      [ruleSet('x', { 'no-latest': { action: 'deny' } }, 3_000_000), /spec\.priority/],
    ];
    for (const [object, reason] of cases) {
      const { status, body } = await client.create(object);
      t.equal(status, 422);
      t.match(stringAt(body, 'message'), reason);
    }
    const strict = await client.create(waiver('x', { rules: ['*'] }), 'fieldValidation=Strict');
    t.equal(strict.status, 400);
    t.match(stringAt(strict.body, 'message'), /unknown field "spec\.rules"/);
    const withParameters = ruleSet('kept', {
      'required-tags': { action: { ci: 'warn' }, parameters: { required: ['a'] } },
    });
    const { body } = await client.create(withParameters, 'dryRun=All');
    t.strictSame(
      dig(body, 'spec'),
      withParameters.spec,
      stringAt(body, 'message') ?? 'nothing of the settings is pruned',
    );
  });

  t.test('a Waiver and a RuleSet are judged before they are stored', async (t) => {
    await register(client, validating);
    const cases: [JsonObject, RegExp][] = [
      [waiver('x', { expires: '2020-01-01' }), /\[cluster-objects\] \/spec\/expires: expired 2020-01-01/],
      [waiver('x', { expires: inDays(91) }), /is more than 90 days away; the latest is/],
      [waiver('x', { rule: 'no-such' }), /the rule no-such, which does not exist; see/],
      [waiver('x', { rule: 'encryption' }), /encryption is locked/],
      [ruleSet('x', { 'no-such': {} }), /the rule no-such, which does not exist/],
      [ruleSet('x', { 'no-latest': { action: 'block' } }), /action cannot be "block"; accepted is "deny"/],
      [ruleSet('x', { 'resource-limits': { parameters: { ratios: 1 } } }), /has no parameter .*ratios; it has/],
      [ruleSet('x', { encryption: { action: 'off' } }), /encryption is locked/],
      [packs('x', { compliance: 'off' }), /\/spec\/packs\/compliance: compliance holds what is locked \(encryption\)/],
      [packs('x', { gitopz: 'warn' }), /names the pack gitopz, which does not exist; did you mean gitops/],
      [packs('x', { gitops: 'block' }), /gitops cannot be "block"; accepted is "deny"/],
    ];
    for (const [object, reason] of cases) {
      const { status, body } = await client.create(object);
      t.comment(stringAt(body, 'message'));
      t.equal(status, 403);
      t.match(stringAt(body, 'message'), reason);
    }
    const { status, warnings } = await client.create(waiver('x'), 'dryRun=All');
    t.equal(status, 201);
    t.strictSame(warnings, [`exempts shop/*/legacy-* from no-latest until the end of ${inDays(30)} (UTC)`]);
  });

  t.test('it exempts what it names, in its own namespace, as long as it is there', async (t) => {
    t.equal(await admits('legacy-a'), false);

    await createAll(client, [waiver('legacy')]);
    await eventually(() => admits('legacy-a'));

    t.equal(await admits('other'), false, 'nothing that it does not name');
    t.equal(await admits('legacy-a', 'pay'), false, 'nothing of another namespace');
    await eventually(async () => (await stateOf(waiver('legacy'))) === 'Active');
    t.match(await conditionOf(waiver('legacy'), 'Accepted'), {
      status: 'True',
      reason: 'Accepted',
      observedGeneration: 1,
    });
    await client.send('DELETE', objectPath(waiver('legacy')));
    await eventually(async () => !(await admits('legacy-a')));
  });

  t.test('it ends at its end, and its status says so', async (t) => {
    const expires = new Date(Date.now() + 5000).toISOString().replace(/\.\d+Z/, 'Z');
    await createAll(client, [waiver('short', { expires })]);
    await eventually(() => admits('legacy-a'));

    await eventually(async () => !(await admits('legacy-a')));
    t.ok(Date.now() >= Date.parse(expires), 'not before its end');
    await eventually(async () => (await stateOf(waiver('short'))) === 'Expired', 30_000);
    t.match(await conditionOf(waiver('short'), 'Expired'), { status: 'True' });
    const { warnings } = await client.create(latest('legacy-a'), 'dryRun=All');
    t.ok(
      warnings.some((warning) => /the waiver for shop\/\*\/legacy-\* of team-search expired/.test(warning)),
      'who is denied is told why that was not so before',
    );

    const labelled = await patch(client, waiver('short'), [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }]);
    t.equal(labelled.status, 200, 'an expired one can be labelled');
    const { stdout } = await run(CLI, [
      'audit',
      '--no-output',
      '--format',
      'json',
      '--kubeconfig',
      lab.kubeconfig,
      '--no-config',
    ]);
    const report = JSON.parse(stdout) as Report;
    t.match(
      report.violations.filter(({ rule }) => rule === 'cluster-objects'),
      [{ action: 'warn', resource: { id: 'shop/Waiver/short' }, message: /expired/ }],
      'an audit lists it, whether or not it would cover anything',
    );
    await client.send('DELETE', objectPath(waiver('short')));
  });

  t.test('an audit of the cluster honours its Waivers, and reports them with their owner', async (t) => {
    await createAll(client, [waiver('audited')]);
    await eventually(() => admits('legacy-b'));
    await createAll(client, [latest('legacy-b')]);

    const args = ['audit', '--no-output', '--config', gatehouse.configFile, '--kubeconfig', lab.kubeconfig];
    const { stdout } = await run(CLI, [...args, '--format', 'json']);
    const text = await run(CLI, args);

    const { waived, violations } = JSON.parse(stdout) as Report;
    t.match(waived, [
      { rule: 'no-latest', resource: { id: 'shop/Deployment/legacy-b' }, waiver: { object: 'shop/Waiver/audited' } },
    ]);
    t.notOk(violations.some(({ rule, resource }) => rule === 'no-latest' && resource.name === 'legacy-b'));
    t.match(text.stdout, /Waived[\s\S]*no-latest {2}shop\/Deployment\/legacy-b[\s\S]*team-search, until/);
  });

  t.test('who may write a Waiver is a matter of RBAC', async (t) => {
    const connection = await connectAs(lab.kubeconfigOf('viewer'));
    const write = (object: JsonObject) => connection.send('POST', collectionPath(object), object);
    t.equal((await write(waiver('mine'))).status, 403);

    const group = 'rbac.authorization.k8s.io';
    const rules = [{ apiGroups: ['gatehouse.dev'], resources: ['waivers'], verbs: ['create', 'get', 'list'] }];
    await createAll(client, [
      { apiVersion: `${group}/v1`, kind: 'Role', metadata: { name: 'waive', namespace: 'shop' }, rules },
      {
        apiVersion: `${group}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'waive', namespace: 'shop' },
        roleRef: { apiGroup: group, kind: 'Role', name: 'waive' },
        subjects: [{ apiGroup: group, kind: 'User', name: 'viewer' }],
      },
    ]);

    await eventually(async () => (await write(waiver('mine'))).status === 201);
    t.equal((await write(waiver('mine', {}, 'pay'))).status, 403);
    const status = await connection.send(
      'PATCH',
      `${objectPath(waiver('mine'))}/status`,
      {},
      'application/merge-patch+json',
    );
    t.equal(status.status, 403, 'nor may they say what became of it');
    await client.send('DELETE', objectPath(waiver('mine')));
    await client.send('DELETE', objectPath(waiver('audited')));
    await eventually(async () => !(await admits('legacy-a')));
  });

  t.test('what kubectl get shows', async (t) => {
    await createAll(client, [waiver('shown')]);
    await eventually(async () => (await stateOf(waiver('shown'))) === 'Active');
    const connection = await connectAs(lab.kubeconfig);
    const table = async (path: string) => {
      const { body } = await connection.get(path, 'application/json;as=Table;g=meta.k8s.io;v=v1');
      const columns = arrayAt(body, 'columnDefinitions').filter((column) => dig(column, 'priority') === 0);
      const cells = arrayAt(body, 'rows').map((row) => arrayAt(row, 'cells').slice(0, columns.length));
      return { columns: columns.map((column) => stringAt(column, 'name')), cells };
    };

    const waivers = await table('/apis/gatehouse.dev/v1alpha1/namespaces/shop/waivers');

    t.strictSame(waivers.columns, ['Name', 'Rule', 'Owner', 'Expires', 'State', 'Covers', 'Age']);
    t.strictSame(waivers.cells[0]?.slice(0, 5), ['shown', 'no-latest', 'team-search', inDays(30), 'Active']);
    await client.send('DELETE', objectPath(waiver('shown')));
  });

  t.test('a RuleSet changes the answers, over the file and under a higher one', async (t) => {
    t.equal(await admits('web'), false, 'the file denies');

    await createAll(client, [ruleSet('relaxed', { 'no-latest': { action: { admission: 'warn' } } })]);
    await eventually(() => admits('web'));
    const { warnings } = await client.create(latest('web'), 'dryRun=All');
    t.ok(warnings.some((warning) => /\[no-latest\]/.test(warning)));

    await createAll(client, [ruleSet('firm', { 'no-latest': { action: 'deny' } }, 10)]);
    await eventually(async () => !(await admits('web')));
    await eventually(
      async () => stringAt(await conditionOf(ruleSet('relaxed', {}), 'Overridden'), 'status') === 'True',
    );
    t.match(await conditionOf(ruleSet('relaxed', {}), 'Overridden'), {
      message: 'no-latest.action.admission by firm (priority 10)',
    });
    t.equal(await stateOf(ruleSet('firm', {})), 'Active');

    await client.send('DELETE', objectPath(ruleSet('firm', {})));
    await eventually(() => admits('web'));
    const rule = await getJson(`${gatehouse.address}/v1/rules/no-latest`, gatehouse.authority);
    t.match(dig(rule, 'actions'), { admission: 'warn', ci: 'deny', audit: 'deny' });
  });

  t.test('a RuleSet switches a pack on, and a rule of its own goes before', async (t) => {
    const web = () => client.create(deployment('web', { image: 'nginx:1.27.3' }), 'dryRun=All');
    t.equal((await web()).status, 201);

    await createAll(client, [packs('patterns', { 'self-healing': { admission: 'deny' } })]);
    const { body } = await eventually(async () => {
      const reply = await web();
      return reply.status === 403 && reply;
    });
    t.match(stringAt(body, 'message'), /\[probes\]/);
    const rule = await getJson(`${gatehouse.address}/v1/rules/probes`, gatehouse.authority);
    t.match(dig(rule, 'actions'), { admission: 'deny', ci: 'off', audit: 'off' });

    const rules = { probes: { action: { admission: 'warn' } }, 'zone-spread': { action: 'off' } };
    await createAll(client, [ruleSet('milder', rules, -1)]);
    const { warnings } = await eventually(async () => {
      const reply = await web();
      return reply.status === 201 && reply;
    });
    t.ok(warnings.some((warning) => /\[probes\]/.test(warning)));
    await client.send('DELETE', objectPath(packs('patterns', {})));
    await client.send('DELETE', objectPath(ruleSet('milder', {})));
  });

  t.test(
    'an object that does not hold takes nothing down: the last good one counts, also after a restart',
    async (t) => {
      await unregister(client);
      const broken = await client.send(
        'PATCH',
        objectPath(ruleSet('relaxed', {})),
        { spec: { rules: { 'no-such': { action: 'off' } } } },
        'application/merge-patch+json',
      );
      t.equal(broken.status, 200, 'nobody was there to refuse it');
      await createAll(client, [waiver('wrong', { rule: 'no-such' }), waiver('endless', { expires: '9999-12-31' })]);

      await eventually(async () => (await stateOf(ruleSet('relaxed', {}))) === 'LastGood');
      t.match(await conditionOf(ruleSet('relaxed', {}), 'Accepted'), {
        status: 'False',
        reason: 'UnknownRule',
        message: /no-such, which does not exist.*\(generation 1 counts in its place\)/,
      });
      await eventually(async () => (await stateOf(waiver('wrong'))) === 'Refused');
      t.match(await conditionOf(waiver('wrong'), 'Accepted'), { status: 'False', reason: 'UnknownRule' });
      await eventually(async () => (await stateOf(waiver('endless'))) === 'Refused');
      t.match(await conditionOf(waiver('endless'), 'Accepted'), { status: 'False', reason: 'TooLong' });
      t.match(
        gatehouse.log(),
        /"kind":"RuleSet",.*"name":"relaxed","state":"LastGood".*"msg":"cluster object does not hold"/,
      );
      await gatehouse.service.stop();

      const again = await startGatehouse(lab, config, Number(new URL(gatehouse.address).port));
      t.teardown(() => again.service.stop());
      await eventually(async () => {
        const ready = await getJson(`${again.address}/readyz`, again.authority);
        return stringAt(ready, 'status') === 'ready';
      });
      const rule = await getJson(`${again.address}/v1/rules/no-latest`, again.authority);
      t.match(dig(rule, 'actions'), { admission: 'warn', ci: 'deny', audit: 'deny' });
      await client.create(validating);
      await eventually(async () => (await client.create(latest('legacy-z'), 'dryRun=All')).warnings.length > 0);
      t.equal(await admits('legacy-z'), true);
    },
  );
}
