/** The server as a user starts it, and its registration as `docs/admission.md` has it. */
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join, resolve } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { parseAllDocuments, stringify } from 'yaml';
import type { Lab } from '../../scripts/lab/lab.ts';
import { freePorts, type Service, start, waitFor } from '../../scripts/lab/processes.ts';
import { arrayAt, dig, isObject, type JsonObject, stringAt } from '../../src/json.ts';
import type { Violation } from '../../src/reports/report.ts';
import type { Client } from './client.ts';
import { eventually, MANIFESTS } from './setup.ts';

export const CLI = resolve('bin/gatehouse');

/** `no-latest` denies, `resource-limits` warns, and the fix of `required-tags` has a value to set. */
export const CONFIG = {
  rules: {
    'no-latest': { action: 'deny' },
    'resource-limits': { action: 'warn' },
    'required-tags': {
      action: 'deny',
      parameters: { required: ['team'], inherit: false, supply: { team: 'platform' } },
    },
    'pod-disruption-budget': { action: 'audit' },
  },
  context: { files: [resolve(MANIFESTS)] },
};

export interface Gatehouse {
  /** `https://127.0.0.1:PORT` */
  address: string;
  /** PEM of the development authority, which it made at its first start. */
  authority: string;
  configFile: string;
  /** Everything that it logged. */
  log(): string;
  service: Service;
}

/**
 * Starts `gatehouse serve` in a directory of its own. On the same port and with the same certificates when started again.
 * @param env beside this process's own
 * @param options.name of its directory: another one is another server
 * @param options.args of the command line, beside where it listens
 */
export async function startGatehouse(
  lab: Lab,
  config: unknown,
  port?: number,
  env: Record<string, string> = {},
  { name = 'gatehouse', args: more = [] }: { name?: string; args?: string[] } = {},
): Promise<Gatehouse> {
  const directory = join(lab.directory, name);
  mkdirSync(directory, { recursive: true });
  const configFile = join(directory, 'gatehouse.yaml');
  const log = join(directory, 'log');
  writeFileSync(configFile, stringify(config));
  const [free = 0] = await freePorts(1);
  const listen = port ?? free;
  const args = [CLI, 'serve', '--host', '127.0.0.1', '--port', String(listen), '--config', configFile, ...more];
  const service = start(name, process.execPath, args, {
    log,
    cwd: directory,
    env: { LOG_LEVEL: 'debug', ...env },
  });
  const before = existsSync(log) ? readFileSync(log, 'utf8').length : 0;
  await waitFor(service, async () => /"msg":"listening"/.test(readFileSync(log, 'utf8').slice(before)), 30_000);
  const authority = readFileSync(join(directory, 'certs', 'ca.crt'), 'utf8');
  return {
    address: `https://127.0.0.1:${listen}`,
    authority,
    configFile,
    log: () => readFileSync(log, 'utf8'),
    service,
  };
}

export type Webhook = 'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration';

/** The manifests that the documentation tells people to apply, with this server's authority put in. */
export function documentedManifests({ authority }: Pick<Gatehouse, 'authority'>): JsonObject[] {
  const text = readFileSync('docs/admission.md', 'utf8');
  const caBundle = Buffer.from(authority).toString('base64');
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)]
    .flatMap(([, yaml = '']) => parseAllDocuments(yaml.replaceAll('CA_BUNDLE', caBundle)))
    .map((document): unknown => document.toJS())
    .filter(isObject);
}

/** The same, pointed at this server. */
export function documentedWebhooks(gatehouse: Gatehouse): Record<Webhook, JsonObject> {
  const manifests = documentedManifests(gatehouse).map((manifest) => pointedAt(manifest, gatehouse.address));
  const find = (kind: Webhook) => {
    const found = manifests.find((manifest) => manifest.kind === kind);
    if (!found) throw new Error(`docs/admission.md holds no ${kind}`);
    return found;
  };
  return {
    ValidatingWebhookConfiguration: find('ValidatingWebhookConfiguration'),
    MutatingWebhookConfiguration: find('MutatingWebhookConfiguration'),
  };
}

