/**
 * What a kubelet does for one pod of a Deployment: its volumes as files, its container's arguments and environment as a process, its
 * service account as a login.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Lab } from '../../scripts/lab/lab.ts';
import { type Service, start, waitFor } from '../../scripts/lab/processes.ts';
import { arrayAt, dig, isObject, type JsonObject, stringAt } from '../../src/json.ts';
import type { Client } from './client.ts';
import { CLI } from './gatehouse.ts';

export interface Pod {
  service: Service;
  /** Brings the volumes up to date, as a kubelet does within a minute or so. */
  sync(): Promise<void>;
}

/**
 * Runs the first container of a Deployment's pods as a process of this machine, and waits until it is ready.
 * @param options.directory what the container would see as its root
 */
export async function runPodOf(
  { lab, client }: { lab: Lab; client: Client },
  name: string,
  options: { namespace: string; directory: string; log: string },
): Promise<Pod> {
  const { namespace, directory, log } = options;
  const { body } = await client.send('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  const spec = dig(body, 'spec', 'template', 'spec');
  const container = dig(spec, 'containers', 0);
  const sync = async () => {
    for (const mount of arrayAt(container, 'volumeMounts')) {
      const volume = arrayAt(spec, 'volumes').find((one) => stringAt(one, 'name') === stringAt(mount, 'name'));
      await writeVolume(client, namespace, volume, join(directory, stringAt(mount, 'mountPath') ?? ''));
    }
  };
  await sync();

  const args = arrayAt(container, 'args').map((argument) => String(argument).replace('=/', `=${directory}/`));
  const variables = arrayAt(container, 'env').map((one) => [stringAt(one, 'name') ?? '', stringAt(one, 'value') ?? '']);
  const env = Object.fromEntries(variables) as Record<string, string>;
  if (dig(spec, 'automountServiceAccountToken') === true) {
    env.KUBECONFIG = join(directory, 'kubeconfig');
    const token = await tokenOf(client, namespace, stringAt(spec, 'serviceAccountName') ?? 'default');
    writeFileSync(env.KUBECONFIG, kubeconfigOf(lab, token), { mode: 0o600 });
  }
  const service = start('gatehouse', process.execPath, [CLI, ...args], { log, cwd: directory, env });
  await waitFor(service, () => isReady(Number(dig(container, 'ports', 0, 'containerPort'))), 30_000);
  return { service, sync };
}

/** The API server is no Service here, so the token comes in a kubeconfig. */
async function tokenOf(client: Client, namespace: string, account: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
  const asked = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { status, body } = await client.send('POST', path, asked);
  if (status !== 201) throw new Error(`${account}: ${status} ${JSON.stringify(body)}`);
  return stringAt(body, 'status', 'token') ?? '';
}

function kubeconfigOf(lab: Lab, token: string): string {
  const config = parse(readFileSync(lab.kubeconfig, 'utf8')) as { users: { user: JsonObject }[] };
  for (const entry of config.users) entry.user = { token };
  return stringify(config);
}

/** As a kubelet probes: whoever signed the certificate. */
function isReady(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false, agent: false, timeout: 2000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('timeout'))).on('error', reject);
    sent.end();
  });
}

/** By way of `..data`, a link that is exchanged at once, so that nobody sees half of a change. */
async function writeVolume(client: Client, namespace: string, volume: unknown, path: string): Promise<void> {
  const secret = stringAt(volume, 'secret', 'secretName');
  const source = secret ? `secrets/${secret}` : `configmaps/${stringAt(volume, 'configMap', 'name')}`;
  const { status, body } = await client.send('GET', `/api/v1/namespaces/${namespace}/${source}`);
  if (status !== 200) throw new Error(`${source}: ${status}`);
  const stamp = `..${Date.now()}`;
  mkdirSync(join(path, stamp), { recursive: true });
  for (const [key, value] of Object.entries(data(body))) {
    writeFileSync(join(path, stamp, key), secret ? Buffer.from(String(value), 'base64') : String(value));
    rmSync(join(path, key), { force: true });
    symlinkSync(join('..data', key), join(path, key));
  }
  symlinkSync(stamp, join(path, '..next'));
  renameSync(join(path, '..next'), join(path, '..data'));
}

function data(object: JsonObject): JsonObject {
  return isObject(object.data) ? object.data : {};
}
