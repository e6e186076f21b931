/** Who may call the webhooks, where client certificates are asked for. Probes and metrics stay open to all. */
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { GatehouseError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { refusedCaller } from '../tls/client-ca.ts';
import { sendError } from './errors.ts';

/**
 * What a connection's certificate has to be: of the authorities that the server was given, and with one of the names.
 * HTTP 403 and no AdmissionReview for everybody else: the API server takes that for a failed call, so its failure policy decides,
 * and a stranger learns nothing about rules.
 */
export const onlyCallers = ({ log, metrics }: Parts, names: readonly string[] | undefined) =>
  fp(
    async (app: FastifyInstance) => {
      // Asked once for each connection, of which API servers keep few and use them for long.
      const known = new WeakMap<TLSSocket, string | false>();
      app.addHook('onRequest', async (request, reply) => {
        const socket = request.raw.socket as TLSSocket;
        const refusal = known.get(socket) ?? refusedCaller(socket, names) ?? false;
        known.set(socket, refusal);
        if (refusal === false) return;
        metrics.callersRefused.inc();
        log.warn({ requestId: request.id, from: request.ip, reason: refusal }, 'webhook call refused');
        return sendError(log, new GatehouseError('FORBIDDEN', refusal), request, reply);
      });
    },
    { name: 'callers', dependencies: ['errors'] },
  );
