import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import type { Config } from '../../src/config/schema.ts';
import { judgeAll } from '../../src/engine.ts';
import { planDocument } from '../../src/examples/plan.ts';
import type { JsonObject } from '../../src/json.ts';
import { objectsWith } from '../../src/objects/objects.ts';
import type { NamespacedWaiver } from '../../src/objects/waiver.ts';
import { withCluster, withManifests } from '../../src/objects/with-objects.ts';
import type { Report } from '../../src/reports/report.ts';
import type { SourcedResource } from '../../src/resource/resource.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { RuleSet } from '../../src/rules/ruleset.ts';
import { setUp } from '../../src/setup.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';
import { readDocument } from '../../src/sources/read.ts';

const bundle = await loadBundle();
const NOW = Date.now();
const DAY = 24 * 60 * 60 * 1000;

/** The date so many days from today. */
const inDays = (days: number): string => new Date(NOW + days * DAY).toISOString().slice(0, 10);

function workload(kind: string, name: string, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', ...metadata },
    spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx:latest' }] } } },
  };
}

function waiver(spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'gatehouse.dev/v1alpha1',
    kind: 'Waiver',
    metadata: { name: 'legacy', namespace: 'shop', ...metadata },
    spec: {
      rule: 'no-latest',
      selector: { names: ['web'] },
      owner: 'team-search',
      reason: 'The vendor ships one tag only.',
      expires: inDays(30),
      ...spec,
    },
  };
}

const sourced = (...objects: JsonObject[]): SourcedResource[] =>
  objects.map((object) => ({ resource: kubernetesResource(object) }));

/** As `check` judges manifests: only `no-latest`, and what is wrong with the objects. */
async function check(objects: JsonObject[], config: Config = {}, now = NOW): Promise<Report> {
  const setup = { ...(await setUp()), config };
  const { rules } = await withManifests(setup, sourced(...objects));
  const report = judgeAll(rules, sourced(...objects), { door: 'ci', now });
  const about = ({ rule }: { rule: string }) => rule === 'no-latest' || rule === 'cluster-objects';
  return { ...report, violations: report.violations.filter(about), waived: report.waived.filter(about) };
}

const deniedIds = ({ violations }: Report) => violations.map(({ rule, resource }) => `${rule} ${resource.id}`);

t.test('a Waiver among manifests counts for them, and is reported with its owner', async (t) => {
  const { violations, waived } = await check([workload('Deployment', 'web'), waiver()]);

  t.strictSame(violations, []);
  t.match(waived, [
    {
      rule: 'no-latest',
      resource: { id: 'shop/Deployment/web' },
      waiver: {
        object: 'shop/Waiver/legacy',
        resource: 'shop/*/web',
        owner: 'team-search',
        reason: 'The vendor ships one tag only.',
        expires: inDays(30),
      },
    },
  ]);
});

t.test('the configuration can say that manifests bring no Waivers; they are still checked', async (t) => {
  const config = { objects: { waivers: { manifests: false } } };
  const report = await check([workload('Deployment', 'web'), waiver({ rule: 'no-such' })], config);

  t.strictSame(deniedIds(report).sort(), ['cluster-objects shop/Waiver/legacy', 'no-latest shop/Deployment/web']);
});

t.test('what a selector covers', async (t) => {
  const objects = [
    workload('Deployment', 'web', { labels: { tier: 'front' } }),
    workload('Deployment', 'web-2'),
    workload('Job', 'web'),
    workload('Deployment', 'web', { namespace: 'pay' }),
  ];
  const left = async (selector: JsonObject) => deniedIds(await check([...objects, waiver({ selector })]));
  const all = objects.map((object) => `no-latest ${kubernetesResource(object).id}`);
  const without = (...ids: string[]) => all.filter((id) => !ids.includes(id.slice('no-latest '.length)));

  t.strictSame(await left({ names: ['web'] }), without('shop/Deployment/web', 'shop/Job/web'));
  t.strictSame(await left({ names: ['web-?'] }), without('shop/Deployment/web-2'));
  t.strictSame(await left({ kinds: ['Job'] }), without('shop/Job/web'));
  t.strictSame(await left({ kinds: ['batch/Job', 'extensions/Deployment'] }), without('shop/Job/web'));
  t.strictSame(await left({ kinds: ['batch/v1/Job'] }), all, 'a version is no kind');
  t.strictSame(await left({ labels: { matchLabels: { tier: 'front' } } }), without('shop/Deployment/web'));
  t.strictSame(await left({ names: ['web*'], kinds: ['Job'] }), without('shop/Job/web'), 'all must match');
  t.strictSame(await left({ names: ['*'] }), ['no-latest pay/Deployment/web'], 'never another namespace');
});

