import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deflateSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { GatehouseError } from '../../src/errors.ts';
import type { Report } from '../../src/reports/report.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { RuleSet } from '../../src/rules/ruleset.ts';
import { ScorecardBuilder } from '../../src/scorecard/build.ts';
import { type Built, build, deployment, onlyRule } from './app.ts';

const config = { rules: onlyRule('no-latest') ?? {} };
const moving = JSON.stringify(deployment('nginx:latest'));

function post({ app }: Built, url: string, payload: string | Buffer, headers: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/octet-stream', ...headers },
  });
}

t.test('manifests come back as a report, however they are sent', async (t) => {
  const gatehouse = await build(t, { config });
  const yaml = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: nginx}]\n';

  const plain = await post(gatehouse, '/v1/manifests', moving, { 'content-type': 'application/json' });
  const answers = [
    plain,
    await post(gatehouse, '/v1/manifests', yaml, { 'content-type': 'application/yaml' }),
    await post(gatehouse, '/v1/manifests', gzipSync(moving), { 'content-encoding': 'gzip' }),
    await post(gatehouse, '/v1/manifests', deflateSync(moving), { 'content-encoding': 'deflate' }),
  ];

  for (const answer of answers) {
    t.equal(answer.statusCode, 200);
    const { summary, violations } = answer.json<Report>();
    t.match(summary, { resources: 1, denied: 1 });
    t.match(violations, [{ rule: 'no-latest', action: 'deny' }]);
  }
  t.match(plain.json<Report>().violations, [
    {
      resource: { id: 'shop/Deployment/web', type: 'apps/v1/Deployment' },
      path: '/spec/template/spec/containers/0/image',
    },
  ]);
});

t.test('errors say what was wrong under a stable code', async (t) => {
  const gatehouse = await build(t, { config });
  const cases: [string, string, string | Buffer, Record<string, string>, number, string, RegExp][] = [
    ['nothing', '/v1/manifests', '', {}, 400, 'INPUT_UNREADABLE', /empty/],
    ['no gzip', '/v1/manifests', moving, { 'content-encoding': 'gzip' }, 400, 'INPUT_UNREADABLE', /not gzip/],
    ['an encoding', '/v1/manifests', moving, { 'content-encoding': 'br' }, 415, 'ENCODING_UNSUPPORTED', /gzip/],
    ['manifests as plan', '/v1/terraform/plan', moving, {}, 422, 'INPUT_UNRECOGNISED', /post it to \/v1\/manifests/],
    ['no such route', '/v1/nothing', moving, {}, 404, 'NOT_FOUND', /POST \/v1\/nothing/],
  ];
  for (const [name, url, body, headers, status, code, message] of cases) {
    const answer = await post(gatehouse, url, body, { 'x-request-id': 'r-1', ...headers });

    t.equal(answer.statusCode, status, name);
    t.match(answer.json(), { error: { code, message, requestId: 'r-1' } }, name);
    t.equal(answer.headers['x-request-id'], 'r-1', name);
  }
});

t.test('a body is bounded as sent and as unpacked', async (t) => {
  const gatehouse = await build(t, { config });
  const bomb = gzipSync(Buffer.alloc(140 * 1024 * 1024, ' '));

  const answer = await post(gatehouse, '/v1/manifests', bomb, { 'content-encoding': 'gzip' });

  t.ok(bomb.length < 1024 * 1024);
  t.equal(answer.statusCode, 413);
  t.match(answer.json(), { error: { code: 'INPUT_TOO_LARGE', message: /128 MiB/ } });
});

t.test('a resource that cannot be judged is in the report, and makes it a 500', async (t) => {
  const gatehouse = await build(t, { breaks: new GatehouseError('EVALUATION_FAILED', 'broken') });

  const answer = await post(gatehouse, '/v1/manifests', moving);

  t.equal(answer.statusCode, 500);
  t.match(answer.json(), { summary: { resources: 1, denied: 0 }, errors: [{ code: 'EVALUATION_FAILED' }] });
  t.match(await gatehouse.metrics(), 'gatehouse_evaluation_errors_total{door="ci"} 1');
});

t.test('an error that nobody foresaw tells the caller nothing but where to look', async (t) => {
  const gatehouse = await build(t, { config, audits: [] });
  const secret = 'hunter2-hunter2';
  gatehouse.app.get('/v1/broken', () => {
    throw new Error(secret);
  });

  const answer = await gatehouse.app.inject('/v1/broken');

  t.equal(answer.statusCode, 500);
  t.match(answer.json(), { error: { code: 'INTERNAL', requestId: /^[0-9a-f-]{36}$/ } });
  t.notOk(answer.payload.includes(secret));
  t.match(gatehouse.log, [{ msg: 'request failed', error: { type: 'Error', stack: /at / } }]);
});

