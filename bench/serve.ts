/** A server in a process of its own, for benchmarks. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Served {
  name: string;
  process: ChildProcess;
  address: string;
  /** Milliseconds from the start of the process to its readiness, and from having its bundle. */
  readyAfter: { start: number; bundle: number };
  residentBytes(): Promise<number>;
  /** Processor time since it began, of all its threads, by its own word. */
  cpuSeconds(): Promise<number>;
}

/** @param script of this folder; it sends what `Told` says, and its memory when it is asked */
export async function serve(name: string, script: string, args: string[]): Promise<Served> {
  const began = performance.now();
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), args, { stdio: 'inherit' });
  const told = await new Promise<{ address: string; sinceBundle?: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { address: string; sinceBundle?: number }));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  const ask = async () => {
    child.send('usage');
    return ((await once(child, 'message')) as [{ rss: number; cpu: NodeJS.CpuUsage }])[0];
  };
  return {
    name,
    process: child,
    address: told.address,
    readyAfter: { start: performance.now() - began, bundle: told.sinceBundle ?? Number.NaN },
    residentBytes: async () => (await ask()).rss,
    cpuSeconds: async () => {
      const { user, system } = (await ask()).cpu;
      return (user + system) / 1e6;
    },
  };
}
