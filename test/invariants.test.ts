/** What must always hold, on random input: the rules of docs/design.md by their numbers. Rule 7 is about what is not kept yet. */
import assert from 'node:assert/strict';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import { exitCodeOf } from '../src/cli/exit.ts';
import type { Config } from '../src/config/schema.ts';
import { type Inventory, inventoryOf, noInventory } from '../src/context/inventory.ts';
import { scansOf } from '../src/context/scans.ts';
import { judgeAll } from '../src/engine.ts';
import { GatehouseError, messageOf } from '../src/errors.ts';
import { reviewOf } from '../src/examples/approaches.ts';
import { planDocument, stateDocument } from '../src/examples/plan.ts';
import type { Plan } from '../src/examples/schema.ts';
import { dig, type JsonObject } from '../src/json.ts';
import { formats } from '../src/reports/format.ts';
import type { Report } from '../src/reports/report.ts';
import type { SourcedResource } from '../src/resource/resource.ts';
import { loadBundle, shippedBundle } from '../src/rules/bundle.ts';
import { EXEMPT_NAMESPACES } from '../src/rules/exemption.ts';
import { applyPatch } from '../src/rules/fixes.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { readReview, resourceOf } from '../src/sources/admission/review.ts';
import { readDocument } from '../src/sources/read.ts';
import { essence } from './helpers/examples.ts';
import { kubernetesObject, kubernetesObjects } from './helpers/random.ts';
import { markAt, placesIn, storedState, terraformResource, withValue } from './helpers/random-terraform.ts';
import { type Built, build } from './server/app.ts';
import { CASES } from './sources/facts-cases.ts';

const bundle = await loadBundle();

/** Every rule denies and offers what it can, so that nothing hides what another says. */
const STRICT: Config = {
  rules: {
    ...Object.fromEntries(bundle.catalogue.rules.map(({ id }) => [id, { action: 'deny' as const }])),
    'required-tags': { action: 'deny', parameters: { supply: { team: 'shop', env: 'prod' } } },
    'resource-limits': {
      action: 'deny',
      parameters: {
        max: { cpu: '2', memory: '1Gi' },
        ratio: 4,
        defaults: { limits: { cpu: '1', memory: '256Mi' }, requests: { cpu: '500m', memory: '128Mi' } },
      },
    },
    'no-latest': { action: 'deny' },
    'pod-disruption-budget': { action: 'deny', parameters: { gracePeriod: '0s' } },
  },
  scans: { directory: 'the scans below' },
};
const SCANS = scansOf({
  'nginx.json': {
    SchemaVersion: 2,
    CreatedAt: new Date().toISOString(),
    ArtifactType: 'container_image',
    Metadata: { RepoTags: ['nginx:latest'], RepoDigests: [`nginx@sha256:${'2'.repeat(64)}`] },
    Results: [{ Target: 'nginx', Class: 'os-pkgs', Vulnerabilities: [] }],
  },
});
const strict = await RuleSet.create(bundle, STRICT);
/** Without the rules that some door never sees enough for. */
const EVERYWHERE: Config = {
  ...STRICT,
  rules: {
    ...STRICT.rules,
    ...Object.fromEntries(
      bundle.catalogue.rules.filter(({ doors }) => doors.length < 3).map(({ id }) => [id, { action: 'off' as const }]),
    ),
  },
};
const everywhere = await RuleSet.create(bundle, EVERYWHERE);

function judge(set: SourcedResource[], door: 'admission' | 'audit' | 'ci', rules = strict): Report {
  return judgeAll(rules, set, { door, now: Date.now(), scans: SCANS });
}

