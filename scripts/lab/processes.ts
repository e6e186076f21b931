/** Child processes that end with this one, however it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Service {
  name: string;
  child: ChildProcess;
  /** Where its output goes. */
  log: string;
  /** Asks it to end, and makes it end when it does not. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

/** Linux kills the child with its parent; elsewhere a parent that is killed outright leaves it running. */
const WITH_PARENT = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];

/** A test runner that loads its hooks into every Node.js process would load them into services, too. */
export const AS_STARTED_BY_HAND = ['/usr/bin/env', '-u', 'NODE_OPTIONS'];

/** Milliseconds that a process has to end by itself. */
const PATIENCE = 5000;

export interface StartOptions {
  /** The file that its output is added to. */
  log: string;
  cwd?: string;
  env?: Record<string, string>;
}

export function start(name: string, command: string, args: readonly string[], options: StartOptions): Service {
  const { log, cwd, env } = options;
  const output = openSync(log, 'a');
  const [program = command, ...rest] = [...WITH_PARENT, ...AS_STARTED_BY_HAND, command, ...args];
  const child = spawn(program, rest, { stdio: ['ignore', output, output], cwd, env: { ...process.env, ...env } });
  closeSync(output);
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    name,
    child,
    log,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(killNow, PATIENCE);
      await ended;
      clearTimeout(timer);
      process.off('exit', killNow);
    },
    async kill() {
      killNow();
      await ended;
      process.off('exit', killNow);
    },
  };
}

/** Waits until `ready` is true. @throws Error with the end of the log when the service ends, or time runs out */
export async function waitFor(service: Service, ready: () => Promise<boolean>, timeout: number): Promise<void> {
  const until = Date.now() + timeout;
  for (;;) {
    const { exitCode, signalCode } = service.child;
    if (exitCode !== null || signalCode !== null || service.child.pid === undefined) {
      throw new Error(`${service.name} ended (${exitCode ?? signalCode ?? 'not started'}):\n${tail(service.log)}`);
    }
    if (await ready().catch(() => false)) return;
    if (Date.now() > until)
      throw new Error(`${service.name} is not ready in ${timeout / 1000} s:\n${tail(service.log)}`);
    await sleep(100);
  }
}

function tail(log: string): string {
  return readFileSync(log, 'utf8').split('\n').slice(-20).join('\n');
}

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
