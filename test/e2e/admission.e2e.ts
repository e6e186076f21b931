import t from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import { inventoryOf } from '../../src/context/inventory.ts';
import { judgeOne } from '../../src/engine.ts';
import { dig, type JsonObject, stringAt } from '../../src/json.ts';
import type { Report } from '../../src/reports/report.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { RuleSet } from '../../src/rules/ruleset.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';
import { objectPath, patch, run, runKubectl, withKubectl } from './client.ts';
import {
  asksAboutEverything,
  CLI,
  CONFIG,
  documentedManifests,
  documentedWebhooks,
  type Gatehouse,
  reason,
  reasons,
  register,
  startGatehouse,
  unregister,
} from './gatehouse.ts';
import { cart, customResourceDefinition, deployment, pod } from './objects.ts';
import {
  createAll,
  createNamespaces,
  eventually,
  exampleObjects,
  MANIFESTS,
  readManifests,
  realObjects,
  startE2e,
} from './setup.ts';

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  const kubectl = (args: string[], input?: unknown) => runKubectl(lab.kubeconfig, args, input);
  const namespaces = readManifests().filter(({ kind }) => kind === 'Namespace');
  await createAll(client, namespaces);
  // What was there before Gatehouse was.
  await createAll(client, [deployment('legacy', { image: 'nginx:latest' })]);
  let gatehouse: Gatehouse = await startGatehouse(lab, CONFIG);
  t.teardown(() => gatehouse.service.stop());
  const webhooks = documentedWebhooks(gatehouse);
  const { ValidatingWebhookConfiguration: validating, MutatingWebhookConfiguration: mutating } = webhooks;

  t.test('the documented manifests are taken as they stand', async (t) => {
    for (const manifest of documentedManifests(gatehouse)) {
      const { status, body } = await client.create(manifest, 'dryRun=All');
      t.equal(status, 201, stringAt(body, 'message') ?? String(manifest.kind));
    }
  });

  t.test('as documented, both webhooks', async (t) => {
    await register(client, validating, mutating);

    t.test('a moving tag is denied, with what is wrong, where, and what would be right', async (t) => {
      const denied = await client.create(deployment('bad', { image: 'nginx:latest' }));

      const message = stringAt(denied.body, 'message') ?? '';
      t.comment(message);
      t.equal(denied.status, 403);
      t.match(message, /^admission webhook "validate\.admission\.gatehouse" denied the request: /);
      t.match(message, /\[no-latest\] \/spec\/template\/spec\/containers\/0\/image: .*nginx:latest/);
      t.equal((await client.send('GET', objectPath(deployment('bad')))).status, 404, 'nothing was stored');
    });

    t.test('what is right passes, mended and with its warnings', async (t) => {
      const created = await client.create(deployment('fine', { labels: {} }));

      t.equal(created.status, 201);
      t.equal(
        dig(created.body, 'metadata', 'labels', 'team'),
        'shop',
        'the fix of mutate is in: its namespace has one',
      );
      t.ok(
        created.warnings.some((warning) => /\[required-tags\] fixed: /.test(warning)),
        'and said',
      );
      t.ok(
        created.warnings.some((warning) => /\[resource-limits\] /.test(warning)),
        'a rule that warns',
      );
      const own = await client.create(deployment('own', { labels: { team: 'search' } }));
      t.equal(dig(own.body, 'metadata', 'labels', 'team'), 'search', 'what is right is left alone');
    });

    t.test('a dry run is judged and not stored', async (t) => {
      const denied = await client.create(deployment('dry', { image: 'nginx' }), 'dryRun=All');
      const passed = await client.create(deployment('dry'), 'dryRun=All');

      t.equal(denied.status, 403);
      t.equal(passed.status, 201);
      t.equal((await client.send('GET', objectPath(deployment('dry')))).status, 404);
    });

    t.test('an update is judged like a create', async (t) => {
      await createAll(client, [deployment('changing')]);
      const toLatest = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx:latest' }];

      const denied = await patch(client, deployment('changing'), toLatest);
      const passed = await patch(client, deployment('changing'), [{ ...toLatest[0], value: 'nginx:1.27.4' }]);

      t.equal(denied.status, 403);
      t.match(stringAt(denied.body, 'message'), /\[no-latest\]/);
      t.equal(passed.status, 200);
    });

    t.test('what was there before can be scaled, reported on and deleted', async (t) => {
      const legacy = deployment('legacy');
      const scaled = await patch(client, legacy, [{ op: 'replace', path: '/spec/replicas', value: 3 }], 'scale');
      const status = [{ op: 'add', path: '/status/observedGeneration', value: 1 }];
      const reported = await patch(client, legacy, status, 'status');
      const deleted = await client.send('DELETE', objectPath(legacy));

      t.strictSame([scaled.status, reported.status, deleted.status], [200, 200, 200]);
    });

    t.test('an ephemeral container is judged, by itself', async (t) => {
      await createAll(client, [pod('debugged')]);
      const debug = (image: string) => [
        { op: 'add', path: '/spec/ephemeralContainers', value: [{ name: 'debug', image }] },
      ];

      const denied = await patch(client, pod('debugged'), debug('busybox'), 'ephemeralcontainers');
      const passed = await patch(client, pod('debugged'), debug('busybox:1.37.0'), 'ephemeralcontainers');

      t.equal(denied.status, 403);
      t.match(stringAt(denied.body, 'message'), /\/spec\/ephemeralContainers\/0\/image/);
      t.equal(passed.status, 200, stringAt(passed.body, 'message') ?? '');
    });

    t.test('custom resources and kinds without a rule pass', async (t) => {
      const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
      const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'x' }, rules };
      await createAll(client, [role, customResourceDefinition()]);

      const created = await eventually(async () => {
        const reply = await client.create(cart('one'));
        return reply.status !== 404 && reply;
      });

      t.equal(created.status, 201, stringAt(created.body, 'message') ?? '');
    });

    t.test('a Secret is in no log', async (t) => {
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'shop' } };
      const created = await client.create({ ...secret, stringData: { password: 'hunter2-e2e' } });
      const changed = await client.send('PUT', objectPath(secret), {
        ...secret,
        stringData: { password: 'hunter3-e2e' },
      });

      t.strictSame([created.status, changed.status], [201, 200]);
      const log = gatehouse.log();
      t.match(log, /"kind":"\/v1\/Secret"/, 'it was judged, at the most talkative level');
      for (const password of ['hunter2-e2e', 'hunter3-e2e']) {
        t.notMatch(log, password);
        t.notMatch(log, Buffer.from(password).toString('base64'));
      }
    });

    t.test('what a person sees in kubectl', withKubectl, async (t) => {
      const denied = await kubectl(['create', '-f', '-'], deployment('seen', { image: 'nginx:latest' }));
      const passed = await kubectl(['create', '-f', '-'], deployment('seen', { labels: {} }));
      const dry = await kubectl(['apply', '--dry-run=server', '-f', '-'], deployment('seen', { image: 'nginx' }));

      t.comment(`${denied.stderr}\n${passed.stderr}\n${passed.stdout}`);
      t.equal(denied.code, 1);
      t.match(denied.stderr, /\[no-latest\] \/spec\/template\/spec\/containers\/0\/image/);
      t.equal(passed.code, 0);
      t.match(passed.stderr, /^Warning: \[/m);
      t.match(passed.stdout, 'deployment.apps/seen created');
      t.equal(dry.code, 1);
    });
  });

  t.test('asked about everything, it still holds up nothing that a cluster lives by', async (t) => {
    await register(client, asksAboutEverything(validating), asksAboutEverything(mutating));
    const of = (apiVersion: string, kind: string, more: JsonObject, namespace?: string): JsonObject => ({
      apiVersion,
      kind,
      metadata: { name: `vital-${kind.toLowerCase()}`, ...(namespace && { namespace }) },
      ...more,
    });

    const vital = [
      of('coordination.k8s.io/v1', 'Lease', { spec: { holderIdentity: 'a' } }, 'shop'),
      of('v1', 'Node', {}),
      of('v1', 'Event', { involvedObject: { kind: 'Pod', namespace: 'shop' }, reason: 'Test' }, 'shop'),
      of('authentication.k8s.io/v1', 'TokenReview', { spec: { token: 'x' } }),
      { ...pod('system', 'kube-system'), spec: { containers: [{ name: 'a', image: 'proxy:latest' }] } },
    ];
    for (const object of vital) {
      const { status, body } = await client.create(object);
      t.equal(status, 201, `${stringAt(object, 'kind')}: ${stringAt(body, 'message') ?? 'created'}`);
    }
    const labels = { selector: { matchLabels: { app: 'x' } }, minAvailable: 0 };
    await createAll(client, [pod('evicted'), of('policy/v1', 'PodDisruptionBudget', labels, 'default')]);
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'evicted', namespace: 'default' } };
    const evicted = await client.send('POST', `${objectPath(pod('evicted'))}/eviction`, eviction);
    t.equal(evicted.status, 201, stringAt(evicted.body, 'message') ?? '');
    const denied = await client.create(deployment('bad', { image: 'nginx:latest' }));
    t.equal(denied.status, 403, 'and judges what is to be judged');
    const connected = await client.send('GET', `${objectPath(pod('debugged'))}/log`);
    t.not(connected.status, 403, 'CONNECT is no matter of rules');
  });

  t.test('the webhook denies what check denies, for the same reasons', async (t) => {
    const checked = await run(CLI, ['check', '--config', gatehouse.configFile, '--format', 'json', MANIFESTS]);
    const report = JSON.parse(checked.stdout) as Report;
    await register(client, validating);

    for (const manifest of readManifests()) {
      const { id } = kubernetesResource(manifest);
      const denied = report.violations.filter(({ action, resource }) => action === 'deny' && resource.id === id);
      const reply = await client.create(manifest, 'dryRun=All');
      t.strictSame(reasons(stringAt(reply.body, 'message')), denied.map(reason), `${id}: ${reply.status}`);
    }
  });

  t.test("so it does for every rule's examples and for a real application", async (t) => {
    const bundle = await loadBundle();
    const rules = await RuleSet.create(bundle, await loadConfig(gatehouse.configFile, bundle.catalogue));
    const inventory = inventoryOf(readManifests().map((manifest) => kubernetesResource(manifest)));
    const objects = [...exampleObjects(), ...realObjects()];
    await unregister(client);
    await createNamespaces(client, objects);
    await register(client, validating);
    const judged = { allowed: 0, denied: 0, impossible: 0, undefined: 0 };

    for (const object of objects) {
      const { status, body } = await client.create(object, 'dryRun=All');
      const denied = reasons(stringAt(body, 'message'));
      // What the API server itself refuses comes to no webhook: a kind that it has no definition of, a field out of range.
      if (status === 404) {
        judged.undefined += 1;
        continue;
      }
      if (status >= 400 && denied.length === 0 && status !== 409) {
        judged.impossible += 1;
        continue;
      }
      judged[status === 403 ? 'denied' : 'allowed'] += 1;
      const sourced = { resource: kubernetesResource(object) };
      const { violations } = await judgeOne(rules, sourced, { door: 'ci', now: Date.now(), inventory });
      const expected = violations.filter(({ action }) => action === 'deny').map(reason);
      t.strictSame(denied, expected, `${sourced.resource.type} ${sourced.resource.id}: ${status}`);
    }

    t.comment(JSON.stringify(judged));
    t.ok(judged.denied >= 10 && judged.allowed >= 10, 'enough of both');
    t.ok(judged.impossible < (objects.length - judged.undefined) / 3, 'most of those that it knows are real');
  });

  t.test('when Gatehouse is gone', async (t) => {
    await register(client, validating, mutating);
    await gatehouse.service.kill();

    const refused = await client.create(deployment('late'));
    const elsewhere = await client.create(pod('late', 'kube-system'));
    const heartbeat = await client.create({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'late', namespace: 'shop' },
    });
    const deleted = await client.send('DELETE', objectPath(deployment('fine')));

    t.comment(stringAt(refused.body, 'message') ?? '');
    t.equal(refused.status, 500, 'nothing gets past it');
    t.match(
      stringAt(refused.body, 'message'),
      /^Internal error occurred: failed calling webhook "validate\.admission\.gatehouse": failed to call webhook: .*refused/,
    );
    t.strictSame([elsewhere.status, heartbeat.status, deleted.status], [201, 201, 200], 'the cluster lives on');

    t.test('it is asked again as soon as it is back', async (t) => {
      gatehouse = await startGatehouse(lab, CONFIG, Number(new URL(gatehouse.address).port));

      t.equal((await client.create(deployment('late'), 'dryRun=All')).status, 201);
      t.equal((await client.create(deployment('late', { image: 'nginx' }), 'dryRun=All')).status, 403);
    });

    t.test('one command takes it out', withKubectl, async (t) => {
      await gatehouse.service.kill();

      const command = 'delete validatingwebhookconfigurations/gatehouse mutatingwebhookconfigurations/gatehouse';
      const removed = await kubectl(command.split(' '));

      t.equal(removed.code, 0, removed.stderr);
      await unregister(client);
      t.equal((await client.create(deployment('free', { image: 'nginx:latest' }))).status, 201);
    });
  });
}
