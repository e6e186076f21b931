import t from 'tap';
import { dig, type JsonObject, stringAt } from '../../src/json.ts';
import { build, deployment, onlyRule, review } from '../server/app.ts';

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

function waiver(spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'gatehouse.dev/v1alpha1',
    kind: 'Waiver',
    metadata: { name: 'legacy', namespace: 'shop' },
    spec: {
      rule: 'no-latest',
      selector: { kinds: ['Deployment'], names: ['web'] },
      owner: 'team-search',
      reason: 'The vendor ships one tag only.',
      expires: inDays(30),
      ...spec,
    },
  };
}

function ruleSet(rules: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'gatehouse.dev/v1alpha1',
    kind: 'RuleSet',
    metadata: { name: 'strict' },
    spec: { rules, ...more },
  };
}

type Built = Awaited<ReturnType<typeof build>>;

async function ask({ app }: Built, object: JsonObject, request: JsonObject = {}) {
  const answer = await app.inject({ method: 'POST', url: '/v1/admission/validate', payload: review(object, request) });
  const response = dig(answer.json(), 'response');
  return {
    allowed: dig(response, 'allowed'),
    message: stringAt(response, 'status', 'message') ?? '',
    warnings: (dig(response, 'warnings') ?? []) as string[],
    annotations: dig(response, 'auditAnnotations'),
  };
}

t.test('a Waiver that holds is accepted, with the day to which it counts', async (t) => {
  const built = await build(t);

  const { allowed, warnings } = await ask(built, waiver());

  t.equal(allowed, true);
  t.strictSame(warnings, [`exempts shop/Deployment/web from no-latest until the end of ${inDays(30)} (UTC)`]);
  const touched = { ...waiver(), metadata: { name: 'legacy', namespace: 'shop', labels: { a: 'b' } } };
  const updated = await ask(built, touched, { operation: 'UPDATE', oldObject: waiver() });
  t.strictSame(updated.warnings, [], 'what an update does not change is not told again');
});

t.test('one that does not hold is refused with the reason and where to read more', async (t) => {
  const built = await build(t, { config: { objects: { locked: ['encryption'], waivers: { maxDays: 90 } } } });
  const cases: [JsonObject, RegExp][] = [
    [{ expires: '2020-01-01' }, /\/spec\/expires: expired 2020-01-01: give it a later date/],
    [{ expires: inDays(91) }, /is more than 90 days away; the latest is/],
    [{ rule: 'no-such' }, /names the rule no-such, which does not exist; see/],
    [{ rule: 'encryption' }, /encryption is locked/],
    [{ selector: {} }, /needs names, kinds or labels/],
  ];
  for (const [spec, reason] of cases) {
    const { allowed, message } = await ask(built, waiver(spec));
    t.equal(allowed, false);
    t.match(message, /\[cluster-objects\] /);
    t.match(message, reason);
    t.match(message, 'docs/rules/cluster-objects.md');
  }
});

t.test('an expired Waiver can still be labelled, and its finalizers taken off', async (t) => {
  const built = await build(t);
  const expired = waiver({ expires: '2020-01-01' });
  const labelled = { ...expired, metadata: { name: 'legacy', namespace: 'shop', labels: { a: 'b' } } };

  const { allowed, warnings } = await ask(built, labelled, { operation: 'UPDATE', oldObject: expired });

  t.equal(allowed, true);
  t.match(warnings, [/\(not new in this update\) expired 2020-01-01/]);
  const ending = {
    ...expired,
    metadata: { name: 'legacy', namespace: 'shop', deletionTimestamp: '2026-01-01T00:00:00Z' },
  };
  t.strictSame((await ask(built, ending, { operation: 'UPDATE', oldObject: ending })).warnings, []);
  const renewed = await ask(built, waiver(), { operation: 'UPDATE', oldObject: expired });
  t.match(renewed, { allowed: true, warnings: [/^exempts /] });
});

