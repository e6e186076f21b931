/**
 * Several processes that serve on one port: admission stays on one thread per process, and the processes use the cores. This one
 * serves nothing. It starts the others, deals connections out to them, starts anew what died, and ends them together.
 */
import cluster, { type Worker } from 'node:cluster';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AggregatorRegistry, type MetricObject } from 'prom-client';
import { GatehouseError, messageOf } from '../errors.ts';
import { createLogger } from '../plugins/logging.ts';
import type { RunningServer, ServeOptions } from '../server.ts';
import { Channel } from './channel.ts';
import type { Report, Start, Told } from './messages.ts';
import { AUDITS_IN } from './peers.ts';

/** A process that dies is replaced after this, and after twice the time each time that it dies again soon. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** Who lived so long did not die of how it was started. */
const STEADY_MS = 60_000;
/** A process ends by itself within 25 s; Kubernetes kills 30 s after it asked. */
const KILL_MS = 27_000;

interface Member {
  worker: Worker;
  channel: Channel;
  listening: boolean;
}

/**
 * Starts that many processes and resolves when all listen.
 * @throws GatehouseError what `startServer` throws in the first of them
 */
export async function startProcesses(
  options: Start['start'] & Pick<ServeOptions, 'logTo'>,
  count: number,
): Promise<RunningServer> {
  const { logTo, ...start } = options;
  const log = createLogger(logTo);
  cluster.setupPrimary({
    exec: fileURLToPath(new URL(`./worker${extname(import.meta.url)}`, import.meta.url)),
    args: [],
  });
  const members = new Map<number, Member>();
  let closing = false;

  const begin = (number: number, replaces = false): Promise<Listening> => {
    const began = performance.now();
    const worker = cluster.fork();
    const channel = new Channel((message) => void (worker.isConnected() && worker.send(message)), {
      metrics: () => metricsOf(members),
      audits: () => auditsOf(members),
    });
    const member: Member = { worker, channel, listening: false };
    members.set(number, member);
    const listening = new Promise<Listening>((resolve, reject) => {
      worker.on('message', (message: Report | object) => {
        void channel.receive(message);
        if ('loaded' in message) worker.send({ start, number, replaces } satisfies Start);
        if ('failed' in message) reject(errorOf(message.failed));
        if (!('listening' in message)) return;
        member.listening = true;
        resolve(message.listening);
      });
      worker.once('exit', (code, signal) => {
        channel.close();
        members.delete(number);
        reject(new GatehouseError('USAGE', `it ended with ${signal ?? `code ${code}`} before it listened`));
        if (!member.listening || closing) return;
        log.error({ process: number, pid: worker.process.pid, code, signal }, 'a process of the server ended');
        if (performance.now() - began > STEADY_MS) pauses.delete(number);
        void replace(number);
      });
    });
    return listening;
  };

  const pauses = new Map<number, number>();
  const nextPause = (number: number): number => {
    const pause = pauses.get(number) ?? FIRST_PAUSE_MS;
    pauses.set(number, Math.min(2 * pause, LONGEST_PAUSE_MS));
    return pause;
  };

  const replace = async (number: number): Promise<void> => {
    while (!closing) {
      await delay(nextPause(number), undefined, { ref: false });
      if (closing) return;
      try {
        await begin(number, true);
        log.info({ process: number }, 'process replaced');
        return;
      } catch (thrown) {
        log.error({ process: number, problem: messageOf(thrown) }, 'process not replaced; it is tried again');
      }
    }
  };

  let ended: Promise<void> | undefined;
  const end = async () => {
    closing = true;
    log.info({ processes: members.size }, 'closing');
    await Promise.all([...members.values()].map(({ worker }) => ending(worker)));
    log.info({}, 'closed');
  };
  const close = () => {
    ended ??= end();
    return ended;
  };

  try {
    // The first alone: it finds out what is wrong with the start, and makes the files that the others share.
    const first = await begin(AUDITS_IN);
    const others = Array.from({ length: count - 1 }, (_, index) => begin(AUDITS_IN + 1 + index));
    await Promise.all(others);
    log.info({ address: first.address, processes: count }, 'all processes listen');
    return {
      address: first.address,
      authority: first.authority,
      problem: first.problem && errorOf(first.problem),
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

type Listening = Extract<Report, { listening: unknown }>['listening'];

function errorOf({ code, message }: Told): GatehouseError {
  return new GatehouseError(code ?? 'USAGE', message);
}

async function ending(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.process.kill('SIGTERM');
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), KILL_MS);
  await gone;
  clearTimeout(timer);
}

/** @throws Error where a process does not answer: a sum without it would look like a reset of its counters */
async function metricsOf(members: ReadonlyMap<number, Member>): Promise<string> {
  const asked = [...members.values()].filter(({ listening }) => listening).map(({ channel }) => channel.ask('metrics'));
  return AggregatorRegistry.aggregate((await Promise.all(asked)) as MetricObject[][]).metrics();
}

async function auditsOf(members: ReadonlyMap<number, Member>): Promise<unknown> {
  const member = members.get(AUDITS_IN);
  if (!member?.listening) throw new GatehouseError('BUSY', 'the process that runs the audits is being replaced');
  return member.channel.ask('audits');
}
