/** One lab for a file of tests; none, and a note, where the machine has no API server. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { parseAllDocuments } from 'yaml';
import { type Lab, labBinaries, startLab } from '../../scripts/lab/lab.ts';
import type { JsonObject } from '../../src/json.ts';
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

export function readManifests(): JsonObject[] {
  return parseAllDocuments(readFileSync(MANIFESTS, 'utf8'), { version: '1.1' }).map((document) => document.toJS());
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
