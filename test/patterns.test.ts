/** The worked example of each pattern passes, each file of its `broken` folder breaks one rule of it, and its page says how. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t, { type Test } from 'tap';
import { auditFiles } from '../src/cli/audit.ts';
import { setUpFor } from '../src/cli/configuration.ts';
import { readInputs } from '../src/cli/inputs.ts';
import { judgeInputs } from '../src/cli/judge.ts';
import { startProgress } from '../src/cli/progress.ts';
import { parseConfig } from '../src/config/load.ts';
import { withManifests } from '../src/objects/with-objects.ts';
import type { Report } from '../src/reports/report.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import type { Setup } from '../src/setup.ts';
import { shell } from './cli/run.ts';
import { build } from './server/app.ts';

const { catalogue } = await loadBundle();
const packs = readdirSync('examples');

for (const pack of packs) {
  const folder = join('examples', pack);
  const configFile = join(folder, 'gatehouse.yaml');
  const reports = join(folder, 'scans');
  const options = existsSync(reports) ? { scans: resolve(reports) } : {};
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const rules = catalogue.rules.filter((rule) => rule.pack === pack);

  t.test(`${pack}: the worked example passes, with every rule of the pack on`, async (t) => {
    const judged = ['kubernetes', 'terraform'].map((part) => join(folder, part)).filter((part) => existsSync(part));
    const { gatehouse } = shell(t);

    const check = await gatehouse([
      'check',
      '-c',
      resolve(configFile),
      ...flags,
      ...judged.map((part) => resolve(part)),
    ]);

    t.equal(check.code, 0, check.stderr);
    t.match(check.stdout, /^✔ \d+ resources: nothing denied, nothing to warn about\n$/);
    const objects = judged.filter((part) => part.endsWith('kubernetes'));
    if (objects.length === 0) return;
    const { report, problems } = await auditFiles(await setUpFor(configFile, options), objects, {
      configFile,
      progress: startProgress(),
    });
    t.same([...report.violations, ...report.unknowns, ...problems], [], 'in an audit, too');
  });

  t.test(
    `${pack}: each file of broken breaks the rule that it is called after, and no other of the pack`,
    async (t) => {
      const setup = await setUpFor(configFile, options);
      const files = readdirSync(join(folder, 'broken')).filter((file) => !file.endsWith('.tf'));

      t.same(new Set(files.map(ruleOf)), new Set(rules.map(({ id }) => id)), 'one for each rule');
      for (const file of files) {
        const broken = await brokenBy(t, setup, configFile, join(folder, 'broken', file));
        t.same(
          broken.filter((id) => rules.some((rule) => rule.id === id)),
          [ruleOf(file)],
          file,
        );
      }
    },
  );

  t.test(`${pack}: its page leads to every rule, and its configurations can be used`, async (t) => {
    const page = readFileSync(join('docs/patterns', `${pack}.md`), 'utf8');

    for (const { id } of rules) t.ok(page.includes(`](../rules/${id}.md)`), id);
    const configurations = [...page.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```/gm)];
    t.ok(configurations.length > 0);
    for (const [, indent = '', text = ''] of configurations) {
      await t.resolves(parseConfig(text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), catalogue, `${pack}.md`));
    }
  });
}

function ruleOf(file: string): string {
  return file.slice(0, file.indexOf('.'));
}

/** The rules that deny it, by the door that its name tells: `.review.json` at admission, `.dump.` and `.state.json` in an audit, others in CI. */
async function brokenBy(t: Test, setup: Setup, configFile: string, file: string): Promise<string[]> {
  if (file.endsWith('.review.json')) {
    const { app } = await build(t, { config: setup.config });
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/admission/validate',
      headers: { 'content-type': 'application/json' },
      payload: readFileSync(file, 'utf8'),
    });
    const message: string = answer.json().response.status?.message ?? '';
    return catalogue.rules.map(({ id }) => id).filter((id) => message.includes(`[${id}] `));
  }
  const report = /\.(dump\.\w+|state\.json)$/.test(file)
    ? (await auditFiles(setup, [file], { configFile, progress: startProgress() })).report
    : await checked(setup, file);
  return [...new Set(report.violations.map(({ rule }) => rule))];
}

async function checked(setup: Setup, file: string): Promise<Report> {
  const progress = startProgress();
  const inputs = await readInputs([file], { progress });
  const [problem] = inputs.problems;
  if (problem) throw problem;
  return judgeInputs(await withManifests(setup, inputs.manifests), { inputs, context: [], door: 'ci', progress });
}
