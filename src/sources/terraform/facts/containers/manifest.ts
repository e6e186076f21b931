/**
 * `kubernetes_manifest` holds a whole object of Kubernetes, which is judged by the same code as at any other door. Only what is
 * known after apply is put right here, because the object itself does not show it.
 */
import { isObject, type JsonObject, type JsonValue, own, stringAt } from '../../../../json.ts';
import type { Container, Encryption, Exposure, Quantity } from '../../../../resource/facets.ts';
import { fromPointer, toPointer } from '../../../../resource/pointer.ts';
import { containersOf } from '../../../kubernetes/containers.ts';
import { encryptionOf } from '../../../kubernetes/encryption.ts';
import { exposureOf } from '../../../kubernetes/exposure.ts';
import { type GroupKind, groupKind, podTemplateKeys } from '../../../kubernetes/kinds.ts';
import { budgetOf, replicasOf } from '../../../kubernetes/workloads.ts';
import type { Attributes } from '../../attributes.ts';
import { answer } from '../combinators/about.ts';
import type { DescribedFacts } from '../combinators/kinds.ts';
import { hasUnknown } from './as-kubernetes.ts';

const ROOT = 'manifest';

interface Manifest {
  type: GroupKind;
  apiVersion: string;
  kind: string;
  object: JsonObject;
}

function manifestOf(attributes: Attributes): Manifest | undefined {
  const reading = attributes.read(ROOT);
  if (reading.state !== 'known' || !isObject(reading.value)) return undefined;
  const object = withoutHidden(attributes, reading.value, [ROOT]) as JsonObject;
  const [apiVersion, kind] = [stringAt(object, 'apiVersion') ?? 'v1', stringAt(object, 'kind') ?? ''];
  return { type: groupKind(apiVersion, kind), apiVersion, kind, object };
}

/** The same with null in the place of what must not be shown. */
function withoutHidden(attributes: Attributes, node: JsonValue, keys: (string | number)[]): JsonValue {
  if (attributes.read(...keys).state === 'sensitive') return null;
  if (Array.isArray(node)) return node.map((one, index) => withoutHidden(attributes, one, [...keys, index]));
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withoutHidden(attributes, value, [...keys, key])]),
  );
}

/** The pointers of a facet, moved to where the object stands. */
function moved<Facet>(facet: Facet): Facet {
  const move = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(move);
    if (!isObject(node)) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        /^(?:path|keyPath|resourcesPath)$/.test(key) && typeof value === 'string' ? `/${ROOT}${value}` : move(value),
      ]),
    );
  };
  return move(facet) as Facet;
}

/** Only the parts that answers are made of: an unknown name elsewhere changes nothing. */
function isUnsure(attributes: Attributes): boolean {
  return hasUnknown(attributes, ROOT, 'spec') || hasUnknown(attributes, ROOT, 'metadata', 'annotations');
}

/** What looks bad is not known to be where a part that decides it is not. */
function unlessUnsure<Facet extends Encryption | Exposure>(
  attributes: Attributes,
  bad: Facet['state'],
  facets: readonly Facet[],
): Facet[] {
  return facets.map(({ remedy, ...one }) => {
    if (one.state === bad && isUnsure(attributes)) return { ...one, state: 'unknown' } as Facet;
    return { ...one, ...(remedy && { remedy }) } as Facet;
  });
}

function containersIn(attributes: Attributes): Container[] {
  const manifest = manifestOf(attributes);
  if (manifest === undefined) return [];
  return moved(containersOf(manifest.type, manifest.object)).map((container) => {
    const resources = fromPointer(container.resourcesPath);
    const image = attributes.read(...fromPointer(container.image.path));
    const isUnknown = [resources, [...resources, 'limits'], [...resources, 'requests']].some(
      (keys) => attributes.read(...keys).state === 'unknown',
    );
    return {
      ...container,
      ...(image.state !== 'known' && image.state !== 'absent' && { image: { path: image.path, state: 'unknown' } }),
      requests: { ...container.requests, ...later(attributes, [...resources, 'requests']) },
      limits: { ...container.limits, ...later(attributes, [...resources, 'limits']) },
      ...(isUnknown && { resourcesUnknown: true }),
    };
  });
}

function later(attributes: Attributes, keys: string[]): Record<string, Quantity> {
  const names = attributes.unknownKeys(...keys);
  return Object.fromEntries(names.map((name) => [name, { path: toPointer([...keys, name]), state: 'unknown' }]));
}

export const manifestFacts: DescribedFacts = {
  containers: containersIn,
  replicas: (attributes) => {
    const manifest = manifestOf(attributes);
    const found = manifest && replicasOf(manifest.type, manifest.object);
    if (manifest === undefined || found === undefined) return undefined;
    const { value, ...rest } = moved(found);
    const labels = [ROOT, ...(podTemplateKeys(manifest.type) ?? []), 'metadata', 'labels'];
    const isUnknown = attributes.read(ROOT, 'spec', 'replicas').state === 'unknown';
    return {
      ...rest,
      ...(isUnknown ? { state: 'unknown' } : value !== undefined && { value }),
      ...(hasUnknown(attributes, ...labels) && { podLabelsUnknown: true }),
    };
  },
  budget: (attributes) => {
    const manifest = manifestOf(attributes);
    if (manifest === undefined) return undefined;
    const metadata = own(manifest.object, 'metadata');
    const identity = {
      apiVersion: manifest.apiVersion,
      kind: manifest.kind,
      name: stringAt(metadata, 'name') ?? '',
      namespace: stringAt(metadata, 'namespace'),
    };
    const found = budgetOf(identity, manifest.object);
    if (found === undefined) return undefined;
    const bound = (key: string) => {
      const { path, state } = attributes.read(ROOT, 'spec', key);
      return state === 'unknown' ? { [key]: { path, state } } : {};
    };
    return {
      ...moved(found),
      ...bound('minAvailable'),
      ...bound('maxUnavailable'),
      ...(hasUnknown(attributes, ROOT, 'spec', 'selector') && { selectorUnknown: true }),
    };
  },
  encryption: answer<Encryption>({ aspect: 'in-transit', text: 'as the object in `manifest`' }, (attributes) => {
    const manifest = manifestOf(attributes);
    if (manifest === undefined) return [];
    return unlessUnsure(attributes, 'unencrypted', moved(encryptionOf(manifest.type, manifest.object)));
  }),
  exposure: answer<Exposure>({ aspect: 'exposure', text: 'as the object in `manifest`' }, (attributes) => {
    const manifest = manifestOf(attributes);
    if (manifest === undefined) return [];
    return unlessUnsure(attributes, 'public', moved(exposureOf(manifest.type, manifest.object)));
  }),
};
