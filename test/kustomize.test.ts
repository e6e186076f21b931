/** The trees of the worked examples, built by kustomize itself, pass as their files do. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import t from 'tap';
import { isKustomizationFile } from '../src/sources/kustomization.ts';
import { shell } from './cli/run.ts';

const INSTALL = 'scripts/kustomize/install.sh';
const [, version] = /^version=(\S+)$/m.exec(readFileSync(INSTALL, 'utf8')) ?? [];
const KUSTOMIZE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), `gatehouse-ci/kustomize-${version}`);

const build = (folder: string): string => execFileSync(KUSTOMIZE, ['build', folder], { encoding: 'utf8' });

const trees = readdirSync('examples', { recursive: true, encoding: 'utf8' })
  .filter(isKustomizationFile)
  .map((file) => join('examples', dirname(file)))
  .sort();

if (!existsSync(KUSTOMIZE)) {
  if (process.env.CI) t.fail(`no kustomize: ${INSTALL}`);
  else t.comment(`passed over: no kustomize; ${INSTALL} puts it in place`);
} else {
  for (const tree of trees) {
    t.test(tree, async (t) => {
      const { gatehouse } = shell(t);
      const configuration = resolve('examples', tree.split('/')[1] ?? '', 'gatehouse.yaml');

      const { code, stdout, stderr } = await gatehouse(['check', '-c', configuration, '-'], { input: build(tree) });

      t.equal(code, 0, stderr);
      t.match(stdout, /^✔ \d+ resources: nothing denied, nothing to warn about\n$/);
    });
  }

  t.test('what a patch brings in is judged in what is built, and the patch by itself is not', async (t) => {
    const { gatehouse, path, write } = shell(t, {
      'prod/kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: image.yaml}]\n',
      'prod/web.yaml': readFileSync('examples/gitops/kubernetes/shop/base/deployment.yaml', 'utf8'),
      'prod/image.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {template: {spec: {containers: [{name: web, image: "web:latest"}]}}}\n',
    });
    write('gatehouse.yaml', 'rules: {pod-disruption-budget: {action: off}}\n');

    const files = await gatehouse(['check', 'prod']);
    const built = await gatehouse(['check', '-'], { input: build(join(path, 'prod')) });

    t.equal(files.code, 0, files.stdout);
    t.match(files.stderr, 'image.yaml; judge that: kustomize build prod | gatehouse check -');
    t.equal(built.code, 1);
    t.match(built.stdout, /no-latest/);
  });
}
