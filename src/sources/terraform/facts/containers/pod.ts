/** The containers of a pod as the Kubernetes provider of Terraform writes them: blocks for lists, names in snake case. */
import { isObject } from '../../../../json.ts';
import type { Container, Quantity } from '../../../../resource/facets.ts';
import { parseQuantity } from '../../../../resource/quantity.ts';
import type { Attributes, Keys } from '../../attributes.ts';
import { computed, look } from '../combinators/place.ts';
import { imageAt } from './image.ts';
import { unknownContainer } from './unknown.ts';

const BLOCKS = [
  ['init_container', 'init'],
  ['container', 'container'],
] as const;

const RESOURCES = computed('resources');
const LISTS = { limits: computed('resources.0.limits'), requests: computed('resources.0.requests') } as const;

/** @param pod keys of the pod's own `spec` block */
export function podContainers(attributes: Attributes, pod: Keys): Container[] {
  const spec = attributes.below(pod);
  return BLOCKS.flatMap(([block, kind]) => {
    const found = spec.blocks(block).map((container, index) => containerOf(container, kind, index));
    const reading = spec.read(block);
    const isUnknown = found.length === 0 && reading.state === 'unknown' && !reading.computed && kind === 'container';
    return isUnknown ? [unknownContainer(reading.path)] : found;
  });
}

function containerOf(container: Attributes, kind: Container['kind'], index: number): Container {
  const name = container.read('name');
  const restart = container.read('restart_policy');
  const isSidecar = kind === 'init' && restart.state === 'known' && restart.value === 'Always';
  const limits = quantities(container, 'limits');
  const requests = quantities(container, 'requests');
  const isUnknown = limits === undefined || requests === undefined;
  return {
    name: name.state === 'known' && typeof name.value === 'string' ? name.value : String(index),
    kind: isSidecar ? 'sidecar' : kind,
    path: container.path(),
    image: imageAt(container, 'image'),
    resourcesPath: container.path('resources', 0),
    requests: { ...asRequests(container, limits ?? {}), ...requests },
    limits: limits ?? {},
    ...(isUnknown && { resourcesUnknown: true }),
    unsupported: [],
  };
}

/** Requests default to limits, as the API server has it. */
function asRequests(container: Attributes, limits: Record<string, Quantity>): Record<string, Quantity> {
  return Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [
      name,
      { ...limit, path: container.path('resources', 0, 'requests', name) },
    ]),
  );
}

/** Undefined where it cannot be told before apply what is set. Versions before 2.0 of the provider wrote a block for the map. */
function quantities(container: Attributes, list: 'limits' | 'requests'): Record<string, Quantity> | undefined {
  if (look(container, RESOURCES).state === 'unknown') return undefined;
  const found = look(container, LISTS[list]);
  if (found.state === 'unknown') return undefined;
  const all = ['resources', 0, list];
  const isBlock = Array.isArray(container.valueAt(all)) || Array.isArray(container.unknownAt(all));
  const keys = isBlock ? [...all, 0] : all;
  const names = new Set([...container.unknownKeys(...keys), ...namesAt(container, keys)]);
  const entries = [...names].flatMap((name): [string, Quantity][] => {
    const reading = container.readAt([...keys, name]);
    const { path } = reading;
    if (reading.state === 'absent') return [];
    if (reading.state === 'unknown' && isBlock && reading.references.length === 0) return [];
    if (reading.state !== 'known') return [[name, { path, state: 'unknown' }]];
    if (typeof reading.value === 'object') return [[name, { path, state: 'invalid' }]];
    const text = String(reading.value);
    const value = parseQuantity(text.trim());
    return [[name, value === undefined ? { path, state: 'invalid', text } : { path, state: 'known', text, value }]];
  });
  return Object.fromEntries(entries);
}

function namesAt(container: Attributes, keys: Keys): string[] {
  const values = container.valueAt(keys);
  return isObject(values) ? Object.keys(values) : [];
}
