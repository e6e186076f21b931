import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { issue, makeAuthority } from '../../scripts/lab/certificates.ts';
import { freePorts } from '../../scripts/lab/processes.ts';
import { dig, type JsonObject, objectAt, own, parseJson, stringAt } from '../../src/json.ts';
import { MATRIX } from '../chart/values.ts';
import { alertsOf } from '../helpers/alerts.ts';
import { CHART, foreignDefinitions, helms, NAMESPACE, NO_HELM, RELEASE } from '../helpers/helm.ts';
import { objectPath, type Reply } from './client.ts';
import { type Pod, runPodOf } from './kubelet.ts';
import { deployment, pod } from './objects.ts';
import { createAll, eventually, objectsOf, startE2e } from './setup.ts';

const servers = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${RELEASE}`;
const CONFIGURATIONS = ['validating', 'mutating'].map(
  (kind) => `/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations/${RELEASE}`,
);
const LATEST = { image: 'nginx:latest' };
const labelled = (name: string, labels: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

const e2e = await startE2e(t);
const installed = e2e ? helms(e2e.lab.kubeconfig) : [];
if (e2e && installed.length === 0) {
  if (process.env.CI) t.fail(NO_HELM);
  else t.comment(`passed over: ${NO_HELM}`);
}
if (e2e) {
  const { lab, client } = e2e;
  const authority = makeAuthority('chart');
  const [port = 0] = await freePorts(1);
  await createAll(client, [
    labelled(NAMESPACE),
    labelled('shop'),
    labelled('sandbox'),
    labelled('open', { trust: 'high' }),
  ]);
  const pair = issue({ commonName: 'gatehouse', ip: ['127.0.0.1'] }, authority);
  await createAll(client, [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: { name: 'serving', namespace: NAMESPACE },
      stringData: { 'tls.crt': pair.cert, 'tls.key': pair.key },
    },
  ]);
  /** No network leads from the lab's API server to a Service, so the webhooks are called by their address. */
  const values = (webhooks: JsonObject = {}, noLatest = 'deny'): JsonObject => ({
    host: '127.0.0.1',
    port,
    logLevel: 'debug',
    certificates: { mode: 'secret', secretName: 'serving', caBundle: authority.cert },
    webhooks: { url: `https://127.0.0.1:${port}`, ...webhooks },
    config: { rules: { 'no-latest': { action: noLatest }, 'resource-limits': { action: 'warn' } } },
  });
  const isServed = async (definition: JsonObject) => {
    const [group, version, plural] = [
      stringAt(definition, 'spec', 'group'),
      stringAt(definition, 'spec', 'versions', 0, 'name'),
      stringAt(definition, 'spec', 'names', 'plural'),
    ];
    return (await client.send('GET', `/apis/${group}/${version}/${plural}`)).status === 200;
  };
  const dryRun = (object: JsonObject): Promise<Reply> => client.create(object, 'dryRun=All');
  const inNamespace = (namespace: string, options: { image?: string } = {}): JsonObject => {
    const object = deployment('web', options);
    return { ...object, metadata: { ...objectAt(object, 'metadata'), namespace } };
  };
  const denied = async () => (await dryRun(inNamespace('shop', LATEST))).status === 403;

  t.test('whatever the values, the API server knows every field', async (t) => {
    const definitions = foreignDefinitions();
    await createAll(client, definitions);
    for (const definition of definitions) await eventually(async () => isServed(definition));
    for (const helm of installed) {
      for (const [name, given] of Object.entries(MATRIX)) {
        const objects = await helm.template(given);
        const unknown: string[] = [];
        for (const object of objects) {
          const { status, body } = await client.create(object, 'dryRun=All&fieldValidation=Strict');
          if (status !== 201) unknown.push(`${object.kind}: ${stringAt(body, 'message')}`);
        }
        t.strictSame(unknown, [], `${name}: ${objects.length} objects by Helm ${helm.version}`);
      }
    }
  });

  for (const helm of installed) {
    t.test(`with Helm ${helm.version}`, async (t) => {
      const directory = mkdtempSync(join(lab.directory, 'root-'));
      const log = join(directory, 'log');
      /** What the servers were asked while these were sent, as `validate apps/v1/Deployment shop`; the last one is to be among it. */
      const asked = async (objects: JsonObject[]): Promise<string[]> => {
        // What was answered before is written before this is.
        const marker = { ...inNamespace('shop'), metadata: { name: `marker-${Date.now()}`, namespace: 'shop' } };
        await dryRun(marker);
        const before = await eventually(async () => {
          const text = readFileSync(log, 'utf8');
          const isMarked = (line: unknown) =>
            stringAt(line, 'webhook') === 'validate' && stringAt(line, 'name') === marker.metadata.name;
          return linesOf(text).some(isMarked) && text.length;
        });
        for (const object of objects) await dryRun(object);
        const last = objects.at(-1);
        return eventually(async () => {
          const reviews = linesOf(readFileSync(log, 'utf8').slice(before)).filter((line) => own(line, 'webhook'));
          const name = stringAt(last, 'metadata', 'name');
          const isAsked = (line: unknown) =>
            stringAt(line, 'webhook') === 'validate' && stringAt(line, 'name') === name;
          if (!reviews.some(isAsked)) return false;
          return reviews.map((line) =>
            ['webhook', 'kind', 'namespace']
              .map((key) => stringAt(line, key))
              .filter(Boolean)
              .join(' '),
          );
        });
      };
      let running: Pod | undefined;
      const startPod = async () => {
        running = await runPodOf(e2e, RELEASE, { namespace: NAMESPACE, directory, log });
        return running;
      };
      const stopPod = () => running?.service.kill();
      t.teardown(() => stopPod());
      const upgrade = async (given: JsonObject) => {
        const { code, stderr } = await helm.run(['upgrade', '--install', RELEASE, CHART], given);
        if (code !== 0) throw new Error(stderr);
      };

      t.test('servers first, then the webhooks: nothing is held up by the installation', async (t) => {
        await upgrade(values({ enabled: false }));
        const before = await dryRun(inNamespace('shop', LATEST));
        await startPod();
        await upgrade(values());

        t.equal(before.status, 201);
        t.ok(await eventually(denied), 'and then it judges');
        const { status, body } = await dryRun(inNamespace('shop', LATEST));
        t.equal(status, 403);
        t.match(stringAt(body, 'message'), /^admission webhook "validate\.admission\.gatehouse" denied the request: /);
        t.equal((await dryRun(inNamespace('shop'))).status, 201);
      });

      t.test('what a cluster lives by is never sent', async (t) => {
        const of = (apiVersion: string, kind: string, more: JsonObject, namespace?: string): JsonObject => ({
          apiVersion,
          kind,
          metadata: { name: `vital-${kind.toLowerCase()}`, ...(namespace && { namespace }) },
          ...more,
        });
        const request = Buffer.from('-----BEGIN CERTIFICATE REQUEST-----').toString('base64');
        const vital: JsonObject[] = [
          of('coordination.k8s.io/v1', 'Lease', { spec: { holderIdentity: 'a' } }, 'shop'),
          of('v1', 'Node', {}),
          of('v1', 'Event', { involvedObject: { kind: 'Pod', namespace: 'shop' }, reason: 'Test' }, 'shop'),
          of('authentication.k8s.io/v1', 'TokenReview', { spec: { token: 'x' } }),
          of('authorization.k8s.io/v1', 'SelfSubjectAccessReview', {
            metadata: {},
            spec: { nonResourceAttributes: { path: '/' } },
          }),
          of('certificates.k8s.io/v1', 'CertificateSigningRequest', {
            spec: { request, signerName: 'example.com/test', usages: ['client auth'] },
          }),
          of('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4', endpoints: [] }, 'shop'),
          of('storage.k8s.io/v1', 'CSINode', { spec: { drivers: [] } }),
          inNamespace('kube-system', LATEST),
          inNamespace(NAMESPACE, LATEST),
        ];
        for (const object of vital) {
          const { status, body } = await dryRun(object);
          if (object.kind !== 'CertificateSigningRequest') t.equal(status, 201, stringAt(body, 'message') ?? '');
        }

        t.strictSame(
          await asked([...vital, inNamespace('shop')]),
          ['mutate apps/v1/Deployment shop', 'validate apps/v1/Deployment shop'],
          'it was asked about this alone',
        );
      });

      t.test('a changed configuration reaches running servers without a restart', async (t) => {
        const template = async () => dig((await client.send('GET', servers)).body, 'spec', 'template');
        const before = await template();

        await upgrade(values({}, 'warn'));
        await running?.sync();

        const warned = await eventually(async () => {
          const reply = await dryRun(inNamespace('shop', LATEST));
          return reply.status === 201 && reply;
        });
        t.ok(warned.warnings.some((warning) => warning.includes('[no-latest]')));
        t.strictSame(await template(), before, 'no pod is replaced');
        await upgrade(values());
        await running?.sync();
        t.ok(await eventually(denied));
      });

      t.test('namespaces have failure policies of their own', async (t) => {
        const byNamespace = [
          {
            name: 'sandbox',
            label: 'kubernetes.io/metadata.name',
            values: ['sandbox'],
            validate: 'Ignore',
            mutate: 'Ignore',
          },
          { name: 'trusted', label: 'trust', values: ['high', 'sandbox'], validate: 'Ignore', mutate: 'Fail' },
        ];
        await upgrade(values({ byNamespace }));
        const refusal = await eventually(async () => {
          const { body } = await dryRun(inNamespace('sandbox', LATEST));
          return /"sandbox\.validate\.admission\.gatehouse" denied/.test(stringAt(body, 'message') ?? '');
        });
        t.ok(refusal, 'judged as everywhere');
        const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'once' } };
        const reviews = await asked([role, labelled('labelled', { trust: 'high' }), inNamespace('open')]);
        t.strictSame(
          reviews.filter((review) => review.startsWith('validate')),
          [
            'validate rbac.authorization.k8s.io/v1/ClusterRole',
            'validate /v1/Namespace labelled',
            'validate apps/v1/Deployment open',
          ],
          'by one webhook each',
        );
        await stopPod();
        const statuses: Record<string, number> = {};
        for (const name of ['shop', 'sandbox', 'open']) statuses[name] = (await dryRun(inNamespace(name))).status;
        t.strictSame(statuses, { shop: 500, sandbox: 201, open: 500 });
        t.match(
          stringAt((await dryRun(inNamespace('open'))).body, 'message'),
          'trusted.mutate.admission.gatehouse',
          'the second has Fail on mutate',
        );
        const { body: metrics } = await client.send('GET', '/metrics');
        for (const { name, expression } of (await alertsOf(helm)).filter(({ expression }) =>
          /apiserver_/.test(expression),
        )) {
          const [selector = ''] = /apiserver_[^{]+\{.*?\}/.exec(expression) ?? [];
          t.ok(selects(selector, stringAt(metrics, 'message') ?? ''), `${name} sees it in the API server's metrics`);
        }
        t.equal((await dryRun(labelled('new'))).status, 500);
        t.equal((await dryRun(pod('late', 'kube-system'))).status, 201, 'and the cluster lives on');
      });

      t.test(
        'uninstalling leaves nothing behind, with all servers gone; the webhooks go first with Helm 4',
        async (t) => {
          const held = objectsOf((await helm.run(['get', 'manifest', RELEASE])).stdout);
          const { code, stderr } = await helm.run(['uninstall', RELEASE]);

          t.equal(code, 0, stderr);
          await eventually(async () => (await dryRun(inNamespace('shop', LATEST))).status === 201);
          for (const object of held) {
            t.equal((await client.send('GET', objectPath(object))).status, 404, `${object.kind} is gone`);
          }
          const deletes = auditedDeletes(lab.auditLog);
          const last = (resource: string) => deletes.lastIndexOf(resource);
          if (helm.version.startsWith('v3')) return;
          t.ok(last('validatingwebhookconfigurations') < last('deployments'), 'before the servers');
          t.ok(last('validatingwebhookconfigurations') < last('services'), 'before the Service');
        },
      );

      t.test('it keeps its own certificates, and can create nothing', async (t) => {
        const self = { ...values(), certificates: { mode: 'self' } };
        await upgrade(self);
        await startPod();
        t.ok(await eventually(denied), 'the API server trusts it');
        const trusted = async () => {
          const replies = await Promise.all(CONFIGURATIONS.map((path) => client.send('GET', path)));
          return replies.map(({ body }) => stringAt(body, 'webhooks', 0, 'clientConfig', 'caBundle'));
        };
        const before = await trusted();

        await upgrade({
          ...self,
          podAnnotations: { changed: 'true' },
          webhooks: { ...objectAt(values(), 'webhooks'), timeoutSeconds: 2 },
        });

        t.ok(
          before.every((bundle) => bundle),
          'in both configurations',
        );
        t.strictSame(await trusted(), before, 'an upgrade leaves what it wrote');
        t.ok(await denied());
        const may = async (verb: string, group: string, resource: string, name?: string) => {
          const about = { verb, group, resource, ...(name && { name }), namespace: NAMESPACE };
          const spec = { user: `system:serviceaccount:${NAMESPACE}:${RELEASE}`, resourceAttributes: about };
          const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
          const { body } = await client.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', review);
          return dig(body, 'status', 'allowed');
        };
        t.strictSame(
          [
            await may('create', 'admissionregistration.k8s.io', 'validatingwebhookconfigurations'),
            await may('patch', 'admissionregistration.k8s.io', 'validatingwebhookconfigurations', 'others'),
            await may('create', '', 'secrets'),
            await may('get', '', 'secrets', 'serving'),
            await may('list', '', 'secrets'),
            await may('get', '', 'secrets', `${RELEASE}-tls`),
          ],
          [false, false, false, false, false, true],
        );

        const { code, stderr } = await helm.run(['uninstall', RELEASE]);
        t.equal(code, 0, stderr);
        await sleep(3000);
        for (const path of [...CONFIGURATIONS, `/api/v1/namespaces/${NAMESPACE}/secrets/${RELEASE}-tls`]) {
          t.equal((await client.send('GET', path)).status, 404, `a server that still runs does not bring back ${path}`);
        }
        t.equal((await dryRun(inNamespace('shop', LATEST))).status, 201);
        await stopPod();
      });
    });
  }
}

