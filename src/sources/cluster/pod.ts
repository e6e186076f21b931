/** The service account of the pod that this runs in, without the client library, which costs 1.2 s and 62 MB. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Agent, type RequestOptions } from 'node:https';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Login } from './kubeconfig.ts';

/** https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/#directly-accessing-the-rest-api */
const DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';
const NAME = 'service account of this pod';

/** Undefined outside a pod. The token is read with each login, because the kubelet renews it. */
export function podLogin(directory = DIRECTORY, env = process.env): Login | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  const token = join(directory, 'token');
  if (!host || !existsSync(token)) return undefined;
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return {
    getCurrentContext: () => NAME,
    getCurrentCluster: () => ({ name: NAME, server, skipTLSVerify: false }),
    getCurrentUser: () => ({ name: NAME }),
    applyToHTTPSOptions: async (options: RequestOptions) => {
      options.agent = new Agent({ ca: await readFile(join(directory, 'ca.crt'), 'utf8') });
      options.headers = { authorization: `Bearer ${(await readFile(token, 'utf8')).trim()}` };
    },
  };
}
