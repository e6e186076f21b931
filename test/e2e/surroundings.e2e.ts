/** Admission with the cluster around it: watches, grace, owners, and every way by which the API server asks. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { issue, makeAuthority } from '../../scripts/lab/certificates.ts';
import { arrayAt, dig, isObject, type JsonObject, parseJson, stringAt } from '../../src/json.ts';
import { labClient, objectPath, patch, type Reply, run } from './client.ts';
import {
  asksAboutEverything,
  CLI,
  CONFIG,
  documentedManifests,
  documentedWebhooks,
  getJson,
  register,
  startGatehouse,
} from './gatehouse.ts';
import { cart, customResourceDefinition, deployment, pod } from './objects.ts';
import { createAll, eventually, startE2e } from './setup.ts';

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  const controller = labClient(lab.kubeconfig, 'system:serviceaccount:kube-system:replicaset-controller');
  t.teardown(() => controller.close());
  const namespace = (name: string, labels: JsonObject = {}) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  });
  const plain = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'plain' },
    provisioner: 'ebs.csi.aws.com',
    parameters: { encrypted: 'false' },
  };
  await createAll(client, [namespace('shop'), namespace('limited'), customResourceDefinition(), plain]);
  const gatehouse = await startGatehouse(lab, {
    rules: {
      ...CONFIG.rules,
      'required-tags': { action: 'deny', parameters: { required: ['team'], supply: { team: 'platform' } } },
      'resource-limits': { action: 'warn', parameters: { defaults: { limits: { memory: '64Mi' } } } },
      'pod-disruption-budget': { action: 'deny', parameters: { gracePeriod: '3s' } },
      'service-selects-one-color': { action: 'deny' },
    },
    context: { cluster: { kubeconfig: lab.kubeconfigOf('viewer') } },
  });
  t.teardown(() => gatehouse.service.stop());
  const { ValidatingWebhookConfiguration: validating, MutatingWebhookConfiguration: mutating } =
    documentedWebhooks(gatehouse);
  const ready = async () => (await getJson(`${gatehouse.address}/readyz`, gatehouse.authority)) as JsonObject;

  t.test('it is ready when it has read what the documented role lets it read', async (t) => {
    // Each part is refused when it is asked for, one after the other.
    const said = /poddisruptionbudgets of the cluster are not read yet: 403: .*grant the verbs list and watch/;
    const refused = await eventually(async () => {
      const answer = await ready();
      return said.test(JSON.stringify(answer)) && answer;
    });
    t.match(refused.status, 'not ready');

    const role = documentedManifests(gatehouse).find(({ kind }) => kind === 'ClusterRole') ?? {};
    const group = 'rbac.authorization.k8s.io';
    const subjects = [{ apiGroup: group, kind: 'User', name: 'viewer' }];
    const roleRef = { apiGroup: group, kind: 'ClusterRole', name: stringAt(role, 'metadata', 'name') ?? '' };
    const metadata = { name: 'context' };
    await createAll(client, [
      role,
      { apiVersion: `${group}/v1`, kind: 'ClusterRoleBinding', metadata, roleRef, subjects },
    ]);

    t.ok(await eventually(async () => (await ready()).status === 'ready', 60_000));
    await register(client, validating, mutating);
  });

  const replicated = (name: string, in_ = 'shop', image?: string): JsonObject => {
    const object = deployment(name, image === undefined ? {} : { image });
    object.metadata = { ...(object.metadata as JsonObject), namespace: in_ };
    object.spec = { ...(object.spec as JsonObject), replicas: 3 };
    return object;
  };
  const toVersion = (version: string) => [
    { op: 'replace', path: '/spec/template/spec/containers/0/image', value: `registry.example.com/web:${version}` },
  ];

  t.test('a workload may come before its budget, but not stay without one', async (t) => {
    const late = replicated('late');
    const created = await client.create(late);
    t.equal(created.status, 201);
    t.ok(created.warnings.some((warning) => /there is a grace period/.test(warning)));
    await sleep(3500);
    const changed = await patch(client, late, toVersion('2'));
    t.equal(changed.status, 403);
    t.match(stringAt(changed.body, 'message'), /no PodDisruptionBudget selects their pods/);
    const audit = await run(CLI, [
      'audit',
      '--no-output',
      '--config',
      gatehouse.configFile,
      '--kubeconfig',
      lab.kubeconfig,
      '-f',
      'json',
    ]);
    const found = arrayAt(parseJson(audit.stdout), 'violations').filter(
      (one) =>
        stringAt(one, 'rule') === 'pod-disruption-budget' && stringAt(one, 'resource', 'id') === 'shop/Deployment/late',
    );
    t.strictSame(
      found.map((one) => stringAt(one, 'action')),
      ['deny'],
      'and the audit says so',
    );

    const spec = { maxUnavailable: 1, selector: { matchLabels: { app: 'late' } } };
    const budget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'late', namespace: 'shop', labels: { team: 'shop' } },
      spec,
    };
    await createAll(client, [budget]);
    t.ok(
      await eventually(async () => (await patch(client, late, toVersion('3'))).status === 200),
      'seen as soon as it is there',
    );
    await client.send('DELETE', objectPath(budget));
    t.ok(
      await eventually(async () => (await patch(client, late, toVersion('4'))).status === 403),
      'and when it is gone',
    );
  });

  t.test(
    'a Deployment lacks no limit that a LimitRange gives its Pods, and a claim is what its class makes of it',
    async (t) => {
      const bare = (name: string): JsonObject => {
        const object = deployment(name);
        object.metadata = { ...(object.metadata as JsonObject), namespace: 'limited' };
        const container = { name: 'web', image: 'registry.example.com/web:1' };
        const labels = { app: name };
        object.spec = {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [container] } },
        };
        return object;
      };
      const limitsSaid = ({ warnings }: Reply) => warnings.filter((warning) => warning.includes('[resource-limits]'));
      t.ok(limitsSaid(await client.create(bare('before'))).length > 0);

      const limitRange = {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'containers', namespace: 'limited', labels: { team: 'shop' } },
        spec: {
          limits: [{ type: 'Container', default: { cpu: '500m', memory: '128Mi' }, defaultRequest: { cpu: '100m' } }],
        },
      };
      await createAll(client, [limitRange]);
      let count = 0;
      const given = await eventually(async () => {
        count += 1;
        const reply = await client.create(bare(`given-${count}`));
        return limitsSaid(reply).length === 0 && reply;
      });
      t.equal(given.status, 201);
      t.notOk(
        dig(given.body, 'spec', 'template', 'spec', 'containers', 0, 'resources', 'limits'),
        'nothing is patched in',
      );
      const made = pod('made', 'limited');
      const { body } = await client.create(made);
      t.equal(
        dig(body, 'spec', 'containers', 0, 'resources', 'limits', 'cpu') !== undefined,
        true,
        'as its Pods will be',
      );

      const claim = (name: string, storageClassName: string) => ({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace: 'limited', labels: { team: 'shop' } },
        spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      });
      const refused = await client.create(claim('plain', 'plain'));
      t.equal(refused.status, 403);
      t.match(
        stringAt(refused.body, 'message'),
        /the volume: not encrypted at rest; its StorageClass plain declines it/,
      );
      const untold = await client.create(claim('untold', 'nobodys'));
      t.equal(untold.status, 201);
      t.ok(untold.warnings.some((warning) => /its StorageClass nobodys is not known here/.test(warning)));
    },
  );

  t.test('a rule that asks for what stands beside an object is told by the watches', async (t) => {
    const service = (name: string, selector: JsonObject) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop', labels: { team: 'shop' } },
      spec: { selector, ports: [{ port: 80 }] },
    });
    for (const color of ['blue', 'green']) {
      const object = deployment(`checkout-${color}`);
      const labels = { app: 'checkout', color };
      object.spec = {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1' }] },
        },
      };
      await createAll(client, [object]);
    }

    const both = await eventually(async () => {
      const answer = await client.create(service('checkout', { app: 'checkout' }), 'dryRun=All');
      return answer.status === 403 && answer;
    });
    t.match(stringAt(both.body, 'message'), /sends requests to blue and green/);
    const one = await client.create(service('checkout', { app: 'checkout', color: 'blue' }));
    t.strictSame([one.status, one.warnings], [201, []]);
    const toBoth = [{ op: 'remove', path: '/spec/selector/color' }];
    t.equal((await patch(client, service('checkout', {}), toBoth)).status, 403, 'nor by a change');
  });

  t.test('what comes right after its namespace is never denied for what that has', async (t) => {
    const statuses = new Set<number>();
    for (let round = 0; round < 20; round += 1) {
      await createAll(client, [namespace(`fresh-${round}`, { team: 'shop' })]);
      const object = deployment('web', { labels: {} });
      object.metadata = { name: 'web', namespace: `fresh-${round}` };
      statuses.add((await client.create(object)).status);
    }
    t.strictSame([...statuses], [201]);
  });

  t.test('a Pod is judged in the Deployment that it comes from', async (t) => {
    await register(client);
    const bad = replicated('bad', 'shop', 'nginx:latest');
    const { body: made } = await client.create(bad);
    const uidOf = (object: JsonObject) => stringAt(object, 'metadata', 'uid') ?? '';
    const template = dig(bad, 'spec', 'template') as JsonObject;
    const ownedBy = (owner: JsonObject, kind: string, name: string) => ({
      name,
      namespace: 'shop',
      labels: { app: 'bad' },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind,
          name: stringAt(owner, 'metadata', 'name') ?? '',
          uid: uidOf(owner),
          controller: true,
        },
      ],
    });
    const selector = { matchLabels: { app: 'bad' } };
    const { body: set } = await client.create({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: ownedBy(made, 'Deployment', 'bad-1'),
      spec: { replicas: 3, selector, template },
    });
    await register(client, validating, mutating);
    const one = (name: string, image = 'nginx:latest'): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: ownedBy(set, 'ReplicaSet', name),
      spec: { containers: [{ name: 'web', image }] },
    });

    const byController = await controller.create(one('bad-1-a'));
    const forged = await client.create(one('bad-1-b', 'evil:latest'));

    t.equal(byController.status, 201, stringAt(byController.body, 'message') ?? '');
    t.notMatch(byController.warnings.join(), /no-latest|required-tags/);
    t.equal(forged.status, 403, 'who only claims the owner is judged');
  });

  t.test('every verb and subresource', async (t) => {
    await register(client, asksAboutEverything(validating), asksAboutEverything(mutating));
    await createAll(client, [pod('one', 'shop'), pod('two', 'shop')]);
    const subject = replicated('verbs');
    await client.create(subject);
    const eviction = (name: string) => ({
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace: 'shop' },
    });
    const debug = [{ op: 'add', path: '/spec/ephemeralContainers', value: [{ name: 'debug', image: 'busybox' }] }];
    const asked: [string, Reply, number[]][] = [
      ['scale', await patch(client, subject, [{ op: 'replace', path: '/spec/replicas', value: 4 }], 'scale'), [200]],
      [
        'status',
        await patch(client, subject, [{ op: 'add', path: '/status/observedGeneration', value: 1 }], 'status'),
        [200],
      ],
      ['ephemeralcontainers', await patch(client, pod('one', 'shop'), debug, 'ephemeralcontainers'), [403]],
      ['eviction', await client.send('POST', `${objectPath(pod('two', 'shop'))}/eviction`, eviction('two')), [201]],
      ['delete', await client.send('DELETE', objectPath(subject)), [200]],
      ['deletecollection', await client.send('DELETE', '/api/v1/namespaces/shop/configmaps'), [200]],
    ];
    for (const [name, { status, body }, expected] of asked) {
      t.ok(expected.includes(status), `${name}: ${status} ${stringAt(body, 'message') ?? ''}`);
    }
    // No node runs, so what is connected to answers with an error of its own; the webhooks let it pass.
    for (const path of ['exec?command=ls&stdout=1', 'attach?stdout=1', 'portforward', 'proxy/']) {
      const { status, body } = await client.send('GET', `${objectPath(pod('one', 'shop'))}/${path}`);
      t.not(status, 403, `${path}: ${stringAt(body, 'message')}`);
    }
    const operations = new Set(
      [...gatehouse.log().matchAll(/"webhook":"(\w+)".*?"operation":"(\w+)"/g)].map(([, hook, op]) => `${hook} ${op}`),
    );
    for (const operation of ['CREATE', 'UPDATE', 'DELETE', 'CONNECT']) {
      for (const hook of ['validate', 'mutate']) t.ok(operations.has(`${hook} ${operation}`), `${hook} ${operation}`);
    }
    await register(client, validating, mutating);
  });

  t.test("what was decided is in the API server's audit log", async (t) => {
    await client.create(deployment('annotated', { image: 'nginx:latest' }));
    await client.create(deployment('annotated'));
    const found = await eventually(async () => {
      const all = readFileSync(lab.auditLog, 'utf8');
      return (
        /"validate\.admission\.gatehouse\/decision":"deny"/.test(all) &&
        /"validate\.admission\.gatehouse\/decision":"allow"/.test(all) &&
        all
      );
    });
    t.match(found, /"validate\.admission\.gatehouse\/violations":"[^"]*no-latest=deny/);
    t.match(found, /"validate\.admission\.gatehouse\/request-id":"[\w-]+"/);
  });

  t.test('objects whose name the API server makes', async (t) => {
    const { name: _name, ...metadata } = deployment('x').metadata as JsonObject;
    const generated = (image?: string) => ({
      ...deployment('x', image === undefined ? {} : { image }),
      metadata: { ...metadata, generateName: 'made-' },
    });

    const passed = await client.create(generated());
    const denied = await client.create(generated('nginx:latest'));

    t.equal(passed.status, 201);
    t.match(stringAt(passed.body, 'metadata', 'name'), /^made-/);
    t.equal(denied.status, 403);
    t.ok(await eventually(async () => /"name":"made-\*".*"msg":"review denied"/.test(gatehouse.log())));
  });

  t.test('another webhook adds what has to be mended, and takes away what was', async (t) => {
    const meddler = await meddlingWebhook();
    t.teardown(() => meddler.close());
    await client.create(meddler.configuration);
    const meddled = (body: JsonObject) => arrayAt(body, 'spec', 'template', 'spec', 'containers').length === 2;
    const created = await eventually(async () => {
      const reply = await client.create(deployment('meddled', { labels: {} }), 'dryRun=All');
      return reply.status === 201 && meddled(reply.body) && reply;
    });
    await client.send('DELETE', objectPath(meddler.configuration));

    t.equal(dig(created.body, 'metadata', 'labels', 'team'), 'platform', 'the label is back');
    const containers = arrayAt(created.body, 'spec', 'template', 'spec', 'containers');
    t.strictSame(
      containers.map((one) => stringAt(one, 'resources', 'limits', 'memory')),
      ['64Mi', '64Mi'],
      'and the container that came in later has its limit',
    );
    await eventually(async () => !meddled((await client.create(deployment('meddled'), 'dryRun=All')).body));
  });

  t.test('a review of three megabytes', async (t) => {
    const big = (fill: string): JsonObject => ({ ...cart('big'), spec: { note: fill.repeat(1_400_000) } });
    const created = await eventually(async () => {
      const reply = await client.create(big('a'));
      return reply.status !== 404 && reply;
    });
    t.equal(created.status, 201, stringAt(created.body, 'message') ?? '');
    const resourceVersion = stringAt(created.body, 'metadata', 'resourceVersion') ?? '';
    const next = big('b');
    next.metadata = { ...(next.metadata as JsonObject), resourceVersion };
    const updated = await client.send('PUT', objectPath(cart('big')), next);
    t.equal(updated.status, 200, stringAt(updated.body, 'message') ?? '');
  });

  t.test('five hundred at once', async (t) => {
    const crowd = labClient(lab.kubeconfig, undefined, 500);
    t.teardown(() => crowd.close());
    const replies = await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        crowd.create(deployment(`crowd-${index}`, index % 2 === 0 ? {} : { image: 'nginx:latest' }), 'dryRun=All'),
      ),
    );
    const statuses = (parity: number) => replies.filter((_, index) => index % 2 === parity).map(({ status }) => status);
    const [good, bad] = [statuses(0), statuses(1)];
    const late = replies.filter(({ status }) => status === 500).length;
    t.comment(`${late} of 500 were not answered within the 3 s that the API server waits`);
    // A busy machine may be late, and late is refused. It is never let in unjudged, nor denied without cause.
    t.notOk(good.includes(403) || bad.includes(201));
    t.ok(good.includes(201) && bad.includes(403));
    t.ok(
      replies.every(
        ({ status, body }) => status !== 500 || /failed calling webhook|could not judge/.test(JSON.stringify(body)),
      ),
      'and said to be late',
    );
    t.equal((await crowd.create(deployment('after'), 'dryRun=All')).status, 201, 'afterwards it serves as before');
  });
}

/** Adds a container without limits, and takes the label `team` away, once: after that it leaves the object alone. */
async function meddlingWebhook() {
  const authority = makeAuthority('meddler');
  const server = createServer(issue({ commonName: 'meddler', ip: ['127.0.0.1'] }, authority), (request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const { request: asked } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
        const containers = arrayAt(asked.object, 'spec', 'template', 'spec', 'containers');
        const operations: JsonObject[] = [];
        if (containers.length === 1) {
          const value = { name: 'proxy', image: 'proxy:1.2.3' };
          operations.push({ op: 'add', path: '/spec/template/spec/containers/-', value });
          if (isObject(dig(asked.object, 'metadata', 'labels')))
            operations.push({ op: 'remove', path: '/metadata/labels' });
        }
        const patch = Buffer.from(JSON.stringify(operations)).toString('base64');
        const answer = { uid: asked.uid, allowed: true, patchType: 'JSONPatch', patch };
        response.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: answer }));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const configuration: JsonObject = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'meddler' },
    webhooks: [
      {
        name: 'meddler.example.com',
        clientConfig: {
          url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
          caBundle: Buffer.from(authority.cert).toString('base64'),
        },
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        rules: [{ operations: ['CREATE'], apiGroups: ['apps'], apiVersions: ['*'], resources: ['deployments'] }],
      },
    ],
  };
  return { configuration, close: () => server.close() };
}
