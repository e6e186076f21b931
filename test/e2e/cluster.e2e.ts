import { readFileSync } from 'node:fs';
import t from 'tap';
import { judgeAll } from '../../src/engine.ts';
import { dig, type JsonObject, stringAt } from '../../src/json.ts';
import type { Report } from '../../src/reports/report.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { RuleSet } from '../../src/rules/ruleset.ts';
import { readCluster } from '../../src/sources/cluster/cluster.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';
import { run } from './client.ts';
import { CLI, getJson, startGatehouse } from './gatehouse.ts';
import { cart, createOwned, customResourceDefinition, grant } from './objects.ts';
import { createAll, eventually, objectsOf, readManifests, realObjects, startE2e } from './setup.ts';

/** `hunter2-e2e` as a Secret holds it. */
const PASSWORD = Buffer.from('hunter2-e2e').toString('base64');

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  const manifests = [...readManifests(), ...realObjects()];
  await createAll(client, manifests);

  t.test('what was put into the cluster is read from it', async (t) => {
    await createAll(client, [customResourceDefinition()]);
    for (const name of ['one', 'two']) await eventually(async () => (await client.create(cart(name))).status === 201);
    await createOwned(client);
    // As `kubectl apply` leaves it: the whole Secret as text in an annotation.
    const applied = { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"password":"${PASSWORD}"}}` };
    await createAll(client, [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'applied', annotations: applied },
        data: { password: PASSWORD },
      },
    ]);

    const { resources, warnings, owned, inventory, server } = await readCluster({ kubeconfig: lab.kubeconfig });

    const ids = resources.map(({ resource }) => `${resource.type} ${resource.id}`);
    const expected = manifests.map((manifest) => {
      const { type, id } = kubernetesResource(manifest);
      return `${type} ${id}`;
    });
    for (const one of [
      ...expected,
      'shop.example.com/v1/Cart shop/Cart/one',
      'shop.example.com/v1/Cart shop/Cart/two',
      'apiextensions.k8s.io/v1/CustomResourceDefinition CustomResourceDefinition/carts.shop.example.com',
      'v1/Secret default/Secret/applied',
    ]) {
      t.ok(ids.includes(one), one);
    }
    t.equal(new Set(ids).size, ids.length, 'nothing is read twice');
    t.strictSame(warnings, []);
    t.equal(owned, 2, 'the ReplicaSet and the Pod of a Deployment');
    t.equal(server, lab.server);
    const good = resources.find(({ resource }) => resource.id === 'shop/Deployment/good')?.resource;
    if (!good) throw new Error('the Deployment was not read');
    t.match(inventory.namespace(good), { name: 'shop', labels: { team: 'shop' } });
    t.match(inventory.budgets(good), { known: true, selecting: [{ name: 'good' }] });
    t.notMatch(JSON.stringify(resources), /managedFields|last-applied-configuration/);
  });

  t.test("no Secret's data leaves the API server", async (t) => {
    const { resources } = await readCluster({ kubeconfig: lab.kubeconfig });

    t.notMatch(JSON.stringify(resources), PASSWORD);
    t.notMatch(JSON.stringify(resources), 'hunter2');
    // The audit log holds what was answered, as it was answered.
    const answers = auditEvents(lab.auditLog).filter(
      (event) => stringAt(event, 'userAgent') === 'gatehouse' && stringAt(event, 'objectRef', 'resource') === 'secrets',
    );
    t.ok(answers.length > 0, 'the API server recorded the lists');
    for (const answer of answers) {
      t.equal(stringAt(answer, 'verb'), 'list');
      t.equal(stringAt(answer, 'responseObject', 'kind'), 'PartialObjectMetadataList');
      for (const item of (dig(answer, 'responseObject', 'items') as JsonObject[] | undefined) ?? []) {
        t.notOk(Object.hasOwn(item, 'data'), 'no data');
      }
    }
  });

  t.test('lists longer than a page are read whole', async (t) => {
    const count = 1201;
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'many' } };
    await createAll(client, [namespace]);
    await inParallel(20, count, async (index) => {
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `many-${index}`, namespace: 'many' } };
      await createAll(client, [object]);
    });

    const { resources } = await readCluster({ kubeconfig: lab.kubeconfig });

    const read = resources.filter(({ resource }) => resource.namespace === 'many');
    t.equal(new Set(read.map(({ resource }) => resource.id)).size, count);
    const pages = auditEvents(lab.auditLog).filter((event) =>
      /^\/api\/v1\/configmaps\?limit=500&continue=/.test(stringAt(event, 'requestURI') ?? ''),
    );
    t.ok(pages.length >= 2, 'by pages');
    await client.send('DELETE', '/api/v1/namespaces/many');
    await client.send('DELETE', '/api/v1/namespaces/many/configmaps');
  });

  t.test('a user who may not see everything is told what was not seen', async (t) => {
    const kubeconfig = lab.kubeconfigOf('viewer');
    const blind = lab.kubeconfigOf('nobody');
    await createAll(client, grant('viewer', ['deployments', 'namespaces', 'statefulsets']));
    await eventually(async () => (await readCluster({ kubeconfig }).catch(() => undefined)) !== undefined);

    const { resources, warnings, inventory } = await readCluster({ kubeconfig });

    t.strictSame(
      [...new Set(resources.map(({ resource }) => resource.type))],
      ['v1/Namespace', 'apps/v1/Deployment', 'apps/v1/StatefulSet'],
    );
    for (const type of ['v1/Secret', 'v1/Pod', 'policy/v1/PodDisruptionBudget', 'shop.example.com/v1/Cart']) {
      t.ok(
        warnings.some((warning) => warning.startsWith(`${type} was not audited: 403`)),
        `${type} is missed aloud`,
      );
    }
    const good = resources.find(({ resource }) => resource.id === 'shop/Deployment/good')?.resource;
    t.equal(good && inventory.budgets(good).known, false, 'a budget that cannot be seen is not called missing');
    await t.rejects(readCluster({ kubeconfig: blind }), {
      code: 'CLUSTER_UNREACHABLE',
      message: /lets the context lab list nothing/,
    });
  });

  t.test('the documented role sees everything', async (t) => {
    const [role, binding] = documentedRole();
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'auditor' }];
    await createAll(client, [role, { ...binding, subjects }]);
    const kubeconfig = lab.kubeconfigOf('auditor');
    await eventually(async () => (await readCluster({ kubeconfig }).catch(() => undefined)) !== undefined);

    const seen = await readCluster({ kubeconfig });
    const all = await readCluster({ kubeconfig: lab.kubeconfig });

    t.strictSame(seen.warnings, []);
    t.strictSame(
      seen.resources.map(({ resource }) => resource.id),
      all.resources.map(({ resource }) => resource.id),
    );
  });

  t.test('an audit of the cluster finds what a check of its manifests found', async (t) => {
    const rules = await RuleSet.create(await loadBundle());
    const now = Date.now();
    const before = manifests.map((manifest) => ({ resource: kubernetesResource(manifest) }));
    const { resources, inventory } = await readCluster({ kubeconfig: lab.kubeconfig });

    const checked = judgeAll(rules, before, { door: 'ci', now });
    const audited = judgeAll(rules, resources, { door: 'audit', now, inventory });

    const known = new Set(before.map(({ resource }) => resource.id));
    t.ok(checked.violations.length >= 3, `${checked.violations.length} violations`);
    t.strictSame(findings(audited, known), findings(checked, known));
    t.notOk(audited.errors, 'everything in the cluster could be judged');
  });

  t.test('gatehouse audit at the shell says the same', async (t) => {
    const check = await run(CLI, ['check', '--format', 'json', '-'], {
      input: manifests.map((one) => JSON.stringify(one)).join('\n---\n'),
    });
    const audit = await run(CLI, ['audit', '--no-output', '--format', 'json', '--kubeconfig', lab.kubeconfig]);

    const [checked, audited] = [parseReport(check.stdout), parseReport(audit.stdout)];
    const known = new Set(manifests.map((manifest) => kubernetesResource(manifest).id));
    t.equal(check.code, 1);
    t.equal(audit.code, 1);
    t.strictSame(findings(audited, known), findings(checked, known));
    t.notMatch(`${audit.stdout}${audit.stderr}`, /hunter2/);
    const partial = await run(CLI, ['audit', '--no-output', '--kubeconfig', lab.kubeconfigOf('viewer')]);
    t.match(`${partial.stdout}${partial.stderr}`, 'policy/v1/PodDisruptionBudget was not audited: 403');
    const blind = await run(CLI, ['audit', '--no-output', '--kubeconfig', lab.kubeconfigOf('nobody')]);
    t.equal(blind.code, 2, 'what could not be seen was not judged');
    t.match(blind.stderr, /list nothing, so there is nothing to audit/);
  });

  t.test('the server audits the cluster on its schedule', async (t) => {
    const { kubeconfig } = lab;
    const hidden = lab.kubeconfigOf('nobody');
    const gatehouse = await startGatehouse(lab, {
      audits: [
        { name: 'lab', schedule: '* * * * * *', cluster: { kubeconfig } },
        { name: 'blind', schedule: '0 0 1 1 *', cluster: { kubeconfig: hidden } },
      ],
    });
    t.teardown(() => gatehouse.service.stop());
    const rules = await RuleSet.create(await loadBundle());
    const before = manifests.map((manifest) => ({ resource: kubernetesResource(manifest) }));
    const checked = judgeAll(rules, before, { door: 'ci', now: Date.now() });
    const last = (name: string) => getJson(`${gatehouse.address}/v1/audits/${name}`, gatehouse.authority);

    const audited = await eventually(async () => {
      const audit = await last('lab');
      return dig(audit, 'report') !== undefined && audit;
    });
    const blind = await eventually(async () => {
      const audit = await last('blind');
      return dig(audit, 'error') !== undefined && audit;
    });
    const again = await eventually(async () => {
      const audit = await last('lab');
      return stringAt(audit, 'finishedAt') !== stringAt(audited, 'finishedAt') && audit;
    });

    const known = new Set(before.map(({ resource }) => resource.id));
    t.strictSame(findings(dig(audited, 'report') as unknown as Report, known), findings(checked, known));
    t.strictSame(dig(again, 'report'), dig(audited, 'report'), 'the same cluster, the same report');
    t.equal(dig(audited, 'warnings'), undefined, 'nothing was missed');
    t.match(dig(blind, 'error'), { code: 'CLUSTER_UNREACHABLE', message: /list nothing/ });
    t.notMatch(gatehouse.log(), /hunter2|lab-token/);
  });
}

function documentedRole(): [JsonObject, JsonObject] {
  const [, yaml = ''] = /^```yaml\n(.*?)^```$/ms.exec(readFileSync('docs/cluster-audits.md', 'utf8')) ?? [];
  const [role, binding] = objectsOf(yaml);
  if (!role || !binding) throw new Error('docs/cluster-audits.md has no role and binding');
  return [role, binding];
}

/** What a report says of those resources, in an order that does not depend on the door. */
function findings(report: Report, ids: ReadonlySet<string>): string[] {
  return [...report.violations, ...report.unknowns]
    .filter(({ resource }) => ids.has(resource.id))
    .map(({ rule, resource, path, message, fingerprint }) =>
      [rule, resource.id, path, message, fingerprint].join(' | '),
    )
    .sort((a, b) => (a < b ? -1 : 1));
}

function parseReport(text: string): Report {
  return JSON.parse(text) as Report;
}

function auditEvents(file: string): JsonObject[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JsonObject);
}

async function inParallel(workers: number, count: number, work: (index: number) => Promise<void>): Promise<void> {
  const waiting = Array.from({ length: count }, (_, index) => index).values();
  const worker = async () => {
    for (const index of waiting) await work(index);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
