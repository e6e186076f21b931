/** `POST /v1/terraform/plan` and `POST /v1/manifests`: a document in, its report out. */
import type { IncomingMessage } from 'node:http';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { judgeAllInTurns } from '../engine.ts';
import { GatehouseError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readEncodedBody } from '../plugins/body.ts';
import type { Report } from '../reports/report.ts';
import { type DocumentKind, readDocument } from '../sources/read.ts';
import { currentOf } from './current.ts';
import { ErrorAnswer, ReportAnswer } from './schemas.ts';

/** Bytes as sent, and again as unpacked. */
export const MAX_DOCUMENT = 128 * 1024 * 1024;

const KINDS: Record<DocumentKind, { what: string; route?: string }> = {
  'terraform-plan': { what: 'a Terraform plan', route: '/v1/terraform/plan' },
  'terraform-state': { what: 'a Terraform state' },
  manifests: { what: 'Kubernetes manifests', route: '/v1/manifests' },
};

const response = {
  200: ReportAnswer,
  400: ErrorAnswer,
  401: ErrorAnswer,
  413: ErrorAnswer,
  415: ErrorAnswer,
  422: ErrorAnswer,
  500: Type.Union([ReportAnswer, ErrorAnswer]),
  503: ErrorAnswer,
};

const LIMIT = '`Content-Encoding: gzip` is accepted; the limit is 128 MiB, as sent and as unpacked.';
const content = (...types: string[]) => ({
  content: Object.fromEntries(types.map((type) => [type, { schema: Type.Any() }])),
});

export const judgeRoutes = ({ live, metrics }: Parts): FastifyPluginAsyncTypebox => {
  const judge = async (body: unknown, kind: DocumentKind): Promise<Report> => {
    const { rules, scans } = currentOf(live);
    if (!Buffer.isBuffer(body) || body.length === 0) {
      throw new GatehouseError('INPUT_UNREADABLE', `the body is empty; send ${KINDS[kind].what}`);
    }
    const document = readDocument(body, { name: 'body' });
    if (document.kind !== kind) throw misplaced(document.kind, kind);
    const report = await judgeAllInTurns(rules, document.resources, { door: 'ci', now: Date.now(), scans });
    metrics.countFindings('ci', report.violations);
    if (report.errors) metrics.evaluationErrors.inc({ door: 'ci' }, report.errors.length);
    return report;
  };

  return async (app) => {
    // The bytes themselves, whatever they are called: what a document is, is recognised by its content.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
      readEncodedBody(payload, request.headers['content-encoding'], MAX_DOCUMENT),
    );
    app.setValidatorCompiler(() => () => true);

    app.post(
      '/v1/terraform/plan',
      {
        schema: {
          operationId: 'judgePlan',
          summary: 'Judge a Terraform plan',
          description: `The body is what \`terraform show -json PLANFILE\` writes. ${LIMIT}`,
          tags: ['ci'],
          body: content('application/json'),
          response,
        },
      },
      async (request, reply) => {
        const report = await judge(request.body, 'terraform-plan');
        return reply.status(report.errors ? 500 : 200).send(report);
      },
    );

    app.post(
      '/v1/manifests',
      {
        schema: {
          operationId: 'judgeManifests',
          summary: 'Judge Kubernetes manifests',
          description: `YAML with any number of documents, or JSON. ${LIMIT}`,
          tags: ['ci'],
          body: content('application/yaml', 'application/json'),
          response,
        },
      },
      async (request, reply) => {
        const report = await judge(request.body, 'manifests');
        return reply.status(report.errors ? 500 : 200).send(report);
      },
    );
  };
};

function misplaced(found: DocumentKind, wanted: DocumentKind): GatehouseError {
  const { what, route } = KINDS[found];
  const advice = route === undefined ? 'judge it with `gatehouse check` or `gatehouse audit`' : `post it to ${route}`;
  return new GatehouseError('INPUT_UNRECOGNISED', `the body is ${what}, not ${KINDS[wanted].what}; ${advice}`);
}
