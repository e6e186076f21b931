/** `GET /v1/audits`: the last run of each configured audit. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { AuditResult } from '../audits/schedule.ts';
import { GatehouseError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { scorecardMarkdown } from '../scorecard/markdown.ts';
import { Scorecard } from '../scorecard/scorecard.ts';
import { AuditAnswer, AuditListAnswer, ErrorAnswer } from './schemas.ts';

export const auditRoutes =
  ({ audits }: Parts): FastifyPluginAsyncTypebox =>
  async (app) => {
    const auditNamed = async (name: string): Promise<AuditResult> => {
      const { audits: all, elsewhere } = await audits.list();
      const audit = all.find((known) => known.name === name);
      if (audit && elsewhere) {
        const { lease, holder } = elsewhere;
        const who = holder === undefined ? 'nobody holds at the moment: try again' : `${holder} holds: ask that one`;
        throw new GatehouseError(
          'AUDIT_ELSEWHERE',
          `the audit ${name} is run by the holder of the Lease ${lease}, which ${who}`,
        );
      }
      if (audit) return audit;
      const names = all.map((known) => known.name);
      const known = names.length === 0 ? 'none is configured' : `there are ${names.join(', ')}`;
      throw new GatehouseError('AUDIT_UNKNOWN', `there is no audit ${name.slice(0, 100)}; ${known}`);
    };

    app.get(
      '/v1/audits',
      {
        schema: {
          operationId: 'listAudits',
          summary: 'The last report of every audit',
          tags: ['audits'],
          response: { 200: AuditListAnswer, 401: ErrorAnswer },
        },
      },
      async () => audits.list(),
    );

    app.get(
      '/v1/audits/:name/scorecard',
      {
        schema: {
          operationId: 'getScorecard',
          summary: 'For each pattern the share of resources that keep its promise, by team and environment',
          description: 'Of the last run of the audit. `format=markdown` is the same for people.',
          tags: ['audits'],
          params: Type.Object({ name: Type.String() }),
          querystring: Type.Object({
            format: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('markdown')])),
          }),
          response: {
            200: Type.Union([Scorecard, Type.String()]),
            401: ErrorAnswer,
            404: ErrorAnswer,
            421: ErrorAnswer,
          },
        },
      },
      async ({ params: { name }, query: { format } }, reply) => {
        const { scorecard } = await auditNamed(name);
        if (scorecard === undefined) {
          throw new GatehouseError(
            'AUDIT_UNKNOWN',
            `the audit ${name} has not made a report yet; try again when it has`,
          );
        }
        if (format !== 'markdown') return scorecard;
        return reply.type('text/markdown; charset=utf-8').send(scorecardMarkdown(scorecard));
      },
    );

    app.get(
      '/v1/audits/:name',
      {
        schema: {
          operationId: 'getAudit',
          summary: 'The last report of one audit',
          tags: ['audits'],
          params: Type.Object({ name: Type.String() }),
          response: { 200: AuditAnswer, 401: ErrorAnswer, 404: ErrorAnswer, 421: ErrorAnswer },
        },
      },
      async ({ params: { name } }) => auditNamed(name),
    );
  };
