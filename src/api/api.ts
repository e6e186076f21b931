/** The REST API: all that is for people and CI, behind tokens, described by OpenAPI. Nothing here stands before the webhooks. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
import { auth } from '../plugins/auth.ts';
import { traceparentOf } from '../plugins/correlation.ts';
import { Report } from '../reports/report.ts';
import { version } from '../version.ts';
import { auditRoutes } from './audits.ts';
import { judgeRoutes } from './judge.ts';
import { ruleRoutes } from './rules.ts';
import { ErrorBody } from './schemas.ts';
import { waiverRoutes } from './waivers.ts';

export function api(parts: Parts) {
  const { log, metrics } = parts;
  return async (app: FastifyInstance): Promise<void> => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Gatehouse',
          description:
            'One rule set that judges Kubernetes admission, Terraform plans and manifests in CI, and live systems.',
          version,
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        security: [{ token: [] }],
      },
      refResolver: { buildLocalReference: ({ $id }, _uri, _fragment, index) => String($id ?? `def-${index}`) },
    });
    await app.register(auth(parts));

    app.addHook('onSend', async (request, reply) => {
      reply.headers({ 'x-request-id': request.id, traceparent: traceparentOf(request.headers, request.id) });
    });
    app.addHook('onResponse', async (request, { statusCode: status, elapsedTime }) => {
      const { id: requestId, method, holder, problem: code } = request;
      const route = request.routeOptions.url ?? 'none';
      metrics.requests.inc({ route, method, status });
      metrics.requestSeconds.observe({ route }, elapsedTime / 1000);
      log.info({ requestId, method, route, status, code, holder, ms: Math.round(elapsedTime) }, 'request answered');
    });
    app.addSchema({ $id: 'Report', ...Report });
    app.addSchema({ $id: 'Error', ...ErrorBody });

    await app.register(judgeRoutes(parts));
    await app.register(auditRoutes(parts));
    await app.register(ruleRoutes(parts));
    await app.register(waiverRoutes(parts));
    app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  };
}
