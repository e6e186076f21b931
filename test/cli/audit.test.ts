import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { compareReports, parseReport } from '../../src/audits/compare.ts';
import type { AuditReport } from '../../src/audits/report.ts';
import { formats } from '../../src/reports/format.ts';
import type { Report, Violation } from '../../src/reports/report.ts';
import { onlyNoLatest, shell } from './run.ts';

function object(kind: string, name: string, image: string, owner?: { kind: string; name: string; uid: string }) {
  const spec = { containers: [{ name: 'main', image }] };
  const apiVersion = kind === 'Pod' ? 'v1' : 'apps/v1';
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'shop',
      uid: `${kind}-${name}`,
      ...(owner && { ownerReferences: [{ apiVersion: 'apps/v1', controller: true, ...owner }] }),
    },
    spec: kind === 'Pod' ? spec : { replicas: 1, template: { metadata: {}, spec } },
  };
}

const dump = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

const first = dump(
  object('Deployment', 'web', 'nginx'),
  object('ReplicaSet', 'web-1', 'nginx', { kind: 'Deployment', name: 'web', uid: 'Deployment-web' }),
  object('Pod', 'web-1-a', 'nginx', { kind: 'ReplicaSet', name: 'web-1', uid: 'ReplicaSet-web-1' }),
  object('Pod', 'orphan', 'nginx', { kind: 'ReplicaSet', name: 'web-1', uid: 'elsewhere' }),
  object('Deployment', 'gone', 'busybox'),
);
const second = dump(object('Deployment', 'web', 'nginx'), object('Deployment', 'api', 'api:latest'));

t.test('a dump is audited, kept, and compared with the one before', async (t) => {
  const { gatehouse, path } = shell(t, { 'gatehouse.yaml': onlyNoLatest, 'first.json': first, 'second.json': second });

  const one = await gatehouse(['audit', '--output', 'kept/one.json', 'first.json']);
  const two = await gatehouse(['audit', '--compare', 'kept/one.json', 'second.json']);
  const json = await gatehouse(['audit', '--no-output', '--compare', 'kept/one.json', '-f', 'json', '-'], {
    input: second,
  });

  const kept = JSON.parse(readFileSync(join(path, 'kept/one.json'), 'utf8')) as AuditReport;
  t.equal(one.code, 1);
  t.equal(kept.summary.resources, 3, 'what a workload of the dump made is judged through it');
  t.same(kept.violations.map(({ resource }) => resource.id).sort(), [
    'shop/Deployment/gone',
    'shop/Deployment/web',
    'shop/Pod/orphan',
  ]);
  t.match(kept.audit, { source: 'first.json', startedAt: /^\d{4}-.*Z$/, finishedAt: /Z$/ });

  t.match(two.stdout, /Since kept\/one\.json, .*: 1 new, 2 fixed, 1 still there\n/);
  t.match(two.stdout, /\n {2}\+ no-latest shop\/Deployment\/api: /);
  t.match(two.stdout, /\n {2}- no-latest shop\/Deployment\/gone: /);
  const files = readdirSync(join(path, 'audits'));
  t.match(files, [/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.json$/]);
  t.match(two.stderr, `Kept as audits/${files[0]}`);

  const { comparison, audit } = JSON.parse(json.stdout) as AuditReport;
  t.equal(audit.source, '<stdin>');
  t.same(
    [comparison?.new.length, comparison?.fixed.length, comparison?.unchanged.length, comparison?.sameRevision],
    [1, 2, 1, true],
  );
});

t.test('state is audited; a mistake costs no audit', async (t) => {
  const state = {
    version: 4,
    terraform_version: '1.9.0',
    serial: 1,
    lineage: 'x',
    outputs: {},
    resources: [
      {
        mode: 'managed',
        type: 'aws_ebs_volume',
        name: 'data',
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [
          { schema_version: 0, attributes: { id: 'v', encrypted: false, size: 1 }, sensitive_attributes: [] },
        ],
      },
    ],
  };
  const { gatehouse, path } = shell(t, { 'terraform.tfstate': JSON.stringify(state), 'other.json': '{"a": 1}' });

  const audited = await gatehouse(['audit', '--no-output', '--state', 'terraform.tfstate']);
  const notReport = await gatehouse(['audit', '--compare', 'other.json', 'terraform.tfstate']);
  const both = await gatehouse(['audit', '--kubeconfig', 'k', 'terraform.tfstate']);
  const noCluster = await gatehouse(['audit', '--kubeconfig', 'nowhere']);

  t.equal(audited.code, 1);
  t.match(audited.stdout, /aws_ebs_volume\.data\n {4}✖ encryption {2}high, denied/);
  for (const { code } of [notReport, both, noCluster]) t.equal(code, 2);
  t.match(notReport.stderr, /other\.json: is not a report.*INPUT_UNRECOGNISED/);
  t.match(both.stderr, /not both.*USAGE/);
  t.match(noCluster.stderr, /^error: .*nowhere/m);
  t.notOk(existsSync(join(path, 'audits')));
});

