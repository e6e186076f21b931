/** `gatehouse serve`: starts the server and stays. */
import { type ConfigOptions, configFileOf } from './configuration.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { printError } from './problems.ts';

interface ServeCommandOptions extends ConfigOptions {
  host?: string;
  port?: number;
  tlsCert?: string;
  tlsKey?: string;
  processes?: number;
}

/** @throws GatehouseError what `startServer` throws */
export async function serve(options: ServeCommandOptions): Promise<ExitCode> {
  const configFile = configFileOf(options);
  const { startServer, closeOnSignal } = await import('../server.ts');
  const { host, port, tlsCert, tlsKey, scans, processes = 1 } = options;
  const given = { configFile, host, port, tlsCert, tlsKey, scansDirectory: scans };
  const server =
    processes === 1
      ? await startServer(given)
      : await (await import('../processes/primary.ts')).startProcesses(given, processes);
  if (process.stderr.isTTY) {
    if (server.problem) printError(server.problem);
    process.stderr.write(welcome(server.address, server.authority));
  }
  await closeOnSignal(server);
  return EXIT.ok;
}

/** How to try it, for who watches; logs stand on standard output either way. */
function welcome(address: string, authority: string | undefined): string {
  const trust = authority === undefined ? '' : ` --cacert ${authority}`;
  return `Gatehouse serves on ${address}. Try it: curl${trust} ${address}/readyz (Ctrl-C ends it)\n`;
}