function judgePlan(plan: Plan): Report {
  return judge(readDocument(JSON.stringify(planDocument(plan)), { name: 'plan.json' }).resources, 'ci');
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** All that must be the same at every door, in an order that no door gives. */
function said(report: Report): string[] {
  const of = (kind: string, found: Report['violations'] | Report['unknowns']) =>
    found.map((one) => JSON.stringify([kind, one.resource.id, essence(one)]));
  return [...of('violation', report.violations), ...of('unknown', report.unknowns)].sort(byText);
}

async function post({ app }: Built, url: string, payload: string | Buffer) {
  return app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json' } });
}

/** @param runs how many inputs; `RUNS=20` in the environment tries twenty times as many */
async function holds<T>(t: Test, property: fc.IAsyncProperty<T>, runs: number): Promise<void> {
  await t.resolves(fc.assert(property, { numRuns: runs * Number(process.env.RUNS ?? 1) }));
}

async function asked(built: Built, webhook: 'validate' | 'mutate', review: JsonObject): Promise<JsonObject> {
  return (await post(built, `/v1/admission/${webhook}`, JSON.stringify(review))).json().response;
}

t.test('1. the same objects through any door have the same violations', async (t) => {
  let inventory: Inventory = noInventory;
  const built = await build(t, {
    config: EVERYWHERE,
    scans: SCANS,
    level: 'silent',
    inventory: {
      namespace: (one) => inventory.namespace(one),
      budgets: (one) => inventory.budgets(one),
      siblings: (types, one) => inventory.siblings?.(types, one) ?? { known: false, resources: [] },
    },
  });

  await holds(
    t,
    fc.asyncProperty(kubernetesObjects(), async (objects) => {
      const yaml = objects.map((object) => stringify(object, { version: '1.1' })).join('---\n');
      const dump = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
      const checked = judge(readDocument(yaml, { name: 'it.yaml' }).resources, 'ci', everywhere);
      const reviews = objects.map((object) => ({ resource: resourceOf(readReview(reviewOf(object))) }));
      inventory = inventoryOf(reviews.map(({ resource }) => resource));

      const expected = said(checked);
      assert.deepEqual(
        said(judge(readDocument(dump, { name: 'dump.json' }).resources, 'audit', everywhere)),
        expected,
        'audit',
      );
      assert.deepEqual(said(judge(reviews, 'admission', everywhere)), expected, 'admission');
      for (const body of [yaml, dump]) {
        assert.deepEqual(said((await post(built, '/v1/manifests', body)).json()), expected, 'REST');
      }
      for (const [index, object] of objects.entries()) {
        const { allowed, status } = await asked(built, 'validate', reviewOf(object));
        const about = reviews[index]?.resource.id;
        const denied = checked.violations.filter(({ resource }) => resource.id === about);
        assert.equal(allowed, denied.length === 0, 'validate');
        const message = String((status as JsonObject | undefined)?.message ?? '');
        for (const { rule, path } of denied.slice(0, 20)) assert.ok(message.includes(`[${rule}] ${path}: `), message);
      }
    }),
    60,
  );
});

t.test('3. a fix ends its violation, does nothing the second time and raises no other', async (t) => {
  const built = await build(t, { config: STRICT, scans: SCANS, level: 'silent' });
  const find = (object: JsonObject) =>
    judgeAll(strict, [{ resource: resourceOf(readReview(reviewOf(object))) }], {
      door: 'admission',
      now: Date.now(),
      scans: SCANS,
      inventory: noInventory,
    }).violations;

  await holds(
    t,
    fc.asyncProperty(kubernetesObject(['shop']), async (object) => {
      const before = find(object);
      const { allowed, patch } = await asked(built, 'mutate', reviewOf(object));
      assert.equal(allowed, true);
      const operations = patch === undefined ? [] : JSON.parse(Buffer.from(String(patch), 'base64').toString());
      const mended = applyPatch(object, operations);
      const after = find(mended);

      assert.equal(patch === undefined, !before.some(({ fix }) => fix?.patch), 'patched where there is a patch');
      const was = new Set(before.map(({ fingerprint }) => fingerprint));
      const fixed = new Set(before.filter(({ fix }) => fix?.patch).map(({ fingerprint }) => fingerprint));
      assert.deepEqual(
        after.filter(({ fingerprint }) => fixed.has(fingerprint)).map(essence),
        [],
        'every fix ends its own',
      );
      assert.deepEqual(
        after.filter(({ fingerprint }) => !was.has(fingerprint)).map(essence),
        [],
        'and raises no other',
      );
      assert.equal(
        (await asked(built, 'mutate', reviewOf(mended))).patch,
        undefined,
        'the second time changes nothing',
      );
      const validated = await asked(built, 'validate', reviewOf(mended));
      assert.equal(validated.allowed, after.length === 0);
    }),
    150,
  );
});

t.test(
  '1. the same Terraform resources in a plan, its state and the stored state have the same violations',
  async (t) => {
    await holds(
      t,
      fc.asyncProperty(fc.array(terraformResource, { minLength: 1, maxLength: 4 }), async (resources) => {
        const plan = Object.fromEntries(
          resources.map(({ type, values }, index) => [`${type}.it_${index}`, { values }]),
        );
        const state = stateDocument(plan) ?? {};
        const [planned, shown, stored] = [planDocument(plan), state, storedState(plan)].map((document) =>
          said(judge(readDocument(JSON.stringify(document), { name: 'it.json' }).resources, 'ci')),
        );

        assert.deepEqual(shown, planned, 'terraform show -json of the state');
        assert.deepEqual(stored, planned, 'the state as it is stored');
      }),
      200,
    );
  },
);

t.test('4. unknown is never a pass, and never a denial by default', async (t) => {
  const origins = [['local.somewhere'], ['random_pet.it.id', 'random_pet.it']];
  const pet = { 'random_pet.it': { values: {}, unknown: { id: true } } };

  await holds(
    t,
    fc.asyncProperty(terraformResource, fc.nat(), fc.constantFrom(...origins), async (resource, seed, references) => {
      const { type, values } = resource;
      // Null or empty would be unset; what refers to something is set (5).
      const places = placesIn(values).filter((keys) => ![null, ''].includes(dig(values, ...keys) as null | ''));
      const keys = places[seed % (places.length || 1)];
      if (keys === undefined) return;
      const known = judgePlan({ ...pet, [`${type}.it`]: { values } });
      const lost = judgePlan({
        ...pet,
        [`${type}.it`]: {
          values: withValue(values, keys, undefined) as JsonObject,
          unknown: markAt(keys, values) as JsonObject,
          references: { [keys.join('.')]: references },
        },
      });

      const answered = new Set([...lost.violations, ...lost.unknowns].map(({ rule }) => rule));
      const silenced = known.violations.filter(({ rule }) => !answered.has(rule));
      assert.deepEqual(silenced.map(essence), [], `${keys.join('.')} unknown silences`);
      const denied = new Set(known.violations.map(({ rule }) => rule));
      const fresh = lost.violations.filter(({ rule }) => !denied.has(rule));
      assert.deepEqual(fresh.map(essence), [], `${keys.join('.')} unknown denies`);
    }),
    300,
  );
});

t.test('2. an evaluation error is an allow at no door, unless an operator wants it so', async (t) => {
  const thrown = new Error('the evaluator failed');
  const denying = await build(t, { breaks: thrown });
  const allowing = await build(t, { breaks: thrown, config: { server: { onError: 'allow' } } });
  const broken: RuleSet = Object.create(strict, { judge: { value: () => assert.fail(thrown) } });

  await holds(
    t,
    fc.asyncProperty(kubernetesObject(['shop']), async (object) => {
      const review = reviewOf(object);
      for (const webhook of ['validate', 'mutate'] as const) {
        const refused = await asked(denying, webhook, review);
        assert.deepEqual([refused.allowed, dig(refused, 'status', 'code')], [false, 500]);
        const passed = await asked(allowing, webhook, review);
        assert.equal(passed.allowed, true);
        assert.equal((passed.warnings as string[]).length, 1, 'with a warning');
      }
      const answer = await post(denying, '/v1/manifests', JSON.stringify(object));
      assert.equal(answer.statusCode, 500);
      assert.equal(exitCodeOf(judge([{ resource: resourceOf(readReview(review)) }], 'ci', broken)), 2);
    }),
    30,
  );

  t.ok(denying.log.some(({ level, msg }) => level === 50 && msg === 'review not judged'));
  t.match(await denying.metrics(), /gatehouse_evaluation_errors_total\{door="admission"\} [1-9]/);
  t.match(await denying.metrics(), /gatehouse_evaluation_errors_total\{door="ci"\} [1-9]/);
});

t.test('5. a key that is unknown, but refers to one of the plan, is set', async (t) => {
  const rules = await RuleSet.create(bundle, { rules: { encryption: { parameters: { requireCustomerKey: true } } } });
  const referring = CASES.filter(([, { refers, unknown }]) =>
    Object.entries(refers ?? {}).some(([at, to]) => to === 'aws_kms_key.a' && dig(unknown, at) === true),
  );
  t.ok(referring.length > 0);

  await holds(
    t,
    fc.asyncProperty(fc.constantFrom(...referring), fc.constantFrom('', 'module.a["x.y"].'), async (given, module) => {
      const [type, { values = {}, unknown, refers = {} }, expected] = given;
      if (!expected.includes('encrypted/customer')) return;
      const references = Object.fromEntries(
        Object.entries(refers).map(([at, to]) => [at, [`${to}.arn`, to]] as [string, string[]]),
      );
      const plan: Plan = {
        [`${module}aws_kms_key.a`]: { values: {}, unknown: { arn: true } },
        [`${module}${type}.it`]: { values, unknown: unknown as JsonObject, references },
      };
      const set = readDocument(JSON.stringify(planDocument(plan)), { name: 'plan.json' }).resources;
      const { violations, unknowns } = judge(set, 'ci', rules);
      const about = [...violations, ...unknowns].filter(
        ({ rule, path }) => rule === 'encryption' && /key|kms/.test(path),
      );
      assert.deepEqual(about.map(essence), []);
    }),
    60,
  );
});

t.test('6. secrets stay in', async (t) => {
  const SECRET = 'hunter2-Zm9vYmFy';
  const built = await build(t, { config: STRICT, scans: SCANS, level: 'trace' });
  const secretObject = fc
    .record({ kind: fc.constantFrom('Secret', 'secret'), type: fc.constantFrom('Opaque', SECRET.slice(0, 3)) })
    .map(
      ({ type }): JsonObject => ({
        apiVersion: 'v1',
        kind: 'Secret',
        type,
        metadata: {
          name: 'it',
          namespace: 'shop',
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ kind: 'Secret', data: { a: SECRET } }),
          },
        },
        data: { a: SECRET },
        stringData: { b: SECRET },
      }),
    );
  const plan = terraformResource.map(({ type, values }) => {
    const keys = placesIn(values).find((one) => typeof dig(values, ...one) === 'string') ?? ['password'];
    return planDocument({
      [`${type}.it`]: {
        values: withValue(values, keys, SECRET) as JsonObject,
        sensitive: markAt(keys, values) as JsonObject,
      },
    });
  });
  const text = (body: string) => fc.nat(body.length * 2).map((at) => (at < body.length ? body.slice(0, at) : body));
  const bodies = fc.oneof(
    secretObject.chain((object) =>
      fc.oneof(text(stringify(object)), text(JSON.stringify(object)), text(JSON.stringify(reviewOf(object)))),
    ),
    plan.chain((document) => text(JSON.stringify(document))),
  );
  const routes = ['/v1/manifests', '/v1/terraform/plan', '/v1/admission/validate', '/v1/admission/mutate'];

  await holds(
    t,
    fc.asyncProperty(bodies, async (body) => {
      for (const route of routes) {
        const { payload, headers } = await post(built, route, body);
        assert.ok(!`${payload}${JSON.stringify(headers)}`.includes(SECRET), route);
      }
      let said: string;
      try {
        const report = judge(readDocument(body, { name: 'it' }).resources, 'ci');
        const options = { width: 100, colour: false, wholeOffers: true };
        said = (await formats.text()).write(report, options) + (await formats.json()).write(report, options);
      } catch (thrown) {
        said = messageOf(thrown);
      }
      assert.ok(!said.includes(SECRET), 'text, JSON or error');
    }),
    120,
  );
  t.notMatch(JSON.stringify(built.log), SECRET);
  t.notMatch(await built.metrics(), SECRET);
});

