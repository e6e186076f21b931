/** What Git manages, changed through the webhook: by whom, by which door, and with broken glass. */
import t from 'tap';
import { noInventory } from '../../src/context/inventory.ts';
import type { Workload } from '../../src/context/shelves.ts';
import type { JsonObject } from '../../src/json.ts';
import type { AdmissionResponse } from '../../src/webhooks/answer.ts';
import { type Built, build, deployment, onlyRule, review } from './app.ts';

const TRACKING = { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' };
const JANE = { username: 'jane', groups: ['developers'] };
const HPA = { username: 'system:serviceaccount:kube-system:horizontal-pod-autoscaler', groups: [] };

function managed(replicas: number, annotations: Record<string, string> = {}): JsonObject {
  const object = deployment('nginx:1.27');
  Object.assign(object.metadata as JsonObject, { name: 'web', annotations: { ...TRACKING, ...annotations } });
  Object.assign(object.spec as JsonObject, { replicas });
  return object;
}

function secret(value: string): JsonObject {
  const data = { password: Buffer.from(value).toString('base64') };
  const metadata = { name: 'db', namespace: 'shop', labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } };
  return { apiVersion: 'v1', kind: 'Secret', metadata, data };
}

function change(oldObject: JsonObject, object: JsonObject, more: JsonObject = {}) {
  return review(object, { operation: 'UPDATE', oldObject, userInfo: JANE, ...more });
}

