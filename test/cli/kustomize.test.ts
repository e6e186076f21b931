import t from 'tap';
import { deployment, shell } from './run.ts';

const onlyLimits = `rules:
  required-tags: {action: off}
  pod-disruption-budget: {action: off}
`;

const limits = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec: {template: {spec: {containers: [{name: main, image: nginx}]}}}
`;

/** The names of the objects with findings. */
const denied = (stdout: string) => [...stdout.matchAll(/^ {2}\S+\/(\S+) {2}/gm)].map(([, name]) => name);

t.test('what a kustomization takes as parts is not judged by itself, and a note says how it is', async (t) => {
  const { gatehouse } = shell(t, {
    'gatehouse.yaml': onlyLimits,
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': deployment('web', 'nginx:1.27'),
    'overlays/prod/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../../base]
patches:
  - path: limits.yaml
  - target: {kind: Deployment}
    path: patches/replicas.json
  - patch: |-
      - op: remove
        path: /metadata/labels/x
patchesStrategicMerge: [old.yaml, "apiVersion: v1\\nkind: Pod\\n"]
patchesJson6902: [{target: {kind: Deployment, name: web, version: v1}, path: list.yaml}]
replacements: [{path: replace.yaml}]
configurations: [names.yaml]
openapi: {path: schema.json}
transformers: [./labels.yaml]
configMapGenerator: [{name: shop, files: [application.yaml, logs.yaml=conf/logging.yaml]}]
secretGenerator: [{name: shop, files: [key.json]}]
helmCharts: [{name: cache, version: 1.0.0, repo: "https://charts.example.com", valuesFile: values.yaml}]
`,
    'overlays/prod/limits.yaml': limits('web'),
    'overlays/prod/patches/replicas.json': '[{"op": "replace", "path": "/spec/replicas", "value": 3}]',
    'overlays/prod/old.yaml': limits('old'),
    'overlays/prod/list.yaml': '- {op: replace, path: /spec/replicas, value: 3}\n',
    'overlays/prod/replace.yaml': 'source: {kind: Service}\ntargets: []\n',
    'overlays/prod/names.yaml': 'nameReference: []\n',
    'overlays/prod/schema.json': '{"definitions": {}}',
    'overlays/prod/labels.yaml': 'apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: x}\n',
    'overlays/prod/application.yaml': 'spring: {}\n',
    'overlays/prod/conf/logging.yaml': 'level: info\n',
    'overlays/prod/key.json': '{"kid": 1}',
    'overlays/prod/values.yaml': 'replicas: 2\n',
  });

  const { code, stdout, stderr } = await gatehouse(['check', '.']);

  t.equal(code, 1, 'and nothing is an input that could not be judged');
  t.same(denied(stdout), ['web']);
  t.match(stdout, /base\/web\.yaml/);
  t.notMatch(stdout, /overlays/);
  t.match(
    stderr,
    'overlays/prod/kustomization.yaml: not judged, as parts of what is built: limits.yaml, patches/replicas.json, old.yaml, ' +
      'list.yaml, replace.yaml, names.yaml, ./labels.yaml, schema.json, application.yaml, conf/logging.yaml, key.json, values.yaml; ' +
      'judge that: kustomize build --enable-helm overlays/prod | gatehouse check -\n',
  );
});

t.test('what is a resource, too, is judged; so is what is named alone, and what no kustomization names', async (t) => {
  const { gatehouse } = shell(t, {
    'gatehouse.yaml': onlyLimits,
    'app/Kustomization':
      'resources: [both.yaml]\npatches: [{path: both.yaml}, {path: missing.yaml}, {path: "https://example.com/x.yaml"}]\n',
    'app/both.yaml': deployment('both', 'nginx:1.27'),
    'part/kustomization.yml':
      'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\npatches: [{path: patch.yaml}, {path: list.json}]\n',
    'part/patch.yaml': limits('patch'),
    'part/other.yaml': deployment('other', 'nginx:1.27'),
    'part/list.json': '[{"op": "remove", "path": "/spec/replicas"}]',
    'flux/kustomization.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x, namespace: y}\nspec: {patches: [{path: x.yaml}]}\n',
    'flux/x.yaml': deployment('x', 'nginx:1.27'),
    'bad/kustomization.yaml': 'patches: [\n',
    'bad/patch.yaml': limits('bad'),
  });

  const all = await gatehouse(['check', '--format', 'json', '.']);
  const globbed = await gatehouse(['check', 'part/kustomization.yml', 'part/patch.yaml', 'part/other.yaml']);
  const alone = await gatehouse(['check', 'part/patch.yaml']);
  const list = await gatehouse(['check', 'part/list.json']);

  t.equal(all.code, 2);
  t.match(all.stderr, /bad\/kustomization\.yaml:\d+: /, 'whose patches nobody can know');
  const names = new Set(
    JSON.parse(all.stdout).violations.map((each: { resource: { id: string } }) => each.resource.id),
  );
  t.same([...names].sort(), [
    'default/Deployment/bad',
    'shop/Deployment/both',
    'shop/Deployment/other',
    'shop/Deployment/x',
  ]);
  t.match(
    all.stderr,
    'part/kustomization.yml: not judged, as parts of what is built: patch.yaml, list.json; judge that: kustomize build OVERLAY | gatehouse check -\n',
  );
  t.notMatch(all.stderr, /app\/Kustomization|missing\.yaml/);
  t.same(denied(globbed.stdout), ['other']);
  t.match(globbed.stderr, 'not judged, as parts of what is built: patch.yaml');
  t.same([alone.code, denied(alone.stdout)], [1, ['patch']]);
  t.match(list.stderr, 'part/list.json:1: document 1 is a JSON patch and no object; judge what is built with it');
});

t.test('fixes and audits pass over the same, and a context is without it', async (t) => {
  const patch = limits('web').replace('image: nginx', 'image: "nginx:1.27"');
  const { gatehouse } = shell(t, {
    'gatehouse.yaml': 'rules: {required-tags: {action: off}, resource-limits: {action: off}}\n',
    'my app/kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: budget.yaml}, {path: patch.yaml}]\n',
    'my app/web.yaml': deployment('web', 'nginx:1.27').replace('spec:\n', 'spec:\n  replicas: 2\n'),
    'my app/patch.yaml': patch,
    'my app/budget.yaml':
      'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web, namespace: shop}\nspec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}\n',
  });

  const fixed = await gatehouse(['fix', '--diff', 'my app']);
  const audited = await gatehouse(['audit', '--no-output', 'my app']);
  const around = await gatehouse(['check', '--context-file', 'my app', 'my app/web.yaml']);

  const note =
    "parts of what is built: budget.yaml, patch.yaml; judge that: kustomize build 'my app' | gatehouse check -";
  for (const { stderr } of [fixed, audited]) t.match(stderr, note);
  t.notMatch(fixed.stdout, /patch\.yaml/);
  t.match(around.stdout, /pod-disruption-budget/, 'half a budget guards nothing');
});
