/** What a controller makes of a template is judged in its owner, and an owner that is only claimed counts for nothing. */
import t from 'tap';
import type { Config } from '../../src/config/schema.ts';
import { type Inventory, noInventory } from '../../src/context/inventory.ts';
import type { Workload } from '../../src/context/shelves.ts';
import { dig, type JsonObject } from '../../src/json.ts';
import { templateOf } from '../../src/sources/kubernetes/makers.ts';
import { type Built, build, onlyRule, review } from './app.ts';

const CONTROLLER = 'system:serviceaccount:kube-system:replicaset-controller';
const ROLLOUTS = 'system:serviceaccount:argo:argo-rollouts';
const container = (name: string, image: string) => ({ name, image, resources: {} });
const bad = container('web', 'nginx:latest');

function owned(kind: string, owner: string, spec: JsonObject): JsonObject {
  const reference = { apiVersion: owner === 'Rollout' ? 'argoproj.io/v1alpha1' : 'apps/v1', kind: owner, name: 'web' };
  return {
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    metadata: {
      name: 'web-x',
      namespace: 'shop',
      labels: {},
      ownerReferences: [{ ...reference, uid: `uid-of-${owner}`, controller: true }],
    },
    spec,
  };
}

const pod = (...containers: JsonObject[]) => owned('Pod', 'ReplicaSet', { containers });
const replicaSet = (owner: string, ...containers: JsonObject[]) =>
  owned('ReplicaSet', owner, { replicas: 3, template: { metadata: { labels: {} }, spec: { containers } } });

function workload(kind: string, more: Partial<Workload> = {}): Workload {
  const apiVersion = kind === 'Rollout' ? 'argoproj.io/v1alpha1' : 'apps/v1';
  return {
    uid: `uid-of-${kind}`,
    apiVersion,
    kind,
    key: 'shop/web',
    labels: { tier: 'web' },
    annotations: {},
    ...more,
  };
}

const template = (...containers: JsonObject[]) => ({
  template: templateOf('apps/Deployment', { spec: { template: { spec: { containers } } } }) ?? {},
});

/** A ReplicaSet of a Deployment whose template holds these containers. */
function chain(...containers: JsonObject[]): Workload[] {
  return [workload('ReplicaSet', { owner: 'uid-of-Deployment' }), workload('Deployment', template(...containers))];
}

function knowing(...workloads: Workload[]): Inventory {
  const byUid = new Map(workloads.map((one) => [one.uid, one]));
  return { ...noInventory, workload: (uid) => byUid.get(uid) };
}

const rules: NonNullable<Config['rules']> = {
  ...onlyRule('no-latest', { action: 'deny' }),
  'required-tags': { action: 'deny', parameters: { required: ['team'], inherit: false, supply: { team: 'a' } } },
};

async function ask({ app }: Built, body: JsonObject, webhook = 'validate'): Promise<JsonObject> {
  const headers = { 'content-type': 'application/json' };
  const answer = await app.inject({ method: 'POST', url: `/v1/admission/${webhook}`, headers, payload: body });
  return answer.json().response;
}

const by = (object: JsonObject, username: string, more: JsonObject = {}) =>
  review(object, { userInfo: { username, groups: [] }, ...more });

t.test('a Pod made by a controller is judged in its owner', async (t) => {
  for (const inventory of [knowing(...chain(bad)), knowing(), noInventory]) {
    const gatehouse = await build(t, { config: { rules }, inventory });

    const made = await ask(gatehouse, by(pod(bad), CONTROLLER));

    t.equal(made.allowed, true);
    t.equal(made.warnings, undefined, 'and not warned of where nobody reads it');
    t.match(made.auditAnnotations, { owner: 'ReplicaSet/web', 'left-to-owner': 'no-latest,required-tags' });
    t.equal((await ask(gatehouse, by(pod(bad), 'system:kube-controller-manager'))).allowed, true);
  }
});

t.test('a claimed owner is no way around a rule', async (t) => {
  const gatehouse = await build(t, { config: { rules }, inventory: knowing(...chain(container('web', 'nginx:1.27'))) });
  const blind = await build(t, { config: { rules } });
  const elsewhere = structuredClone(pod(bad));
  (elsewhere.metadata as JsonObject).namespace = 'pay';
  const deployed = owned('Pod', 'Deployment', { containers: [bad] });

  for (const [object, user] of [
    [pod(bad), 'jane'],
    [pod(bad), 'system:serviceaccount:shop:replicaset-controller'],
    [pod(bad), 'system:serviceaccount:kube-system:deployment-controller'],
    [elsewhere, 'jane'],
    [deployed, CONTROLLER],
    [replicaSet('Deployment', bad), 'jane'],
    [replicaSet('Rollout', bad), ROLLOUTS],
  ] as const) {
    for (const door of [gatehouse, blind]) {
      const answer = await ask(door, by(object, user));
      t.equal(answer.allowed, false, `${object.kind} by ${user}`);
      t.match(dig(answer, 'status', 'message'), /\[no-latest\]/);
    }
  }
  const labels = await ask(blind, by(replicaSet('Deployment', container('web', 'nginx:1.27')), 'jane'));
  t.match(dig(labels, 'status', 'message'), /\[required-tags\]/, 'its labels are asked for, too');
});

