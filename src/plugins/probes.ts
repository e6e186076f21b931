/** `/livez`, `/readyz` and `/metrics`: open to all, because they tell nothing of what is judged. */
import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';

export function probes({ live, metrics, exposition, unready }: Parts) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/livez', (_request, reply) => reply.send({ status: 'live' }));

    app.get('/readyz', (_request, reply) => {
      const current = live.current();
      const problem = live.problem();
      const reasons = [...unready(), ...live.waiting()];
      if (current === undefined) reasons.push(problem?.message ?? 'no rules are loaded yet');
      return reply.status(reasons.length === 0 ? 200 : 503).send({
        status: reasons.length === 0 ? 'ready' : 'not ready',
        ...(reasons.length > 0 && { reasons }),
        ...(current && { revision: current.rules.revision }),
        // Ready all the same: the last good configuration is in use.
        ...(current && problem && { problem: problem.message }),
      });
    });

    app.get('/metrics', async (_request, reply) => reply.type(metrics.registry.contentType).send(await exposition()));
  };
}
