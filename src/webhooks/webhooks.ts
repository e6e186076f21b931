/**
 * The admission webhooks. What stands before other routes must not stand before these: no authentication, no rate limit, no
 * schema that strips or refuses, no error page. The API server gets HTTP 200 and an AdmissionReview, whatever happens.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Parts } from '../parts.ts';
import { BodyTooLarge, readBody } from '../plugins/body.ts';
import { requestIdOf, traceparentOf, wellFormedId } from '../plugins/correlation.ts';
import { toBoom } from '../plugins/errors.ts';
import { reviewText } from './answer.ts';
import type { Webhook } from './judge.ts';
import { answerReview, fail, type Outcome, refuse } from './review.ts';

/** An API server sends at most an object and its predecessor of 1.5 MiB each, before JSON escapes them. */
const MAX_REVIEW = 8 * 1024 * 1024;
/** Kept back from the API server's `timeout` for the way of the answer. */
const MARGIN_MS = 300;
const OPERATIONS = new Set(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']);

export function webhooks({ live, metrics, log }: Parts) {
  return async (app: FastifyInstance): Promise<void> => {
    // JSON.parse in the handler, not the framework's parser: that one refuses an object with a key called __proto__.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request: FastifyRequest, payload: IncomingMessage) =>
      readBody(payload, MAX_REVIEW),
    );
    app.setErrorHandler((thrown, request, reply) => {
      const webhook = request.routeOptions.url?.endsWith('mutate') ? 'mutate' : 'validate';
      return send(request, reply, webhook, performance.now(), failed(thrown));
    });

    for (const webhook of ['validate', 'mutate'] as const) {
      app.post(`/v1/admission/${webhook}`, { schema: { hide: true } }, (request, reply) => {
        const started = performance.now();
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const deadline = Date.now() + timeoutOf(request.url);
        const outcome = answerReview({ webhook, body, current: live.current(), deadline });
        return send(request, reply, webhook, started, outcome);
      });
    }

    /** For what never reached the handler. */
    function failed(thrown: unknown): Outcome {
      if (thrown instanceof BodyTooLarge) return refuse(uidIn(thrown.head), 413, thrown.message);
      const { output, message } = toBoom(thrown);
      if (output.statusCode < 500) return refuse('', 400, message);
      return fail('', live.current(), thrown);
    }

    function send(
      request: FastifyRequest,
      reply: FastifyReply,
      webhook: Webhook,
      started: number,
      outcome: Outcome,
    ): FastifyReply {
      const { response, decision, review, violations } = outcome;
      const requestId = requestIdOf(request.headers) ?? wellFormedId(response.uid) ?? request.id;
      if (response.auditAnnotations) response.auditAnnotations['request-id'] = requestId;
      const text = reviewText(response);
      const operation = review && OPERATIONS.has(review.operation) ? review.operation : 'other';
      metrics.reviews.inc({ webhook, operation, decision });
      if (violations.length > 0) metrics.countFindings('admission', violations);
      if (decision === 'error') metrics.evaluationErrors.inc({ door: 'admission' });
      logReview(log, requestId, webhook, outcome);
      metrics.reviewSeconds.observe({ webhook }, (performance.now() - started) / 1000);
      return reply
        .status(200)
        .headers({
          'content-type': 'application/json; charset=utf-8',
          'x-request-id': requestId,
          traceparent: traceparentOf(request.headers, requestId),
        })
        .send(text);
    }
  };
}

/** Who asked for what and what was answered; never the object. What was allowed is for debugging only. */
function logReview(log: Logger, requestId: string, webhook: Webhook, outcome: Outcome): void {
  const { decision, response, review, violations, error } = outcome;
  const quiet = decision === 'allow' || decision === 'pass';
  if (quiet && !log.isLevelEnabled('debug')) return;
  const about = {
    requestId,
    webhook,
    uid: response.uid,
    allowed: response.allowed,
    ...(review && {
      operation: review.operation,
      kind: `${review.kind.group}/${review.kind.version}/${review.kind.kind}`,
      namespace: review.namespace,
      name: review.name,
      subResource: review.subResource,
      user: review.userInfo.username,
      dryRun: review.dryRun,
    }),
    rules: violations.map(({ rule, action }) => `${rule}=${action}`),
  };
  if (quiet) log.debug(about, 'review allowed');
  else if (decision === 'deny') log.info(about, 'review denied');
  else if (error === undefined) log.warn({ ...about, code: response.status?.code }, 'review refused');
  else log.error({ ...about, error }, 'review not judged');
}

/** Milliseconds that the API server will still wait, from the `timeout=5s` that it adds to the URL. */
function timeoutOf(url: string): number {
  const seconds = /[?&]timeout=(?<seconds>\d{1,3})s(?:&|$)/.exec(url)?.groups?.seconds;
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000 - MARGIN_MS;
}

/** The API server writes the uid at the beginning of the request. Without it, it would not take the answer for its own. */
function uidIn(head: Buffer): string {
  const text = head.subarray(0, 4096).toString('latin1');
  return /"request"\s*:\s*\{\s*"uid"\s*:\s*"(?<uid>[\w-]{1,64})"/.exec(text)?.groups?.uid ?? '';
}
