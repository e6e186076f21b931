/** `opa run --server`, for benchmarks. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Served } from './serve.ts';

const opa = process.env.OPA ?? 'opa';

/** Its version; undefined where it is not there. */
export function opaVersion(): string | undefined {
  try {
    return /^Version: (.+)$/m.exec(execFileSync(opa, ['version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

/** `opa run --server` on one processor, quiet, with the same certificate. @param files Rego and data */
export async function serveOpa(
  name: string,
  tls: { cert: string; key: string },
  files: readonly string[],
  get: (url: string) => Promise<string>,
): Promise<Pick<Served, 'name' | 'process' | 'address' | 'cpuSeconds'>> {
  const port = await freePort();
  const address = `https://127.0.0.1:${port}`;
  const listen = ['--addr', `127.0.0.1:${port}`, '--tls-cert-file', tls.cert, '--tls-private-key-file', tls.key];
  const ignored = ['*_test.rego', '*.examples.yaml'].flatMap((glob) => ['--ignore', glob]);
  const quiet = ['--log-level', 'error', '--skip-version-check'];
  const child = spawn(opa, ['run', '--server', ...listen, ...ignored, ...quiet, ...files], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, GOMAXPROCS: '1' },
  });
  for (let tries = 0; ; tries += 1) {
    try {
      await get(`${address}/health`);
      break;
    } catch (thrown) {
      if (tries > 100 || child.exitCode !== null) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return {
    name,
    process: child,
    address,
    cpuSeconds: async () => processorTime(await readFile(`/proc/${child.pid}/stat`, 'utf8')),
  };
}

/** Of Linux: user and system time in hundredths of a second, fields 14 and 15; the name in brackets may hold spaces. */
function processorTime(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
