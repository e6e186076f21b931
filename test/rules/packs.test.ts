/** Packs: which rules are on, where, and for what. */
import t from 'tap';
import { parseConfig } from '../../src/config/load.ts';
import type { Config, Door } from '../../src/config/schema.ts';
import { inventoryOf } from '../../src/context/inventory.ts';
import { judgeOne } from '../../src/engine.ts';
import { reviewOf } from '../../src/examples/approaches.ts';
import type { JsonObject } from '../../src/json.ts';
import { type Bundle, loadBundle } from '../../src/rules/bundle.ts';
import type { RuleMetadata } from '../../src/rules/catalogue.ts';
import { RuleSet } from '../../src/rules/ruleset.ts';
import { readReview, resourceOf } from '../../src/sources/admission/review.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';

const bundle = await loadBundle();

const pod: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
};

/** The bundle with no-latest as a rule of that kind. */
function withRule(metadata: Partial<RuleMetadata>): Bundle {
  const rules = bundle.catalogue.rules.map((rule) => (rule.id === 'no-latest' ? { ...rule, ...metadata } : rule));
  return { ...bundle, catalogue: { rules } };
}

async function actionsOf(config: Config, metadata: Partial<RuleMetadata> = {}) {
  const { rules } = await RuleSet.create(withRule(metadata), config);
  return rules.find((rule) => rule.metadata.id === 'no-latest')?.actions;
}

const everywhere = (action: string) => ({ admission: action, ci: action, audit: action });

t.test('a pack switches its rules on, as the rule or as the configuration says', async (t) => {
  const off = { default: 'off' } as const;

  t.strictSame(await actionsOf({}, off), everywhere('off'), 'nobody asked for it');
  t.strictSame(await actionsOf({ packs: { gitops: 'on' } }, off), everywhere('deny'), 'what the rule recommends');
  t.strictSame(await actionsOf({ packs: { gitops: 'warn' } }, off), everywhere('warn'));
  t.strictSame(
    await actionsOf({ packs: { gitops: { ci: 'on', audit: 'audit' } } }, off),
    { admission: 'off', ci: 'deny', audit: 'audit' },
    'a door that is not named stays as it is',
  );
  t.strictSame(await actionsOf({ packs: { gitops: 'off' } }), everywhere('off'), 'also what is on by default');
  t.strictSame(await actionsOf({ packs: { canary: 'warn' } }), everywhere('deny'), 'another pack is another pack');
});

t.test('a pack denies from its date on, and a rule may have another', async (t) => {
  const rule = async (config: Config) => {
    const { rules } = await RuleSet.create(withRule({ default: 'off' }), config);
    const found = rules.find(({ metadata }) => metadata.id === 'no-latest');
    return [found?.actions.ci, found?.from];
  };
  const packs = { gitops: { action: 'deny', audit: 'audit', from: '2027-02-01' } } as const;

  t.strictSame(await actionsOf({ packs }), { admission: 'deny', ci: 'deny', audit: 'audit' }, 'doors go before action');
  t.strictSame(await rule({ packs }), ['deny', Date.UTC(2027, 1, 1)]);
  t.strictSame(await rule({ packs, rules: { 'no-latest': { from: '2027-03-01' } } }), ['deny', Date.UTC(2027, 2, 1)]);
  await t.rejects(
    parseConfig('packs: {gitops: {action: deny, from: soon}}', withRule({}).catalogue, 'gatehouse.yaml'),
    {
      message: /packs\.gitops\.from is soon, which is neither a date/,
    },
  );
});

t.test('the action of a rule goes before that of its pack', async (t) => {
  t.strictSame(
    await actionsOf({ packs: { gitops: 'off' }, rules: { 'no-latest': { action: 'on' } } }),
    everywhere('deny'),
  );
  t.strictSame(
    await actionsOf({ packs: { gitops: 'warn' }, rules: { 'no-latest': { action: { ci: 'deny' } } } }),
    { admission: 'warn', ci: 'deny', audit: 'warn' },
    'at the doors that it names',
  );
  t.strictSame(
    await actionsOf({ packs: { gitops: 'warn' }, rules: { 'no-latest': { parameters: { requireDigest: true } } } }),
    everywhere('warn'),
    'parameters alone switch nothing',
  );
});