t.test('a container that was added on the way is judged', async (t) => {
  const gatehouse = await build(t, { config: { rules }, inventory: knowing(...chain(bad)) });

  const injected = await ask(gatehouse, by(pod(bad, container('proxy', 'proxy:latest')), CONTROLLER));

  t.equal(injected.allowed, false);
  const message = String(dig(injected, 'status', 'message'));
  t.match(message, /\/spec\/containers\/1\/image/);
  t.notMatch(message, /\/spec\/containers\/0\//);
});

t.test('what another controller made counts as far as it is equal to the template', async (t) => {
  const rollout = workload('Rollout', template(bad, container('side', 'side:1')));
  const gatehouse = await build(t, { config: { rules }, inventory: knowing(rollout) });

  const same = await ask(gatehouse, by(replicaSet('Rollout', bad, container('side', 'side:1')), ROLLOUTS));
  const other = await ask(gatehouse, by(replicaSet('Rollout', container('web', 'evil:latest')), ROLLOUTS));

  t.equal(same.allowed, true);
  t.equal(other.allowed, false);
});

t.test('a rule that does not judge the owner judges what it made', async (t) => {
  const only = (match: JsonObject): Config => ({
    rules: { ...onlyRule('no-latest', { action: 'deny', match }) },
  });
  const asked = async (match: JsonObject, ...known: Workload[]) => {
    const gatehouse = await build(t, { config: only(match), inventory: knowing(...known) });
    return (
      await ask(
        gatehouse,
        by({ ...pod(bad), metadata: { ...(pod(bad).metadata as JsonObject), labels: { tier: 'web' } } }, CONTROLLER),
      )
    ).allowed;
  };

  t.equal(await asked({ types: ['v1/Pod'] }, ...chain(bad)), false);
  t.equal(await asked({ types: ['v1/Pod', 'apps/*/Deployment'] }, ...chain(bad)), true, "the owner's owner is judged");
  t.equal(await asked({ labels: { matchLabels: { tier: 'web' } } }, ...chain(bad)), true);
  t.equal(await asked({ labels: { matchLabels: { tier: 'web' } } }), false, 'of an unknown owner no label is known');
});

t.test('updates of what was made', async (t) => {
  const gatehouse = await build(t, { config: { rules }, inventory: knowing(...chain(bad)) });
  const update = (object: JsonObject, user: string) => by(object, user, { operation: 'UPDATE', oldObject: pod(bad) });
  const annotated = { ...pod(bad), metadata: { ...(pod(bad).metadata as JsonObject), annotations: { a: 'b' } } };

  const noted = await ask(gatehouse, update(annotated, 'system:serviceaccount:cni:cni'));
  const changed = await ask(gatehouse, update(pod(container('web', 'evil:latest')), 'jane'));

  t.equal(noted.allowed, true);
  t.equal(noted.warnings, undefined, 'the template holds it, so it is no news');
  t.equal(changed.allowed, false);
});

t.test('what a controller compares with its template is never patched', async (t) => {
  const gatehouse = await build(t, { config: { rules }, inventory: knowing(...chain(bad)) });
  const DEPLOYMENTS = 'system:serviceaccount:kube-system:deployment-controller';

  t.equal((await ask(gatehouse, by(replicaSet('Deployment', bad), DEPLOYMENTS), 'mutate')).patch, undefined);
  t.equal((await ask(gatehouse, by(pod(bad), CONTROLLER), 'mutate')).patch, undefined, 'nor is a Pod given labels');
  const blind = await build(t, { config: { rules } });
  t.type((await ask(blind, by(pod(bad), 'jane'), 'mutate')).patch, 'string', 'who only claims it is mended as any');
});

t.test('a storm of retries is one line, with a count, and counted whole', async (t) => {
  const gatehouse = await build(t, {
    config: { rules: onlyRule('no-latest', { action: 'deny' }) ?? {} },
    level: 'info',
  });
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const object = { ...pod(bad), metadata: { name: `web-${attempt}`, generateName: 'web-', namespace: 'shop' } };
    await ask(gatehouse, review(object, { uid: `00000000-0000-0000-0000-0000000000${10 + attempt}` }));
  }
  await ask(gatehouse, review({ ...pod(bad), metadata: { name: 'other', namespace: 'shop' } }));

  const denied = () => gatehouse.log.filter(({ msg }) => msg === 'review denied');
  t.strictSame(
    denied().map(({ name }) => name),
    ['web-*', 'other'],
  );
  t.match(await gatehouse.metrics(), /gatehouse_admission_reviews_total\{.*decision="deny"\} 41/);
  await gatehouse.app.close();
  t.match(denied().at(-1), { name: 'web-*', repeated: 39, rules: ['no-latest=deny'] });
});
