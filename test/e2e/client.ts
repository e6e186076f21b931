/** Requests to the lab's API server as its administrator, warnings included, as `kubectl` would send them. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { AS_STARTED_BY_HAND } from '../../scripts/lab/processes.ts';
import { dig, isObject, type JsonObject, stringAt } from '../../src/json.ts';
import { groupKind, isNamespaced } from '../../src/sources/kubernetes/kinds.ts';

export interface Reply {
  status: number;
  body: JsonObject;
  /** The texts of the Warning headers. */
  warnings: string[];
}

export interface Client {
  send(method: string, path: string, body?: unknown, contentType?: string): Promise<Reply>;
  /** Creates an object. @param query as `dryRun=All` */
  create(object: JsonObject, query?: string): Promise<Reply>;
  close(): void;
}

/** Cluster-scoped kinds of groups whose scopes Gatehouse itself does not know. */
const CLUSTER_SCOPED =
  /^(CertificateSigningRequest|CustomResourceDefinition|SelfSubjectAccessReview|TokenReview|.*WebhookConfiguration)$/;

/** The URL path of the object's collection. */
export function collectionPath(object: JsonObject): string {
  const apiVersion = stringAt(object, 'apiVersion') ?? 'v1';
  const kind = stringAt(object, 'kind') ?? '';
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const isClusterScoped = CLUSTER_SCOPED.test(kind) || isNamespaced(groupKind(apiVersion, kind)) === false;
  const namespace = stringAt(object, 'metadata', 'namespace') ?? 'default';
  return isClusterScoped ? `${root}/${plural(kind)}` : `${root}/namespaces/${namespace}/${plural(kind)}`;
}

function plural(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`;
  return name.endsWith('s') ? `${name}es` : `${name}s`;
}

export function objectPath(object: JsonObject): string {
  return `${collectionPath(object)}/${stringAt(object, 'metadata', 'name')}`;
}

/**
 * @param user whom the administrator speaks for
 * @param connections how many requests may be under way
 */
export function labClient(kubeconfig: string, user?: string, connections = 20): Client {
  const config: unknown = parse(readFileSync(kubeconfig, 'utf8'));
  const cluster = dig(config, 'clusters', 0, 'cluster');
  const admin = dig(config, 'users', 0, 'user');
  const server = stringAt(cluster, 'server') ?? '';
  const decoded = (of: unknown, key: string) => Buffer.from(stringAt(of, key) ?? '', 'base64');
  const agent = new Agent({
    keepAlive: true,
    maxSockets: connections,
    ca: decoded(cluster, 'certificate-authority-data'),
    cert: decoded(admin, 'client-certificate-data'),
    key: decoded(admin, 'client-key-data'),
  });
  const send: Client['send'] = (method, path, sentBody, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      const headers = {
        ...(sentBody !== undefined && { 'content-type': contentType }),
        ...(user !== undefined && { 'impersonate-user': user }),
      };
      const sent = request(new URL(path, server), { method, agent, headers, timeout: 30_000 }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isJson = response.headers['content-type']?.includes('json') === true;
          const body: unknown = isJson ? JSON.parse(text) : { message: text };
          const warnings = warningTexts(response.headers.warning);
          resolve({ status: response.statusCode ?? 0, body: isObject(body) ? body : {}, warnings });
        });
      });
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path} timed out`))).on('error', reject);
      sent.end(sentBody === undefined ? undefined : JSON.stringify(sentBody));
    });
  return {
    send,
    create: (object, query) =>
      send('POST', `${collectionPath(object)}${query === undefined ? '' : `?${query}`}`, object),
    close: () => agent.destroy(),
  };
}

/** A JSON Patch of an object, or of a subresource of it. */
export function patch(client: Client, object: JsonObject, operations: unknown, subresource?: string): Promise<Reply> {
  const path = `${objectPath(object)}${subresource === undefined ? '' : `/${subresource}`}`;
  return client.send('PATCH', path, operations, 'application/json-patch+json');
}

/** `299 - "text", 299 - "more"`, RFC 9111 5.5 (obsolete elsewhere, alive in Kubernetes). */
function warningTexts(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  );
}

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end and gives its exit code whatever it is. */
export async function run(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; input?: string } = {},
): Promise<Finished> {
  const { env = {}, input } = options;
  const [program = command, ...rest] = [...AS_STARTED_BY_HAND, command, ...args];
  const running = promisify(execFile)(program, rest, {
    env: { ...process.env, ...env },
    timeout: 60_000,
    maxBuffer: 1 << 26,
  });
  running.child.stdin?.end(input);
  try {
    return { code: 0, ...(await running) };
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: unknown; stdout: string; stderr: string };
    if (typeof code !== 'number') throw thrown;
    return { code, stdout, stderr };
  }
}

const KUBECTL = '/usr/bin/kubectl';

/** Options of a test that shows what a person sees. */
export const withKubectl = { skip: existsSync(KUBECTL) ? false : `${KUBECTL} is missing` };

/** @param input an object for `-f -` */
export function runKubectl(kubeconfig: string, args: readonly string[], input?: unknown): Promise<Finished> {
  const env = { KUBECONFIG: kubeconfig };
  return run(KUBECTL, args, { env, ...(input !== undefined && { input: JSON.stringify(input) }) });
}