t.test('a RuleSet is refused for what a configuration file would be refused for', async (t) => {
  const built = await build(t, { config: { objects: { locked: ['encryption'] } } });
  const cases: [JsonObject, RegExp][] = [
    [ruleSet({ 'no-such': { action: 'deny' } }), /\/spec\/rules\/no-such: rules names the rule no-such/],
    [
      ruleSet({ 'no-latest': { action: 'block' } }),
      /action cannot be "block"; accepted is "deny", "warn", "audit", "off"/,
    ],
    [
      ruleSet({ 'resource-limits': { parameters: { ratio: 'x' } } }),
      /\/spec\/rules\/resource-limits\/parameters: .*ratio/,
    ],
    [ruleSet({ 'no-latest': { from: 'soon' } }), /\/spec\/rules\/no-latest\/from: .*neither a date/],
    [ruleSet({ encryption: { action: 'off' } }), /\/spec\/rules\/encryption: encryption is locked/],
    [ruleSet({ 'no-latest': {} }, { priority: 'high' }), /\/spec\/priority: .*integer/],
    [ruleSet({}), /fewer than 1/],
  ];
  for (const [object, reason] of cases) {
    const { allowed, message } = await ask(built, object);
    t.equal(allowed, false, String(reason));
    t.match(message, reason);
  }
  t.match(await ask(built, ruleSet({ 'no-latest': { action: { admission: 'warn' } } })), {
    allowed: true,
    warnings: [],
  });
});

t.test('what a Waiver of the cluster covers is let in, and the audit log names its owner', async (t) => {
  const spec = waiver().spec as JsonObject;
  const known = { ...spec, name: 'legacy', namespace: 'shop' } as never;
  const built = await build(t, { config: { rules: onlyRule('no-latest') ?? {} }, waivers: [known] });

  const covered = await ask(built, deployment('nginx:latest'));
  const elsewhere = await ask(built, deployment('nginx:latest', 'pay'));

  t.match(covered, { allowed: true, annotations: { waived: 'no-latest=team-search' } });
  t.match(elsewhere, { allowed: false });
});

t.test('manifests that are posted bring their Waivers; those of the cluster count for them, too', async (t) => {
  const known = { ...(waiver().spec as JsonObject), name: 'legacy', namespace: 'shop' } as never;
  const built = await build(t, { config: { rules: onlyRule('no-latest') ?? {} }, waivers: [known] });
  const payload = [
    deployment('nginx:latest'),
    deployment('nginx:latest', 'pay'),
    { ...waiver(), metadata: { name: 'own', namespace: 'pay' } },
  ]
    .map((object) => JSON.stringify(object))
    .join('\n---\n');

  const { statusCode, body } = await built.app.inject({ method: 'POST', url: '/v1/manifests', payload });

  t.equal(statusCode, 200, body);
  t.match(JSON.parse(body), {
    violations: [],
    waived: [{ waiver: { object: 'shop/Waiver/legacy' } }, { waiver: { object: 'pay/Waiver/own' } }],
  });
});

t.test('the waivers of file and cluster are listed, the next to end first, with whether they count', async (t) => {
  const known = (name: string, expires: string) =>
    ({ ...(waiver({ expires }).spec as JsonObject), name, namespace: 'shop' }) as never;
  const config = {
    waivers: [{ rule: 'no-latest', resource: 'pay/*', owner: 'team-pay', reason: 'x', expires: inDays(2) }],
    objects: { waivers: { maxDays: 60 } },
  };
  const waivers = [known('long', inDays(90)), known('held', inDays(30)), known('over', '2020-01-01')];
  const built = await build(t, { config, waivers });

  const { statusCode, body } = await built.app.inject({ url: '/v1/waivers' });

  t.equal(statusCode, 200);
  t.match(JSON.parse(body).waivers, [
    { object: 'shop/Waiver/over', state: 'expired', owner: 'team-search' },
    { resource: 'pay/*', state: 'active', owner: 'team-pay', object: undefined },
    { object: 'shop/Waiver/held', state: 'active', resource: 'shop/Deployment/web' },
    { object: 'shop/Waiver/long', state: 'refused' },
  ]);
});
