/** Rules of one's own: built, verified, loaded beside Gatehouse's, and judged at every door like them. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { readFiles, writeFiles } from '../../src/bundles/archive.ts';
import { buildBundle } from '../../src/bundles/build/build.ts';
import { FILES, packUp, unpack } from '../../src/bundles/files.ts';
import { loadOthers } from '../../src/bundles/load.ts';
import { messageOf } from '../../src/errors.ts';
import type { JsonObject } from '../../src/json.ts';
import { loadBundle, withOthers } from '../../src/rules/bundle.ts';
import { deployment as manifest, shell } from '../cli/run.ts';
import { hasOpa, opa } from '../helpers/opa.ts';
import { witness, writeRules } from '../helpers/other-rules.ts';
import { serve, until } from '../helpers/served.ts';
import { deployment, onlyRule, review } from '../server/app.ts';

/** Each build asks `opa` five times. */
t.setTimeout(600_000);

const SOURCE = 'test/fixtures/rules';
const RULE = 'acme/no_public_registry';

/** A copy of the rule with that put in place of this. */
function altered(t: Test, file: string, find: string, replace: string): string {
  const folder = join(t.testdir(), 'rules');
  cpSync(SOURCE, folder, { recursive: true });
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  if (!before.includes(find)) throw new Error(`${file} does not hold ${find}`);
  writeFileSync(path, before.replaceAll(find, replace));
  return folder;
}

async function refusal(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (thrown) {
    return messageOf(thrown);
  }
  return 'it was accepted';
}

