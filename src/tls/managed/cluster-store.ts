/** The Secret, the webhook configurations and the CustomResourceDefinitions of a cluster. */

import { GatehouseError } from '../../errors.ts';
import { arrayAt, dig, isObject, type JsonObject, objectAt, stringAt } from '../../json.ts';
import { type Connection, type Reply, reasonOf } from '../../sources/cluster/connection.ts';
import type { Store, StoredSecret, Target } from './maintain.ts';
import type { ManagedSettings } from './settings.ts';
import type { Entries } from './state.ts';

const NAMES = ['tls.crt', 'tls.key', 'ca.crt', 'ca.key'] as const;

/** Where objects of a type are. */
export interface Place {
  kind: string;
  collection: string;
  name: string;
}

export function secretPlace({ secret: { namespace, name } }: ManagedSettings): Place {
  return { kind: 'Secret', collection: `/api/v1/namespaces/${namespace}/secrets`, name };
}

/** Every object whose `caBundle` is kept right. */
export function targetPlaces({ validating, mutating, definitions }: ManagedSettings): Place[] {
  const place = (kind: string, group: string) => (name: string) => ({
    kind,
    collection: `/apis/${group}/v1/${kind.toLowerCase()}s`,
    name,
  });
  return [
    ...validating.map(place('ValidatingWebhookConfiguration', 'admissionregistration.k8s.io')),
    ...mutating.map(place('MutatingWebhookConfiguration', 'admissionregistration.k8s.io')),
    ...definitions.map(place('CustomResourceDefinition', 'apiextensions.k8s.io')),
  ];
}

/** @param failed told of a target that cannot be read: the others go on */
export function clusterStore(
  connection: Connection,
  settings: ManagedSettings,
  failed: (problem: string) => void,
): Store {
  const place = secretPlace(settings);
  const { namespace, name } = settings.secret;

  async function readSecret(): Promise<(StoredSecret & { object: JsonObject }) | undefined> {
    const reply = await connection.get(pathOf(place));
    if (reply.status === 404) return undefined;
    if (reply.status !== 200) throw refused('read', place, reply);
    const data = objectAt(reply.body, 'data');
    const entries: Entries = Object.fromEntries(NAMES.map((entry) => [entry, decode(stringAt(data, entry))]));
    return { entries, version: versionOf(reply.body), object: reply.body };
  }

  async function writeSecret(entries: Entries, before: StoredSecret | undefined): Promise<boolean> {
    const data = Object.fromEntries(NAMES.map((entry) => [entry, encode(entries[entry] ?? '')]));
    const known = before as Awaited<ReturnType<typeof readSecret>>;
    const reply = known
      ? await connection.send('PUT', pathOf(place), {
          ...known.object,
          data: { ...objectAt(known.object, 'data'), ...data },
        })
      : await connection.send('POST', place.collection, {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'gatehouse' } },
          type: 'kubernetes.io/tls',
          data,
        });
    // Not found by a creation is the namespace.
    if (!known && reply.status === 404) throw refused('create', place, reply);
    return wasDone(reply, known ? 'write' : 'create', place);
  }

  async function readTargets(): Promise<{ targets: Target[]; complete: boolean }> {
    let complete = true;
    const targets: Target[] = [];
    for (const target of targetPlaces(settings)) {
      const reply = await connection.get(pathOf(target));
      // Not registered: it is called by nobody.
      if (reply.status === 404) continue;
      if (reply.status === 200) targets.push(targetOf(connection, target, reply.body));
      else {
        complete = false;
        failed(refused('read', target, reply).message);
      }
    }
    return { targets, complete };
  }

  return { readSecret, writeSecret, readTargets };
}

function targetOf(connection: Connection, place: Place, object: JsonObject): Target {
  const configs = clientConfigs(object);
  return {
    name: `${place.kind} ${place.name}`,
    bundles: configs.map(({ bundle }) => decode(bundle)),
    write: async (text) => {
      const operations = configs.map(({ path }) => ({ op: 'add', path: `${path}/caBundle`, value: encode(text) }));
      // Naming the version makes the server refuse the patch of an object that was changed since.
      const version = { op: 'replace', path: '/metadata/resourceVersion', value: versionOf(object) };
      const type = 'application/json-patch+json';
      return wasDone(await connection.send('PATCH', pathOf(place), [version, ...operations], type), 'patch', place);
    },
  };
}

/** Where in the object webhooks are called from, as JSON Pointers, with what is trusted there. */
function clientConfigs(object: JsonObject): { path: string; bundle: string | undefined }[] {
  const webhooks = arrayAt(object, 'webhooks').map((_webhook, index) => ['webhooks', index, 'clientConfig']);
  const conversion = ['spec', 'conversion', 'webhook', 'clientConfig'];
  return [...webhooks, ...(isObject(dig(object, ...conversion)) ? [conversion] : [])].map((keys) => ({
    path: `/${keys.join('/')}`,
    bundle: stringAt(object, ...keys, 'caBundle'),
  }));
}

function wasDone(reply: Reply, verb: string, place: Place): boolean {
  if (reply.status === 200 || reply.status === 201) return true;
  // Changed, created or deleted by somebody else since it was read: read it again.
  if (reply.status === 409 || reply.status === 404) return false;
  throw refused(verb, place, reply);
}

function refused(verb: string, { kind, name }: Place, reply: Reply): GatehouseError {
  return new GatehouseError('CLUSTER_UNREACHABLE', `cannot ${verb} the ${kind} ${name}: ${reasonOf(reply)}`);
}

function pathOf({ collection, name }: Place): string {
  return `${collection}/${name}`;
}

function versionOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'resourceVersion') ?? '';
}

function decode(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString('latin1');
}

function encode(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}
