import fc from 'fast-check';
import t from 'tap';
import type { Config, RuleSettings } from '../../src/config/schema.ts';
import type { JsonObject } from '../../src/json.ts';
import { objectChecker } from '../../src/objects/check.ts';
import { compose, type LastGood } from '../../src/objects/compose.ts';
import { countsOf, createCounts } from '../../src/objects/counts.ts';
import { desiredStatus } from '../../src/objects/desired-status.ts';
import { API_VERSION } from '../../src/objects/group.ts';
import { mergeLayers } from '../../src/objects/merge.ts';
import type { Waived } from '../../src/reports/report.ts';
import { activateAll } from '../../src/rules/active-rule.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';

const { catalogue } = await loadBundle();
const NOW = Date.parse('2026-06-15T12:00:00Z');

const ruleSet = (name: string, rules: Record<string, unknown>, metadata: JsonObject = {}, status?: JsonObject) =>
  ({
    kind: 'RuleSet',
    metadata: { name, generation: 1, ...metadata },
    spec: { rules },
    ...(status && { status }),
  }) as JsonObject;

const waiver = (name: string, spec: JsonObject = {}): JsonObject => ({
  kind: 'Waiver',
  metadata: { name, namespace: 'shop', generation: 1 },
  spec: {
    rule: 'no-latest',
    selector: { names: ['web'] },
    owner: 'team',
    reason: 'because',
    expires: '2026-07-01',
    ...spec,
  },
});

t.test('RuleSets go over the file by priority, then by name', (t) => {
  const layer = (name: string, action: RuleSettings['action'], priority?: number) => ({
    name,
    rules: { 'no-latest': { ...(action && { action }) } },
    ...(priority !== undefined && { priority }),
  });
  const base = { 'no-latest': { action: 'deny' as const }, encryption: { action: 'warn' as const } };
  const action = (...layers: ReturnType<typeof layer>[]) =>
    mergeLayers({ rules: base }, layers).rules['no-latest']?.action;

  t.equal(action(), 'deny');
  t.equal(action(layer('a', 'warn')), 'warn');
  t.equal(action(layer('b', 'audit'), layer('a', 'warn')), 'audit', 'of equals, the later name');
  t.equal(action(layer('b', 'audit'), layer('a', 'warn', 1)), 'warn');
  t.equal(action(layer('b', 'audit', -1), layer('a', 'warn', -2)), 'audit');
  t.strictSame(
    mergeLayers({ rules: base }, [layer('a', 'warn')]).rules.encryption,
    { action: 'warn' },
    'what is not named stays',
  );
  t.end();
});

t.test('an action is merged door by door, parameters key by key, the rest is replaced', (t) => {
  const base: NonNullable<Config['rules']> = {
    'required-tags': {
      action: 'deny',
      parameters: { required: ['team'], inherit: false },
      match: { namespaces: ['shop'], types: ['*/Deployment'] },
    },
  };
  const { rules, overridden } = mergeLayers({ rules: base }, [
    {
      name: 'a',
      rules: {
        'required-tags': { action: { audit: 'warn' }, parameters: { required: ['env'] }, match: { types: ['*'] } },
      },
    },
    {
      name: 'b',
      rules: { 'required-tags': { action: { audit: 'off', ci: 'warn' }, parameters: { required: ['env'] } } },
    },
  ]);

  t.strictSame(rules['required-tags'], {
    action: { admission: 'deny', ci: 'warn', audit: 'off' },
    parameters: { required: ['env'], inherit: false },
    match: { types: ['*'] },
  });
  t.strictSame(
    [...overridden],
    [['a', ['required-tags.action.audit by b (priority 0)']]],
    'the same said twice is no conflict',
  );
  t.strictSame(base['required-tags']?.parameters, { required: ['team'], inherit: false }, 'the file stays as it was');
  t.end();
});

