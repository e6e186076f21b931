/**
 * What stands beside an object in a watched cluster, for rules that ask for several. Only the types that a rule in use asks for are
 * watched, whole objects are kept, and until a type is read whoever asks for it is told that not all of them are known.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { messageOf } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ContextReport, Metrics } from '../plugins/metrics.ts';
import type { Siblings } from '../resource/context.ts';
import type { Resource } from '../resource/resource.ts';
import { type Connection, connect } from '../sources/cluster/connection.ts';
import { type ListableType, servedTypes } from '../sources/cluster/discovery.ts';
import { ageOf, type Following, type FollowOptions, follow } from '../sources/cluster/follow.ts';
import type { Login } from '../sources/cluster/kubeconfig.ts';
import { complete } from '../sources/cluster/list.ts';
import { kubernetesResource } from '../sources/kubernetes/resource.ts';
import { watchNote } from './watch-note.ts';

export interface WatchedSiblingsOptions {
  log: Logger;
  metrics: Metrics;
  signal: AbortSignal;
  idle?: FollowOptions['idle'] | undefined;
  backoff?: FollowOptions['backoff'] | undefined;
  lookAgain?: number | undefined;
}

/** One type of the cluster. */
interface Watched {
  type: ListableType;
  objects: Map<string, Resource>;
  following: Following;
}

/** What a glob means in this cluster. */
interface Asked {
  stop: AbortController;
  /** Whether the cluster said which types these are. */
  found: boolean;
  watched: Map<string, Watched>;
}

const LOOK_AGAIN_MS = 60_000;
/** What was heard of longer ago is not known: as the rules' own `maxContextAge`, ten minutes. */
const MAX_AGE_MS = 600_000;
/** A watch takes a connection for itself. */
const CONCURRENCY = 64;

export class WatchedSiblings {
  readonly #options: WatchedSiblingsOptions;
  readonly #asked = new Map<string, Asked>();
  #connection: Connection | undefined;
  #login: Login | undefined;

  constructor(options: WatchedSiblingsOptions) {
    this.#options = options;
  }

  /** There is a cluster to ask. */
  connected(login: Login): void {
    this.#login = login;
    for (const [glob, asked] of this.#asked) this.#begin(glob, asked);
  }

  /** Those types from now on, and no others. */
  watch(globs: readonly string[]): void {
    for (const [glob, { stop }] of this.#asked) {
      if (globs.includes(glob)) continue;
      stop.abort();
      this.#asked.delete(glob);
    }
    for (const glob of globs) {
      if (this.#asked.has(glob)) continue;
      const asked: Asked = { stop: new AbortController(), found: false, watched: new Map() };
      this.#asked.set(glob, asked);
      if (this.#login !== undefined) this.#begin(glob, asked);
    }
  }

  beside(globs: readonly string[], resource: Resource, now = Date.now()): Siblings {
    let known = true;
    const resources: Resource[] = [];
    for (const glob of globs) {
      // Of a plan, which this is not.
      if (!glob.includes('/')) continue;
      const asked = this.#asked.get(glob);
      known &&= asked?.found === true;
      for (const { objects, following } of asked?.watched.values() ?? []) {
        const seenAt = following.seenAt();
        known &&= seenAt !== undefined && now - seenAt <= MAX_AGE_MS;
        for (const object of objects.values()) if (!isSame(object, resource)) resources.push(object);
      }
    }
    return { known, resources };
  }

  report(observe: Parameters<ContextReport>[0]): void {
    for (const { watched } of this.#asked.values()) {
      for (const { type, objects, following } of watched.values()) {
        observe(`siblings/${type.name}`, objects.size, ageOf(following, Date.now()));
      }
    }
  }

  #begin(glob: string, asked: Asked): void {
    const { signal, lookAgain = LOOK_AGAIN_MS, backoff = 5000 } = this.#options;
    const login = this.#login;
    if (login === undefined) return;
    if (this.#connection === undefined) {
      this.#connection = connect(login, { signal, concurrency: CONCURRENCY });
      signal.addEventListener('abort', () => this.#connection?.close());
    }
    const connection = this.#connection;
    const note = watchNote(this.#options.log, { types: glob });
    const ended = AbortSignal.any([signal, asked.stop.signal]);
    const look = async () => {
      while (!ended.aborted) {
        let wait = lookAgain;
        try {
          for (const type of await servedTypes(connection, glob)) {
            if (!asked.watched.has(type.name)) asked.watched.set(type.name, this.#follow(connection, type, ended));
          }
          asked.found = true;
          note(undefined);
        } catch (thrown) {
          if (ended.aborted) return;
          note(messageOf(thrown));
          wait = Math.min(wait, backoff);
        }
        await sleep(wait, undefined, { signal: ended, ref: false }).catch(() => undefined);
      }
    };
    void look();
  }

  #follow(connection: Connection, type: ListableType, signal: AbortSignal): Watched {
    const { log, metrics, idle, backoff } = this.#options;
    const isSecret = type.apiVersion === 'v1' && type.kind === 'Secret';
    const objects = new Map<string, Resource>();
    const part = `siblings/${type.name}`;
    const following = follow({
      connection,
      // Of a Secret nothing but its metadata is asked for, so that its data never enters this process.
      type: { name: type.name, path: type.path, metadataOnly: isSecret },
      shelf: {
        put: (key: string, object: JsonObject) =>
          void objects.set(key, kubernetesResource(complete(object, type, isSecret))),
        remove: (key) => void objects.delete(key),
        keys: () => objects.keys(),
      },
      signal,
      onProblem: watchNote(log, { part }),
      onEvent: (event) => metrics.contextEvents.inc({ part, event: event.toLowerCase() }),
      ...(idle !== undefined && { idle }),
      ...(backoff !== undefined && { backoff }),
    });
    return { type, objects, following };
  }
}

/** The same object, in whatever version. */
function isSame(one: Resource, other: Resource): boolean {
  return one.id === other.id && groupOf(one.type) === groupOf(other.type);
}

function groupOf(type: string): string {
  const parts = type.split('/');
  return parts.length > 2 ? (parts[0] ?? '') : '';
}
