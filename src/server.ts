/** The server: what it is started with, how it listens, and how it ends. */
import { BlockList, isIP } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { DestinationStream } from 'pino';
import { buildApp } from './app.ts';
import { type AuditList, type Audits, startAudits } from './audits/schedule.ts';
import type { ServerSettings } from './config/schema.ts';
import { GatehouseError, messageOf } from './errors.ts';
import { startJudgePool } from './judging/pool.ts';
import { createLeadership, neverLeading } from './live/leadership.ts';
import { startLive } from './live/live.ts';
import { createCounts } from './objects/counts.ts';
import { createLogger } from './plugins/logging.ts';
import { createMetrics } from './plugins/metrics.ts';
import { unusedConnections } from './plugins/unused.ts';
import type { Peers } from './processes/peers.ts';
import { followClientCa, readClientCa } from './tls/client-ca.ts';
import { exchangeable, type SecureServer } from './tls/context.ts';
import { developmentSource } from './tls/development.ts';
import { certificateInFiles } from './tls/reload.ts';
import type { CertificateSource, SourceParts } from './tls/source.ts';

export interface ServeOptions {
  configFile?: string | undefined;
  /** These four go before what the configuration says under `server`. */
  host?: string | undefined;
  port?: number | undefined;
  tlsCert?: string | undefined;
  tlsKey?: string | undefined;
  /** Goes before `scans.directory` of the configuration. */
  scansDirectory?: string | undefined;
  /** Where development certificates are kept when no certificate is given; `certs` of the working directory. */
  certsDirectory?: string | undefined;
  /** Where the log goes; standard output. */
  logTo?: DestinationStream | undefined;
  /** The other processes that serve on the same port, where there are any. */
  peers?: Peers | undefined;
}

export interface RunningServer {
  /** `https://127.0.0.1:8443` */
  address: string;
  /** What a client needs to verify a development certificate; undefined where a certificate was given. */
  authority: string | undefined;
  /** Why no rules are loaded; undefined where they are. The server runs all the same, and waits for the file to be mended. */
  problem: GatehouseError | undefined;
  /** Ends it gracefully: not ready, requests in flight answered, connections closed. Bounded by 25 seconds. */
  close(): Promise<void>;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 8443;
/** Kubernetes kills 30 s after it asked. */
const CLOSE_MS = 25_000;
/** In a pod: until every node knows that no new connections are to come here. */
const DRAIN_MS = 5_000;
/** How long a connection that was opened and never used may still bring its first request. */
const UNUSED_MS = 1_000;

/**
 * Starts to listen.
 * @throws GatehouseError USAGE, CERTIFICATE_INVALID
 */
export async function startServer(options: ServeOptions = {}): Promise<RunningServer> {
  const { peers } = options;
  const own = createLogger(options.logTo);
  const log = peers ? own.child({ process: peers.number, pid: process.pid }) : own;
  const metrics = createMetrics({ process: true });
  const leadership = peers?.audits ? neverLeading : createLeadership({ log, metrics });
  const counts = createCounts();
  const live = await startLive({
    configFile: options.configFile,
    scansDirectory: options.scansDirectory,
    leadership,
    counts,
    log,
    metrics,
  });
  const closers: (() => Promise<unknown>)[] = [() => live.close(), () => leadership.close()];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const problem = live.problem();
    // The others still have the last good rules; until there are good ones again, they serve alone.
    if (peers?.replaces && problem && live.current() === undefined) throw problem;
    const settings = live.current()?.config.server ?? {};
    const host = options.host ?? settings.host ?? DEFAULT_HOST;
    const port = options.port ?? settings.port ?? DEFAULT_PORT;
    const loopbackOnly = isLoopback(host);
    if (!loopbackOnly && live.current()?.tokens.length === 0) {
      log.warn({ host }, 'the REST API answers nobody: others can reach it, and server.tokens are not configured');
    }

    const source = await certificateSource(options, settings, { log, metrics });
    closers.push(() => source.close());
    const { clientCa: callers } = settings;
    const clientCa = callers && (await readClientCa(callers.file));
    let closing = false;
    let outdated = false;
    const unready = () => [
      ...(closing ? ['the server is closing'] : []),
      ...(outdated ? ['the configuration came after the start and says how to listen: restart the server'] : []),
      ...source.unready(),
    ];

    const configured = live.current() !== undefined;
    live.onChange(({ config }) => {
      const differs = listening(config.server) !== listening(settings);
      // What was ready stays ready; what never had a configuration may serve a certificate that nobody is to trust.
      outdated = differs && !configured;
      if (!differs) return;
      log.warn(
        { listening: { host, port } },
        'how to listen (server.host, port, tls, certificates, clientCa) counts from the next start',
      );
    });

    const { judge, close: closeJudge } = startJudgePool(log);
    closers.push(closeJudge);
    const audits = peers?.audits
      ? auditsElsewhere(peers.audits)
      : startAudits({ live, leadership, counts, judge, metrics, log });
    closers.push(() => audits.close());
    peers?.answer({ metrics: () => metrics.registry.getMetricsAsJSON(), audits: async () => audits.list() });
    const exposition = peers ? () => peers.metrics() : () => metrics.registry.metrics();
    const parts = { live, metrics, exposition, log, audits, judge, unready, loopbackOnly };
    const material = { ...source.first, clientCa };
    const app = await buildApp(parts, { tls: material, callers: callers?.names });
    closers.push(() => app.close());
    const endUnused = unusedConnections(app.server);
    // While it drains, callers are asked to come back on another connection, which leads elsewhere. A connection that is closed
    // without a word may have the next review on its way, and the API server does not send that one again.
    app.server.prependListener('request', (_request, response) => {
      if (closing) response.setHeader('connection', 'close');
    });
    const exchange = exchangeable(app.server as unknown as SecureServer, material);
    await source.follow(({ cert, key }) => exchange({ cert, key }));
    if (callers && clientCa !== undefined) {
      const use = (changed: string) => exchange({ clientCa: changed });
      const watch = followClientCa(callers.file, clientCa, use, { log, metrics });
      closers.push(() => watch.close());
    }
    const address = await listen(app, host, port);
    const { authority } = source;
    log.info({ address, authority, revision: live.current()?.rules.revision }, 'listening');

    let ended: Promise<void> | undefined;
    const end = async () => {
      closing = true;
      log.info({}, 'closing');
      // First, so that another replica may look after the certificates and the audits while this one drains.
      for (const held of [source, leadership]) {
        held.close().catch((thrown: unknown) => log.warn({ problem: messageOf(thrown) }, 'not released'));
      }
      if (process.env.KUBERNETES_SERVICE_HOST !== undefined) await delay(DRAIN_MS);
      setTimeout(endUnused, UNUSED_MS).unref();
      await Promise.race([closeAll(), delay(CLOSE_MS - DRAIN_MS, undefined, { ref: false })]);
      app.server.closeAllConnections();
      log.info({}, 'closed');
    };
    return {
      address,
      authority,
      problem: live.problem(),
      close: () => {
        ended ??= end();
        return ended;
      },
    };
  } catch (thrown) {
    await closeAll();
    throw thrown;
  }
}

