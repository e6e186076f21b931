/** Keeps an index of scans current while a server runs. */
import { messageOf } from '../errors.ts';
import { loadScans, type ScanCache, type ScanIndex } from './scans.ts';

export interface ScanWatcher {
  /** Called with each index that was read whole, first of all with the one found at the start. */
  changed(index: ScanIndex): void;
  /** Called with a GatehouseError SCANS_UNREADABLE, once until it is another; the last good index stays in use. */
  failed(error: unknown): void;
}

export interface WatchOptions {
  /** Milliseconds of quiet after the last event before the directory is read: a report is not written at one stroke. */
  quiet?: number;
  /** Milliseconds between looks without an event: NFS and its like report no changes that another machine made. */
  interval?: number;
}

/**
 * Reads the directory of scans now and whenever it changes. Only files that changed are read again.
 * @returns ends the watch; nothing is called afterwards
 */
export async function watchScans(
  directory: string,
  { changed, failed }: ScanWatcher,
  { quiet = 300, interval = 60_000 }: WatchOptions = {},
): Promise<() => Promise<void>> {
  const { watch } = await import('chokidar');
  const cache: ScanCache = new Map();
  let state: string | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let reading = Promise.resolve();

  const read = async () => {
    try {
      const index = await loadScans(directory, cache);
      const next = [...cache].map(([file, { stamp }]) => `${file} ${stamp}`).join('\n');
      if (closed || next === state) return;
      state = next;
      changed(index);
    } catch (thrown) {
      const next = `failed: ${messageOf(thrown)}`;
      if (closed || next === state) return;
      state = next;
      failed(thrown);
    }
  };
  const look = () => {
    reading = reading.then(read);
    return reading;
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, quiet);
  };

  // The directory and not its files: a ConfigMap changes by the exchange of one symbolic link in it.
  const watcher = watch(directory, { ignoreInitial: true });
  watcher.on('all', soon).on('error', soon);
  const poll = setInterval(look, interval);
  poll.unref();
  await look();
  return async () => {
    closed = true;
    clearTimeout(timer);
    clearInterval(poll);
    await watcher.close();
    await reading;
  };
}