t.test('its end, to the moment, and reported after it', async (t) => {
  const until = new Date(NOW + DAY).toISOString();
  const objects = [workload('Deployment', 'web'), waiver({ expires: until })];
  const at = (now: number) => check(objects, {}, now);

  t.equal((await at(Date.parse(until) - 1)).waived.length, 1);
  const after = await at(Date.parse(until));
  t.strictSame(deniedIds(after), ['no-latest shop/Deployment/web', 'cluster-objects shop/Waiver/legacy']);
  t.match(after.expiredWaivers, [{ object: 'shop/Waiver/legacy', owner: 'team-search', expires: until }]);
});

t.test('one that lasts longer than it may does not count, and is refused', async (t) => {
  const config = { objects: { waivers: { maxDays: 30 } } };

  t.strictSame(deniedIds(await check([workload('Deployment', 'web'), waiver()], config)), []);
  const { violations, waived } = await check([workload('Deployment', 'web'), waiver({ expires: inDays(31) })], config);
  t.strictSame(waived, []);
  t.match(violations, [
    { rule: 'no-latest' },
    {
      rule: 'cluster-objects',
      path: '/spec/expires',
      message: `${inDays(31)} is more than 30 days away; the latest is ${inDays(30)}`,
    },
  ]);
  t.match((await check([waiver({ expires: '9999-12-31' })])).violations, [{ message: /more than 366 days away/ }]);
});

t.test('what is wrong with a Waiver is said with its place, and it does not count', async (t) => {
  const cases: [JsonObject, string, RegExp][] = [
    [{ rule: 'no-such' }, '/spec/rule', /the rule no-such, which does not exist; see `gatehouse rules list`/],
    [{ selector: {} }, '/spec/selector', /needs names, kinds or labels/],
    [{ selector: { namespaces: ['*'] } }, '/spec/selector', /has no setting namespaces; it has names, kinds, labels/],
    [{ selector: { names: [] } }, '/spec/selector/names', /fewer than 1/],
    [{ expires: '2026-02-31' }, '/spec/expires', /neither a date/],
    [{ expires: 'soon' }, '/spec/expires', /neither a date/],
    [{ expires: '2020-01-01' }, '/spec/expires', /expired 2020-01-01/],
    [{ owner: '' }, '/spec/owner', /fewer than 1/],
    [{ rules: ['*'] }, '/spec', /has no setting rules/],
  ];
  for (const [spec, path, message] of cases) {
    const { violations, waived } = await check([workload('Deployment', 'web'), waiver(spec)]);
    t.match(violations, [{ rule: 'no-latest' }, { rule: 'cluster-objects', action: 'deny', path, message }]);
    t.strictSame(waived, []);
  }
  const { spec: _spec, ...bare } = waiver();
  t.match((await check([bare])).violations, [{ path: '/spec', message: 'a Waiver has a spec' }]);
  t.match((await check([waiver({ rule: 'no-latest' })], { objects: { locked: ['no-*'] } })).violations, [
    { path: '/spec/rule', message: /no-latest is locked/ },
  ]);
});

t.test('a Waiver never counts for what is cluster-scoped, or of Terraform', async (t) => {
  const everything = waiver({ rule: 'encryption', selector: { names: ['*'] } });
  const storageClass = (metadata: JsonObject) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast', ...metadata },
    provisioner: 'ebs.csi.aws.com',
    parameters: { encrypted: 'false' },
  });
  const plan = planDocument({
    'kubernetes_deployment_v1.web': {
      values: {
        metadata: [{ name: 'web', namespace: 'shop' }],
        spec: [{ template: [{ spec: [{ container: [{ name: 'web', image: 'nginx:latest' }] }] }] }],
      },
    },
  });
  const { resources } = readDocument(JSON.stringify(plan), { name: 'plan.json' });
  const base = await setUp();

  // The namespace that a manifest claims is not one that a cluster would give it.
  const set = sourced(storageClass({}), storageClass({ namespace: 'shop' }), everything);
  const { rules } = await withManifests(base, set);
  const report = judgeAll(rules, set, { door: 'ci', now: NOW });
  t.equal(report.violations.filter(({ rule }) => rule === 'encryption').length, 2);
  t.strictSame(report.waived, []);

  const known = { ...base, waivers: [namespaced(waiver({ selector: { names: ['*'] } }))] };
  const planned = await RuleSet.create(bundle, {}, await objectsWith(bundle.catalogue, {}, known.waivers));
  t.ok(judgeAll(planned, resources, { door: 'ci', now: NOW }).violations.some(({ rule }) => rule === 'no-latest'));
});

