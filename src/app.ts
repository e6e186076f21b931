/** The application: every plugin in the order in which it is registered. Listening, signals and files are `server.ts`. */
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { api } from './api/api.ts';
import type { Parts } from './parts.ts';
import { requestIdOf } from './plugins/correlation.ts';
import { errors } from './plugins/errors.ts';
import { probes } from './plugins/probes.ts';
import { TLS_OPTIONS } from './tls/reload.ts';
import { webhooks } from './webhooks/webhooks.ts';

export interface AppOptions {
  /** PEM. Without it the app speaks plain HTTP, which is for `inject` in tests alone. */
  tls?: { cert: string; key: string };
}

/** A webhook's client keeps its connections: longer than 90 s, so that it is the client that ends them (as controller-runtime does). */
const KEEP_ALIVE_MS = 90_000;
const HEADERS_MS = 32_000;
/** For the whole of a request; 128 MiB in it are 1 MiB/s. */
const REQUEST_MS = 120_000;
const MAX_CONNECTIONS = 4096;

export async function buildApp(parts: Parts, { tls }: AppOptions = {}): Promise<FastifyInstance> {
  const app = Fastify({
    ...(tls && { https: { ...TLS_OPTIONS, ...tls } }),
    logger: false,
    genReqId: (request) => requestIdOf(request.headers) ?? randomUUID(),
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    // What comes on open connections while the server closes is still answered; probes send new ones elsewhere.
    return503OnClosing: false,
    ajv: { customOptions: { coerceTypes: false, useDefaults: false, removeAdditional: false } },
  }) as unknown as FastifyInstance;
  app.server.headersTimeout = HEADERS_MS;
  app.server.maxConnections = MAX_CONNECTIONS;
  // Answers are written whole: a schema that lacks a field must not take it out of the answer.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));

  await app.register(errors(parts));
  await app.register(probes(parts));
  await app.register(webhooks(parts));
  await app.register(api(parts));
  return app;
}
