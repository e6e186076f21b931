import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import t from 'tap';
import type { Report } from '../../src/reports/report.ts';
import { deployment, onlyNoLatest, shell } from './run.ts';

const DEMO = resolve('../shared/data/kubernetes/microservices-demo.yaml');
const PLANS = resolve('../shared/data/terraform');
const absent = existsSync(DEMO) || process.env.CI ? false : 'the shared data is not here';

t.test('a denial is shown with its rule, place and summary, and answered by 1', async (t) => {
  const { gatehouse } = shell(t, { 'k8s/web.yaml': deployment('web', 'nginx'), 'gatehouse.yaml': onlyNoLatest });

  const { code, stdout, stderr } = await gatehouse(['check', 'k8s']);

  t.equal(code, 1);
  t.equal(
    stdout,
    `k8s/web.yaml

  shop/Deployment/web  apps/v1
    ✖ no-latest  high, denied
      container main: image nginx has no tag, which means latest; name a fixed tag or a digest
      k8s/web.yaml:14  /spec/template/spec/containers/0/image

✖ 1 resource: 1 denied, 0 warned, 0 unknown, 0 waived
`,
  );
  t.match(stderr, /^Configuration: gatehouse\.yaml /);
});

t.test('nothing to report is one line and 0; standard input is read; --no-config judges by the defaults', async (t) => {
  const { gatehouse } = shell(t, { 'gatehouse.yaml': onlyNoLatest });
  const input = deployment('web', 'nginx:1.27');

  const clean = await gatehouse(['check', '-'], { input });
  const byDefault = await gatehouse(['check', '--no-config', '-'], { input });

  t.same([clean.code, clean.stdout], [0, '✔ 1 resource: nothing denied, nothing to warn about\n']);
  t.equal(byDefault.code, 1);
  t.match(byDefault.stdout, /resource-limits {2}medium, denied/);
  t.match(byDefault.stdout, /<stdin>:\d+/);
  t.equal(byDefault.stderr, '');
});

t.test('what cannot be judged is named and answered by 2, and the rest is judged all the same', async (t) => {
  const { gatehouse, write } = shell(t, {
    'gatehouse.yaml': onlyNoLatest,
    'web.yaml': deployment('web', 'nginx'),
    'values.yaml': 'replicaCount: 2\n',
    'broken.yaml': 'a: [1\nsecret: hunter2\n',
  });

  const all = await gatehouse(['check', '.']);
  const missing = await gatehouse(['check', 'nowhere.yaml']);
  write('gatehouse.yaml', 'rules:\n  no-latest: {parameters: {tags: latest}}\n');
  const config = await gatehouse(['check', 'web.yaml']);

  t.equal(all.code, 2);
  t.match(all.stdout, /1 resource: 1 denied/);
  t.match(all.stderr, /^error: values\.yaml: .*replicaCount.* \(INPUT_UNRECOGNISED\)$/m);
  t.match(all.stderr, /^error: broken\.yaml:\d+: .* \(MANIFEST_INVALID\)$/m);
  t.notMatch(all.stderr, /hunter2/);
  t.notMatch(all.stderr, /error: gatehouse\.yaml/, 'the configuration in use is no input');
  t.equal(missing.code, 2);
  t.match(missing.stderr, /^error: nowhere\.yaml: does not exist/m);
  t.equal(config.code, 2);
  t.match(config.stderr, /^error: gatehouse\.yaml: .*tags.* array of string.*\(CONFIG_INVALID\)$/m);
});

