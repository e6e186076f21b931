/** `GET /v1/waivers`: every waiver that is known, with whether it counts now. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { isTooLong } from '../objects/lifetime.ts';
import { patternOf, waiverId } from '../objects/waiver.ts';
import type { Parts } from '../parts.ts';
import { endOf } from '../rules/time.ts';
import type { Setup } from '../setup.ts';
import { currentOf } from './current.ts';
import { ErrorAnswer, WaiverAnswer } from './schemas.ts';

export const waiverRoutes =
  ({ live }: Parts): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/waivers',
      {
        schema: {
          operationId: 'listWaivers',
          summary: 'The waivers of the configuration file and of the cluster',
          tags: ['rules'],
          response: { 200: Type.Object({ waivers: Type.Array(WaiverAnswer) }), 401: ErrorAnswer, 503: ErrorAnswer },
        },
      },
      async () => ({ waivers: describeWaivers(currentOf(live), Date.now()) }),
    );
  };

/** Those that expire first come first. */
function describeWaivers({ config, waivers }: Setup, now: number): Type.Static<typeof WaiverAnswer>[] {
  const maxDays = config.objects?.waivers?.maxDays;
  const isExpired = (expires: string) => (endOf(expires) ?? 0) <= now;
  return [
    ...(config.waivers ?? []).map((waiver) => ({
      ...waiver,
      state: isExpired(waiver.expires) ? ('expired' as const) : ('active' as const),
    })),
    ...waivers.map((waiver) => {
      const { rule, owner, reason, expires } = waiver;
      const active = isTooLong(expires, now, maxDays) ? ('refused' as const) : ('active' as const);
      const state = isExpired(expires) ? ('expired' as const) : active;
      return { rule, resource: patternOf(waiver), owner, reason, expires, object: waiverId(waiver), state };
    }),
  ].sort((a, b) => (endOf(a.expires) ?? 0) - (endOf(b.expires) ?? 0));
}
