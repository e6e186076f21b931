/** The variables of a plan that Terraform itself made: what is found, and that nothing of it is said. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';
import type { JsonObject } from '../../src/json.ts';
import { readDocument } from '../../src/sources/read.ts';
import { shell } from '../cli/run.ts';

const FOLDER = 'test/fixtures/terraform/variables';
const PLAN = readFileSync(join(FOLDER, 'plan.json'), 'utf8');
/** What is given from outside; the rest stands in the files. */
const GIVEN = { source_token: 'ghp_8kQ2mB9xR4tL8vN3cF6wZ1yD5hJ0sGaPeUbo', given_password: 'fromOutside42' };
const SECRETS = [
  ...Object.values(GIVEN),
  ...[
    'Tr0ub4dor',
    'c0rrectHorse',
    'batteryStaple9',
    'Ab9dEf7hIj5kLm3nOp1qRs',
    'ghp_7kQ2mB9xR4tL8vN3cF6wZ1yD5hJ0sGaPeUbo',
  ],
];
const FOUND = [
  'var.database /default/password',
  'var.db_password /default',
  'var.source_token /value',
  'module.vault.var.api_secret_key /value',
  'module.vault.var.seal_token /default',
];

interface Finding {
  rule: string;
  path: string;
  resource: { id: string };
}

const places = (findings: Finding[]) => findings.map(({ resource, path }) => `${resource.id} ${path}`);

t.test('credentials are found where they stand in Git or are shown, and are never said', async (t) => {
  const { gatehouse } = shell(t, { 'gatehouse.yaml': 'packs: {secrets: deny}\n', 'plan.json': PLAN });

  const json = await gatehouse(['check', '--format', 'json', 'plan.json']);
  const text = await gatehouse(['check', 'plan.json'], { env: { GATEHOUSE_DEBUG: '1' } });
  const audit = await gatehouse(['audit', '--no-output', 'plan.json']);
  const scorecard = await gatehouse(['scorecard', '--all', '--format', 'json', 'plan.json']);

  const report = JSON.parse(json.stdout) as { violations: Finding[]; unknowns: Finding[] };
  t.equal(json.code, 1, json.stderr);
  t.same(new Set(places(report.violations)), new Set(FOUND));
  t.same(places(report.unknowns), ['var.hidden_password /default'], 'what is sensitive and in Git all the same');
  for (const { stdout, stderr } of [json, text, audit, scorecard]) {
    for (const secret of SECRETS) t.notOk(`${stdout}${stderr}`.includes(secret), 'no value leaves');
  }
});

t.test('where no rule asks, variables are none of the resources; a waiver names one', async (t) => {
  const waived = `packs: {secrets: deny}
waivers:
  - {rule: credentials-in-variables, resource: "*var.*", owner: shop, reason: It is a fixture., expires: 2999-12-31}
`;
  const { gatehouse } = shell(t, { 'plan.json': PLAN, 'waived.yaml': waived });

  t.match((await gatehouse(['check', '--no-config', 'plan.json'])).stdout, '✔ 1 resource: ');
  t.match(
    (await gatehouse(['check', '-c', 'waived.yaml', 'plan.json'])).stdout,
    /0 denied, 0 warned, 1 unknown, 5 waived/,
  );
});

t.test('what is sensitive is given to no rule', async (t) => {
  const objects = new Map<string, JsonObject>(
    readDocument(PLAN, { name: 'plan.json' }).resources.map(({ resource }) => [resource.id, resource.object]),
  );
  t.same(objects.get('var.given_password'), { sensitive: true, value: '(sensitive value)' });
  t.same(objects.get('var.hidden_password'), { sensitive: true, default: '(sensitive value)' });
  t.same(objects.get('module.vault.var.password'), { sensitive: true }, 'a reference is no value');
  t.same(objects.get('var.region'), { sensitive: false, default: 'eu-central-1' }, 'the default was taken');
});

t.test('the variables tell the region of a provider, in a plan as Terraform writes it', async (t) => {
  const root_module = {
    resources: [
      { address: 'aws_sns_topic.t', mode: 'managed', type: 'aws_sns_topic', name: 't', provider_config_key: 'aws' },
    ],
  };
  const change = { actions: ['create'], before: null, after: { name: 't' }, after_unknown: {} };
  const text = JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    variables: { region: { value: 'eu-west-1' } },
    planned_values: { root_module: {} },
    resource_changes: [{ address: 'aws_sns_topic.t', mode: 'managed', type: 'aws_sns_topic', name: 't', change }],
    configuration: {
      provider_config: { aws: { name: 'aws', expressions: { region: { references: ['var.region'] } } } },
      root_module,
    },
  });
  t.equal(readDocument(text, { name: 'plan.json' }).resources[0]?.resource.region, 'eu-west-1');
});

t.test('Terraform makes the same of the files today', async (t) => {
  const directory = t.testdir();
  cpSync(FOLDER, directory, { recursive: true });
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: process.env.HOME, CHECKPOINT_DISABLE: '1' };
  for (const [name, value] of Object.entries(GIVEN)) env[`TF_VAR_${name}`] = value;
  const terraform = (...args: string[]) =>
    execFileSync('terraform', args, { cwd: directory, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    terraform('version');
  } catch {
    return t.comment('no terraform on the PATH');
  }
  terraform('init', '-input=false');
  terraform('plan', '-input=false', '-out=tfplan');
  const { variables, configuration } = JSON.parse(terraform('show', '-json', 'tfplan')) as JsonObject;
  const kept = JSON.parse(readFileSync(resolve(FOLDER, 'plan.json'), 'utf8')) as JsonObject;
  t.same({ variables, configuration }, { variables: kept.variables, configuration: kept.configuration });
});
