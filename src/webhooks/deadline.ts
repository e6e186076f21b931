/** When the answer to a review is due: what the API server's `?timeout=` leaves of the time since it sent the review. */

import { memo } from '../resource/memo.ts';

/** What Kubernetes gives a webhook that says nothing, and the most that it gives one: `timeoutSeconds` of its configuration. */
const DEFAULT_MS = 10_000;
const MAX_MS = 30_000;

/** Kept back for the way of the answer, and never more than a fifth of the whole. */
const MARGIN_MS = 300;

/**
 * `performance.now()` by which a review must be judged.
 * @param url as it was requested; the API server writes a Go duration into it: `?timeout=3s`
 * @param sent `performance.now()` when the review may have been sent
 */
export function deadlineOf(url: string, sent: number): number {
  const timeout = timeoutOf(url);
  return sent + timeout - Math.min(MARGIN_MS, timeout / 5);
}

/** Milliseconds. What is no duration, or none that a webhook can have, counts as if nothing were said. */
export const timeoutOf = memo((url: string): number => {
  const text = /[?&]timeout=(?<text>[^&#]*)/.exec(url)?.groups?.text;
  const timeout = text === undefined ? undefined : parseGoDuration(text);
  return timeout === undefined || timeout <= 0 ? DEFAULT_MS : Math.min(timeout, MAX_MS);
}, 64);

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 3.6e6,
};
const DURATION = /^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;

/** Milliseconds of what Go's `Duration.String` writes: `1m30s`, `2.5s`, `250ms`. https://pkg.go.dev/time#ParseDuration */
function parseGoDuration(text: string): number | undefined {
  if (text.length > 40 || !DURATION.test(text)) return undefined;
  let milliseconds = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    milliseconds += Number(amount) * (UNITS[unit as string] as number);
  }
  return milliseconds;
}