async function ask({ app }: Built, body: unknown, webhook = 'validate'): Promise<AdmissionResponse> {
  const answer = await app.inject({
    method: 'POST',
    url: `/v1/admission/${webhook}`,
    payload: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  return JSON.parse(answer.payload).response;
}

t.test('gitops-managed-change', async (t) => {
  const gatehouse = await build(t, { config: { rules: onlyRule('gitops-managed-change', { action: 'deny' }) ?? {} } });

  t.test('a change by hand is denied, and so are a delete and a change of what a Secret holds', async (t) => {
    const denied = await ask(gatehouse, change(managed(2), managed(5)));
    const deleted = await ask(gatehouse, change(managed(2), managed(2), { operation: 'DELETE', object: null }));
    const rotated = await ask(gatehouse, change(secret('one'), secret('two')));

    t.match(denied, { allowed: false, status: { message: /jane changes \/spec\/replicas, but Git manages it/ } });
    t.match(deleted, { allowed: false, status: { message: /jane deletes it/ } });
    t.match(rotated, { allowed: false, status: { message: /jane changes \/data\/password/ } });
    t.notMatch(JSON.stringify([rotated, gatehouse.log]), Buffer.from('two').toString('base64'));
  });

  t.test('what the cluster does by itself is not held up', async (t) => {
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web', namespace: 'shop' } };
    const ending = managed(2);
    Object.assign(ending.metadata as JsonObject, { deletionTimestamp: '2026-11-23T06:00:00Z', finalizers: ['a/b'] });
    const let_go = managed(2);
    Object.assign(let_go.metadata as JsonObject, { deletionTimestamp: '2026-11-23T06:00:00Z' });
    const touched = managed(2);
    Object.assign(touched.metadata as JsonObject, { generation: 7, managedFields: [{ manager: 'kubectl' }] });
    const passing = [
      change(managed(2), managed(5), { userInfo: HPA }),
      change(scale, scale, { subResource: 'scale' }),
      change(managed(2), managed(5), { subResource: 'status' }),
      change(managed(2), { ...managed(2), status: { replicas: 2 } }),
      change(managed(2), touched),
      change(ending, let_go),
      review(managed(2), { userInfo: JANE }),
    ];

    for (const body of passing) t.equal((await ask(gatehouse, body)).allowed, true, JSON.stringify(body).slice(0, 200));
  });

  t.test('scaling is judged by what the watch knows of the workload', async (t) => {
    const scale = (replicas: number, uid = 'uid-of-web') => ({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'web', namespace: 'shop', uid },
      spec: { replicas },
    });
    const resource = { group: 'apps', version: 'v1', resource: 'deployments' };
    const scaling = (from: JsonObject, to: JsonObject, more: JsonObject = {}) =>
      change(from, to, { subResource: 'scale', name: 'web', resource, ...more });
    const workload: Workload = {
      uid: 'uid-of-web',
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      key: 'shop/web',
      labels: {},
      annotations: TRACKING,
    };
    const workloads = new Map([
      ['uid-of-web', workload],
      ['uid-of-made', { ...workload, owner: 'uid-of-web' }],
      ['uid-of-free', { ...workload, annotations: {} }],
    ]);
    const config = { rules: onlyRule('gitops-managed-change', { action: 'deny' }) ?? {} };
    const inventory = { ...noInventory, workload: (uid: string) => workloads.get(uid) };
    const watching = await build(t, { config, inventory });

    const byHand = await ask(watching, scaling(scale(2), scale(5)));
    t.match(byHand, { allowed: false, status: { message: /jane changes \/spec\/replicas, but Git manages it/ } });
    for (const [what, body] of Object.entries({
      'the same number': scaling(scale(2), scale(2)),
      'an autoscaler': scaling(scale(2), scale(5), { userInfo: HPA }),
      'what a controller made': scaling(scale(2, 'uid-of-made'), scale(5, 'uid-of-made')),
      'what nobody manages': scaling(scale(2, 'uid-of-free'), scale(5, 'uid-of-free')),
    })) {
      t.match(await ask(watching, body), { allowed: true, warnings: undefined }, what);
    }
    const unseen = await ask(watching, scaling(scale(2, 'uid-of-new'), scale(5, 'uid-of-new')));
    t.equal(unseen.allowed, true);
    t.match(unseen.warnings?.join(), /jane scales it, and whether Git manages it is not known/);
    const blind = await ask(gatehouse, scaling(scale(2), scale(5), { userInfo: HPA }));
    t.match(blind, { allowed: true, warnings: undefined }, 'who may scale needs not be known of');
  });

  t.test('broken glass lets it through until it expires, and is told to all', async (t) => {
    const glass = (expires: string) => ({
      'gatehouse.dev/break-glass-owner': 'jane@example.com',
      'gatehouse.dev/break-glass-reason': 'incident 42',
      'gatehouse.dev/break-glass-expires': expires,
    });
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const before = gatehouse.log.length;

    const soon = at(2);
    const broken = await ask(gatehouse, change(managed(2), managed(5, glass(soon))));
    const over = await ask(gatehouse, change(managed(2), managed(5, glass(at(-2)))));
    const long = await ask(gatehouse, change(managed(2), managed(5, glass(at(48)))));
    const bad = await ask(gatehouse, change(managed(2), managed(5, glass('soon'))));

    t.match(broken, {
      allowed: true,
      auditAnnotations: {
        waived: 'gitops-managed-change=jane@example.com',
        'break-glass': `gitops-managed-change=jane@example.com until ${soon}: incident 42`,
      },
    });
    t.match(broken.warnings?.join(), /let through for jane@example.com until .*, and recorded/);
    const lines = gatehouse.log.slice(before).filter(({ msg }) => msg === 'review allowed by break-glass');
    t.match(lines, [
      { user: 'jane', breakGlass: [{ owner: 'jane@example.com', reason: 'incident 42', expires: soon }] },
    ]);
    t.match(await gatehouse.metrics(), 'gatehouse_break_glass_total{rule="gitops-managed-change"} 1');
    t.equal(over.allowed, false, 'not when it is over');
    t.match(over.warnings?.join(), /the waiver for .* of jane@example.com expired/);
    t.equal(long.allowed, false, 'not for longer than a day');
    t.equal(bad.allowed, false, 'not until a time that is none');
  });

  t.test('mutate leaves what Git manages to validate', async (t) => {
    t.match(await ask(gatehouse, change(managed(2), managed(5)), 'mutate'), { allowed: true, patch: undefined });
  });
});
