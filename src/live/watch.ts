/**
 * Watches files through their directories, because a ConfigMap or Secret is renewed by exchanging a link beside the file
 * (`..data`): what the file itself is, does not change, and a watcher that follows links sees nothing of it.
 */
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** Editors and kubelets write in several steps; this long after the last step counts as one change. */
const SETTLE_MS = 150;
/** Where events do not come (network file systems, a directory made anew), the files are looked at this often. */
const LOOK_AGAIN_MS = 60_000;

export interface Watch {
  close(): Promise<void>;
}

/**
 * Calls `look` after one of the paths may have changed, one call at a time. `look` finds out for itself whether what it reads
 * is new, and does not throw.
 * @param paths files or directories; a directory is watched with what is directly in it
 */
export function watchFiles(paths: readonly string[], look: () => Promise<void>): Watch {
  const wanted = paths.map((path) => resolve(path));
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(look);
    }, SETTLE_MS);
  };

  let watchers: FSWatcher[] = [];
  const begin = () => {
    for (const watcher of watchers) watcher.close();
    const places = new Set(wanted.flatMap((path) => [dirname(path), path]));
    watchers = [...places].flatMap((place) => watchPlace(place, wanted, soon));
  };
  begin();
  const again = setInterval(() => {
    begin();
    soon();
  }, LOOK_AGAIN_MS);
  again.unref();
  return {
    close: async () => {
      clearInterval(again);
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      await running;
    },
  };
}

/** What cannot be watched is still looked at by the timer. */
function watchPlace(place: string, wanted: readonly string[], changed: () => void): FSWatcher[] {
  const isWanted = wanted.includes(place);
  const names = new Set(wanted.filter((path) => dirname(path) === place).map((path) => basename(path)));
  try {
    const watcher = watch(place, { persistent: false }, (_event, name) => {
      if (isWanted || name === null || names.has(name) || name.startsWith('..')) changed();
    });
    watcher.on('error', changed);
    return [watcher];
  } catch {
    return [];
  }
}
