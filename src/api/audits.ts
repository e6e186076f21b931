/** `GET /v1/audits`: the last run of each configured audit. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { GatehouseError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { AuditAnswer, ErrorAnswer } from './schemas.ts';

export const auditRoutes =
  ({ audits }: Parts): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/audits',
      {
        schema: {
          operationId: 'listAudits',
          summary: 'The last report of every audit',
          tags: ['audits'],
          response: { 200: Type.Object({ audits: Type.Array(AuditAnswer) }), 401: ErrorAnswer },
        },
      },
      async () => ({ audits: await audits.list() }),
    );

    app.get(
      '/v1/audits/:name',
      {
        schema: {
          operationId: 'getAudit',
          summary: 'The last report of one audit',
          tags: ['audits'],
          params: Type.Object({ name: Type.String() }),
          response: { 200: AuditAnswer, 401: ErrorAnswer, 404: ErrorAnswer },
        },
      },
      async ({ params: { name } }) => {
        const all = await audits.list();
        const audit = all.find((known) => known.name === name);
        if (audit) return audit;
        const names = all.map((known) => known.name);
        const known = names.length === 0 ? 'none is configured' : `there are ${names.join(', ')}`;
        throw new GatehouseError('AUDIT_UNKNOWN', `there is no audit ${name.slice(0, 100)}; ${known}`);
      },
    );
  };
