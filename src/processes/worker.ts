/** One of several processes that serve on one port. The first process starts it, tells it what to do, and ends it. */
import { GatehouseError, messageOf } from '../errors.ts';
import { type RunningServer, startServer } from '../server.ts';
import { Channel } from './channel.ts';
import type { Report, Start, Told } from './messages.ts';
import { AUDITS_IN, type Peers } from './peers.ts';

let server: RunningServer | undefined;

function told(thrown: unknown): Told {
  return { code: thrown instanceof GatehouseError ? thrown.code : undefined, message: messageOf(thrown) };
}

function say(message: object): void {
  // The first process may be gone; this one then ends too, by `disconnect`.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

async function start({ start: options, number, replaces }: Start): Promise<void> {
  const own: Parameters<Peers['answer']>[0] = { metrics: async () => [], audits: async () => ({ audits: [] }) };
  const channel = new Channel(say, { metrics: () => own.metrics(), audits: () => own.audits() });
  process.on('message', (message) => void channel.receive(message));
  const peers: Peers = {
    number,
    replaces,
    audits: number === AUDITS_IN ? undefined : () => channel.ask('audits') as ReturnType<NonNullable<Peers['audits']>>,
    metrics: () => channel.ask('metrics') as Promise<string>,
    answer: (answers) => void Object.assign(own, answers),
  };
  server = await startServer({ ...options, peers });
  const { address, authority, problem } = server;
  say({ listening: { address, authority, problem: problem && told(problem) } } satisfies Report);
}

async function end(): Promise<void> {
  await server?.close();
  process.exit();
}

process.once('message', (message: Start) => {
  start(message).catch((thrown: unknown) => {
    say({ failed: told(thrown) } satisfies Report);
    process.exitCode = 1;
    process.disconnect();
  });
});
say({ loaded: true } satisfies Report);
process.once('SIGTERM', () => void end());
process.once('disconnect', () => void end());
// Ctrl-C reaches every process of a terminal; the first one ends the others in order.
process.on('SIGINT', () => {});
