/** The `containers` facet of whatever runs pods. */
import { dig, isObject, type JsonObject, type JsonValue, own, setOwn, stringAt } from '../../json.ts';
import type { Container, Quantity } from '../../resource/facets.ts';
import { parseImage } from '../../resource/image.ts';
import { escapeKey, toPointer } from '../../resource/pointer.ts';
import { parseQuantity } from '../../resource/quantity.ts';
import { type GroupKind, podTemplateKeys } from './kinds.ts';

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
  const path = `${toPointer(template)}/spec`;
  const pod = own(dig(object, ...template), 'spec');
  const podLevel = resourcesOf(own(pod, 'resources'), `${path}/resources`);
  const found: Container[] = [];
  for (const [list, kind] of LISTS) {
    const written = own(pod, list);
    if (!Array.isArray(written)) continue;
    for (let index = 0; index < written.length; index += 1) {
      found.push(containerOf(written[index], `${path}/${list}/${index}`, index, kind, podLevel));
    }
  }
  return found;
}

function containerOf(
  container: JsonValue | undefined,
  path: string,
  index: number,
  kind: Container['kind'],
  podLevel: Resources,
): Container {
  const resourcesPath = `${path}/resources`;
  const { requests, limits } = resourcesOf(own(container, 'resources'), resourcesPath);
  const isEphemeral = kind === 'ephemeral';
  return {
    name: stringAt(container, 'name') ?? String(index),
    kind: kind === 'init' && own(container, 'restartPolicy') === 'Always' ? 'sidecar' : kind,
    path,
    image: imageOf(own(container, 'image'), `${path}/image`),
    resourcesPath,
    // Since Kubernetes 1.34 a pod can bound its containers together; one without a bound of its own has the pod's.
    requests: isEphemeral ? {} : over(podLevel.requests, requests),
    limits: isEphemeral ? {} : over(podLevel.limits, limits),
    unsupported: isEphemeral ? EPHEMERAL_UNSUPPORTED : [],
  };
}

function imageOf(image: JsonValue | undefined, path: string): Container['image'] {
  if (image === undefined || image === null || image === '') return { path, state: 'absent' };
  if (typeof image === 'string') return parseImage(image, path);
  return { path, state: 'invalid', reference: JSON.stringify(image), error: 'it is not a string' };
}

interface Resources {
  requests: Quantities;
  limits: Quantities;
}

const NONE: Quantities = {};

/** Requests default to limits, as the API server has it, so that a manifest and the object it becomes are the same. */
function resourcesOf(resources: JsonValue | undefined, path: string): Resources {
  if (!isObject(resources)) return { limits: NONE, requests: NONE };
  const limits = quantitiesOf(own(resources, 'limits'), `${path}/limits`);
  const written = quantitiesOf(own(resources, 'requests'), `${path}/requests`);
  if (limits === NONE) return { limits, requests: written };
  const requests: Quantities = {};
  for (const name of Object.keys(limits)) {
    if (Object.hasOwn(written, name)) continue;
    define(requests, name, { ...(limits[name] as Quantity), path: `${path}/requests/${escapeKey(name)}` });
  }
  for (const name of Object.keys(written)) define(requests, name, written[name] as Quantity);
  return { limits, requests };
}

/** @param path of the object that holds them */
export function quantitiesOf(values: JsonValue | undefined, path: string): Quantities {
  if (!isObject(values)) return NONE;
  const quantities: Quantities = {};
  for (const name of Object.keys(values)) {
    define(quantities, name, quantity(values[name] as JsonValue, `${path}/${escapeKey(name)}`));
  }
  return quantities;
}

/** The container's own where it has one, else the pod's. */
function over(podLevel: Quantities, given: Quantities): Quantities {
  return podLevel === NONE ? given : { ...podLevel, ...given };
}

function define(quantities: Quantities, name: string, quantity: Quantity): void {
  setOwn(quantities as JsonObject, name, quantity);
}

/** As the API server decodes one: a number is its text, null is zero, spaces around it are ignored. */
function quantity(written: JsonValue, path: string): Quantity {
  const text = written === null ? '0' : typeof written === 'object' ? JSON.stringify(written) : String(written);
  const value = typeof written === 'boolean' ? undefined : parseQuantity(text.trim());
  return value === undefined ? { path, state: 'invalid', text } : { path, state: 'known', text, value };
}