if (!hasOpa()) {
  t.comment(`${opa} is not there: building is not tested`);
  t.pass('opa is needed', { skip: true });
} else {
  const made = t.testdir();
  const archive = join(made, 'acme.tar.gz');
  await buildBundle(SOURCE, archive);

  t.test('the same rules give the same bytes, as an archive and as a directory', async (t) => {
    const folder = t.testdir();

    await buildBundle(SOURCE, join(folder, 'again.tar.gz'));
    await buildBundle(SOURCE, join(folder, 'acme'));

    t.ok(readFileSync(join(folder, 'again.tar.gz')).equals(readFileSync(archive)));
    t.strictSame(await readFiles(join(folder, 'acme'), FILES), await readFiles(archive, FILES));
  });

  t.test('does not build, and says why', async (t) => {
    const slips: [string, string, string, RegExp][] = [
      ['.rego', 'facets.containers', 'facets.contaners', /undefined ref: input\.resource\.facets\.contaners/],
      [
        '.rego',
        'not container.image.registry in',
        'http.send({}).status\n\tnot container.image.registry in',
        /acme\/no_public_registry\.rego:\d+: .*undefined function http\.send/,
      ],
      ['.rego', 'severity: medium', 'severity: awful', /rule no-public-registry .*severity/],
      ['.rego', 'id: no-public-registry', 'id: other', /package should be data\.gatehouse\.acme\.other/],
      [
        '.examples.yaml',
        'image nginx:1.27.3 is not of',
        'image is not',
        /rule no-public-registry, example "an image of Docker Hub", as manifest: at .* it should say/,
      ],
      ['.examples.yaml', 'containers/0/image', 'containers/1/image', /its violations should be .*containers\/1\/image/],
      ['_test.rego', '== 1', '== 2', /FAIL/],
    ];

    for (const [suffix, find, replace, says] of slips) {
      const folder = altered(t, `${RULE}${suffix}`, find, replace);
      t.match(await refusal(() => buildBundle(folder, join(folder, 'out'))), says);
    }
  });

  t.test('is not loaded where it is not what it says', async (t) => {
    const folder = t.testdir();
    const files = await readFiles(archive, FILES);
    const bundle = unpack(files);
    const put = async (name: string, changed: ReadonlyMap<string, Buffer>) => {
      const path = join(folder, name);
      await writeFiles(path, changed);
      return refusal(() => loadOthers([{ path }]));
    };
    const plan = bundle.plan.replaceAll('registry of the company', 'registry of the cloud');
    const foreign = JSON.parse(bundle.plan.replaceAll('"internal.template_string"', '"opa.runtime"'));

    const tampered = await put('tampered', new Map([...files, ['plan.json', Buffer.from(plan)]]));
    const differing = await put('differing.tar.gz', packUp({ ...bundle, plan }));
    const builtin = await put('builtin', packUp({ ...bundle, plan: JSON.stringify(foreign) }));
    const bare = await put('bare', packUp({ ...bundle, examples: [] }));
    const wild = await put(
      'wild',
      packUp({ ...bundle, rules: bundle.rules.map((rule) => ({ ...rule, facets: 7 as never })) }),
    );
    writeFileSync(join(folder, 'text.tar.gz'), 'no archive');

    t.match(tampered, /tampered: its files do not belong together/);
    t.match(
      differing,
      /differing\.tar\.gz: rule no-public-registry, example "an image of Docker Hub", .*the two evaluators differ/,
    );
    t.match(
      builtin,
      /_gatehouse\/lib\/container\.rego:\d+: the builtin opa\.runtime is not one that both evaluators have/,
    );
    t.match(bare, /rule no-public-registry: it has no good example/);
    t.match(wild, /its catalogue is not one: rules\/0\/facets/);
    t.match(await refusal(() => loadOthers([{ path: join(folder, 'text.tar.gz') }])), /text\.tar\.gz: /);
    t.match(await refusal(() => loadOthers([{ path: join(folder, 'absent') }])), /absent: /);
  });

  t.test('an archive that is cut short is refused, wherever it ends', async (t) => {
    const whole = readFileSync(archive);
    const tar = gunzipSync(whole);
    const path = join(t.testdir(), 'cut.tar.gz');
    for (let part = 0; part < 20; part += 1) {
      const upTo = (bytes: Buffer) => bytes.subarray(0, Math.floor((part * bytes.length) / 20));
      for (const cut of [upTo(whole), gzipSync(upTo(tar))]) {
        writeFileSync(path, cut);
        t.match(await refusal(() => loadOthers([{ path }])), /cut\.tar\.gz: /);
      }
    }
  });

  t.test('two rules of one id are refused with both places', async (t) => {
    const folder = t.testdir();
    const taken = writeRules(join(folder, 'rules'), [{ id: 'no-latest', body: ['message := "x"'] }]);
    const path = join(folder, 'taken');
    await buildBundle(taken, path);
    const shipped = await loadBundle();
    const [theirs, acme] = await loadOthers([{ path }, { path: archive }]);
    if (!theirs || !acme) throw new Error('not loaded');

    t.throws(() => withOthers(shipped, [theirs]), {
      message: /taken: the rule no-latest is there already, in Gatehouse itself/,
    });
    t.throws(() => withOthers(shipped, [acme, { ...acme, where: 'other.tar.gz' }]), {
      message: /other\.tar\.gz: the rule no-public-registry is there already, in .*acme\.tar\.gz/,
    });
  });

  t.test('the command line judges, mends and lists them', async (t) => {
    const rules = {
      ...onlyRule('no-latest', { action: 'off' }),
      'no-public-registry': { parameters: { registries: ['r.example'] } },
    };
    const config = (more: JsonObject = {}) => JSON.stringify({ bundles: [{ path: archive }], rules, ...more });
    const sh = shell(t, { 'web.yaml': manifest('web', 'nginx:1.27.3'), 'gatehouse.yaml': config() });
    const waiver = {
      rule: 'no-public-registry',
      resource: 'shop/Deployment/web',
      owner: 'o',
      reason: 'r',
      expires: '2999-01-01',
    };
    sh.write('waived.yaml', config({ waivers: [waiver] }));
    sh.write('unknown.yaml', JSON.stringify({ bundles: [{ path: archive }], rules: { 'no-public-registri': {} } }));

    const checked = await sh.gatehouse(['check', '--format', 'json', 'web.yaml']);
    const waived = await sh.gatehouse(['check', '--config', 'waived.yaml', '--format', 'json', 'web.yaml']);
    const audited = await sh.gatehouse(['audit', '--no-output', '--format', 'json', 'web.yaml']);
    const unknown = await sh.gatehouse(['check', '--config', 'unknown.yaml', 'web.yaml']);
    const listed = await sh.gatehouse(['rules', 'list']);
    const shown = await sh.gatehouse(['rules', 'show', 'no-public-registry', '--format', 'json']);
    const fixed = await sh.gatehouse(['fix', 'web.yaml']);

    const report = JSON.parse(checked.stdout);
    t.equal(checked.code, 1, checked.stderr);
    t.match(report.violations, [
      { rule: 'no-public-registry', action: 'deny', message: /image nginx:1.27.3 is not of r.example/ },
    ]);
    t.match(JSON.parse(waived.stdout), {
      violations: [],
      waived: [{ rule: 'no-public-registry', waiver: { owner: 'o' } }],
    });
    t.equal(JSON.parse(audited.stdout).violations[0].fingerprint, report.violations[0].fingerprint);
    t.match(unknown.stderr, /no-public-registri\b.*no-public-registry/);
    t.match(listed.stdout, /no-public-registry +acme +on +deny +medium .*acme\.tar\.gz/);
    t.match(JSON.parse(shown.stdout), { id: 'no-public-registry', bundle: archive });
    t.equal(fixed.code, 0, fixed.stderr);
    t.match(readFileSync(join(sh.path, 'web.yaml'), 'utf8'), 'image: r.example/library/nginx:1.27.3');
  });

  t.test('the server judges them at every door, and the last good ones stay when new ones are bad', async (t) => {
    const folder = t.testdir();
    mkdirSync(join(folder, 'live'));
    const live = join(folder, 'live', 'bundle.tar.gz');
    const configFile = join(folder, 'gatehouse.yaml');
    for (const revision of ['one', 'two']) {
      await buildBundle(writeRules(join(folder, revision), [witness(revision)]), join(folder, `${revision}.tar.gz`));
    }
    const put = async (name: string) => writeFiles(live, await readFiles(join(folder, name), FILES));
    await put('one.tar.gz');
    const rules = onlyRule('no-latest');
    writeFileSync(configFile, JSON.stringify({ bundles: [{ path: live }, { path: archive }], rules }));
    const { ask, log } = await serve(t, { configFile, certsDirectory: folder });
    const object = deployment('nginx:latest');
    (object.metadata as JsonObject).labels = { witness: 'yes' };
    const body = JSON.stringify(review(object));
    const denial = async () => {
      const { response } = (await ask('/v1/admission/validate', { body })).json() as {
        response: { status?: { message: string } };
      };
      return response.status?.message ?? '';
    };

    const first = await denial();
    const mutated = (await ask('/v1/admission/mutate', { body })).json() as { response: { patch?: string } };
    const posted = (await ask('/v1/manifests', { body: JSON.stringify(object) })).json() as {
      violations: { rule: string }[];
    };
    const described = (await ask('/v1/rules/witness')).json();

    t.match(first, /\[no-latest\]/);
    t.match(first, /\[no-public-registry\]/);
    t.match(first, /\[witness\] .*revision one/);
    t.match(
      Buffer.from(mutated.response.patch ?? '', 'base64').toString(),
      'registry.acme.example/library/nginx:latest',
    );
    t.strictSame(
      new Set(posted.violations.map(({ rule }) => rule)),
      new Set(['no-latest', 'no-public-registry', 'witness']),
    );
    t.match(described, { id: 'witness', pack: 'acme', bundle: live, actions: { admission: 'deny' } });

    writeFileSync(live, 'no bundle');
    t.ok(await until(async () => (await ask('/readyz')).text.includes('bundle.tar.gz')), 'a bad one is told of');
    t.equal((await ask('/readyz')).status, 200);
    t.match(await denial(), /revision one/, 'and the good one serves on');

    await put('two.tar.gz');
    t.ok(await until(async () => (await denial()).includes('revision two')), 'a new good one is taken up');
    t.notOk(log.some(({ msg }) => msg === 'review not judged'));
  });
}
