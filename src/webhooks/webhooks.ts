/**
 * The admission webhooks. What stands before other routes must not stand before these: no authentication, no rate limit, no
 * schema that strips or refuses, no error page. The API server gets HTTP 200 and an AdmissionReview, whatever happens.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatehouseError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { type BodyTaker, BodyTooLarge, readBody, takeBody } from '../plugins/body.ts';
import { requestIdOf, traceparentOf, wellFormedId } from '../plugins/correlation.ts';
import { toBoom } from '../plugins/errors.ts';
import { reviewText } from './answer.ts';
import { deadlineOf } from './deadline.ts';
import type { Webhook } from './judge.ts';
import { watchLag } from './lag.ts';
import { logReview } from './log.ts';
import { holdRepeats } from './repeats.ts';
import { answerReview, fail, type Outcome, refuse } from './review.ts';

/** An API server sends at most an object and its predecessor of 1.5 MiB each, before JSON escapes them. */
const MAX_REVIEW = 8 * 1024 * 1024;
/** What is read of a review that is not taken in: enough to hold its uid. */
const HEAD_BYTES = 4096;
/** `server.maxReviews` of the configuration. Each may hold a body of 8 MiB; most hold 10 KiB. */
const MAX_REVIEWS = 256;
const OPERATIONS = new Set(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']);

declare module 'fastify' {
  interface FastifyRequest {
    /** `performance.now()` when the review may have been sent: what it waited for the process is counted in. */
    sent: number;
  }
}

/** A review beyond the number that is taken in at one time. */
class TooMany extends GatehouseError {
  readonly head: Buffer;

  constructor(limit: number, head: Buffer) {
    super('BUSY', `${limit} reviews are being judged already, which is the limit (server.maxReviews)`);
    this.head = head;
  }
}

export function webhooks({ live, metrics, log }: Parts) {
  return async (app: FastifyInstance): Promise<void> => {
    const lag = watchLag();
    const repeats = holdRepeats();
    app.addHook('onClose', async () => {
      lag.close();
      repeats.close();
    });
    app.decorateRequest('sent', 0);
    let inFlight = 0;

    // JSON.parse in the handler, not the framework's parser: that one refuses an object with a key called __proto__.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage, done: BodyTaker) => {
      request.sent = performance.now() - lag.now();
      const limit = live.current()?.config.server?.maxReviews ?? MAX_REVIEWS;
      if (inFlight >= limit) {
        headOf(payload).then((head) => done(new TooMany(limit, head)), done);
        return;
      }
      inFlight += 1;
      takeBody(payload, MAX_REVIEW, (problem, body) => {
        inFlight -= 1;
        done(problem, body);
      });
    });
    app.setErrorHandler((thrown, request, reply) => {
      const webhook = request.routeOptions.url?.endsWith('mutate') ? 'mutate' : 'validate';
      const outcome = failed(thrown);
      if (reply.raw.destroyed) outcome.decision = 'gone';
      return send(request, reply, webhook, performance.now(), outcome);
    });

    for (const webhook of ['validate', 'mutate'] as const) {
      app.post(`/v1/admission/${webhook}`, (request, reply) => {
        const started = performance.now();
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const limits = {
          deadline: deadlineOf(request.url, request.sent || started),
          gone: () => reply.raw.destroyed,
        };
        const outcome = answerReview({ webhook, body, current: live.current(), limits });
        if (!(outcome instanceof Promise)) return send(request, reply, webhook, started, outcome);
        inFlight += 1;
        return outcome.then((answer) => {
          inFlight -= 1;
          return send(request, reply, webhook, started, answer);
        });
      });
    }

    /** For what never reached the handler. */
    function failed(thrown: unknown): Outcome {
      if (thrown instanceof TooMany) return fail(uidIn(thrown.head), live.current(), thrown);
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
      const { response, decision, review, violations, error } = outcome;
      const requestId = requestIdOf(request.headers) ?? wellFormedId(response.uid) ?? request.id;
      if (response.auditAnnotations) response.auditAnnotations['request-id'] = requestId;
      const text = reviewText(response);
      const operation = review && OPERATIONS.has(review.operation) ? review.operation : 'other';
      metrics.reviews.inc({ webhook, operation, decision });
      if (violations.length > 0) metrics.countFindings('admission', violations);
      for (const { rule } of outcome.carried ?? []) metrics.breakGlass.inc({ rule });
      if (decision === 'error') metrics.evaluationErrors.inc({ door: 'admission' });
      if (error?.rule !== undefined) metrics.ruleFailures.inc({ rule: error.rule, door: 'admission' });
      logReview(log, repeats, requestId, webhook, outcome);
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

/** The beginning of a body whose rest is thrown away. */
async function headOf(payload: IncomingMessage): Promise<Buffer> {
  try {
    return await readBody(payload, HEAD_BYTES);
  } catch (thrown) {
    if (thrown instanceof BodyTooLarge) return thrown.head;
    throw thrown;
  }
}

/** The API server writes the uid at the beginning of the request. Without it, it would not take the answer for its own. */
function uidIn(head: Buffer): string {
  const text = head.subarray(0, HEAD_BYTES).toString('latin1');
  return /"request"\s*:\s*\{\s*"uid"\s*:\s*"(?<uid>[\w-]{1,64})"/.exec(text)?.groups?.uid ?? '';
}
