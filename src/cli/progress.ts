/** Progress of long work: one line on standard error that is written over, where somebody watches; nothing otherwise. */

export interface Progress {
  update(what: string, done: number, total?: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** Work that ends sooner shows nothing. */
const QUIET = 500;
const INTERVAL = 100;

export function startProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { update() {}, clear() {} };
  let current = { what: '', since: performance.now() };
  const started = current.since;
  let last = 0;
  let shown = false;
  return {
    update(what, done, total) {
      const now = performance.now();
      if (what !== current.what) current = { what, since: now };
      if (now - started < QUIET || now - last < INTERVAL) return;
      last = now;
      shown = true;
      const rate = Math.round((done * 1000) / Math.max(1, now - current.since));
      const of = total === undefined ? `${done}` : `${done} of ${total}`;
      stream.write(`\r\u001b[K${what} ${of}${done > 1 && rate > 0 ? ` (${rate}/s)` : ''}`);
    },
    clear() {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