t.test(
  'packs are merged with packs, door by door; what a rule is set to goes before, wherever it stands',
  async (t) => {
    const merged = (base: Config['packs'], ...packs: Config['packs'][]) =>
      mergeLayers(
        { ...(base && { packs: base }) },
        packs.map((given, index) => ({ name: String(index), ...(given && { packs: given }) })),
      );
    t.strictSame(merged({ gitops: 'deny', cost: 'warn' }, { gitops: { ci: 'warn' } }).packs, {
      gitops: { action: 'deny', ci: 'warn' },
      cost: 'warn',
    });
    t.strictSame(merged({ gitops: { ci: 'warn', from: '2027-01-01' } }, { gitops: 'deny' }).packs.gitops, {
      action: 'deny',
      from: '2027-01-01',
    });
    t.strictSame(merged({ gitops: { action: 'deny', ci: 'warn' } }, { gitops: { from: '2027-01-01' } }).packs.gitops, {
      action: 'deny',
      ci: 'warn',
      from: '2027-01-01',
    });
    t.strictSame(
      [...merged(undefined, { gitops: 'deny' }, { gitops: { ci: 'warn' } }).overridden],
      [['0', ['packs.gitops.ci by 1 (priority 0)']]],
    );

    const checker = await objectChecker(catalogue, { locked: ['encryption'] });
    const config: Config = { packs: { 'self-healing': 'warn' }, rules: { probes: { action: { ci: 'audit' } } } };
    const object = (packs: JsonObject, rules?: JsonObject): JsonObject => ({
      kind: 'RuleSet',
      metadata: { name: 'patterns', generation: 1 },
      spec: { packs, ...(rules && { rules }) },
    });
    const composed = compose({
      config,
      checker,
      waivers: [],
      ruleSets: [object({ 'self-healing': 'deny' })],
      now: NOW,
    });
    const rules = await activateAll(await loadBundle(), composed.config);
    const actions = (id: string) => rules.find(({ metadata }) => metadata.id === id)?.actions;
    t.strictSame(actions('probes'), { admission: 'deny', ci: 'audit', audit: 'deny' });
    t.strictSame(actions('hpa-minimum'), { admission: 'deny', ci: 'deny', audit: 'deny' });

    const wrong: [JsonObject, JsonObject][] = [
      [
        object({ 'self-heeling': 'warn' }),
        { message: /names the pack self-heeling, which does not exist.*self-healing/ },
      ],
      [object({ gitops: 'block' }), { message: /gitops cannot be "block"/, path: '/spec/packs/gitops' }],
      [
        object({ gitops: { action: 'deny', from: 'soon' } }),
        { path: '/spec/packs/gitops/from', message: /neither a date/ },
      ],
      [
        object({ compliance: 'off' }),
        { reason: 'Locked', path: '/spec/packs/compliance', message: /locked \(encryption\)/ },
      ],
      [{ ...object({}), spec: {} }, { message: 'needs packs or rules' }],
    ] as never;
    for (const [given, problem] of wrong) t.match(checker.check('RuleSet', given, NOW), [problem]);
  },
);

t.test('the order in which objects arrive changes nothing', async (t) => {
  const settings = fc.record(
    {
      action: fc.constantFrom('deny', 'warn', { ci: 'off' }, { admission: 'warn', audit: 'audit' }),
      unknown: fc.constantFrom('deny', 'allow'),
      parameters: fc.constantFrom({ exempt: ['a'] }, { exempt: ['b'], limits: ['cpu'] }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const layers = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      priority: fc.constantFrom(0, 0, 1, -1),
      packs: fc.dictionary(
        fc.constantFrom('gitops', 'cost'),
        fc.constantFrom('deny', { ci: 'off' }, { action: 'warn', from: '2027-01-01' }, { audit: 'audit' }),
        { noNullPrototype: true },
      ),
      rules: fc.dictionary(fc.constantFrom('resource-limits', 'no-latest'), settings, { noNullPrototype: true }),
    }),
    { selector: ({ name }) => name, maxLength: 5 },
  );
  fc.assert(
    fc.property(layers, fc.infiniteStream(fc.nat()), (list, random) => {
      const given = list as Parameters<typeof mergeLayers>[1];
      const shuffled = given.map((layer) => ({ layer, at: random.next().value })).sort((a, b) => a.at - b.at);
      const [one, other] = [
        mergeLayers({}, given),
        mergeLayers(
          {},
          shuffled.map(({ layer }) => layer),
        ),
      ];
      t.strictSame(JSON.stringify(one.rules), JSON.stringify(other.rules));
    }),
    { numRuns: 50 },
  );
});

t.test(
  'a RuleSet that does not hold: its last good version, of this process or as written down, or nothing of it',
  async (t) => {
    const checker = await objectChecker(catalogue);
    const lastGood = new Map<string, LastGood>();
    const config: Config = { rules: { 'no-latest': { action: 'audit' } } };
    const at = (...ruleSets: JsonObject[]) => compose({ config, checker, waivers: [], ruleSets, lastGood, now: NOW });
    const good = ruleSet('strict', { 'no-latest': { action: 'deny' } });
    const bad = ruleSet('strict', { 'no-such': {} }, { generation: 2 });

    t.match(at(bad), { config: { rules: { 'no-latest': { action: 'audit' } } }, outcomes: [{ state: 'Refused' }] });
    t.match(at(good), { config: { rules: { 'no-latest': { action: 'deny' } } }, outcomes: [{ state: 'Active' }] });
    const kept = at(bad);
    t.match(kept, { config: { rules: { 'no-latest': { action: 'deny' } } }, outcomes: [{ state: 'LastGood' }] });
    const [outcome] = kept.outcomes;
    const status = outcome && desiredStatus(outcome, NOW);
    t.match(status, {
      observedGeneration: 2,
      lastGood: { generation: 1, spec: { rules: { 'no-latest': { action: 'deny' } } } },
    });

    lastGood.clear();
    const restarted = ruleSet('strict', { 'no-such': {} }, { generation: 2 }, status);
    t.match(at(restarted), {
      config: { rules: { 'no-latest': { action: 'deny' } } },
      outcomes: [{ state: 'LastGood' }],
    });
    const forged = { lastGood: { generation: 1, spec: { rules: { 'no-such': {} } } } } as unknown as JsonObject;
    lastGood.clear();
    t.match(at(ruleSet('strict', { 'no-such': {} }, {}, forged)).outcomes, [{ state: 'Refused' }]);
    at(good);
    at();
    t.match(at(bad).outcomes, [{ state: 'Refused' }], 'what was deleted is not remembered');
  },
);

