/**
 * How long what is read from a connection just now may have waited for the process. While the process is busy, reviews wait
 * in the kernel, where nobody counts their time; an answer that comes after the API server gave up is work for nothing.
 */

const PERIOD_MS = 20;

export interface Lag {
  /** Milliseconds by which the process is behind at this moment. */
  now(): number;
  close(): void;
}

/** A timer that is due every 20 ms; by how much it is late is how late everything is. */
export function watchLag(): Lag {
  let last = performance.now();
  const timer = setInterval(() => {
    last = performance.now();
  }, PERIOD_MS);
  timer.unref();
  return {
    now: () => Math.max(0, performance.now() - last - PERIOD_MS),
    close: () => clearInterval(timer),
  };
}
