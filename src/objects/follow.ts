/**
 * Follows the Waivers and RuleSets of a cluster for a server. What they make of its configuration is composed anew after each change;
 * whatever is wrong with one of them is its own problem, in its status and the log.
 */
import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import type { ObjectSettings } from '../config/schema.ts';
import { type JsonObject, objectAt } from '../json.ts';
import type { Metrics } from '../plugins/metrics.ts';
import type { Setup } from '../setup.ts';
import { type Connection, connect } from '../sources/cluster/connection.ts';
import { type Following, follow } from '../sources/cluster/follow.ts';
import { loadKubeconfig } from '../sources/cluster/kubeconfig.ts';
import { type Note, onChange, untilDone } from '../sources/cluster/persist.ts';
import { type Composed, compose, type LastGood, type Outcome } from './compose.ts';
import type { Counts } from './counts.ts';
import { API_VERSION, type ObjectKind, PLURALS } from './group.ts';
import { type StatusWriter, statusWriter } from './status-writer.ts';

export interface FollowedObjects {
  /** What the objects make of the configuration as the file has it. */
  compose(setup: Setup): Promise<Composed>;
  /** What is not read yet, and why: one line each. Empty from when everything was read once. */
  waiting(): string[];
  /** Brings their status up to date: this server has to write it from now on, or an audit counted what Waivers cover. */
  write(): void;
  close(): void;
}

export interface FollowObjectsOptions {
  settings: ObjectSettings;
  /** Whether this server writes their status. */
  leading(): boolean;
  counts: Counts;
  log: Logger;
  metrics: Metrics;
  /** Called when the objects changed, or the time changed what became of one. Not before all were read once. */
  changed(): void;
}

interface Shelved {
  kind: ObjectKind;
  objects: Map<string, JsonObject>;
  following?: Following;
  problem?: string | undefined;
}

/** Changes come in bursts: after the first of them, milliseconds until they are composed. */
const SETTLE_MS = 50;
/** Milliseconds after which is looked whether a Waiver expired, though nothing changed. */
const LOOK_AGAIN_MS = 15_000;

export function followObjects({
  settings,
  leading,
  counts,
  log,
  metrics,
  changed,
}: FollowObjectsOptions): FollowedObjects {
  const stop = new AbortController();
  const { signal } = stop;
  setMaxListeners(0, signal);
  const shelves: Record<ObjectKind, Shelved> = {
    Waiver: { kind: 'Waiver', objects: new Map() },
    RuleSet: { kind: 'RuleSet', objects: new Map() },
  };
  const all = Object.values(shelves);
  const lastGood = new Map<string, LastGood>();
  let loginProblem: string | undefined;
  let writer: StatusWriter | undefined;
  let outcomes: readonly Outcome[] = [];
  /** Whether audits count what Waivers cover: where none does, nothing is said of it. */
  let isCounted = false;
  let settling: NodeJS.Timeout | undefined;

  const isRead = () => all.every(({ following }) => following?.seenAt() !== undefined);
  const soon = () => {
    settling ??= setTimeout(() => {
      settling = undefined;
      if (isRead() && !signal.aborted) changed();
    }, SETTLE_MS);
  };
  const again = setInterval(soon, LOOK_AGAIN_MS);
  again.unref();

  const noting = (what: Record<string, string>, keep: Note) =>
    onChange((problem) => {
      keep(problem);
      if (problem === undefined) log.info(what, 'cluster objects followed again');
      else log.warn({ ...what, problem }, 'cluster objects not followed');
    });

  const followKind = (connection: Connection, shelved: Shelved) => {
    const { kind, objects } = shelved;
    const name = PLURALS[kind];
    shelved.following = follow({
      connection,
      type: { name, path: `/apis/${API_VERSION}/${name}` },
      shelf: {
        put: (key, object) => void objects.set(key, object),
        remove: (key) => void objects.delete(key),
        keys: () => objects.keys(),
      },
      signal,
      onProblem: noting({ objects: name }, (problem) => {
        shelved.problem = problem;
      }),
      onEvent: soon,
    });
  };

  const begin = async () => {
    const connection = connect(await loadKubeconfig(settings.cluster ?? {}), { signal, concurrency: 8 });
    signal.addEventListener('abort', () => connection.close());
    for (const shelved of all) followKind(connection, shelved);
    writer = statusWriter({ connection, leading, log });
  };
  const noteLogin = noting({}, (problem) => {
    loginProblem = problem;
  });
  void untilDone(begin, noteLogin, signal);

  const write = () => writer?.write(outcomes, isCounted ? counts : undefined);

  /** Each problem once, when it comes up. */
  let said = new Set<string>();
  const tell = () => {
    const now = new Set<string>();
    for (const { kind, object, state, problems } of outcomes) {
      if (problems.length === 0) continue;
      const { namespace, name } = objectAt(object, 'metadata');
      const problem = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
      const line = JSON.stringify([kind, namespace, name, state, problem]);
      now.add(line);
      if (!said.has(line)) log.warn({ kind, namespace, name, state, problem }, 'cluster object does not hold');
    }
    said = now;
  };

  return {
    compose: async ({ bundle, fileConfig: config }) => {
      // Loaded only where objects are followed: what checks them takes a tenth of a start to load.
      const { objectChecker } = await import('./check.ts');
      const checker = await objectChecker(bundle.catalogue, config.objects);
      const [waivers, ruleSets] = [shelves.Waiver.objects.values(), shelves.RuleSet.objects.values()];
      const composed = compose({ config, checker, waivers, ruleSets, lastGood, now: Date.now() });
      outcomes = composed.outcomes;
      metrics.clusterObjects(outcomes);
      tell();
      isCounted = config.audits?.some(({ cluster }) => cluster !== undefined) === true;
      write();
      return composed;
    },
    waiting: () => {
      if (loginProblem !== undefined) return [loginProblem];
      return all
        .filter(({ following }) => following?.seenAt() === undefined)
        .map(({ kind, problem }) => `${PLURALS[kind]} of the cluster are not read yet${problem ? `: ${problem}` : ''}`);
    },
    write,
    close: () => {
      clearInterval(again);
      clearTimeout(settling);
      stop.abort();
    },
  };
}