t.test('an audited cluster brings its own Waivers, and no other one counts there', async (t) => {
  const set = sourced(workload('Deployment', 'web'), workload('Deployment', 'old'), waiver());
  const elsewhere = namespaced(waiver({ selector: { names: ['old'] } }, { name: 'elsewhere' }));
  const base = { ...(await setUp()), waivers: [elsewhere] };

  const { rules } = await withCluster(base, set);
  const report = judgeAll(rules, set, { door: 'audit', now: NOW });

  t.match(
    report.waived.filter(({ rule }) => rule === 'no-latest'),
    [{ waiver: { object: 'shop/Waiver/legacy' } }],
  );
  t.ok(report.violations.some(({ rule, resource }) => rule === 'no-latest' && resource.name === 'old'));
  const expired = sourced(waiver({ expires: '2020-01-01' }));
  const later = await withCluster(base, expired);
  const { violations } = judgeAll(later.rules, expired, { door: 'audit', now: NOW });
  t.match(
    violations,
    [{ rule: 'cluster-objects', action: 'warn', message: /expired 2020-01-01/ }],
    'found, and denied nobody',
  );
});

function namespaced({ metadata, spec }: JsonObject): NamespacedWaiver {
  const { name, namespace } = metadata as { name: string; namespace: string };
  return { ...(spec as unknown as NamespacedWaiver), name, namespace };
}

t.test('whatever the Waivers of a namespace say, no verdict outside of it changes', async (t) => {
  const namespace = fc.constantFrom('shop', 'pay', 'default', 'kube-system', 'undefined', '*', '');
  const name = fc.constantFrom('web', 'web-1', 'legacy', '*', 'undefined');
  const pattern = fc.oneof(name, fc.constantFrom('w*', '*-?', 'shop/Deployment/web', '*/*'));
  const selector = fc.record(
    {
      names: fc.array(pattern, { minLength: 1, maxLength: 3 }),
      kinds: fc.array(fc.constantFrom('Deployment', 'Pod', 'apps/Deployment', '/Pod', 'Namespace', '*'), {
        minLength: 1,
        maxLength: 3,
      }),
      labels: fc.constantFrom(
        {},
        { matchLabels: { a: 'b' } },
        { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] },
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const waivers = fc.array(
    fc.record({
      rule: fc.constantFrom('no-latest', 'resource-limits', 'required-tags', 'encryption'),
      namespace,
      name,
      selector: selector as fc.Arbitrary<NamespacedWaiver['selector']>,
      owner: fc.constant('o'),
      reason: fc.constant('r'),
      expires: fc.constantFrom(inDays(5), inDays(-5)),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const object = fc.record({ kind: fc.constantFrom('Deployment', 'Pod', 'Namespace', 'Job'), namespace, name });
  const set = fc.array(object, { minLength: 1, maxLength: 8 }).map((objects) =>
    sourced(
      ...objects.map(({ kind, namespace: within, name: called }) => {
        const made = workload(kind, called, { namespace: within });
        return kind === 'Pod' || kind === 'Namespace'
          ? { ...made, apiVersion: 'v1', spec: { containers: [{ name: 'web', image: 'nginx' }] } }
          : made;
      }),
    ),
  );
  const plain = await RuleSet.create(bundle);
  let waived = 0;

  await fc.assert(
    fc.asyncProperty(waivers, set, async (list, resources) => {
      const rules = await RuleSet.create(bundle, {}, await objectsWith(bundle.catalogue, {}, list));
      const context = {
        budgets: { known: true, selecting: [], undecided: [] },
        scans: { configured: false, images: {} },
        digests: {},
        siblings: {},
      };
      for (const one of resources) {
        const before = await plain.judge(one, context, 'admission', NOW);
        const after = await rules.judge(one, context, 'admission', NOW);
        waived += after.waived.length;
        const within = one.resource.namespace;
        if (within !== undefined && list.some((each) => each.namespace === within)) continue;
        if (!isDeepStrictEqual(after, before)) return false;
      }
      return true;
    }),
    { numRuns: 150 },
  );
  t.ok(waived > 0, `${waived} findings were waived meanwhile`);
});