t.test('a rule that cannot be judged at a door is off there, and who asks for it by name is told', async (t) => {
  const doors = { doors: ['ci', 'audit'] as Door[] };

  t.strictSame(await actionsOf({ packs: { gitops: 'deny' } }, doors), { admission: 'off', ci: 'deny', audit: 'deny' });
  await t.rejects(
    parseConfig('rules: {no-latest: {action: {admission: deny}}}', withRule(doors).catalogue, 'gatehouse.yaml'),
    { message: /rules\.no-latest\.action\.admission is deny, but the rule is judged at ci and audit only/ },
  );
});

t.test('a pack or rule that does not exist is refused with what may have been meant', async (t) => {
  const refused = (text: string) => parseConfig(text, bundle.catalogue, 'gatehouse.yaml');

  await t.rejects(refused('packs: {canry: warn}'), {
    code: 'CONFIG_INVALID',
    message: /packs names the pack canry, which does not exist; did you mean canary\?/,
  });
  await t.rejects(refused('packs: {observability: warn}'), { message: /there are gitops, blue-green, / });
  await t.rejects(refused('packs: {canary: maybe}'), {
    message: /packs\.canary cannot be "maybe"; accepted is "deny", /,
  });
  await t.rejects(refused('rules: {no-lates: {action: deny}}'), { message: /did you mean no-latest\?/ });
  await t.rejects(refused('rules: {s3-versioning: {action: deny}}'), { message: /; it is bucket-versioning now$/ });
  await t.rejects(refused('rules: {log-archive-glacier: {action: deny}}'), { message: /; it is log-archive now$/ });
  const waiver = '{rule: dynamodb-pitr, resource: x, owner: me, reason: test, expires: 2099-01-01}';
  await t.rejects(refused(`waivers: [${waiver}]`), { message: /; it is point-in-time-recovery now$/ });
  t.strictSame((await refused('packs: {canary: on}')).packs, { canary: 'on' });
});

t.test('a rule with kinds judges those types, and no subresource', async (t) => {
  const judged = async (kinds: string[], facets: RuleMetadata['facets'], given = pod, request: JsonObject = {}) => {
    const rules = await RuleSet.create(withRule({ kinds, facets }), { rules: { 'no-latest': { action: 'deny' } } });
    const review = reviewOf(given);
    const sourced = {
      resource: resourceOf(readReview({ ...review, request: { ...(review.request as JsonObject), ...request } })),
    };
    const { violations } = await judgeOne(rules, sourced, { door: 'admission', now: 0, inventory: inventoryOf([]) });
    return violations.some(({ rule }) => rule === 'no-latest');
  };

  t.ok(await judged(['v1/Pod'], []), 'the kind alone');
  t.ok(await judged(['*/Pod', 'aws_*'], ['containers']), 'a glob, and a facet');
  t.notOk(await judged(['apps/*/Deployment'], []), 'another kind');
  t.notOk(await judged(['v1/Pod'], ['budget']), 'both must hold');
  t.notOk(await judged(['v1/Pod'], [], pod, { subResource: 'status', operation: 'UPDATE' }), 'its status');
});

t.test('configuration may name single resources', async (t) => {
  const rules = await RuleSet.create(bundle, { rules: { 'no-latest': { match: { ids: ['shop/Pod/w*'] } } } });
  const judged = async (name: string) => {
    const resource = kubernetesResource({ ...pod, metadata: { name, namespace: 'shop' } });
    const { violations } = await judgeOne(rules, { resource }, { door: 'ci', now: 0 });
    return violations.some(({ rule }) => rule === 'no-latest');
  };

  t.ok(await judged('web'));
  t.notOk(await judged('api'));
});
