/** The edge: whatever was thrown becomes a Boom, and a Boom becomes `{error: {code, message, requestId}}`. */
import { Boom } from '@hapi/boom';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Logger } from 'pino';
import { describeError } from '../describe-error.ts';
import { type ErrorCode, GatehouseError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { traceparentOf } from './correlation.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the error it was answered with, for the log. */
    problem: string | undefined;
  }
}

/** The catalogue's translation into HTTP. What is wrong with a document's content is 422: its bytes did arrive. */
export const STATUS: Record<ErrorCode, number> = {
  INPUT_UNREADABLE: 400,
  INPUT_UNRECOGNISED: 422,
  INPUT_TOO_LARGE: 413,
  PLAN_VERSION_UNSUPPORTED: 422,
  MANIFEST_INVALID: 422,
  REVIEW_INVALID: 400,
  CONFIG_INVALID: 503,
  BUNDLE_INVALID: 503,
  RULES_INVALID: 422,
  CERTIFICATE_INVALID: 503,
  EVALUATION_FAILED: 500,
  TIMED_OUT: 504,
  CALLER_GONE: 499,
  SCANS_UNREADABLE: 503,
  CLUSTER_UNREACHABLE: 502,
  AUDIT_UNKNOWN: 404,
  AUDIT_ELSEWHERE: 421,
  RULE_UNKNOWN: 404,
  FIX_FAILED: 500,
  NOT_READY: 503,
  BUSY: 503,
  ENCODING_UNSUPPORTED: 415,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  USAGE: 400,
};

/** Codes for what the framework refuses before any of our code sees it. */
const FRAMEWORK: Record<number, ErrorCode> = { 404: 'NOT_FOUND', 413: 'INPUT_TOO_LARGE', 415: 'ENCODING_UNSUPPORTED' };

export interface Edge {
  /** `INTERNAL`: an error that nobody foresaw, whose message is not for the caller. */
  code: ErrorCode | 'INTERNAL';
}

export function toBoom(thrown: unknown): Boom<Edge> {
  if (thrown instanceof GatehouseError) {
    return new Boom(thrown.message, { statusCode: STATUS[thrown.code], data: { code: thrown.code } });
  }
  const { statusCode, message } = thrown as Partial<FastifyError>;
  if (thrown instanceof Error && statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Boom(message, { statusCode, data: { code: FRAMEWORK[statusCode] ?? 'USAGE' } });
  }
  const unforeseen = 'Something went wrong inside Gatehouse. Its log says more under this request id.';
  return new Boom(unforeseen, { statusCode: 500, data: { code: 'INTERNAL' } });
}

export function sendError(log: Logger, thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const boom = toBoom(thrown);
  const { statusCode } = boom.output;
  const { id: requestId } = request;
  const code = boom.data?.code;
  const about = { requestId, route: request.routeOptions.url, status: statusCode, code };
  if (statusCode >= 500) log.error({ ...about, error: describeError(thrown) }, 'request failed');
  else log.debug(about, 'request refused');
  request.problem = code;
  if (statusCode === 401) reply.header('www-authenticate', 'Bearer realm="gatehouse"');
  return reply
    .status(statusCode)
    .headers({ 'x-request-id': requestId, traceparent: traceparentOf(request.headers, requestId) })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: { code, message: boom.message, requestId } }));
}

export const errors = ({ log }: Parts) =>
  fp(
    async (app: FastifyInstance) => {
      app.decorateRequest('problem', undefined);
      app.setErrorHandler((thrown, request, reply) => sendError(log, thrown, request, reply));
      app.setNotFoundHandler((request, reply) => {
        const path = request.url.split('?')[0]?.slice(0, 200);
        const message = `there is no ${request.method} ${path}; /openapi.json lists what there is`;
        return sendError(log, new GatehouseError('NOT_FOUND', message), request, reply);
      });
    },
    { name: 'errors' },
  );
