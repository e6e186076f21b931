/**
 * Which of several servers does what only one of them is to do: it runs the audits, and writes the status of cluster objects. Where a
 * Lease is configured that is its holder; without one a server takes itself for the only one.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config, LeaseSettings } from '../config/schema.ts';
import type { Metrics } from '../plugins/metrics.ts';
import { connect } from '../sources/cluster/connection.ts';
import { loadKubeconfig } from '../sources/cluster/kubeconfig.ts';
import { type Candidate, standForElection } from '../sources/cluster/lease.ts';
import { onChange, untilDone } from '../sources/cluster/persist.ts';

export interface Leadership {
  leading(): boolean;
  /** Who leads in place of this server; undefined where this one does. */
  elsewhere(): Elsewhere | undefined;
  /** Called when `leading()` has changed. */
  onChange(listener: () => void): void;
  /** Stands for the Lease that the configuration names, in place of another. */
  follow(config: Config): void;
  /** Gives the Lease back, and leads no more. */
  close(): Promise<void>;
}

export interface Elsewhere {
  /** `namespace/name` of the Lease. */
  lease: string;
  /** The host that holds it, which is the name of a pod; absent where nobody does. */
  holder?: string;
}

interface Standing {
  lease: string;
  candidate(): Candidate | undefined;
  close(): Promise<void>;
}

interface LeadershipOptions {
  log: Logger;
  metrics: Metrics;
}

/** Of the processes of one server the first one stands for all. */
export const neverLeading: Leadership = {
  leading: () => false,
  elsewhere: () => undefined,
  onChange: () => {},
  follow: () => {},
  close: async () => {},
};

/** Milliseconds: of one request, and for all that is left to do when the server ends. */
const TIMEOUT_MS = 10_000;
const CLOSE_MS = 3_000;

export function createLeadership(options: LeadershipOptions): Leadership {
  const listeners: (() => void)[] = [];
  let of: string | undefined;
  let standing: Standing | undefined;
  /** Not before there is a configuration, which may name a Lease, nor after the end. */
  let alone = false;
  let told = false;
  let closed: Promise<void> | undefined;

  const leading = () => alone || standing?.candidate()?.leading() === true;
  const changed = () => {
    if (leading() === told) return;
    told = leading();
    for (const listener of listeners) listener();
  };

  return {
    leading,
    elsewhere: () => {
      if (leading() || standing === undefined) return undefined;
      const [holder] = standing.candidate()?.holder()?.split('_') ?? [];
      return { lease: standing.lease, ...(holder !== undefined && { holder }) };
    },
    onChange: (listener) => void listeners.push(listener),
    follow: ({ lease }) => {
      const wanted = JSON.stringify(lease);
      if (closed || (wanted === of && (alone || standing))) return;
      of = wanted;
      alone = lease === undefined;
      void standing?.close();
      standing = lease && stand(lease, options, changed);
      changed();
    },
    close: () => {
      alone = false;
      closed ??= standing?.close() ?? Promise.resolve();
      changed();
      return closed;
    },
  };
}

function stand(settings: LeaseSettings, { log, metrics }: LeadershipOptions, changed: () => void): Standing {
  const { namespace = ownNamespace(), name = 'gatehouse', cluster = {} } = settings;
  const lease = `${namespace}/${name}`;
  const stop = new AbortController();
  const abandon = new AbortController();
  let candidate: Candidate | undefined;
  const failed = (problem: string) => log.warn({ lease, problem }, 'not standing for election');

  const begin = async () => {
    const connection = connect(await loadKubeconfig(cluster), {
      concurrency: 2,
      timeout: TIMEOUT_MS,
      signal: abandon.signal,
    });
    if (stop.signal.aborted) return;
    abandon.signal.addEventListener('abort', () => connection.close());
    candidate = standForElection(connection, {
      namespace,
      name,
      identity: `${hostname()}_${randomUUID()}`,
      changed: (leading) => {
        metrics.leading.set({ lease: name }, leading ? 1 : 0);
        log.info({ lease }, leading ? 'leading: runs the audits and writes status' : 'no longer leading');
        changed();
      },
      failed,
    });
  };

  metrics.leading.set({ lease: name }, 0);
  const note = onChange((problem) => void (problem !== undefined && failed(problem)));
  void untilDone(begin, note, stop.signal);
  return {
    lease,
    candidate: () => candidate,
    close: async () => {
      stop.abort();
      await Promise.race([candidate?.close(), sleep(CLOSE_MS, undefined, { ref: false })]);
      abandon.abort();
    },
  };
}

/** Of the pod that this runs in. */
function ownNamespace(): string {
  try {
    return readFileSync('/var/run/secrets/kubernetes.io/serviceaccount/namespace', 'utf8').trim();
  } catch {
    return 'gatehouse-system';
  }
}