t.test('all manifests are one set; a file of context is not judged itself', async (t) => {
  const budget = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: shop}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
`;
  const { gatehouse } = shell(t, {
    'gatehouse.yaml': onlyNoLatest.replace(
      'pod-disruption-budget: {action: off}',
      'pod-disruption-budget: {action: deny}',
    ),
    'web.yaml': deployment('web', 'nginx:1.27').replace('spec:\n', 'spec:\n  replicas: 3\n'),
    'budget.yaml': budget,
  });

  const alone = await gatehouse(['check', 'web.yaml']);
  const together = await gatehouse(['check', 'web.yaml', 'budget.yaml']);
  const around = await gatehouse(['check', '--context-file', 'budget.yaml', 'web.yaml']);

  t.equal(alone.code, 1);
  t.match(alone.stdout, /pod-disruption-budget/);
  t.same([together.code, together.stdout.slice(0, 14)], [0, '✔ 2 resources:']);
  t.same([around.code, around.stdout.slice(0, 13)], [0, '✔ 1 resource:']);
});

t.test('waived, expired and alike findings each have their place', async (t) => {
  const { gatehouse } = shell(t, {
    'gatehouse.yaml': `${onlyNoLatest}waivers:
  - {rule: no-latest, resource: shop/Deployment/old, owner: shop, reason: until it is gone, expires: 2099-01-01}
  - {rule: no-latest, resource: shop/Deployment/a, owner: ops, reason: trial, expires: 2020-01-01}
`,
    'all.yaml': ['a', 'b', 'c', 'old'].map((name) => deployment(name, 'nginx')).join('---\n'),
  });

  const { stdout } = await gatehouse(['check', 'all.yaml']);

  t.match(stdout, / {2}3 resources {2}alike\n {4}✖ no-latest {2}high, denied\n/);
  t.match(stdout, /\n {6}shop\/Deployment\/a {2}all\.yaml:14\n {6}shop\/Deployment\/b {2}all\.yaml:29\n/);
  t.match(
    stdout,
    /Waived\n {2}○ no-latest {2}shop\/Deployment\/old {2}1 finding\n {4}until it is gone \(shop, until 2099-01-01\)/,
  );
  t.match(stdout, /Expired waivers, not honoured\n {2}! no-latest on shop\/Deployment\/a expired on 2020-01-01: ops/);
  t.match(stdout, /4 resources: 3 denied, 0 warned, 0 unknown, 1 waived\n$/);
});

t.test('the same address in two plans is told apart, each at its line', async (t) => {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: { root_module: {} },
    resource_changes: [
      {
        address: 'aws_ebs_volume.data["a"]',
        mode: 'managed',
        type: 'aws_ebs_volume',
        name: 'data',
        index: 'a',
        provider_name: 'registry.terraform.io/hashicorp/aws',
        change: { actions: ['create'], before: null, after: { encrypted: false, size: 1 }, after_unknown: {} },
      },
    ],
  };
  const { gatehouse } = shell(t, {
    'gatehouse.yaml': onlyNoLatest,
    'dev.json': JSON.stringify(plan),
    'prod.json': JSON.stringify(plan, null, 2),
  });

  const { stdout } = await gatehouse(['check', 'dev.json', 'prod.json']);

  t.match(stdout, /^dev\.json\n\n {2}aws_ebs_volume\.data\["a"\]\n {4}✖ encryption/);
  t.match(stdout, / {6}dev\.json:1 {2}\/encrypted\n/);
  t.match(stdout, / {6}prod\.json:9 {2}\/encrypted\n/);
  t.match(stdout, /2 resources: 2 denied/);
});

t.test('--format json is the report and nothing else; colours are asked for, not guessed', async (t) => {
  const { gatehouse } = shell(t, {
    'web.yaml': deployment('web', 'nginx').replace('name: web #', 'name: "w\\e[31m" #'),
  });

  const json = await gatehouse(['check', '--format', 'json', 'web.yaml']);
  const plain = await gatehouse(['check', 'web.yaml']);
  const forced = await gatehouse(['check', 'web.yaml'], { env: { FORCE_COLOR: '1' } });

  const report = JSON.parse(json.stdout) as Report;
  t.same(Object.keys(report), ['revision', 'summary', 'violations', 'unknowns', 'waived']);
  t.equal(report.summary.resources, 1);
  t.equal(json.code, 1);
  t.notMatch(plain.stdout, '\u001b', 'a name cannot drive the terminal');
  t.match(forced.stdout, '\u001b[31m✖');
});

t.test('usage errors are 2, help is 0 and shows examples', async (t) => {
  const { gatehouse } = shell(t);

  const outcomes = await Promise.all(
    [[], ['chek'], ['check', '--fast', 'x'], ['check', '-f', 'xml', 'x'], ['serve', '--port', 'x']].map((args) =>
      gatehouse(args),
    ),
  );
  const help = await gatehouse(['check', '--help']);
  const version = await gatehouse(['--version']);

  t.same(
    outcomes.map(({ code, stdout }) => [code, stdout]),
    outcomes.map(() => [2, '']),
  );
  t.match(outcomes[1]?.stderr, /unknown command 'chek'\n\(Did you mean check\?\)/);
  t.match(await gatehouse(['check']), { code: 2, stderr: /<stdin>: is empty/ });
  t.match(await gatehouse(['check'], { input: deployment('web', 'nginx') }), { code: 1, stdout: /<stdin>:\d+/ });
  t.equal(help.code, 0);
  t.match(help.stdout, /Examples:\n.*\$ gatehouse check/);
  t.match(help.stdout, /2 {2}something could not be judged/);
  t.equal(version.stdout.trim(), JSON.parse(readFileSync('package.json', 'utf8')).version);
});

t.test('the rules are listed and shown, for people and programs', async (t) => {
  const { gatehouse } = shell(t);

  const list = await gatehouse(['rules', 'list']);
  const json = await gatehouse(['rules', 'list', '--format', 'json']);
  const one = await gatehouse(['rules', 'show', 'resource-limits']);
  const oneJson = await gatehouse(['rules', 'show', 'resource-limits', '-f', 'json']);
  const unknown = await gatehouse(['rules', 'show', 'no-such']);

  const catalogue = JSON.parse(json.stdout) as { id: string }[];
  t.ok(catalogue.length >= 7);
  for (const { id } of catalogue) t.match(list.stdout, new RegExp(`^${id} +\\w`, 'm'));
  t.match(one.stdout, /limits {2}list of string, default \["cpu","memory"\]\n/);
  t.match(one.stdout, /Configuration\n {2}rules:\n {4}resource-limits:\n/);
  t.same(
    JSON.parse(oneJson.stdout),
    catalogue.find(({ id }) => id === 'resource-limits'),
  );
  t.equal(unknown.code, 2);
  t.match(unknown.stderr, /there is no rule no-such; see .gatehouse rules list. \(RULE_UNKNOWN\)/);
});

t.test('a reader that stops reading is no fault', { skip: process.platform === 'win32' }, async (t) => {
  const { path } = shell(t, {
    'all.yaml': Array.from({ length: 400 }, (_, index) => deployment(`a${index}`, `image-${index}`)).join('---\n'),
  });
  const bin = resolve('bin/gatehouse');

  const stderr = await new Promise<string>((done) => {
    let text = '';
    const child = spawn('sh', ['-c', `env -u NODE_OPTIONS "${process.execPath}" "${bin}" check all.yaml | head -n 1`], {
      cwd: path,
    });
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.stdout.resume();
    child.on('close', () => done(text));
  });

  t.equal(stderr, '');
});

t.test('real manifests and plans', { skip: absent }, async (t) => {
  const { gatehouse } = shell(t);

  const demo = await gatehouse(['check', '-f', 'json', DEMO]);
  const plan = await gatehouse(['check', `${PLANS}/regula-volume-encrypted-infra.json`]);
  const piped = await gatehouse(['check', '-'], { input: readFileSync(`${PLANS}/checkov-nested-large.json`, 'utf8') });
  const both = await gatehouse(['check', '-f', 'json', DEMO, `${PLANS}/regula-volume-encrypted-infra.json`]);

  const report = JSON.parse(demo.stdout) as Report;
  t.equal(demo.code, 1);
  t.equal(report.summary.resources, 35);
  t.same(
    [...new Set(report.violations.filter(({ action }) => action === 'deny').map(({ resource }) => resource.id))],
    ['default/Deployment/loadgenerator'],
  );
  t.equal(plan.code, 1);
  t.match(plan.stdout, /encryption {2}high, denied/);
  t.equal(piped.code, 1);
  t.match(piped.stdout, /55 resources: \d+ denied/);
  t.equal((JSON.parse(both.stdout) as Report).summary.resources, 38);
});
