/** What must always hold, on random input: the rules of docs/design.md by their numbers. Rule 7 is about what is not kept yet. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import type { Plan } from '../scripts/examples.ts';
import type { Config } from '../src/config/schema.ts';
import { type Inventory, inventoryOf, noInventory } from '../src/context/inventory.ts';
import { scansOf } from '../src/context/scans.ts';
import { judgeAll } from '../src/engine.ts';
import { dig, type JsonObject } from '../src/json.ts';
import type { Report } from '../src/reports/report.ts';
import type { SourcedResource } from '../src/resource/resource.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { applyPatch } from '../src/rules/fixes.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { readReview } from '../src/sources/admission/review.ts';
import { readDocument } from '../src/sources/read.ts';
import { reviewOf } from './helpers/doors.ts';
import { essence } from './helpers/examples.ts';
import { planDocument, stateDocument } from './helpers/plan.ts';
import { kubernetesObject, kubernetesObjects } from './helpers/random.ts';
import { markAt, placesIn, storedState, terraformResource, withValue } from './helpers/random-terraform.ts';
import { type Built, build } from './server/app.ts';

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
    config: STRICT,
    scans: SCANS,
    level: 'silent',
    inventory: { namespace: (one) => inventory.namespace(one), budgets: (one) => inventory.budgets(one) },
  });

  await holds(
    t,
    fc.asyncProperty(kubernetesObjects(), async (objects) => {
      const yaml = objects.map((object) => stringify(object, { version: '1.1' })).join('---\n');
      const dump = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
      const checked = judge(readDocument(yaml, { name: 'it.yaml' }).resources, 'ci');
      const reviews = objects.map((object) => readReview(reviewOf(object)).sourced);
      inventory = inventoryOf(reviews.map(({ resource }) => resource));

      const expected = said(checked);
      assert.deepEqual(said(judge(readDocument(dump, { name: 'dump.json' }).resources, 'audit')), expected, 'audit');
      assert.deepEqual(said(judge(reviews, 'admission')), expected, 'admission');
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
    judgeAll(strict, [readReview(reviewOf(object)).sourced], {
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
