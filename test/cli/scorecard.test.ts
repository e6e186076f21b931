import t from 'tap';
import { planDocument } from '../../src/examples/plan.ts';
import type { PatternScore, Scorecard } from '../../src/scorecard/scorecard.ts';
import { shell } from './run.ts';

const application = (name: string, labels: object, automated: object) =>
  JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', labels },
    spec: { project: 'shop', syncPolicy: { automated } },
  });

const shop = { team: 'shop', env: 'prod' };
const all = { prune: true, selfHeal: true };

/** Two applications of one team, one of nobody, and a namespace that says whose the others are. */
const manifests = [
  application('web', shop, all),
  application('api', shop, { prune: true }),
  application('lost', {}, {}),
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: argocd, labels: {Environment: test}}',
].join('\n---\n');

const config = `
packs: {gitops: warn}
rules:
  required-tags: {action: off}
waivers:
  - {rule: argocd-automated-sync, resource: argocd/Application/lost, owner: shop, reason: moving, expires: 2999-01-01}
`;

function pattern(card: Scorecard, pack: string): PatternScore {
  const found = card.patterns.find((one) => one.pack === pack);
  if (found === undefined) throw new Error(`the scorecard has no ${pack}`);
  return found;
}

t.test('a pattern has its share of resources, by team and environment, with the reasons', async (t) => {
  const { gatehouse } = shell(t, { 'gatehouse.yaml': config, 'apps.yaml': manifests });

  const { code, stdout, stderr } = await gatehouse(['scorecard', '--format', 'json', 'apps.yaml']);

  t.equal(code, 0, stderr);
  const gitops = pattern(JSON.parse(stdout), 'gitops');
  t.match(gitops, { state: 'judged', applicable: 3, kept: 1, broken: 1, waived: 1, unknown: 0, share: 1 / 3 });
  t.match(gitops.owners, [
    { team: 'shop', environment: 'prod', applicable: 2, kept: 1, share: 0.5 },
    { team: null, environment: 'test', applicable: 1, waived: 1, share: 0 },
  ]);
  t.match(gitops.reasons, [{ rule: 'argocd-automated-sync', broken: 1, examples: [{ id: 'argocd/Application/api' }] }]);
});

t.test('what is off, what applies to nothing and what is kept are three things', async (t) => {
  const replica = { identifier: 'copy', replicate_source_db: 'main', tags: shop };
  const plan = JSON.stringify(planDocument({ 'aws_db_instance.copy': { values: replica } }));
  const one = 'rules: {database-cross-region: {action: warn}}';
  const files = { 'gatehouse.yaml': config, 'one.yaml': one, 'apps.yaml': manifests, 'plan.json': plan };
  const { gatehouse } = shell(t, files);
  const card = async (...args: string[]) =>
    JSON.parse((await gatehouse(['scorecard', '--format', 'json', ...args])).stdout) as Scorecard;

  t.match(pattern(await card('apps.yaml'), 'disaster-recovery'), { state: 'off', share: null });
  t.match(pattern(await card('--all', 'apps.yaml'), 'disaster-recovery'), { state: 'not-applicable', share: null });
  t.match(
    pattern(await card('--config', 'one.yaml', 'plan.json'), 'disaster-recovery'),
    { state: 'not-applicable', applicable: 0 },
    'a rule that exempts what it was asked about does not count it as kept',
  );
});

t.test('it is a page to be read, too', async (t) => {
  const { gatehouse } = shell(t, { 'gatehouse.yaml': config, 'apps.yaml': manifests });

  const { stdout } = await gatehouse(['scorecard', 'apps.yaml']);

  t.match(stdout, '| gitops | Git is the only way in, and it heals. | 33 % (1 of 3) | 1 | 0 | 1 |');
  t.match(stdout, /\| canary \|.*\| off \|/);
  t.match(stdout, '| shop | prod |');
  t.match(stdout, /1 × \*\*argocd-automated-sync\*\* .*: `argocd\/Application\/api`/);
});

t.test('what cannot be read is said, and is no zero', async (t) => {
  const { gatehouse } = shell(t, { 'gatehouse.yaml': config, 'apps.yaml': manifests });

  const { code, stderr } = await gatehouse(['scorecard', 'apps.yaml', 'missing.yaml']);

  t.equal(code, 2);
  t.match(stderr, /missing\.yaml/);
});
