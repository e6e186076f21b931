/** The application: every plugin in the order in which it is registered. Listening, signals and files are `server.ts`. */
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { apiOnDemand } from './api/on-demand.ts';
import type { Parts } from './parts.ts';
import { onlyCallers } from './plugins/callers.ts';
import { requestIdOf } from './plugins/correlation.ts';
import { errors } from './plugins/errors.ts';
import { probes } from './plugins/probes.ts';
import { secureContext, type TlsMaterial } from './tls/context.ts';
import { webhooks } from './webhooks/webhooks.ts';

export interface AppOptions {
  /** PEM. Without it the app speaks plain HTTP, which is for `inject` in tests alone. */
  tls?: TlsMaterial;
  /** Names that a client certificate must have to call the webhooks, where `tls` asks for one. */
  callers?: readonly string[] | undefined;
}

/** A webhook's client keeps its connections: longer than 90 s, so that it is the client that ends them (as controller-runtime does). */
const KEEP_ALIVE_MS = 90_000;
const HEADERS_MS = 32_000;
/** For the whole of a request; 128 MiB in it are 1 MiB/s. */
const REQUEST_MS = 120_000;
const MAX_CONNECTIONS = 4096;
/** Who has no certificate, or another, is told so by the webhooks; probes and metrics ask for none. */
const ASK = { requestCert: true, rejectUnauthorized: false } as const;

export async function buildApp(parts: Parts, { tls, callers }: AppOptions = {}): Promise<FastifyInstance> {
  const asksCallers = tls?.clientCa !== undefined;
  const app = Fastify({
    ...(tls && { https: { ...secureContext(tls), ...(asksCallers && ASK) } }),
    logger: false,
    genReqId: (request) => requestIdOf(request.headers) ?? randomUUID(),
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    // What comes on open connections while the server closes is still answered; probes send new ones elsewhere.
    return503OnClosing: false,
    // No route here has a schema: what would compile them takes longer to load than the webhooks.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  }) as unknown as FastifyInstance;
  app.server.headersTimeout = HEADERS_MS;
  app.server.maxConnections = MAX_CONNECTIONS;

  await app.register(errors(parts));
  await app.register(probes(parts));
  await app.register(guarded(parts, asksCallers, callers));
  await app.register(apiOnDemand(parts));
  return app;
}

function noSchemas(): never {
  throw new Error('only the routes of the REST API have schemas');
}

/** The webhooks, and before them, where it is asked for, who may call them. */
function guarded(parts: Parts, asksCallers: boolean, callers: AppOptions['callers']) {
  return async (app: FastifyInstance): Promise<void> => {
    if (asksCallers) await app.register(onlyCallers(parts, callers));
    await app.register(webhooks(parts));
  };
}
