/**
 * What one evaluation may take. Every scan and call is a step; builtins that make much at once are charged for it. Evaluations do
 * not nest, so there is one account. Time is looked at rarely, because asking for it costs more than a step.
 */

import { getHeapStatistics } from 'node:v8';

/** The evaluation took more steps, made more or took longer than it may. */
export class OverrunError extends Error {}

export interface Budget {
  /** A resource takes thousands. */
  steps: number;
  /** `performance.now()` at which the answer is due. */
  deadline?: number | undefined;
  /** Bytes that the heap of this thread may hold. Looked at only where rules have a thread to themselves. */
  heap?: number | undefined;
}

const STEPS_BETWEEN_LOOKS = 1024;
const LOOKS_BETWEEN_HEAPS = 8;

/** What is long is charged for by its length, so that doubling a text forty times ends before the memory does. */
const FREE_LENGTH = 1024;

let steps = 0;
let nextLook = 0;
let limit = 0;
let deadline: number | undefined;
let heap: number | undefined;
let looks = 0;

export function startBudget(budget: Budget): void {
  steps = 0;
  limit = budget.steps;
  deadline = budget.deadline;
  heap = budget.heap;
  nextLook = Math.min(STEPS_BETWEEN_LOOKS, limit);
}

export function step(): void {
  steps += 1;
  if (steps > nextLook) look();
}

/** @throws OverrunError */
export function charge(count: number): void {
  steps += count;
  if (steps > nextLook) look();
}

/** Charges for what a builtin made. */
export function made<Made>(value: Made): Made {
  if (typeof value === 'string' || Array.isArray(value)) {
    if (value.length > FREE_LENGTH) charge(value.length);
  }
  return value;
}

function look(): void {
  if (steps > limit) throw new OverrunError(`took more than ${limit} steps`);
  if (deadline !== undefined && performance.now() > deadline) throw new OverrunError('did not end in time');
  if (heap !== undefined) lookAtHeap(heap);
  nextLook = Math.min(steps + STEPS_BETWEEN_LOOKS, limit);
}

/** Asking costs microseconds. Well before V8's own limit, which in the middle of one large allocation ends the whole process. */
function lookAtHeap(bytes: number): void {
  looks += 1;
  if (looks % LOOKS_BETWEEN_HEAPS !== 0) return;
  if (getHeapStatistics().used_heap_size > bytes) throw new OverrunError(`needed more than ${bytes / 1024 / 1024} MiB`);
}
