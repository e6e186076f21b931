import { parser } from '@prometheus-io/lezer-promql';
import t from 'tap';
import { parse, stringify } from 'yaml';
import { arrayAt, type JsonObject, stringAt } from '../../src/json.ts';
import { createMetrics } from '../../src/plugins/metrics.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { run } from '../e2e/client.ts';
import { CLI, documentedManifests } from '../e2e/gatehouse.ts';
import { alertsOf, metricsIn } from '../helpers/alerts.ts';
import { CHART, helms, NO_HELM } from '../helpers/helm.ts';
import { MATRIX } from './values.ts';

const installed = helms();
if (installed.length === 0 && process.env.CI) t.fail(NO_HELM);

for (const helm of installed) {
  t.test(`helm lint ${helm.version}`, async (t) => {
    for (const [name, given] of Object.entries(MATRIX)) {
      const { code, stdout, stderr } = await helm.run(['lint', '--strict', '--kube-version', '1.33', CHART], given);
      t.equal(code, 0, `${name}: ${stdout}${stderr}`);
    }
  });
}

const [helm] = installed;
if (helm) {
  t.test('what cannot work is refused before anything is installed', async (t) => {
    const wrong: [values: JsonObject, said: RegExp][] = [
      [{ replica: 2 }, /'replica' not allowed/],
      [{ webhooks: { validate: { failurePolicy: 'fail' } } }, /failurePolicy/],
      [{ webhooks: { url: 'http://gatehouse' } }, /webhooks\/url/],
      [{ certificates: { mode: 'secret', secretName: 'serving' } }, /caBundle/],
      [{ deploy: false }, /webhooks\/url/],
      [{ config: { rules: { 'no-latest': { action: 'refuse' } } } }, /no-latest\/action/],
      [{ config: { rules: { 'no-such-rule': {} } } }, /no-such-rule/],
      [{ config: { rules: { 'required-tags': { parameters: { required: 'team' } } } } }, /parameters\/required/],
      [{ config: { server: { port: 1 } } }, /port/],
      [{ config: { docs: 'https://example.com' }, existingConfigMap: 'mine' }, /config/],
    ];
    for (const [values, said] of wrong) {
      await t.rejects(helm.template(values), { message: said }, JSON.stringify(values));
    }
  });

  t.test("it passes Gatehouse's own rules, if each of them denied", async (t) => {
    const { rules } = (await loadBundle()).catalogue;
    const deny = { rules: Object.fromEntries(rules.map(({ id }) => [id, { action: 'deny', unknown: 'deny' }])) };
    const waivers = [
      {
        rule: 'rbac-reads-all-secrets',
        resource: 'ClusterRole/*-audit',
        owner: 'team-platform',
        reason: 'An audit of everything lists Secrets, of which it asks for the metadata; rbac.audit: view does not.',
        expires: '2999-12-31',
      },
    ];
    const config = t.testdir({ 'gatehouse.yaml': stringify({ ...deny, waivers, exempt: { namespaces: [] } }) });
    const labels = { team: 'platform', env: 'prod', 'cost-center': '4711' };
    for (const [name, values] of Object.entries(MATRIX)) {
      if (name === 'all that can be switched off') continue;
      const input = (await helm.template({ ...values, labels })).map((object) => stringify(object)).join('---\n');
      const { code, stdout, stderr } = await run(CLI, ['check', '--config', `${config}/gatehouse.yaml`, '-'], {
        input,
      });
      t.equal(code, 0, `${name}: ${stdout}${stderr}`);
    }
  });

  t.test('it grants the watches that rules ask for at admission', async (t) => {
    const { rules } = (await loadBundle()).catalogue;
    const role = (await helm.template({})).find(
      ({ kind, metadata }) => kind === 'ClusterRole' && /-context$/.test(stringAt(metadata, 'name') ?? ''),
    );
    const granted = arrayAt(role, 'rules').flatMap((rule) =>
      arrayAt(rule, 'apiGroups').flatMap((group) =>
        arrayAt(rule, 'resources').map((resource) => `${group}/${resource}`),
      ),
    );
    const asked = rules
      .filter(({ doors }) => doors.includes('admission'))
      .flatMap(({ siblings = [] }) => siblings.filter((glob) => glob.includes('/')));
    for (const glob of new Set(asked)) {
      const parts = glob.toLowerCase().split('/');
      const plural = `${parts.length > 2 ? parts[0] : ''}/${parts.at(-1)?.replace(/y$/, 'ie')}s`;
      t.ok(granted.includes(plural), `${glob}: ${plural}`);
    }
  });

  t.test('one of its servers audits, by a Lease that they may hold and no other one', async (t) => {
    const audits = [{ name: 'cluster', schedule: '0 * * * *', cluster: {} }];
    const lease = async (values: JsonObject) => {
      const objects = await helm.template({ prometheusRule: { enabled: true }, ...values });
      const file = objects.find(({ kind }) => kind === 'ConfigMap');
      const role = objects.find(({ metadata }) => stringAt(metadata, 'name') === 'gatehouse-lease');
      const alerts = objects
        .filter(({ kind }) => kind === 'PrometheusRule')
        .flatMap((rule) => arrayAt(rule, 'spec', 'groups'))
        .flatMap((group) => arrayAt(group, 'rules').map((rule) => stringAt(rule, 'alert')));
      return {
        configured: (parse(stringAt(file, 'data', 'gatehouse.yaml') ?? '') as JsonObject).lease,
        rights: arrayAt(role, 'rules'),
        isWatched: alerts.includes('GatehouseNobodyLeads'),
      };
    };
    const held = {
      configured: { namespace: 'gatehouse-system', name: 'gatehouse' },
      rights: [
        {
          apiGroups: ['coordination.k8s.io'],
          resources: ['leases'],
          resourceNames: ['gatehouse'],
          verbs: ['get', 'update'],
        },
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      ],
      isWatched: true,
    };

    t.strictSame(await lease({}), { configured: undefined, rights: [], isWatched: false }, 'nothing to share');
    t.strictSame(await lease({ config: { audits } }), held);
    t.strictSame(await lease({ clusterObjects: { enabled: true } }), held);
    t.strictSame(await lease({ rbac: { audit: 'view' } }), held);
    await t.rejects(helm.template({ config: { audits, lease: { name: 'mine' } } }), { message: /lease/ });
  });

  t.test('the documentation registers what the chart registers', async (t) => {
    const documented = documentedManifests({ authority: '' }).filter(({ kind }) =>
      /WebhookConfiguration$/.test(String(kind)),
    );
    const rendered = await helm.template();
    for (const manifest of documented) {
      const ofChart = rendered.find(({ kind }) => kind === manifest.kind);
      t.strictSame(withoutBundles(ofChart), withoutBundles(manifest), stringAt(manifest, 'kind') ?? '');
    }
    t.equal(documented.length, 2);
  });

  t.test('alerts are PromQL, and ask for metrics that there are', async (t) => {
    const known = (await createMetrics().registry.getMetricsAsJSON()).map(({ name }) => name);
    const alerts = await alertsOf(helm);
    t.ok(alerts.length >= 8);
    for (const { name, expression } of alerts) {
      t.strictSame(syntaxErrors(expression), [], `${name}: ${expression}`);
      for (const metric of metricsIn(expression).filter((metric) => metric.startsWith('gatehouse_'))) {
        t.ok(known.includes(metric.replace(/_bucket$/, '')), `${name}: ${metric}`);
      }
    }
  });
}

function syntaxErrors(expression: string): string[] {
  const errors: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from }) => void (type.isError && errors.push(`at ${expression.slice(from)}`)),
  });
  return errors;
}

function withoutBundles(configuration: unknown): unknown {
  return JSON.parse(
    JSON.stringify(arrayAt(configuration, 'webhooks'), (key, value: unknown) =>
      key === 'caBundle' ? undefined : value,
    ),
  );
}