const violation = (id: string, fingerprint = id): Violation => ({
  rule: 'no-latest',
  severity: 'high',
  action: 'deny',
  resource: { source: 'kubernetes', type: 'v1/Pod', id, name: id },
  path: '/spec',
  message: `${id} is wrong`,
  fingerprint,
});

function report(parts: Partial<Report>): Report {
  const summary = { resources: 9, denied: 0, warned: 0, audited: 0, unknown: 0, waived: 0 };
  return { revision: 'r1', summary, violations: [], unknowns: [], waived: [], ...parts };
}

t.test('a finding is fixed only where it is gone', async (t) => {
  const waiver = { resource: '*', owner: 'o', reason: 'r', expires: '2099-01-01' };
  const earlier = report({
    violations: ['stays', 'gone', 'waived', 'unknown', 'error', 'twice', 'twice'].map((id) => violation(id)),
    waived: [{ ...violation('was-waived'), waiver }],
  });
  const current = report({
    revision: 'r2',
    violations: ['stays', 'was-waived', 'twice', 'fresh'].map((id) => violation(id)),
    waived: [{ ...violation('waived'), waiver }],
    unknowns: [{ ...violation('unknown'), action: 'warn' }],
    errors: [{ resource: violation('error').resource, code: 'EVALUATION_FAILED', message: 'failed' }],
  });

  const comparison = compareReports(earlier, current, 'earlier.json');

  const ids = (list: Violation[]) => list.map(({ fingerprint }) => fingerprint);
  t.same(ids(comparison.new), ['fresh']);
  t.same(ids(comparison.fixed), ['gone', 'twice']);
  t.same(ids(comparison.unchanged), ['stays', 'was-waived', 'twice', 'waived', 'unknown', 'error']);
  t.equal(comparison.sameRevision, false);
  t.same(compareReports(earlier, earlier, 'x').fixed, []);
});

t.test('an earlier report is what audit, check and the REST API give, and nothing else', async (t) => {
  const plain = report({ violations: [violation('a')] });

  t.same(parseReport(JSON.stringify(plain), 'x').violations, plain.violations);
  t.same(parseReport(JSON.stringify({ name: 'nightly', report: plain }), 'x').violations, plain.violations);
  for (const text of ['', '[]', '{"violations": [{}], "revision": "x"}', '{"revision": "x"}', 'null']) {
    t.throws(() => parseReport(text, 'x.json'), { code: 'INPUT_UNRECOGNISED', where: 'x.json' }, text);
  }
});

t.test('the text of a report fits its width, and folds what is said alike', async (t) => {
  const text = await formats.text();
  const long = 'a very long explanation of what is wrong '.repeat(6);
  const whole = report({
    violations: [
      { ...violation('shop/Pod/one'), message: long, location: { file: 'a.yaml', line: 3 } },
      {
        ...violation('shop/Pod/one', 'x'),
        message: 'second',
        path: '/spec/a~1b',
        location: { file: 'a.yaml', line: 3 },
      },
      { ...violation('shop/Pod/two'), action: 'warn', fix: { description: 'set it', offer: 'a\nb\nc\nd\ne\nf' } },
    ],
    unknowns: [{ ...violation('aws_x.y'), action: 'deny', rule: 'encryption' }],
    errors: [{ resource: violation('bad').resource, code: 'EVALUATION_FAILED', message: long }],
  });

  for (const width of [80, 100]) {
    const written = text.write(whole, { width, colour: false });
    const widest = Math.max(...written.split('\n').map((line) => line.length));
    t.ok(widest <= width, `${widest} columns of ${width}`);
    t.notMatch(written, / +\n/);
  }
  const written = text.write(whole, { width: 80, colour: false });
  t.match(written, /a\.yaml:3 {2}\/spec {2}\/spec\/a~1b\n/);
  t.match(written, /\? encryption {2}not known, denied\n/);
  t.match(written, /try: set it\n +\(6 lines to paste: gatehouse fix --dry-run prints them\)\n/);
  t.match(text.write(whole, { width: 80, colour: false, wholeOffers: true }), /\n {11}e\n {11}f\n/);
  t.match(written, /Could not be judged\n {2}✖ bad: a very long/);
  t.match(text.write(report({}), { width: 80, colour: false }), /^✔ 9 resources: nothing denied/);
});
