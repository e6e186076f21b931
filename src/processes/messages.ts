/** What the first process tells the others and hears from them, besides the questions of `channel.ts`. */
import type { ErrorCode } from '../errors.ts';
import type { ServeOptions } from '../server.ts';

/** All that a process is started with: it must be possible to write it as JSON. */
export type Start = { start: Omit<ServeOptions, 'logTo' | 'peers'>; number: number; replaces: boolean };

export type Report =
  /** It can be told now: what is sent before anybody listens for it is lost. */
  | { loaded: true }
  | { listening: { address: string; authority: string | undefined; problem: Told | undefined } }
  | { failed: Told };

export interface Told {
  code: ErrorCode | undefined;
  message: string;
}
