import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { unifiedDiff } from '../../src/cli/fix/diff.ts';
import { deployment, shell } from './run.ts';

const PLAN = resolve('../shared/data/terraform/regula-volume-encrypted-infra.json');

const config = `rules:
  required-tags: {action: deny, parameters: {required: [team], inherit: false}}
  pod-disruption-budget: {action: deny}
  resource-limits:
    parameters:
      defaults: {limits: {cpu: 500m, memory: 256Mi}, requests: {cpu: 100m, memory: 128Mi}}
`;
const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: shop}}\n';

const before = `# the shop's front
${deployment('web', 'nginx:1.27')}          resources:
            requests: {cpu: 100m}   # measured
---
apiVersion: v1
kind: Service   # left alone
metadata: {name: web, namespace: shop}
`;

const after = `# the shop's front
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the name
  namespace: shop
  labels:
    team: shop
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: main
          image: nginx:1.27
          resources:
            requests: {cpu: 100m, memory: 128Mi}   # measured
            limits:
              cpu: 500m
              memory: 256Mi
---
apiVersion: v1
kind: Service   # left alone
metadata: {name: web, namespace: shop}
`;

t.test('writes what the rules can mend, keeps the rest, and is done after once', async (t) => {
  const files = { 'gatehouse.yaml': config, 'k8s/ns.yaml': namespace, 'k8s/web.yaml': before };
  const { gatehouse, path } = shell(t, files);
  chmodSync(join(path, 'k8s/web.yaml'), 0o640);

  const diff = await gatehouse(['fix', '--diff', 'k8s']);
  const dry = await gatehouse(['fix', '--dry-run', 'k8s']);
  const unchanged = readFileSync(join(path, 'k8s/web.yaml'), 'utf8');
  const first = await gatehouse(['fix', 'k8s']);
  const written = readFileSync(join(path, 'k8s/web.yaml'), 'utf8');
  const second = await gatehouse(['fix', 'k8s']);
  const check = await gatehouse(['check', 'k8s']);

  t.equal(unchanged, before, 'neither --diff nor --dry-run writes');
  t.match(dry.stdout, /4 findings would be mended in 1 file/);
  t.equal(written, after);
  t.equal(statSync(join(path, 'k8s/web.yaml')).mode & 0o777, 0o640);
  t.match(first.stdout, /\+ required-tags: .*\n/);
  t.same([first.code, diff.code, dry.code], [0, 0, 0]);
  t.equal(second.stdout, 'Nothing to mend.\n');
  t.equal(readFileSync(join(path, 'k8s/web.yaml'), 'utf8'), after);
  t.equal(check.code, 0);

  const copy = shell(t, files);
  copy.write('diff.patch', diff.stdout);
  execFileSync('git', ['apply', 'diff.patch'], { cwd: copy.path });
  t.equal(readFileSync(join(copy.path, 'k8s/web.yaml'), 'utf8'), after, 'the diff is one that git applies');
});

t.test('standard input is mended onto standard output', async (t) => {
  const { gatehouse } = shell(t, { 'gatehouse.yaml': config, 'ns.yaml': namespace });

  const { code, stdout, stderr } = await gatehouse(['fix', '--context-file', 'ns.yaml', '-'], { input: before });

  t.equal(code, 0);
  t.equal(stdout, after);
  t.match(stderr, /mended in 1 file/);
});

t.test('what remains is offered, whole, and answered by 1', async (t) => {
  const { gatehouse, path } = shell(t, {
    'gatehouse.yaml': config,
    'web.yaml': after.replace('spec:\n', 'spec:\n  replicas: 3\n'),
  });

  const { code, stdout } = await gatehouse(['fix', 'web.yaml']);

  t.equal(code, 1);
  t.match(stdout, /Nothing to mend\.\n\nWhat remains\n/);
  t.match(stdout, / {11}apiVersion: policy\/v1\n {11}kind: PodDisruptionBudget\n/);
  t.match(readFileSync(join(path, 'web.yaml'), 'utf8'), /replicas: 3/);
});

t.test('Secrets, links, CRLF, byte order marks and JSON stay what they are', async (t) => {
  const windows = `\ufeff${before.replaceAll('\n', '\r\n')}`;
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\nstringData: {password: hunter2}\n---\n';
  const list = { apiVersion: 'v1', kind: 'List', items: [pod('a'), pod('b')] };
  const { gatehouse, path } = shell(t, {
    'gatehouse.yaml': config,
    'ns.yaml': namespace,
    'win.yaml': windows,
    'real/web.yaml': secret + before,
    'list.json': `${JSON.stringify(list, null, 4)}\n`,
  });
  symlinkSync('real/web.yaml', join(path, 'link.yaml'));

  const { code, stdout } = await gatehouse(['fix', '--context-file', 'ns.yaml', 'win.yaml', 'link.yaml', 'list.json']);

  t.equal(code, 0);
  t.equal(readFileSync(join(path, 'win.yaml'), 'utf8'), `\ufeff${after.replaceAll('\n', '\r\n')}`);
  t.ok(lstatSync(join(path, 'link.yaml')).isSymbolicLink());
  t.equal(readFileSync(join(path, 'real/web.yaml'), 'utf8'), secret + after);
  t.notMatch(stdout, /hunter2/);
  const json = readFileSync(join(path, 'list.json'), 'utf8');
  const limits = { cpu: '500m', memory: '256Mi' };
  t.same(
    JSON.parse(json).items.map((item: ReturnType<typeof pod>) => item.spec.containers[0]),
    ['a', 'b'].map(() => ({
      name: 'main',
      image: 'nginx:1.27',
      resources: { limits, requests: { cpu: '100m', memory: '128Mi' } },
    })),
  );
  t.match(json, /^ {16}"containers": \[\n/m, 'indented as it was');
});

function pod(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { team: 'shop' } },
    spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
  };
}

t.test('a plan is offered mends and never written', { skip: !existsSync(PLAN) && !process.env.CI }, async (t) => {
  const { gatehouse, write, path } = shell(t);
  const plan = readFileSync(PLAN, 'utf8');
  write('plan.json', plan);

  const { code, stdout } = await gatehouse(['fix', 'plan.json']);

  t.equal(code, 1);
  t.match(stdout, /try: /);
  t.equal(readFileSync(join(path, 'plan.json'), 'utf8'), plan);
});

t.test('property: a diff says what changed, line by line', async (t) => {
  const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\r\n', '\n'), { maxLength: 30 });

  fc.assert(
    fc.property(lines, lines, (old, fresh) => {
      const diff = unifiedDiff('f', old.join(''), fresh.join(''));
      t.equal(applyDiff(old, diff).join(''), fresh.join(''));
    }),
  );
  t.equal(unifiedDiff('f', 'a\n', 'a\n'), '');
  t.match(unifiedDiff('f', 'a', 'b'), '-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n');
});

/** What `patch` does, for texts that end with a line end. */
function applyDiff(old: string[], diff: string): string[] {
  const result: string[] = [];
  let at = 0;
  for (const line of diff.match(/[^\n]*\n/g)?.slice(2) ?? []) {
    const hunk = /^@@ -(\d+),(\d+) /.exec(line);
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      result.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith('+')) {
      result.push(line.slice(1));
    } else {
      if (line.startsWith(' ')) result.push(old[at] ?? '');
      at += 1;
    }
  }
  return [...result, ...old.slice(at)];
}
