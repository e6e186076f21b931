import fc from 'fast-check';
import t from 'tap';
import { parseConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import { judgeAll } from '../../src/engine.ts';
import { GatehouseError, messageOf } from '../../src/errors.ts';
import type { JsonObject, JsonValue } from '../../src/json.ts';
import type { SourcedResource } from '../../src/resource/resource.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { RuleSet } from '../../src/rules/ruleset.ts';
import { wildcard } from '../../src/rules/wildcard.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';

const bundle = await loadBundle();
const NOW = Date.parse('2026-06-15T12:00:00Z');

/** Only the rule that these tests are about, so that other rules may come and go. */
const only = (settings: NonNullable<Config['rules']>[string] = {}): Config => ({
  rules: Object.fromEntries(
    bundle.catalogue.rules.map(({ id }) => [id, id === 'no-latest' ? settings : { action: 'off' as const }]),
  ),
});

const deployment = (image: string, metadata: JsonObject = {}): SourcedResource => ({
  resource: kubernetesResource({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', ...metadata },
    spec: { template: { spec: { containers: [{ name: 'web', image }] } } },
  }),
});

async function judge(config: Config, set: SourcedResource[], door: 'admission' | 'ci' | 'audit' = 'ci', now = NOW) {
  return judgeAll(await RuleSet.create(bundle, config), set, { door, now });
}

t.test('actions', async (t) => {
  const bad = [deployment('nginx:latest')];

  t.test('a violation is denied by default at every door, with one fingerprint', async (t) => {
    const reports = await Promise.all((['admission', 'ci', 'audit'] as const).map((door) => judge(only(), bad, door)));

    for (const { summary } of reports) t.match(summary, { resources: 1, denied: 1, warned: 0 });
    const [violation] = reports[0]?.violations ?? [];
    t.match(violation, { rule: 'no-latest', severity: 'high', path: '/spec/template/spec/containers/0/image' });
    t.same(violation?.resource, {
      source: 'kubernetes',
      type: 'apps/v1/Deployment',
      id: 'shop/Deployment/web',
      name: 'web',
      namespace: 'shop',
    });
    t.equal(new Set(reports.map(({ violations }) => violations[0]?.fingerprint)).size, 1);
  });

  t.test('a door that is named has its own action, the others keep the default', async (t) => {
    const config = only({ action: { admission: 'warn', audit: 'audit' } });

    t.match((await judge(config, bad, 'admission')).summary, { denied: 0, warned: 1 });
    t.match((await judge(config, bad, 'ci')).summary, { denied: 1 });
    t.match((await judge(config, bad, 'audit')).summary, { denied: 0, audited: 1 });
  });

  t.test('off is not evaluated', async (t) => {
    t.match((await judge(only({ action: 'off' }), bad)).summary, { resources: 1, denied: 0, warned: 0, audited: 0 });
  });

  t.test('before its date a denial is a warning', async (t) => {
    const config = only({ from: '2026-06-16' });

    t.match((await judge(config, bad)).summary, { denied: 0, warned: 1 });
    t.match((await judge(config, bad, 'ci', Date.parse('2026-06-16T00:00:00Z'))).summary, { denied: 1, warned: 0 });
  });

  t.test('a delete is not judged', async (t) => {
    const set = bad.map(({ resource }) => ({ resource: { ...resource, operation: 'delete' as const } }));

    t.match((await judge(only(), set)).summary, { resources: 1, denied: 0 });
  });
});

t.test('where a rule applies', async (t) => {
  const set = [
    deployment('nginx', { namespace: 'shop', labels: { tier: 'web' } }),
    deployment('nginx', { namespace: 'kube-system' }),
  ];
  const denied = async (config: Config) =>
    (await judge(config, set)).violations.map(({ resource }) => resource.namespace);

  t.same(await denied(only()), ['shop'], 'kube-system is exempt unless the configuration says otherwise');
  t.same(await denied({ ...only(), exempt: { namespaces: ['sh?p'] } }), ['kube-system']);
  t.same(await denied({ ...only({ match: { namespaces: ['kube-*'] } }), exempt: { namespaces: [] } }), ['kube-system']);
  t.same(await denied(only({ match: { excludeNamespaces: ['shop'] } })), []);
  t.same(await denied(only({ match: { types: ['apps/*/Deployment'] } })), ['shop']);
  t.same(await denied(only({ match: { types: ['Deployment'] } })), []);
  t.same(await denied(only({ match: { sources: ['terraform'] } })), []);
  t.same(await denied(only({ match: { labels: { matchLabels: { tier: 'web' } } } })), ['shop']);
  const notWeb = { key: 'tier', operator: 'NotIn' as const, values: ['web'] };
  t.same(await denied(only({ match: { labels: { matchExpressions: [notWeb] } } })), []);
});

t.test('a namespace is exempt together with what is in it', async (t) => {
  const namespaces = ['kube-system', 'shop'].map((name) => ({
    resource: kubernetesResource({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  }));

  const { violations } = await judge({}, namespaces);

  t.same([...new Set(violations.map(({ resource }) => resource.id))], ['Namespace/shop']);
});

t.test('waivers', async (t) => {
  const bad = [deployment('nginx:latest')];
  const waiver = {
    rule: 'no-latest',
    resource: 'shop/Deployment/*',
    owner: 'team-shop',
    reason: 'migration',
    expires: '2026-06-15',
  };

  t.test('honoured to the end of its last day, and named in the report', async (t) => {
    const report = await judge({ ...only(), waivers: [waiver] }, bad);

    t.match(report.summary, { denied: 0, waived: 1 });
    const { rule: _, ...reference } = waiver;
    t.same(report.waived[0]?.waiver, reference);
    t.notOk(report.expiredWaivers);
  });

  t.test('an expired one is reported, not honoured, at every door', async (t) => {
    const later = Date.parse('2026-06-16T00:00:00Z');
    for (const door of ['admission', 'ci', 'audit'] as const) {
      const report = await judge({ ...only(), waivers: [waiver] }, bad, door, later);

      t.match(report.summary, { denied: 1, waived: 0 }, door);
      t.same(report.expiredWaivers, [waiver], door);
    }
  });

  t.test('for another resource or rule it is nothing', async (t) => {
    const waivers = [
      { ...waiver, resource: 'shop/Deployment/other' },
      { ...waiver, rule: 'required-tags' },
    ];

    t.match((await judge({ ...only(), waivers }, bad)).summary, { denied: 1, waived: 0 });
  });

  t.test('brackets of a Terraform address mean themselves', async (t) => {
    t.ok(wildcard('module.a["x"].aws_s3_bucket.b[0]')('module.a["x"].aws_s3_bucket.b[0]'));
    t.ok(wildcard('module.*.b[?]')('module.a["x"].aws_s3_bucket.b[0]'));
    t.notOk(wildcard('aws_s3_bucket.b[0]')('aws_s3_bucket.b0'));
  });
});

t.test('wildcards agree with the regular expression that they stand for', async (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '[', '.', '/'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '[', '.', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (pattern, text) => {
      const source = pattern
        .replaceAll(/[.[\]/]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
      return wildcard(pattern)(text) === new RegExp(`^${source}$`, 's').test(text);
    }),
  );
  const hostile = `${'a*'.repeat(30)}b`;
  const started = process.hrtime.bigint();
  t.notOk(wildcard(hostile)('a'.repeat(5000)));
  t.comment(`hostile pattern: ${Number(process.hrtime.bigint() - started) / 1e6} ms`);
});

t.test('a configuration that is wrong says what, where and what is right', async (t) => {
  const problem = async (text: string): Promise<string> => {
    try {
      await parseConfig(text, bundle.catalogue, 'gatehouse.yaml');
      return 'accepted';
    } catch (thrown) {
      t.ok(thrown instanceof GatehouseError && thrown.code === 'CONFIG_INVALID');
      return messageOf(thrown);
    }
  };

  t.equal(await problem('rules: {no-latest: {action: deny}}'), 'accepted');
  t.equal(await problem(''), 'accepted', 'an empty file is the defaults');
  t.match(await problem('rules: [\n'), /^gatehouse\.yaml:\d+: /);
  t.match(await problem('rulez: {}'), /gatehouse\.yaml: the file has no setting rulez; it has .*rules/);
  t.match(await problem('rules: {no-lates: {}}'), /no-lates, which does not exist; did you mean no-latest/);
  t.equal(
    await problem('rules: {no-latest: {action: block}}'),
    'gatehouse.yaml: rules.no-latest.action cannot be "block"; accepted is "deny", "warn", "audit", "off", "on" or a mapping',
  );
  t.equal(
    await problem('rules: {no-latest: {action: {ci: block}, unknown: 1}}'),
    'gatehouse.yaml: rules.no-latest.action.ci cannot be "block"; accepted is "deny", "warn", "audit", "off", "on"; ' +
      'rules.no-latest.unknown cannot be 1; accepted is "deny", "warn", "allow"',
  );
  t.match(
    await problem('rules: {no-latest: {parameters: {tags: latest}}}'),
    /rules\.no-latest\.parameters\.tags of rule no-latest must be of type array of string, not string/,
  );
  t.match(
    await problem('rules: {no-latest: {parameters: {tagz: []}}}'),
    /no-latest has no parameter .*tagz; it has exempt, requireDigest, tags/,
  );
  t.match(await problem('rules: {no-latest: {from: 2026-02-30}}'), /from is 2026-02-30, which is neither a date/);
  t.match(
    await problem('waivers: [{rule: no-latest, resource: "*", owner: a, reason: b}]'),
    /waivers\.0 lacks expires/,
  );
  t.match(
    await problem('waivers: [{rule: no-latest, resource: "*", owner: a, reason: b, expires: soon}]'),
    /waivers\.0\.expires is soon/,
  );
  t.match(await problem('audits: [{name: a, schedule: "0 * * * *"}]'), /audits\.0 \(a\) needs exactly one of/);
});

t.test('what is too malformed to be mended is a violation without a fix, not an error', async (t) => {
  const defaults = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } };
  const pod = (container: JsonValue): SourcedResource => ({
    resource: kubernetesResource({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [container] } }),
  });
  const containers = [null, 'nginx', [], { resources: 'many' }, { resources: { limits: 1, requests: [] } }];

  const report = await judge({ rules: { 'resource-limits': { parameters: { defaults } } } }, containers.map(pod));

  t.same(report.errors ?? [], []);
  t.equal(report.violations.filter(({ rule }) => rule === 'resource-limits').length, 4 * containers.length);
  for (const { fix, rule } of report.violations) if (rule === 'resource-limits') t.equal(fix?.patch, undefined);
});