t.test('objects of any shape are refused, and the others count', async (t) => {
  const checker = await objectChecker(catalogue);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue()), async (specs) => {
      const ruleSets = specs.map((spec, index) => ({ metadata: { name: `r${index}` }, spec }) as unknown as JsonObject);
      const waivers = specs.map(
        (spec, index) => ({ metadata: { name: `w${index}`, namespace: 'shop' }, spec }) as unknown as JsonObject,
      );
      const { outcomes, waivers: held } = compose({
        config: {},
        checker,
        waivers: [...waivers, waiver('good')],
        ruleSets,
        now: NOW,
      });
      t.strictSame(
        held.map(({ name }) => name),
        ['good'],
      );
      t.equal(outcomes.filter(({ state }) => state === 'Refused').length, 2 * specs.length);
      for (const outcome of outcomes) desiredStatus(outcome, NOW);
    }),
    { numRuns: 60 },
  );
});

t.test('a status is written once, and its conditions keep since when they hold', async (t) => {
  const checker = await objectChecker(catalogue, { waivers: { maxDays: 30 } });
  const outcomeOf = (object: JsonObject, now = NOW) => {
    const [outcome] = compose({ config: {}, checker, waivers: [object], ruleSets: [], now }).outcomes;
    if (!outcome) throw new Error('no outcome');
    return outcome;
  };
  const object = waiver('a');
  const status = desiredStatus(outcomeOf(object), NOW);

  t.match(status, {
    observedGeneration: 1,
    state: 'Active',
    conditions: [
      { type: 'Accepted', status: 'True', reason: 'Accepted', lastTransitionTime: '2026-06-15T12:00:00Z' },
      { type: 'Expired', status: 'False' },
    ],
  });
  const written = { ...object, status: status as JsonObject };
  t.equal(desiredStatus(outcomeOf(written), NOW + 60_000), undefined, 'nothing new to say');
  const after = Date.parse('2026-07-02T00:00:00Z');
  t.match(desiredStatus(outcomeOf(written, after), after), {
    state: 'Expired',
    conditions: [
      { type: 'Accepted', status: 'True', lastTransitionTime: '2026-06-15T12:00:00Z' },
      { type: 'Expired', status: 'True', lastTransitionTime: '2026-07-02T00:00:00Z' },
    ],
  });
  t.match(desiredStatus(outcomeOf(waiver('b', { expires: '2026-12-01' })), NOW), {
    state: 'Refused',
    conditions: [{ type: 'Accepted', status: 'False', reason: 'TooLong', message: /more than 30 days away/ }, {}],
  });
});

t.test('what a Waiver covers is said with its time, and only as an audit counted it', async (t) => {
  const checker = await objectChecker(catalogue);
  const object = { ...waiver('a'), metadata: { name: 'a', namespace: 'shop', uid: 'u1', generation: 2 } };
  const statusOf = (counts?: Parameters<typeof desiredStatus>[2], status?: JsonObject) => {
    const read = { ...object, ...(status && { status }) };
    const [outcome] = compose({ config: {}, checker, waivers: [read], ruleSets: [], now: NOW }).outcomes;
    return outcome && desiredStatus(outcome, NOW, counts);
  };
  const resource = { ...kubernetesResource({ apiVersion: API_VERSION, ...object }) };
  const waived = { waiver: { object: 'shop/Waiver/a' } } as Waived;
  const counts = createCounts();
  const at = (findings: number, time: string) =>
    counts.take('cluster', countsOf([{ resource }], { waived: Array(findings).fill(waived) }, Date.parse(time)));

  t.notOk(Object.hasOwn(statusOf(counts) ?? {}, 'covered'), 'no audit has ended');
  at(3, '2026-06-15T11:00:00.500Z');
  t.match(statusOf(counts), { covered: 3, coveredAt: '2026-06-15T11:00:00Z' });
  t.notOk(Object.hasOwn(statusOf() ?? {}, 'covered'), 'no audit is configured');
  at(0, '2026-06-15T11:10:00Z');
  const status = statusOf(counts);
  t.match(status, { covered: 0, coveredAt: '2026-06-15T11:10:00Z' }, 'an audit saw it, and it covers nothing');
  t.equal(statusOf(counts, status), undefined, 'nothing new to say');

  const later = { ...status, covered: 7, coveredAt: '2026-06-15T11:20:00Z' } as JsonObject;
  t.equal(statusOf(counts, later), undefined, 'what another server counted later stays');
  t.equal(statusOf(createCounts(), later), undefined, 'as it does until the first audit of this one');
  t.notOk(
    Object.hasOwn(statusOf(createCounts(), { ...later, observedGeneration: 1 }) ?? {}, 'covered'),
    'of another spec',
  );
  t.notOk(Object.hasOwn(statusOf(undefined, later) ?? {}, 'covered'), 'audits were switched off');
  counts.forget('cluster');
  t.notOk(Object.hasOwn(statusOf(counts) ?? {}, 'covered'));
});
