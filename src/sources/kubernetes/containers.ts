/** The `containers` facet of whatever runs pods. */
import { arrayAt, dig, isObject, type JsonObject, type JsonValue, stringAt } from '../../json.ts';
import type { Container, Quantity } from '../../resource/facets.ts';
import { parseImage } from '../../resource/image.ts';
import { toPointer } from '../../resource/pointer.ts';
import { parseQuantity } from '../../resource/quantity.ts';
import { type GroupKind, podTemplateKeys } from './kinds.ts';

type Keys = readonly (string | number)[];
type Quantities = Record<string, Quantity>;

/** The API server refuses resources on an ephemeral container: it uses what its pod has to spare. */
const EPHEMERAL_UNSUPPORTED = ['requests', 'limits'].flatMap((list) =>
  ['cpu', 'memory', 'ephemeral-storage'].map((resource) => `${list}.${resource}`),
);

const LISTS = [
  ['initContainers', 'init'],
  ['containers', 'container'],
  ['ephemeralContainers', 'ephemeral'],
] as const;

/** Every container of the object, in the order in which they start. Empty where the kind runs no pods. */
export function containersOf(type: GroupKind, object: JsonObject): Container[] {
  const template = podTemplateKeys(type);
  if (template === undefined) return [];
  const pod = [...template, 'spec'];
  const podLevel = resourcesAt(object, [...pod, 'resources']);
  return LISTS.flatMap(([list, kind]) =>
    arrayAt(object, ...pod, list).map((_, index) => containerAt(object, [...pod, list, index], kind, podLevel)),
  );
}

function containerAt(object: JsonObject, keys: Keys, kind: Container['kind'], podLevel: Resources): Container {
  const container = dig(object, ...keys);
  const { requests, limits } = resourcesAt(object, [...keys, 'resources']);
  const isSidecar = kind === 'init' && stringAt(container, 'restartPolicy') === 'Always';
  return {
    name: stringAt(container, 'name') ?? String(keys.at(-1)),
    kind: isSidecar ? 'sidecar' : kind,
    path: toPointer(keys),
    image: imageAt(container, toPointer([...keys, 'image'])),
    resourcesPath: toPointer([...keys, 'resources']),
    // Since Kubernetes 1.34 a pod can bound its containers together; one without a bound of its own has the pod's.
    requests: kind === 'ephemeral' ? {} : { ...podLevel.requests, ...requests },
    limits: kind === 'ephemeral' ? {} : { ...podLevel.limits, ...limits },
    unsupported: kind === 'ephemeral' ? EPHEMERAL_UNSUPPORTED : [],
  };
}

function imageAt(container: JsonValue | undefined, path: string): Container['image'] {
  const image = dig(container, 'image');
  if (image === undefined || image === null || image === '') return { path, state: 'absent' };
  if (typeof image === 'string') return parseImage(image, path);
  return { path, state: 'invalid', reference: JSON.stringify(image), error: 'it is not a string' };
}

interface Resources {
  requests: Quantities;
  limits: Quantities;
}

/** Requests default to limits, as the API server has it, so that a manifest and the object it becomes are the same. */
function resourcesAt(object: JsonObject, keys: Keys): Resources {
  const limits = quantitiesAt(object, [...keys, 'limits']);
  const requests = quantitiesAt(object, [...keys, 'requests']);
  const defaults = Object.entries(limits).map(([name, limit]) => [
    name,
    { ...limit, path: toPointer([...keys, 'requests', name]) },
  ]);
  return { limits, requests: { ...Object.fromEntries(defaults), ...requests } };
}

function quantitiesAt(object: JsonObject, keys: Keys): Quantities {
  const values = dig(object, ...keys);
  if (!isObject(values)) return {};
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, quantity(value, toPointer([...keys, name]))]),
  );
}

/** As the API server decodes one: a number is its text, null is zero, spaces around it are ignored. */
function quantity(written: JsonValue, path: string): Quantity {
  const text = written === null ? '0' : typeof written === 'object' ? JSON.stringify(written) : String(written);
  const value = typeof written === 'boolean' ? undefined : parseQuantity(text.trim());
  return value === undefined ? { path, state: 'invalid', text } : { path, state: 'known', text, value };
}
