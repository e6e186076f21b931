/** `POST /v1/terraform/plan`, `POST /v1/cloudformation/template` and `POST /v1/manifests`: a document in, its report out. */
import type { IncomingMessage } from 'node:http';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Parts } from '../parts.ts';
import { readEncodedBody } from '../plugins/body.ts';
import type { DocumentKind } from '../sources/read.ts';
import { currentOf } from './current.ts';
import { ErrorAnswer, ReportAnswer } from './schemas.ts';

/** Bytes as sent, and again as unpacked. */
export const MAX_DOCUMENT = 128 * 1024 * 1024;

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

export const judgeRoutes = ({ live, metrics, judge }: Parts): FastifyPluginAsyncTypebox => {
  const answer = async (reply: FastifyReply, document: unknown, kind: DocumentKind): Promise<never> => {
    const current = currentOf(live);
    const empty = new Uint8Array();
    const { text, found, errors } = await judge(
      { document: Buffer.isBuffer(document) ? document : empty, kind },
      current,
    );
    metrics.countFindings('ci', found);
    if (errors > 0) metrics.evaluationErrors.inc({ door: 'ci' }, errors);
    // Written already; the declared type is what the text is.
    return reply
      .status(errors > 0 ? 500 : 200)
      .type('application/json; charset=utf-8')
      .send(text) as never;
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
      async (request, reply) => answer(reply as unknown as FastifyReply, request.body, 'terraform-plan'),
    );

    app.post(
      '/v1/cloudformation/template',
      {
        schema: {
          operationId: 'judgeTemplate',
          summary: 'Judge a CloudFormation template',
          description: `YAML or JSON, as it is given to CloudFormation; or what CloudFormation's own CreateStack takes, as JSON: \`TemplateBody\`, \`Parameters\` and \`Tags\`. ${LIMIT}`,
          tags: ['ci'],
          body: content('application/yaml', 'application/json'),
          response,
        },
      },
      async (request, reply) => answer(reply as unknown as FastifyReply, request.body, 'cloudformation-template'),
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
      async (request, reply) => answer(reply as unknown as FastifyReply, request.body, 'manifests'),
    );
  };
};
