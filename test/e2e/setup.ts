/** One lab for a file of tests; none, and a note, where the machine has no API server. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { parse, parseAllDocuments } from 'yaml';
import { type Lab, labBinaries, startLab } from '../../scripts/lab/lab.ts';
import { isObject, type JsonObject, stringAt } from '../../src/json.ts';
import { type Client, labClient } from './client.ts';

export interface E2e {
  lab: Lab;
  client: Client;
}

/** Undefined where this machine has no lab; in CI that is a failure. */
export async function startE2e(t: Test): Promise<E2e | undefined> {
  const binaries = labBinaries();
  if ('missing' in binaries) {
    if (process.env.CI) t.fail(binaries.missing);
    else t.comment(`passed over: ${binaries.missing}`);
    return undefined;
  }
  const started = Date.now();
  const lab = await startLab();
  const client = labClient(lab.kubeconfig);
  t.teardown(async () => {
    client.close();
    await lab.stop();
  });
  t.comment(`${binaries.apiserver} on ${binaries.etcd} is ready at ${lab.server} after ${Date.now() - started} ms`);
  return { lab, client };
}

export const MANIFESTS = 'test/e2e/manifests/shop.yaml';

export function readManifests(file = MANIFESTS): JsonObject[] {
  return objectsOf(readFileSync(file, 'utf8'));
}

/** The objects of every rule's examples. */
export function exampleObjects(): JsonObject[] {
  const files = readdirSync('rego/gatehouse', { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.examples.yaml'))
    .flatMap((file) => parse(readFileSync(join('rego/gatehouse', file), 'utf8')) as { manifest?: string }[])
    .flatMap(({ manifest }) => (manifest === undefined ? [] : objectsOf(manifest)));
}

/** A real application, from the samples that lie beside a checkout; none where they are not there, which CI does not take. */
export function realObjects(): JsonObject[] {
  const file = '../shared/data/kubernetes/microservices-demo.yaml';
  return existsSync(file) || process.env.CI ? readManifests(file) : [];
}

export function objectsOf(text: string): JsonObject[] {
  const documents = parseAllDocuments(text, { version: '1.1' }).map((document): unknown => document.toJS());
  return documents.filter(isObject);
}

/** Namespaces for objects to be created in, where they are not there yet. */
export async function createNamespaces(client: Client, objects: readonly JsonObject[]): Promise<void> {
  const names = new Set(objects.map((object) => stringAt(object, 'metadata', 'namespace') ?? 'default'));
  for (const name of names) await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

/** Creates them in their order. @throws Error with the server's answer when it takes one not */
export async function createAll(client: Client, objects: readonly JsonObject[]): Promise<void> {
  for (const object of objects) {
    const { status, body } = await client.create(object);
    if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`);
  }
}

/** Polls until `probe` gives something. Changes of webhooks and RBAC take effect a moment after they are written. */
export async function eventually<T>(probe: () => Promise<T | undefined | false>, timeout = 15_000): Promise<T> {
  const until = Date.now() + timeout;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`did not happen within ${timeout} ms: ${probe}`);
    await sleep(50);
  }
}