function pointedAt(configuration: JsonObject, address: string): JsonObject {
  const webhooks = arrayAt(configuration, 'webhooks').map((webhook) => {
    const path = stringAt(webhook, 'clientConfig', 'service', 'path') ?? '';
    const caBundle = stringAt(webhook, 'clientConfig', 'caBundle') ?? '';
    return { ...(webhook as JsonObject), clientConfig: { url: `${address}${path}`, caBundle } };
  });
  return { ...configuration, webhooks };
}

/** The same, but asked about every operation on everything, with no condition: what a careless registration would send. */
export function asksAboutEverything(configuration: JsonObject): JsonObject {
  const rules = [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'], scope: '*' }];
  const webhooks = arrayAt(configuration, 'webhooks').map((webhook) => {
    const { matchConditions: _conditions, namespaceSelector: _selector, ...rest } = webhook as JsonObject;
    return { ...rest, rules };
  });
  return { ...configuration, webhooks };
}

const PROBE = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'probe', namespace: 'default', labels: {} },
  spec: {
    selector: { matchLabels: { app: 'probe' } },
    template: {
      metadata: { labels: { app: 'probe' } },
      spec: { containers: [{ name: 'probe', image: 'probe:latest' }] },
    },
  },
};

/** Puts the configurations in place of what is registered, and waits until the API server has taken notice. */
export async function register(client: Client, ...configurations: JsonObject[]): Promise<void> {
  await unregister(client);
  for (const configuration of configurations) {
    const { status, body } = await client.create(configuration);
    if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`);
  }
  for (const { kind } of configurations) await eventually(async () => isAsked(await probe(client), String(kind)));
}

/** Takes both out, and waits until the API server no longer asks. */
export async function unregister(client: Client): Promise<void> {
  for (const kind of ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations']) {
    await client.send('DELETE', `/apis/admissionregistration.k8s.io/v1/${kind}/gatehouse`);
  }
  await eventually(async () => {
    const { status, warnings, body } = await probe(client);
    return status === 201 && warnings.length === 0 && dig(body, 'metadata', 'labels', 'team') === undefined;
  });
}

/** `team` is what the configuration of these tests lets the mutating webhook supply. */
function isAsked({ status, body }: Awaited<ReturnType<typeof probe>>, kind: string): boolean {
  if (kind === 'ValidatingWebhookConfiguration') return status === 403;
  return status === 403 || dig(body, 'metadata', 'labels', 'team') !== undefined;
}

function probe(client: Client) {
  return client.create(PROBE, 'dryRun=All');
}

/**
 * The body of a GET from the server.
 * @throws Error where there is none, it is not JSON, or it came from somebody whom that authority does not vouch for
 */
export function getJson(url: string, authority: string): Promise<unknown> {
  return new Promise((settle, reject) => {
    // Verified below, where a failure can say who answered.
    const options = { ca: authority, agent: false, timeout: 10_000, rejectUnauthorized: false };
    const sent = request(url, options, (response) => {
      const socket = response.socket as TLSSocket;
      if (!socket.authorized) {
        const { subject, issuer, fingerprint256 } = socket.getPeerCertificate();
        const expected = new X509Certificate(authority).fingerprint256;
        const answered = JSON.stringify({ subject, issuer, fingerprint256 });
        sent.destroy(new Error(`${url}: ${socket.authorizationError}: ${answered}, not vouched for by ${expected}`));
        return;
      }
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => settle(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
    });
    sent.on('timeout', () => sent.destroy(new Error(`${url} timed out`))).on('error', reject);
    sent.end();
  });
}

/** `[rule] path` of every line of a denial. */
export function reasons(message = ''): string[] {
  return [...message.matchAll(/^- (\[\S+\] \S+): /gm)].map(([, found = '']) => found);
}

/** The same of a violation. */
export function reason({ rule, path }: Pick<Violation, 'rule' | 'path'>): string {
  return `[${rule}] ${path}`;
}
