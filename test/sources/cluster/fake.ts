/** An API server that answers what a test tells it to, over plain HTTP as `kubectl proxy` does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';

export interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Milliseconds before the answer. */
  delay?: number;
}

export interface Asked {
  path: string;
  query: URLSearchParams;
  accept: string;
  authorization: string;
}

export type Handler = (asked: Asked) => Answer | undefined;

export interface FakeCluster {
  kubeconfig: string;
  server: string;
  asked: Asked[];
}

export const TOKEN = 'a-very-secret-token';

const DISCOVERY: Record<string, unknown> = {
  '/apis': {
    groups: [
      group('apps', ['v1', 'v1beta1'], 'v1'),
      group('policy', ['v1'], 'v1'),
      group('shop.example.com', ['v1', 'v1alpha1'], 'v1'),
      group('metrics.k8s.io', ['v1beta1'], 'v1beta1'),
    ],
  },
  '/api/v1': list(
    ['namespaces', 'Namespace'],
    ['secrets', 'Secret'],
    ['pods', 'Pod'],
    ['pods/log', 'Pod'],
    ['events', 'Event'],
    ['limitranges', 'LimitRange'],
  ),
  '/apis/apps/v1': list(['deployments', 'Deployment'], ['replicasets', 'ReplicaSet']),
  '/apis/apps/v1beta1': list(['deployments', 'Deployment']),
  '/apis/policy/v1': list(['poddisruptionbudgets', 'PodDisruptionBudget']),
  '/apis/shop.example.com/v1': list(['carts', 'Cart']),
  '/apis/shop.example.com/v1alpha1': list(['carts', 'Cart'], ['coupons', 'Coupon']),
};

function group(name: string, versions: string[], preferred: string) {
  return { name, versions: versions.map((version) => ({ version })), preferredVersion: { version: preferred } };
}

function list(...types: [string, string][]) {
  return { resources: types.map(([name, kind]) => ({ name, kind, namespaced: true, verbs: ['get', 'list'] })) };
}

/** What `handler` leaves undefined is answered by a small cluster without objects. */
export async function fakeCluster(t: Test, handler: Handler = () => undefined): Promise<FakeCluster> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const question = questionOf(request);
    asked.push(question);
    const found = DISCOVERY[question.path];
    const { status = 200, body = found ?? { items: [] }, headers = {}, delay = 0 } = handler(question) ?? {};
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }, delay);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server: address, asked, kubeconfig: writeKubeconfig(t, kubeconfigText(address)) };
}

export function kubeconfigText(server: string): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    'current-context: fake',
    `clusters: [{name: fake, cluster: {server: "${server}"}}]`,
    `users: [{name: fake, user: {token: ${TOKEN}}}]`,
    'contexts: [{name: fake, context: {cluster: fake, user: fake}}]',
  ].join('\n');
}

export function writeKubeconfig(t: Test, text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-kubeconfig-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'config');
  writeFileSync(file, text);
  return file;
}

function questionOf(request: IncomingMessage): Asked {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
  const { accept = '', authorization = '' } = request.headers;
  return { path: pathname, query: searchParams, accept, authorization };
}
