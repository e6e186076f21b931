/** Watches files through their directories, because a ConfigMap or Secret is renewed by exchanging a symlink beside the file. */
import { basename, dirname, resolve, sep } from 'node:path';
import { watch } from 'chokidar';

/** Editors and kubelets write in several steps; this long after the last step counts as one change. */
const SETTLE_MS = 150;
/** Where events do not come (network file systems), the files are looked at this often. */
const LOOK_AGAIN_MS = 60_000;

export interface Watch {
  close(): Promise<void>;
}

/**
 * Calls `look` after one of the paths changed, one call at a time. `look` finds out for itself whether what it reads is new,
 * and does not throw.
 * @param paths files or directories; a directory is watched with what is directly in it
 */
export async function watchFiles(paths: readonly string[], look: () => Promise<void>): Promise<Watch> {
  const wanted = paths.map((path) => resolve(path));
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(look);
    }, SETTLE_MS);
  };
  const places = [...new Set(wanted.flatMap((path) => [dirname(path), path]))];
  const watcher = watch(places, { ignoreInitial: true, depth: 0 });
  watcher.on('all', (_event, path) => {
    if (concerns(resolve(path), wanted)) soon();
  });
  // A place that cannot be watched is still looked at by the timer.
  watcher.on('error', soon);
  const again = setInterval(soon, LOOK_AGAIN_MS);
  again.unref();
  await new Promise<void>((ready) => {
    watcher.once('ready', () => ready());
  });
  return {
    close: async () => {
      clearInterval(again);
      clearTimeout(timer);
      await watcher.close();
      await running;
    },
  };
}

/** The path itself, what is in it, or the `..data` by which Kubernetes exchanges a whole volume. */
function concerns(changed: string, wanted: readonly string[]): boolean {
  if (basename(changed).startsWith('..')) return true;
  return wanted.some((path) => changed === path || changed.startsWith(path + sep));
}