t.test('8. what a cluster lives by passes, whatever is wrong with the rules', async (t) => {
  const problem = new GatehouseError('CONFIG_INVALID', 'is not YAML');
  const all = [
    await build(t, { config: STRICT, scans: SCANS }),
    await build(t, { problem }),
    await build(t, { config: STRICT, breaks: new Error('the evaluator failed') }),
  ];
  const lifeline: JsonObject[] = [
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'it', namespace: 'shop' } },
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'it' } },
    { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'it' } },
    ...EXEMPT_NAMESPACES.map((name): JsonObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  ];
  const objects = fc.oneof(
    fc.constantFrom(...lifeline),
    kubernetesObject(EXEMPT_NAMESPACES).filter(({ kind }) => !['Namespace', 'StorageClass'].includes(String(kind))),
  );

  await holds(
    t,
    fc.asyncProperty(objects, fc.constantFrom('', '?timeout=0s'), async (object, timeout) => {
      for (const built of all) {
        for (const webhook of ['validate', 'mutate']) {
          const url = `/v1/admission/${webhook}${timeout}`;
          const { response } = (await post(built, url, JSON.stringify(reviewOf(object)))).json();
          assert.deepEqual([response.allowed, response.patch], [true, undefined], url);
        }
      }
      const report = judge(readDocument(JSON.stringify(object), { name: 'it' }).resources, 'ci');
      assert.deepEqual(report.violations, []);
    }),
    60,
  );
});

t.test('9. a bundle loads whole or not at all', async (t) => {
  const files = await readdir(shippedBundle);
  const directory = t.testdir();
  await cp(shippedBundle, directory, { recursive: true });
  t.equal((await loadBundle(directory)).revision, bundle.revision);

  await holds(
    t,
    fc.asyncProperty(fc.constantFrom(...files), fc.nat(), async (file, seed) => {
      const whole = await readFile(join(shippedBundle, file));
      const damaged = Buffer.from(whole);
      const at = seed % whole.length;
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      await writeFile(join(directory, file), damaged);
      await assert.rejects(loadBundle(directory), { code: 'BUNDLE_INVALID' });
      await writeFile(join(directory, file), whole);
    }),
    20,
  );
});
