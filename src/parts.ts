/** What the app is put together from: made by the server, or by a test. */
import type { Logger } from 'pino';
import type { Audits } from './audits/schedule.ts';
import type { Judge } from './judging/pool.ts';
import type { Live } from './live/live.ts';
import type { Metrics } from './plugins/metrics.ts';

export interface Parts {
  live: Live;
  metrics: Metrics;
  /** What `/metrics` answers: of all processes that serve on the port. */
  exposition(): Promise<string>;
  log: Logger;
  audits: Audits;
  judge: Judge;
  /** Why the server should get no requests now, apart from its rules: it is closing, its certificate expired. */
  unready(): string[];
  /** False: it listens where others could reach it, so that without tokens the REST API answers nobody. */
  loopbackOnly: boolean;
}
