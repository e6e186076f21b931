/** Several replicas that keep their own certificates, and in front of them what a Service is in a cluster. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { type Lab, writeTokenKubeconfig } from '../../scripts/lab/lab.ts';
import { freePorts, type Service, start, waitFor } from '../../scripts/lab/processes.ts';
import type { CertificateSettings } from '../../src/config/certificates.ts';
import { arrayAt, isObject, type JsonObject, stringAt } from '../../src/json.ts';
import type { Client } from './client.ts';
import { CLI, CONFIG, documentedManifests } from './gatehouse.ts';
import { createAll } from './setup.ts';

export const NAMESPACE = 'gatehouse-system';
export const SECRET = `/api/v1/namespaces/${NAMESPACE}/secrets/gatehouse-tls`;
export const LEASE = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases/gatehouse-tls`;
export const CONFIGURATIONS = ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'].map(
  (kind) => `/apis/admissionregistration.k8s.io/v1/${kind}/gatehouse`,
);

export interface Replica {
  port: number;
  /** What it answers to a GET, and the certificate with which. @param ca what to trust; everything where undefined */
  get(path: string, ca?: string): Promise<{ status: number; text: string }>;
  /** A review of somebody who has no client certificate. */
  review(): Promise<{ status: number; text: string }>;
  metric(name: string): Promise<number>;
  log(): string;
  service: Service;
}

/** The rights that `docs/certificates.md` grants, and the service account's kubeconfig. */
export async function grantDocumented(lab: Lab, client: Client): Promise<string> {
  const text = readFileSync('docs/certificates.md', 'utf8');
  const manifests = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)]
    .flatMap(([, yaml = '']) => parseAllDocuments(yaml))
    .map((document): unknown => document.toJS())
    .filter(isObject)
    .filter(({ apiVersion }) => apiVersion === 'rbac.authorization.k8s.io/v1');
  await createAll(client, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'gatehouse', namespace: NAMESPACE } },
    ...manifests,
  ]);
  return writeTokenKubeconfig(lab, 'gatehouse', await serviceAccountToken(client));
}

export async function serviceAccountToken(client: Client): Promise<string> {
  const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/gatehouse/token`;
  const { body } = await client.send('POST', path, { spec: { expirationSeconds: 7200 } });
  const token = stringAt(body, 'status', 'token');
  if (token === undefined) throw new Error(`no token: ${JSON.stringify(body)}`);
  return token;
}

export interface ReplicaOptions {
  /** Of its certificates, beside what they are in these tests. */
  certificates?: Partial<CertificateSettings>;
  /** The configuration, beside `server`. */
  config?: object;
  /** What stands under `server`, beside the certificates. */
  server?: object;
  processes?: number;
  env?: Record<string, string>;
}

export async function startReplica(lab: Lab, name: string, options: ReplicaOptions = {}): Promise<Replica> {
  const { certificates, config = CONFIG, server = {}, processes = 1, env = {} } = options;
  const directory = join(lab.directory, name);
  mkdirSync(directory, { recursive: true });
  const log = join(directory, 'log');
  const configFile = join(directory, 'gatehouse.yaml');
  const settings = {
    secret: { namespace: NAMESPACE, name: 'gatehouse-tls' },
    webhookConfigurations: { validating: ['gatehouse'], mutating: ['gatehouse'] },
    customResourceDefinitions: ['carts.shop.example.com'],
    dnsNames: ['gatehouse.gatehouse-system.svc', '127.0.0.1'],
    cluster: { kubeconfig: join(lab.directory, 'gatehouse.kubeconfig') },
    ...certificates,
  };
  writeFileSync(configFile, stringify({ ...config, server: { certificates: settings, ...server } }));
  const [port = 0] = await freePorts(1);
  const args = [CLI, 'serve', '--host', '127.0.0.1', '--port', String(port), '--config', configFile];
  const service = start(name, process.execPath, [...args, '--processes', String(processes)], {
    log,
    cwd: directory,
    env,
  });
  const logged = () => readFileSync(log, 'utf8');
  await waitFor(
    service,
    async () => logged().includes(processes === 1 ? '"msg":"listening"' : '"msg":"all processes listen"'),
    30_000,
  );
  const get: Replica['get'] = (path, ca) => fetchFrom(port, path, { ca });
  const review = () => fetchFrom(port, '/v1/admission/validate', { body: '{}' });
  const metric = async (metric: string) => {
    const { text } = await get('/metrics');
    const lines = text.split('\n').filter((line) => line.startsWith(metric) && !line.startsWith('#'));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  return { port, get, review, metric, log: logged, service };
}

/** Over a connection of its own. Rejected where a `ca` is given that does not vouch for the answer. */
export function fetchFrom(
  port: number,
  path: string,
  { ca, body }: { ca?: string | undefined; body?: string },
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const trust = ca === undefined ? { rejectUnauthorized: false } : { ca };
    const to = { host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST' };
    const sent = request({ ...to, agent: false, timeout: 5000, ...trust }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text })).on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('timeout'))).on('error', reject);
    sent.end(body);
  });
}

export interface Balancer {
  address: string;
  close(): Promise<void>;
}

/** Gives each new connection to the next replica that is ready, as kube-proxy does. */
export async function balance(replicas: readonly Pick<Replica, 'port' | 'get'>[]): Promise<Balancer> {
  let ready: number[] = [];
  let turn = 0;
  let begun = 0;
  let newest = 0;
  const look = async () => {
    begun += 1;
    const mine = begun;
    const answers = await Promise.all(
      replicas.map(async ({ port, get }) =>
        (await get('/readyz').catch(() => undefined))?.status === 200 ? [port] : [],
      ),
    );
    // One that began earlier may end later, and tell of a replica that is gone.
    if (mine < newest) return;
    newest = mine;
    ready = answers.flat();
  };
  await look();
  const timer = setInterval(() => void look(), 500);
  const server = createServer((near) => {
    turn += 1;
    const port = ready[turn % Math.max(ready.length, 1)];
    if (port === undefined) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    near.setNoDelay(true).on('error', () => far.destroy());
    far.setNoDelay(true).on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      clearInterval(timer);
      server.close();
    },
  };
}

/** Registers both webhooks as documented at that address, without a `caBundle`, and failing closed. */
export async function registerWithoutTrust(client: Client, address: string): Promise<void> {
  const configurations = documentedManifests({ authority: '' }).filter(({ webhooks }) => webhooks !== undefined);
  for (const manifest of configurations) {
    const webhooks = arrayAt(manifest, 'webhooks').map((webhook) => {
      const path = stringAt(webhook, 'clientConfig', 'service', 'path') ?? '';
      return { ...(webhook as JsonObject), failurePolicy: 'Fail', clientConfig: { url: `${address}${path}` } };
    });
    await createAll(client, [{ ...manifest, webhooks }]);
  }
}

/** Each `caBundle` of both configurations, PEM. */
export async function bundles(client: Client): Promise<string[]> {
  const configurations = await Promise.all(CONFIGURATIONS.map((path) => client.send('GET', path)));
  return configurations.flatMap(({ body }) =>
    arrayAt(body, 'webhooks').map((webhook) =>
      Buffer.from(stringAt(webhook, 'clientConfig', 'caBundle') ?? '', 'base64').toString(),
    ),
  );
}

/** An entry of the Secret, decoded; undefined where there is none. */
export async function secretEntry(client: Client, entry: string): Promise<string | undefined> {
  const { body } = await client.send('GET', SECRET);
  const data = stringAt(body, 'data', entry);
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString();
}
