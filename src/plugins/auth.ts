/** Who may use the REST API: the holder of a configured token, or, where none is configured, who is on this machine. */
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { GatehouseError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { holderOf } from './tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the token's holder; undefined where no token was asked for. */
    holder: string | undefined;
  }
}

export const auth = ({ live, loopbackOnly }: Parts) =>
  fp(
    async (app: FastifyInstance) => {
      app.decorateRequest('holder', undefined);
      app.addHook('onRequest', async (request) => {
        const tokens = live.current()?.tokens ?? [];
        if (tokens.length === 0 && loopbackOnly) return;
        const { authorization } = request.headers;
        request.holder = holderOf(authorization, tokens);
        if (request.holder !== undefined) return;
        throw new GatehouseError('UNAUTHENTICATED', refusal(authorization !== undefined, tokens.length > 0));
      });
    },
    { name: 'auth', dependencies: ['errors'] },
  );

function refusal(given: boolean, configured: boolean): string {
  if (!configured) return 'no token is configured, and without one the REST API answers on loopback addresses only';
  return given ? 'the token is not known' : 'send a token: "Authorization: Bearer ..."';
}
