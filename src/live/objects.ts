/** What the server takes from the objects of a cluster, where its configuration names one. */
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Config } from '../config/schema.ts';
import type { Counts } from '../objects/counts.ts';
import { type FollowedObjects, followObjects } from '../objects/follow.ts';
import { withComposed } from '../objects/with-objects.ts';
import type { Metrics } from '../plugins/metrics.ts';
import type { Setup } from '../setup.ts';
import type { Leadership } from './leadership.ts';

export interface LiveObjects {
  /** Follows the cluster that the configuration names, in place of another. */
  follow(config: Config): void;
  /** With what the objects make of it, once they are read; as it is where they change nothing. @throws GatehouseError CONFIG_INVALID */
  compose<S extends Setup>(setup: S): Promise<S>;
  /** Why what the objects say was not in force yet. */
  waiting(): string[];
  close(): void;
}

/** @param changed called when the objects are to be composed anew */
export function liveObjects(options: {
  leadership: Leadership;
  counts: Counts;
  log: Logger;
  metrics: Metrics;
  changed(): void;
}): LiveObjects {
  const { leadership } = options;
  let of: string | undefined;
  let followed: FollowedObjects | undefined;
  /** Whether what they say was in force once. */
  let taken = false;
  leadership.onChange(() => followed?.write());
  options.counts.onChange(() => followed?.write());
  return {
    follow: ({ objects: settings }) => {
      const wanted = settings?.cluster && JSON.stringify(settings.cluster);
      if (wanted === of) return;
      of = wanted;
      followed?.close();
      taken = false;
      followed =
        wanted !== undefined && settings
          ? followObjects({ ...options, settings, leading: leadership.leading })
          : undefined;
    },
    compose: async (setup) => {
      if (followed === undefined || followed.waiting().length > 0) return setup;
      const made = await followed.compose(setup);
      const isSame = isDeepStrictEqual([made.config, made.waivers], [setup.config, setup.waivers]);
      const composed = isSame ? setup : await withComposed(setup, made);
      taken = true;
      return composed;
    },
    waiting: () => {
      if (followed === undefined || taken) return [];
      const unread = followed.waiting();
      return unread.length > 0 ? unread : ['the Waivers and RuleSets of the cluster are not in force yet'];
    },
    close: () => followed?.close(),
  };
}
