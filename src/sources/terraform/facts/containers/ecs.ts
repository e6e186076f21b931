/**
 * The containers of an ECS task definition. `container_definitions` is already decoded, so pointers reach into it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
import { isObject, type JsonValue } from '../../../../json.ts';
import type { Container, Quantity } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { wordOf } from '../combinators/place.ts';
import { imageAt } from './image.ts';
import { unknownContainer } from './unknown.ts';

const MIB = 2 ** 20;
const UNITS_PER_CORE = 1024;
const DEFINITIONS = 'container_definitions';

export function taskContainers(attributes: Attributes): Container[] {
  const definitions = attributes.read(DEFINITIONS);
  if (definitions.state === 'unknown' || definitions.state === 'sensitive') return [unknownContainer(definitions.path)];
  if (definitions.state === 'absent' || !Array.isArray(definitions.value)) return [];
  const task = taskSize(attributes);
  return definitions.value.flatMap((definition, index) =>
    isObject(definition) ? [containerOf(attributes, index, task)] : [],
  );
}

function containerOf(attributes: Attributes, index: number, task: Record<string, Quantity>): Container {
  const path = attributes.path(DEFINITIONS, index);
  const read = (key: string, factor: number) => numberAt(attributes, [DEFINITIONS, index, key], factor);
  const cpu = read('cpu', 1 / UNITS_PER_CORE);
  const memory = read('memory', MIB);
  const reservation = read('memoryReservation', MIB);
  const name = attributes.read(DEFINITIONS, index, 'name');
  const request = reservation ?? memory;
  return {
    name: name.state === 'known' && typeof name.value === 'string' ? name.value : String(index),
    kind: 'container',
    path,
    image: imageAt(attributes, DEFINITIONS, index, 'image'),
    resourcesPath: path,
    // A task with a size has all of it reserved, however its containers share it.
    requests: { ...task, ...(cpu !== undefined && { cpu }), ...(request !== undefined && { memory: request }) },
    limits: { ...task, ...(memory !== undefined && { memory }) },
    // A container's cpu is a share, not a ceiling: only the task has one.
    unsupported: task.cpu === undefined ? ['limits.cpu'] : [],
  };
}

/** What holds for the task as a whole: it is reserved, and no container can use more. */
function taskSize(attributes: Attributes): Record<string, Quantity> {
  const cpu = sizeAt(attributes, 'cpu', /^(?<amount>[\d.]+)\s*vcpu$/i, 1, 1 / UNITS_PER_CORE);
  const memory = sizeAt(attributes, 'memory', /^(?<amount>[\d.]+)\s*gb$/i, 2 ** 30, MIB);
  return { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
}

/** A task's size is a number of units, or text with a unit: `1 vCPU`, `2 GB`. */
function sizeAt(
  attributes: Attributes,
  key: string,
  unit: RegExp,
  perUnit: number,
  factor: number,
): Quantity | undefined {
  const reading = attributes.read(key);
  if (reading.state !== 'known' || typeof reading.value !== 'string') return numberAt(attributes, [key], factor);
  const amount = unit.exec(reading.value.trim())?.groups?.amount;
  if (amount === undefined) return numberAt(attributes, [key], factor);
  return quantity(reading.path, reading.value, Number(amount) * perUnit);
}

function numberAt(attributes: Attributes, keys: (string | number)[], factor: number): Quantity | undefined {
  const reading = attributes.read(...keys);
  if (reading.state === 'absent') return undefined;
  if (reading.state !== 'known') return { path: reading.path, state: 'unknown' };
  const value = asNumber(reading.value);
  // Zero is how ECS writes "not set".
  if (value === 0) return undefined;
  return quantity(reading.path, wordOf(reading.value), value * factor);
}

function quantity(path: string, text: string, value: number): Quantity {
  return Number.isFinite(value) ? { path, state: 'known', text, value } : { path, state: 'invalid', text };
}

function asNumber(value: JsonValue): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN;
}
