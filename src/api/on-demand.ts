/**
 * Hands requests to the REST API on to an application of its own, which is loaded once the server listens. Its schemas and its
 * description take longer to load than all that a review needs, and a server that is started anew is waited for by reviews.
 */
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
import { requestIdOf } from '../plugins/correlation.ts';
import { errors } from '../plugins/errors.ts';

const ROUTES = ['/v1/*', '/openapi.json'];

export function apiOnDemand(parts: Parts) {
  return async (app: FastifyInstance): Promise<void> => {
    let loading: Promise<FastifyInstance> | undefined;
    const load = (): Promise<FastifyInstance> => {
      loading ??= buildApi(parts).catch((thrown: unknown) => {
        loading = undefined;
        throw thrown;
      });
      return loading;
    };
    // Not awaited: listening is not to wait for it. Whoever asks for what could not be loaded is told.
    app.addHook('onListen', async () => void load().catch(() => {}));
    app.addHook('onClose', async () => (await loading?.catch(() => undefined))?.close());

    // The body is left for the application that has the route.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', async () => undefined);
    for (const route of ROUTES) {
      app.all(route, async (request, reply) => {
        const api = await load();
        reply.hijack();
        api.routing(request.raw, reply.raw);
      });
    }
  };
}

async function buildApi(parts: Parts): Promise<FastifyInstance> {
  const { api } = await import('./api.ts');
  const app = Fastify({
    logger: false,
    genReqId: (request) => requestIdOf(request.headers) ?? randomUUID(),
    return503OnClosing: false,
    ajv: { customOptions: { coerceTypes: false, useDefaults: false, removeAdditional: false } },
  }) as unknown as FastifyInstance;
  // Answers are written whole: a schema that lacks a field must not take it out of the answer.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  await app.register(errors(parts));
  await app.register(api(parts));
  await app.ready();
  return app;
}
