/**
 * What stands around an object in the cluster that it comes to, kept current by watches. Of each object only what rules and doors
 * read is kept; pods are not watched at all, because no rule asks for one beside itself.
 */
import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import type { ContextReport, Metrics } from '../plugins/metrics.ts';
import { connect } from '../sources/cluster/connection.ts';
import { ageOf, type Following, type FollowOptions, follow } from '../sources/cluster/follow.ts';
import { type ClusterSelection, loadKubeconfig } from '../sources/cluster/kubeconfig.ts';
import { untilDone } from '../sources/cluster/persist.ts';
import { ClusterParts, type Part } from './cluster-parts.ts';
import { budgetsNear, classNamed, type Inventory, limitRangesNear, namespaceOf } from './inventory.ts';
import { watchNote } from './watch-note.ts';
import { WatchedSiblings } from './watched-siblings.ts';

export interface ClusterContext {
  inventory: Inventory;
  /** Watches those types, and no others, for rules that ask for what stands beside an object. @param globs of types */
  watchSiblings(globs: readonly string[]): void;
  /** What is not read yet, and why: one line each. Empty from when everything was read once. */
  waiting(): string[];
  close(): void;
}

export interface ClusterContextOptions extends Pick<FollowOptions, 'idle' | 'backoff'> {
  selection: ClusterSelection;
  /** Milliseconds after which is looked whether the cluster serves a type that it did not. */
  lookAgain?: number;
  log: Logger;
  metrics: Metrics;
}

/** What is known of a part's watch. */
interface Watched extends Part {
  following?: Following;
  problem?: string | undefined;
}

/** Begins to read and to watch. What is wrong is logged, and tried again. */
export function followCluster(options: ClusterContextOptions): ClusterContext {
  const { selection, log, metrics, idle, backoff, lookAgain } = options;
  const stop = new AbortController();
  const { signal } = stop;
  setMaxListeners(0, signal);
  const known = new ClusterParts();
  const watched: Watched[] = known.all;
  const siblings = new WatchedSiblings({ log, metrics, signal, idle, backoff, lookAgain });
  let loginProblem: string | undefined;

  const begin = async () => {
    const login = await loadKubeconfig(selection);
    // A watch takes a connection for itself, and a list another.
    const connection = connect(login, { signal, concurrency: 2 * watched.length });
    for (const part of watched) {
      const { type, shelf } = part;
      part.following = follow({
        connection,
        type,
        shelf,
        signal,
        onProblem: watchNote(log, { part: type.name }, (problem) => {
          part.problem = problem;
        }),
        onEvent: (event) => metrics.contextEvents.inc({ part: type.name, event: event.toLowerCase() }),
        ...(idle !== undefined && { idle }),
        ...(backoff !== undefined && { backoff }),
      });
    }
    signal.addEventListener('abort', () => connection.close());
    siblings.connected(login);
  };

  const noteLogin = watchNote(log, {}, (problem) => {
    loginProblem = problem;
  });
  void untilDone(begin, noteLogin, signal);

  const report: ContextReport = (observe) => {
    for (const part of watched) observe(part.type.name, part.shelf.size, age(part, Date.now()));
    siblings.report(observe);
  };
  metrics.contextParts.add(report);

  return {
    inventory: {
      namespace: (resource, now = Date.now()) => {
        const name = namespaceOf(resource);
        if (name === undefined) return undefined;
        const ageSeconds = age(known.namespacePart, now);
        const found = known.namespaces.get(name);
        return found === undefined || ageSeconds === undefined ? 'unseen' : { ...found, ageSeconds };
      },
      budgets: (resource, now = Date.now()) => {
        const ageSeconds = age(known.budgetPart, now);
        if (ageSeconds === undefined) return { known: false, selecting: [], undecided: [] };
        return { known: true, ageSeconds, ...budgetsNear(known.budgets, resource) };
      },
      limitRanges: (resource, now = Date.now()) => {
        const ageSeconds = age(known.limitRangePart, now);
        if (ageSeconds === undefined) return { known: false, ranges: [] };
        return { known: true, ageSeconds, ranges: limitRangesNear(known.limitRanges, resource) };
      },
      storageClass: (name, now = Date.now()) => {
        const ageSeconds = age(known.storageClassPart, now);
        return ageSeconds === undefined ? {} : { ageSeconds, ...classNamed(known.storageClasses, name) };
      },
      workload: (uid) => known.workload(uid),
      siblings: (types, resource) => siblings.beside(types, resource),
    },
    watchSiblings: (globs) => siblings.watch(globs),
    waiting: () => {
      if (loginProblem !== undefined) return [loginProblem];
      return watched
        .filter(({ following }) => following?.seenAt() === undefined)
        .map(({ type, problem }) => `${type.name} of the cluster are not read yet${problem ? `: ${problem}` : ''}`);
    },
    close: () => {
      metrics.contextParts.delete(report);
      stop.abort();
    },
  };
}

function age({ following }: Watched, now: number): number | undefined {
  return ageOf(following, now);
}
