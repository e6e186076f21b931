/** An API server that keeps objects, lists them by pages and lets them be watched, with all that goes wrong in that. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JsonObject, objectAt, stringAt } from '../../src/json.ts';

interface Event {
  version: number;
  path: string;
  line: string;
}

/** Path to kind, of what admission watches. */
export const KINDS: Record<string, string> = {
  '/api/v1/namespaces': 'Namespace',
  '/api/v1/replicationcontrollers': 'ReplicationController',
  '/api/v1/limitranges': 'LimitRange',
  '/apis/storage.k8s.io/v1/storageclasses': 'StorageClass',
  '/apis/policy/v1/poddisruptionbudgets': 'PodDisruptionBudget',
  '/apis/apps/v1/deployments': 'Deployment',
  '/apis/apps/v1/statefulsets': 'StatefulSet',
  '/apis/apps/v1/daemonsets': 'DaemonSet',
  '/apis/apps/v1/replicasets': 'ReplicaSet',
  '/apis/batch/v1/jobs': 'Job',
  '/apis/batch/v1/cronjobs': 'CronJob',
};

export class WatchedApi {
  readonly asked: string[] = [];
  /** Paths that are answered so instead, with that status. */
  readonly refused = new Map<string, number>();
  /** Types that it does not serve yet, by their paths. */
  readonly unserved = new Set<string>();
  /** Watches are begun, and never told anything. */
  stalls = false;
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));
  readonly #objects = new Map(Object.keys(KINDS).map((path) => [path, new Map<string, JsonObject>()]));
  readonly #watches = new Map<ServerResponse, string>();
  readonly #snapshots = new Map<string, JsonObject[]>();
  #history: Event[] = [];
  #version = 1;
  #oldest = 0;

  /** @returns the server's URL */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  put(path: string, object: JsonObject): void {
    this.#version += 1;
    const kept = this.#objects.get(path);
    const key = keyOf(object);
    const metadata = { ...objectAt(object, 'metadata'), resourceVersion: String(this.#version) };
    const stored = { ...object, metadata };
    this.#tell(path, kept?.has(key) ? 'MODIFIED' : 'ADDED', stored);
    kept?.set(key, stored);
  }

  remove(path: string, key: string): void {
    const object = this.#objects.get(path)?.get(key);
    if (object === undefined) return;
    this.#version += 1;
    this.#objects.get(path)?.delete(key);
    const metadata = { ...objectAt(object, 'metadata'), resourceVersion: String(this.#version) };
    this.#tell(path, 'DELETED', { ...object, metadata });
  }

  /** Every watch is told where it stands. */
  bookmark(): void {
    for (const [response, path] of this.#watches) {
      const object = { kind: KINDS[path] ?? '', metadata: { resourceVersion: String(this.#version) } };
      response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
    }
  }

  /** Every watch breaks. */
  drop(): void {
    for (const response of this.#watches.keys()) response.destroy();
    this.#watches.clear();
  }

  /** Every watch is ended, as the server does at its time. */
  end(): void {
    for (const response of this.#watches.keys()) response.end();
    this.#watches.clear();
  }

  /** What happened until now is forgotten: who resumes from before is told so, in one of the two ways that there are. */
  compact(): void {
    this.#history = [];
    this.#oldest = this.#version;
    this.#version += 1;
    this.#snapshots.clear();
  }

  #tell(path: string, type: string, object: JsonObject): void {
    const event = { version: this.#version, path, line: `${JSON.stringify({ type, object })}\n` };
    this.#history.push(event);
    if (this.stalls) return;
    for (const [response, of] of this.#watches) if (of === path) response.write(event.line);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://api');
    this.asked.push(`${pathname}?${searchParams}`);
    const discovered = this.#discover(pathname);
    if (discovered !== undefined && !this.refused.has(pathname)) {
      reply(response, 200, discovered);
      return;
    }
    const status = this.#serves(pathname) ? this.refused.get(pathname) : (this.refused.get(pathname) ?? 404);
    if (status !== undefined) reply(response, status, { kind: 'Status', message: `refused with ${status}` });
    else if (searchParams.has('watch')) this.#watch(pathname, Number(searchParams.get('resourceVersion')), response);
    else this.#list(pathname, searchParams, response);
  }

  #serves(path: string): boolean {
    return this.#objects.has(path) && !this.unserved.has(path);
  }

  /** A group with its versions, or a version with its types; undefined where none of them is served. */
  #discover(path: string): JsonObject | undefined {
    const served = Object.keys(KINDS).filter((one) => this.#serves(one));
    const within = served.filter((one) => one.startsWith(`${path}/`)).map((one) => one.slice(path.length + 1));
    if (within.length === 0 || path === '/apis' || path === '/api') return undefined;
    const versions = [...new Set(within.filter((rest) => rest.includes('/')).map((rest) => rest.split('/')[0] ?? ''))];
    if (versions.length > 0) {
      const [preferred = ''] = versions;
      return { preferredVersion: { version: preferred }, versions: versions.map((version) => ({ version })) };
    }
    return {
      resources: within.map((name) => ({ name, kind: KINDS[`${path}/${name}`] ?? '', verbs: ['list', 'watch'] })),
    };
  }

  #list(path: string, query: URLSearchParams, response: ServerResponse): void {
    const limit = Math.min(3, Number(query.get('limit')));
    const [id = '', at = '0'] = (query.get('continue') ?? '').split(' ');
    const version = id === '' ? String(this.#version) : (id.split('/').at(-1) ?? '');
    const name = `${path}/${version}`;
    const all = id === '' ? [...(this.#objects.get(path)?.values() ?? [])] : this.#snapshots.get(name);
    if (all === undefined) {
      reply(response, 410, { kind: 'Status', code: 410, reason: 'Expired' });
      return;
    }
    this.#snapshots.set(name, all);
    const next = Number(at) + limit;
    const metadata = { resourceVersion: version, ...(next < all.length && { continue: `${name} ${next}` }) };
    reply(response, 200, { metadata, items: all.slice(Number(at), next) });
  }

  #watch(path: string, from: number, response: ServerResponse): void {
    if (from < this.#oldest && from % 2 === 0) {
      reply(response, 410, { kind: 'Status', code: 410, reason: 'Expired' });
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (from < this.#oldest) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } })}\n`);
      return;
    }
    this.#watches.set(response, path);
    response.on('close', () => this.#watches.delete(response));
    if (this.stalls) return;
    for (const event of this.#history) if (event.path === path && event.version > from) response.write(event.line);
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function keyOf(object: JsonObject): string {
  const namespace = stringAt(object, 'metadata', 'namespace');
  return `${namespace === undefined ? '' : `${namespace}/`}${stringAt(object, 'metadata', 'name')}`;
}
