/**
 * Lines of the log that would say the same again and again: a controller whose Pod is denied asks several times a second, for days.
 * The first is written at once, and then one each minute that says how many there were.
 */

export interface Repeats {
  /**
   * @param key equal where the line would say the same
   * @param write writes the line; given how many more there were since the last one, where there were
   */
  note(key: string, write: (repeated?: number) => void): void;
  /** Writes what was held back. */
  close(): void;
}

interface Held {
  since: number;
  repeated: number;
  write: (repeated?: number) => void;
}

/** @param period milliseconds between two lines that say the same */
export function holdRepeats(period = 60_000, most = 1000): Repeats {
  const held = new Map<string, Held>();

  const release = (key: string, { repeated, write }: Held) => {
    held.delete(key);
    if (repeated > 0) write(repeated);
  };
  const sweep = (before: number) => {
    for (const [key, one] of held) if (one.since <= before) release(key, one);
  };
  const timer = setInterval(() => sweep(Date.now() - period), period);
  timer.unref();

  return {
    note: (key, write) => {
      const known = held.get(key);
      if (known && Date.now() - known.since < period) {
        known.repeated += 1;
        known.write = write;
        return;
      }
      if (known) held.delete(key);
      const [oldest] = held;
      if (oldest && held.size >= most) release(...oldest);
      held.set(key, { since: Date.now(), repeated: 0, write });
      write(known && known.repeated > 0 ? known.repeated : undefined);
    },
    close: () => {
      clearInterval(timer);
      sweep(Number.POSITIVE_INFINITY);
    },
  };
}