t.test('tokens', async (t) => {
  const token = 'a-token-of-some-length';
  const sha256 = createHash('sha256').update(token).digest('hex');
  const tokens = [{ name: 'pipeline', sha256 }];
  const gatehouse = await build(t, { config: { ...config, server: { tokens } }, loopbackOnly: false });

  t.test('open the REST API and nothing else needs them', async (t) => {
    const without = await post(gatehouse, '/v1/manifests', moving);
    const wrong = await post(gatehouse, '/v1/manifests', moving, { authorization: 'Bearer another-token-entirely' });
    const right = await post(gatehouse, '/v1/manifests', moving, { authorization: `Bearer ${token}` });
    const open = await Promise.all(['/livez', '/readyz', '/metrics'].map((url) => gatehouse.app.inject(url)));
    const webhook = await post(gatehouse, '/v1/admission/validate', '{}');

    for (const answer of [without, wrong]) {
      t.equal(answer.statusCode, 401);
      t.equal(answer.json().error.code, 'UNAUTHENTICATED');
      t.match(answer.headers['www-authenticate'], /^Bearer/);
    }
    t.equal(right.statusCode, 200);
    t.strictSame(
      open.map(({ statusCode }) => statusCode),
      [200, 200, 200],
    );
    t.equal(webhook.statusCode, 200);
  });

  t.test('are named by their holder in the log and never shown', async (t) => {
    const text = JSON.stringify(gatehouse.log) + (await gatehouse.metrics());

    const answered = gatehouse.log.filter(({ msg }) => msg === 'request answered');
    t.strictSame(
      answered.map(({ status, holder }) => [status, holder]),
      [
        [401, undefined],
        [401, undefined],
        [200, 'pipeline'],
      ],
    );
    t.notOk(text.includes(token) || text.includes(sha256));
  });

  t.test('are wanted wherever others could reach the server', async (t) => {
    const unguarded = await build(t, { config, loopbackOnly: false });

    const answer = await post(unguarded, '/v1/manifests', moving, { authorization: `Bearer ${token}` });

    t.equal(answer.statusCode, 401);
    t.match(answer.json().error.message, 'no token is configured');
  });
});

t.test('rules are listed with what the configuration made of them', async (t) => {
  const { app } = await build(t, {
    config: {
      rules: onlyRule('no-latest', { action: 'warn', from: '2030-01-01', parameters: { tags: ['dev'] } }) ?? {},
    },
  });

  const all = (await app.inject('/v1/rules')).json();
  const one = (await app.inject('/v1/rules/no-latest')).json();
  const none = await app.inject('/v1/rules/no-such');

  t.match(all, { revision: /^[0-9a-f]{12}-/, rules: [{ id: String }] });
  t.match(one, {
    id: 'no-latest',
    actions: { admission: 'warn', ci: 'warn', audit: 'warn' },
    from: '2030-01-01T00:00:00.000Z',
    parameters: { tags: ['dev'], exempt: [] },
    parametersSchema: { type: 'object' },
  });
  t.equal(none.statusCode, 404);
  t.match(none.json(), { error: { code: 'RULE_UNKNOWN', message: /there is no rule no-such; see GET/ } });
});

t.test('audits are listed with their last report', async (t) => {
  const audit = { name: 'nightly', schedule: '0 3 * * *', warnings: ['pods: forbidden'] };
  const { app } = await build(t, { config, audits: [audit] });

  t.strictSame((await app.inject('/v1/audits')).json(), { audits: [audit] });
  t.strictSame((await app.inject('/v1/audits/nightly')).json(), audit);
  t.match((await app.inject('/v1/audits/x')).json(), { error: { code: 'AUDIT_UNKNOWN', message: /nightly/ } });
});

t.test('the scorecard of an audit is JSON, and a page', async (t) => {
  const rules = await RuleSet.create(await loadBundle(), {});
  const scorecard = new ScorecardBuilder(rules, 'audit').scorecard();
  const audits = [
    { name: 'nightly', schedule: '0 3 * * *', scorecard },
    { name: 'new', schedule: '0 3 * * *' },
  ];
  const { app } = await build(t, { config, audits });

  t.strictSame((await app.inject('/v1/audits/nightly/scorecard')).json(), scorecard);
  const page = await app.inject('/v1/audits/nightly/scorecard?format=markdown');
  t.match(page.headers['content-type'], /^text\/markdown/);
  t.match(page.body, '| gitops | Git is the only way in, and it heals. | not applicable |');
  t.equal((await app.inject('/v1/audits/new/scorecard')).statusCode, 404);
});

t.test('without rules the server lives, is not ready and says why', async (t) => {
  const { app } = await build(t, { problem: new GatehouseError('CONFIG_INVALID', 'rules.x is not valid') });

  t.equal((await app.inject('/livez')).statusCode, 200);
  const ready = await app.inject('/readyz');
  t.equal(ready.statusCode, 503);
  t.match(ready.json(), { status: 'not ready', reasons: ['rules.x is not valid'] });
  t.match((await app.inject('/v1/rules')).json(), { error: { code: 'NOT_READY', message: /rules\.x is not valid/ } });
});

t.test('the committed OpenAPI description is the one that is served', async (t) => {
  const { app } = await build(t, { config });

  const served = (await app.inject('/openapi.json')).json();

  t.strictSame(served, JSON.parse(await readFile('openapi.json', 'utf8')), 'run `npm run build:openapi`');
});