/** The resources that Helm deleted, in their order. */
function auditedDeletes(file: string): string[] {
  return linesOf(readFileSync(file, 'utf8'))
    .filter((event) => stringAt(event, 'verb') === 'delete' && /helm/i.test(stringAt(event, 'userAgent') ?? ''))
    .map((event) => stringAt(event, 'objectRef', 'resource') ?? '');
}

/** JSON lines; one that is still being written is left out. */
function linesOf(text: string): unknown[] {
  return text.split('\n').flatMap((line) => parseJson(line) ?? []);
}

/** Whether a selector of PromQL selects any of these metrics, in the exposition format. */
function selects(selector: string, exposition: string): boolean {
  const [name = '', matchers = ''] = selector.replace('}', '').split('{');
  const wanted = [...matchers.matchAll(/(\w+)=(~?)"(.*?)"/g)].map(
    ([, label = '', regex = '', value = '']) => [label, regex ? new RegExp(`^(?:${value})$`) : value] as const,
  );
  return exposition.split('\n').some((line) => {
    if (!line.startsWith(`${name}{`)) return false;
    const labels = new Map([...line.matchAll(/(\w+)="(.*?)"/g)].map(([, label = '', value = '']) => [label, value]));
    return wanted.every(([label, value]) =>
      typeof value === 'string' ? labels.get(label) === value : value.test(labels.get(label) ?? ''),
    );
  });
}
