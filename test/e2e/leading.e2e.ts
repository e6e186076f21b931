/** Two servers of which one runs the audits: whichever holds the Lease, with the rights that the chart grants. */
import { hostname } from 'node:os';
import t from 'tap';
import { arrayAt, dig, type JsonObject, stringAt } from '../../src/json.ts';
import { helms, NAMESPACE, NO_HELM } from '../helpers/helm.ts';
import { type Gatehouse, getJson, startGatehouse } from './gatehouse.ts';
import { fetchFrom } from './replicas.ts';
import { createAll, eventually, readManifests, startE2e } from './setup.ts';

const LEASE = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases/gatehouse`;
const AUDIT = { name: 'lab', schedule: '* * * * * *' };

const e2e = await startE2e(t);
const [helm] = e2e ? helms() : [];
if (e2e && helm === undefined) {
  if (process.env.CI) t.fail(NO_HELM);
  else t.comment(`passed over: ${NO_HELM}`);
}
if (e2e && helm) {
  const { lab, client } = e2e;
  await createAll(client, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, ...readManifests()]);
  // As the chart grants it, to a user in place of the service account.
  const rendered = await helm.template({
    certificates: { mode: 'cert-manager' },
    context: { cluster: false },
    rbac: { audit: 'all' },
    config: { audits: [{ ...AUDIT, cluster: {} }] },
  });
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'auditor' }];
  const grants = rendered.filter(({ kind }) => /^(Cluster)?Role(Binding)?$/.test(String(kind)));
  await createAll(
    client,
    grants.map((grant) => (/Binding$/.test(String(grant.kind)) ? { ...grant, subjects } : grant)),
  );
  const kubeconfig = lab.kubeconfigOf('auditor');
  const config = {
    audits: [{ ...AUDIT, cluster: { kubeconfig } }],
    lease: { namespace: NAMESPACE, cluster: { kubeconfig } },
  };
  const startServer = async (name: string, given: unknown = config, args: string[] = []): Promise<Gatehouse> => {
    const server = await startGatehouse(lab, given, undefined, {}, { name, args });
    t.teardown(() => server.service.stop());
    return server;
  };
  const portOf = ({ address }: Gatehouse) => Number(new URL(address).port);
  const audits = (server: Gatehouse) => getJson(`${server.address}/v1/audits`, server.authority);
  /** Whether it has made a report. */
  const hasReport = async (server: Gatehouse) => dig(await audits(server), 'audits', 0, 'report') !== undefined;
  const metrics = async (server: Gatehouse, name: string) => {
    const { text } = await fetchFrom(portOf(server), '/metrics', {});
    return text.split('\n').filter((line) => line.startsWith(name));
  };
  const runs = async (server: Gatehouse) => {
    const [line = '0'] = await metrics(server, 'gatehouse_audits_total{audit="lab",result="success"}');
    return Number(line.split(' ').at(-1));
  };
  const leads = async (server: Gatehouse) =>
    (await metrics(server, 'gatehouse_leader{lease="gatehouse"} 1')).length > 0;
  const holder = async () => stringAt((await client.send('GET', LEASE)).body, 'spec', 'holderIdentity');

  let [first, second] = [await startServer('a'), await startServer('b')];

  t.test('the holder of the Lease runs the audits, and the other one says who does', async (t) => {
    const leader = await eventually(async () => (await hasReport(first)) && first);
    const twice = await runs(leader);
    await eventually(async () => (await runs(leader)) > twice, 30_000);

    t.equal(await leads(first), true);
    t.equal(await leads(second), false);
    t.equal(await runs(second), 0, 'not one run');
    t.strictSame(await audits(second), {
      audits: [AUDIT],
      elsewhere: { lease: `${NAMESPACE}/gatehouse`, holder: hostname() },
    });
    const one = await fetchFrom(portOf(second), '/v1/audits/lab', {});
    t.equal(one.status, 421);
    t.match(
      stringAt(JSON.parse(one.text), 'error', 'message'),
      `Lease ${NAMESPACE}/gatehouse, which ${hostname()} holds`,
    );
    t.equal((await fetchFrom(portOf(second), '/v1/audits/other', {})).status, 404);
    t.equal((await fetchFrom(portOf(first), '/v1/audits/lab', {})).status, 200);
    for (const name of ['gatehouse_audit_findings{', 'gatehouse_audit_last_success_timestamp_seconds{']) {
      t.not((await metrics(first, name)).length, 0, name);
      t.strictSame(await metrics(second, name), []);
    }
    t.strictSame(await metrics(second, 'gatehouse_audits_total{'), [
      'gatehouse_audits_total{audit="lab",result="failure"} 0',
    ]);
  });

  t.test('it is killed: the other one takes over', async (t) => {
    await first.service.kill();
    await eventually(() => hasReport(second), 40_000);

    t.equal(await leads(second), true);
    t.equal(dig(await audits(second), 'elsewhere'), undefined);
    t.not((await metrics(second, 'gatehouse_audit_findings{')).length, 0);
  });

  t.test('it ends: the other one takes over at once', async (t) => {
    first = await startServer('c');
    t.equal(await hasReport(first), false);
    const before = await holder();
    await second.service.stop();

    // Sooner than a Lease ends by itself, which takes 15 seconds.
    await eventually(async () => ![undefined, before].includes(await holder()), 10_000);
    await eventually(() => hasReport(first), 20_000);
    t.equal(await leads(first), true);
  });

  t.test('it loses the Lease: it runs no more audits, and tells of none', async (t) => {
    const taken = { spec: { holderIdentity: 'another_1', leaseDurationSeconds: 5 } };
    await client.send('PATCH', LEASE, taken, 'application/merge-patch+json');

    await eventually(async () => !(await leads(first)));
    const { body } = await client.send('GET', LEASE);
    if (stringAt(body, 'spec', 'holderIdentity') === 'another_1') {
      t.match(await audits(first), { elsewhere: { holder: 'another' } });
      t.strictSame(await metrics(first, 'gatehouse_audit_findings{'), []);
      t.strictSame(await metrics(first, 'gatehouse_audit_last_success_timestamp_seconds{'), []);
    }
    await eventually(() => hasReport(first), 30_000);
    t.not((await metrics(first, 'gatehouse_audit_findings{')).length, 0, 'it takes over again');
  });

  t.test('a server of two processes stands once, and both tell of its audits', async (t) => {
    const pair = await startServer('pair', config, ['--processes', '2']);
    await eventually(async () => /"msg":"all processes listen"/.test(pair.log()), 30_000);
    t.match(await audits(pair), { elsewhere: { lease: `${NAMESPACE}/gatehouse` } });
    await first.service.stop();
    await eventually(() => hasReport(pair), 30_000);

    t.equal(await leads(pair), true);
    t.equal(pair.log().split('leading: runs the audits').length - 1, 1, 'one of them');
    for (let asked = 0; asked < 6; asked += 1) {
      t.equal((await fetchFrom(portOf(pair), '/v1/audits/lab', {})).status, 200);
    }
    await pair.service.stop();
    t.equal(await holder(), undefined, 'it was given back');
  });

  t.test('who may not hold the Lease says so, and runs nothing', async (t) => {
    const blind = { ...config, lease: { namespace: 'default', cluster: { kubeconfig } } };
    second = await startServer('d', blind);
    await eventually(async () => /"msg":"not standing for election"/.test(second.log()));

    t.match(second.log(), /cannot read the Lease default\/gatehouse: 403/);
    const one = await fetchFrom(portOf(second), '/v1/audits/lab', {});
    t.match(stringAt(JSON.parse(one.text), 'error', 'message'), /default\/gatehouse, which nobody holds/);
  });

  t.test('a server that was given no Lease is the only one', async (t) => {
    const { lease: _lease, ...alone } = config;
    const third = await startServer('e', alone);
    await eventually(() => hasReport(third), 30_000);
    t.strictSame(arrayAt(await audits(third), 'elsewhere'), []);
    const answer = (await audits(third)) as JsonObject;
    t.notOk(Object.hasOwn(answer, 'elsewhere'));
  });
}