/** What another process runs. */
function auditsElsewhere(list: () => Promise<AuditList>): Audits {
  const asked = async () => {
    try {
      return await list();
    } catch (thrown) {
      throw new GatehouseError('BUSY', `the process that runs the audits does not answer: ${messageOf(thrown)}`);
    }
  };
  return { list: asked, close: async () => {} };
}

/** Resolves when the process was asked to end and the server has ended. A second signal does not wait. */
export function closeOnSignal(server: RunningServer): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => server.close().then(resolve, reject);
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
  });
}

/** What of the settings cannot be exchanged while the server listens, as text to compare. */
function listening({ host, port, tls, certificates, clientCa }: ServerSettings = {}): string {
  return JSON.stringify([host, port, tls, certificates, clientCa]);
}

async function certificateSource(
  options: ServeOptions,
  { tls, certificates }: ServerSettings,
  parts: SourceParts,
): Promise<CertificateSource> {
  const { tlsCert, tlsKey, certsDirectory = join(process.cwd(), 'certs') } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new GatehouseError('USAGE', 'give --tls-cert and --tls-key together');
  }
  const files = tlsCert !== undefined && tlsKey !== undefined ? { cert: tlsCert, key: tlsKey } : tls;
  if (files) return certificateInFiles(files, parts);
  if (certificates) {
    const { managedCertificate } = await import('./tls/managed/managed.ts');
    return managedCertificate(certificates, parts);
  }
  return developmentSource(certsDirectory, parts);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (thrown) {
    const { code } = thrown as { code?: unknown };
    const advice =
      code === 'EADDRINUSE' ? 'another process listens there; choose another with --port' : messageOf(thrown);
    throw new GatehouseError('USAGE', `cannot listen on ${host}:${port}: ${advice}`, { cause: thrown });
  }
}
