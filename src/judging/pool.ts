/** The worker that judges documents: started with the first, ended when there was none for a while, started anew when it fell. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { GatehouseError } from '../errors.ts';
import type { Current } from '../live/live.ts';
import type { Answer, Request, Response, Task } from './messages.ts';

/** @throws GatehouseError what reading and judging throws, BUSY where too much is waiting */
export type Judge = (task: Task, current: Current) => Promise<Answer>;

export interface JudgePool {
  judge: Judge;
  close(): Promise<void>;
}

/** Bodies wait in memory: bytes. */
const MAX_WAITING = 384 * 1024 * 1024;
/** Its rules and what it read take about 100 MiB. */
const IDLE_MS = 5 * 60_000;

interface Waiting {
  bytes: number;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export function startJudgePool(log: Logger): JudgePool {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  /** What the worker judges with. */
  let known: Current | undefined;
  let next = 0;
  let waitingBytes = 0;
  let idle: NodeJS.Timeout | undefined;

  const settle = (id: number): Waiting | undefined => {
    const task = waiting.get(id);
    waiting.delete(id);
    waitingBytes -= task?.bytes ?? 0;
    return task;
  };

  const fell = (fallen: Worker, thrown: unknown) => {
    if (worker !== fallen) return;
    worker = undefined;
    known = undefined;
    for (const id of [...waiting.keys()]) settle(id)?.reject(thrown);
  };

  const begin = (): Worker => {
    const started = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url));
    started.on('message', (response: Response) => {
      const task = settle(response.id);
      if ('answer' in response) task?.resolve(response.answer);
      else task?.reject(errorOf(response.error));
      if (waiting.size === 0) rest(started);
    });
    started.on('error', (thrown) => {
      const tooLarge = (thrown as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (tooLarge) log.error({ waiting: waiting.size }, 'the memory did not suffice to judge a document');
      const message = 'the memory did not suffice to judge it; split it, or judge it with `gatehouse check`';
      fell(started, tooLarge ? new GatehouseError('INPUT_TOO_LARGE', message) : thrown);
    });
    started.on('exit', () => fell(started, new Error('the worker ended')));
    return started;
  };

  const rest = (resting: Worker) => {
    resting.unref();
    idle = setTimeout(() => {
      worker = undefined;
      known = undefined;
      void resting.terminate();
    }, IDLE_MS);
    idle.unref();
  };

  const judge: Judge = (task, current) =>
    new Promise((resolve, reject) => {
      const bytes = 'document' in task ? task.document.length : 0;
      if (waitingBytes + bytes > MAX_WAITING) {
        throw new GatehouseError('BUSY', 'too many large documents are waiting to be judged; try again in a minute');
      }
      clearTimeout(idle);
      worker ??= begin();
      worker.ref();
      const { bundle, config, fileConfig, waivers } = current;
      const request: Request = {
        id: next++,
        ...(known !== current && { setup: { bundle, config, fileConfig, waivers } }),
        task,
      };
      known = current;
      waiting.set(request.id, { bytes, resolve, reject });
      waitingBytes += bytes;
      worker.postMessage(request, memoryOf(task));
    });

  return {
    judge,
    close: async () => {
      clearTimeout(idle);
      await worker?.terminate();
    },
  };
}

/** What need not be copied: a body that has its memory to itself. */
function memoryOf(task: Task): ArrayBuffer[] {
  if (!('document' in task)) return [];
  const { buffer, length } = task.document;
  return buffer instanceof ArrayBuffer && buffer.byteLength === length && length > 0 ? [buffer] : [];
}

function errorOf({ code, message, described }: Extract<Response, { error: unknown }>['error']): Error {
  if (code !== undefined) return new GatehouseError(code, message);
  const error = new Error(message, { cause: undefined });
  return Object.assign(error, { name: described.type, stack: `${described.type}\n${described.stack ?? ''}` });
}
