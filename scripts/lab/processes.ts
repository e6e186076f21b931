/** Child processes that end with this one, however it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Service {
  name: string;
  child: ChildProcess;
  /** Where its output goes. */
  log: string;
  stop(): Promise<void>;
}

/** Linux kills the child with its parent; elsewhere a parent that is killed outright leaves it running. */
const WITH_PARENT = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];

/** Milliseconds that a process has to end by itself. */
const PATIENCE = 5000;

export function start(name: string, command: string, args: readonly string[], log: string): Service {
  const output = openSync(log, 'a');
  const [program = command, ...rest] = [...WITH_PARENT, command, ...args];
  const child = spawn(program, rest, { stdio: ['ignore', output, output] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
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
      const timer = setTimeout(kill, PATIENCE);
      await ended;
      clearTimeout(timer);
      process.off('exit', kill);
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
