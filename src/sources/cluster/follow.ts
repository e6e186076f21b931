/**
 * Keeps a shelf equal to the objects of one type in a cluster: lists them once and then watches, as
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes describes it. A watch that ends goes on
 * from its last resourceVersion; where the server has forgotten that one (410 Gone), the type is listed anew.
 */
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import { arrayAt, dig, isObject, type JsonObject, parseJson, stringAt } from '../../json.ts';
import { type Connection, reasonOf, WatchRefused } from './connection.ts';

/** Where the objects go. */
export interface Shelf {
  /** @param key `namespace/name`, or `name` of what is cluster-scoped */
  put(key: string, object: JsonObject): void;
  remove(key: string): void;
  keys(): Iterable<string>;
}

export interface FollowedType {
  /** The plural name, for messages: `poddisruptionbudgets`. */
  name: string;
  /** `/apis/policy/v1/poddisruptionbudgets` */
  path: string;
  /** Only the objects' metadata is asked for. */
  metadataOnly?: boolean;
}

export interface FollowOptions {
  connection: Connection;
  type: FollowedType;
  shelf: Shelf;
  signal: AbortSignal;
  /** Called with what went wrong, and with nothing when all is well again. */
  onProblem(problem: string | undefined): void;
  /** Called for each event of the watch, and for each list. */
  onEvent?(event: 'ADDED' | 'MODIFIED' | 'DELETED' | 'LISTED'): void;
  /** Milliseconds without a word after which a watch counts as stalled; the server sends a bookmark each minute. */
  idle?: number;
  /** Milliseconds before the second attempt; doubles with each further one. */
  backoff?: number;
}

export interface Following {
  /** Milliseconds since the epoch when the shelf was last known to be equal to the cluster; undefined before it ever was. */
  seenAt(): number | undefined;
}

const PAGE_SIZE = 200;
/** Objects put or removed before everything else has its turn. */
const TURN = 100;
const IDLE_MS = 150_000;
const BACKOFF_MS = 500;
/** What is watched is behind for so long at most when the server is back. */
const MAX_BACKOFF_MS = 10_000;
/** A watch that lived so long was none that fails at once. */
const HEALTHY_MS = 10_000;
/** Seconds; the server is told to end a watch after them, some sooner than others so that not all come back at once. */
const WATCH_SECONDS = { least: 240, more: 60 };
const GONE = 410;
const REMEDY = '; grant the verbs list and watch on it';

/** Begins, and goes on until the signal. Never throws: what is wrong is reported, and tried again. */
export function follow(options: FollowOptions): Following {
  const { connection, type, shelf, signal, onProblem, onEvent } = options;
  const { idle = IDLE_MS, backoff = BACKOFF_MS } = options;
  const media = type.metadataOnly ? ';as=PartialObjectMetadata' : '';
  const accept = (list: '' | 'List') =>
    media === '' ? 'application/json' : `application/json${media}${list};g=meta.k8s.io;v=v1`;
  let seenAt: number | undefined;
  /** From where to watch; undefined where the objects have to be listed first. */
  let version: string | undefined;
  /** How many watches in a row stalled. */
  let stalls = 0;

  /** Everything as it is now. What is not in it any more is removed when the list is whole. */
  async function list(): Promise<void> {
    const began = Date.now();
    const present = new Set<string>();
    let token = '';
    version = undefined;
    do {
      const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(token !== '' && { continue: token }) });
      const reply = await connection.get(`${type.path}?${query}`, accept('List'));
      // Not served by this cluster: there are none, until it is.
      if (reply.status === 404) break;
      if (reply.status !== 200) throw new Error(`${reasonOf(reply)}${reply.status === 403 ? REMEDY : ''}`);
      version = stringAt(reply.body, 'metadata', 'resourceVersion');
      for (const [index, item] of arrayAt(reply.body, 'items').entries()) {
        if (!isObject(item)) continue;
        present.add(put(item));
        if (index % TURN === TURN - 1) await setImmediate();
      }
      token = stringAt(reply.body, 'metadata', 'continue') ?? '';
    } while (token !== '');
    let count = 0;
    for (const key of [...shelf.keys()]) {
      if (!present.has(key)) shelf.remove(key);
      count += 1;
      if (count % TURN === 0) await setImmediate();
    }
    seenAt = began;
    stalls = 0;
    onProblem(undefined);
    onEvent?.('LISTED');
  }

  async function watch(from: string): Promise<void> {
    const query = new URLSearchParams({
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: from,
      timeoutSeconds: String(WATCH_SECONDS.least + Math.floor(Math.random() * WATCH_SECONDS.more)),
    });
    const stalled = new AbortController();
    const timer = setTimeout(() => stalled.abort(), idle);
    timer.unref();
    try {
      for await (const line of connection.lines(`${type.path}?${query}`, stalled.signal, accept(''))) {
        timer.refresh();
        const event = parseJson(line);
        if (stringAt(event, 'type') === 'ERROR') return lost(event);
        const object = dig(event, 'object');
        if (isObject(object)) take(stringAt(event, 'type'), object);
      }
    } catch (thrown) {
      if (thrown instanceof WatchRefused && thrown.status === GONE) version = undefined;
      else throw thrown;
      return;
    } finally {
      clearTimeout(timer);
    }
    if (signal.aborted) return;
    if (stalled.signal.aborted) {
      stalls += 1;
      throw new Error(`the watch stalled: no word within ${idle / 1000} s`);
    }
    // The server ended it at its time, and until then told everything.
    seenAt = Date.now();
    stalls = 0;
  }

  function take(event: string | undefined, object: JsonObject): void {
    if (event === 'ADDED' || event === 'MODIFIED') put(object);
    else if (event === 'DELETED') shelf.remove(keyOf(object));
    if (event === 'ADDED' || event === 'MODIFIED' || event === 'DELETED') onEvent?.(event);
    version = stringAt(object, 'metadata', 'resourceVersion') ?? version;
    seenAt = Date.now();
    stalls = 0;
    onProblem(undefined);
  }

  /** The server ends a watch by an event that says why: mostly, that it has forgotten from where. */
  function lost(event: unknown): void {
    version = undefined;
    if (dig(event, 'object', 'code') === GONE) return;
    throw new Error(`the watch was ended: ${stringAt(event, 'object', 'message') ?? 'the server gives no reason'}`);
  }

  function put(object: JsonObject): string {
    const key = keyOf(object);
    shelf.put(key, object);
    return key;
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const began = Date.now();
      const from = version;
      try {
        // A server that tells nothing twice may wait for a version that never comes.
        if (version === undefined || stalls > 1) await list();
        if (version !== undefined) await watch(version);
      } catch (thrown) {
        if (signal.aborted) return;
        const denied = thrown instanceof WatchRefused && thrown.status === 403;
        onProblem(`${messageOf(thrown)}${denied ? REMEDY : ''}`);
      }
      // A server that is back after an outage has forgotten from where to go on: it is asked for everything at once.
      const isForgotten = from !== undefined && version === undefined;
      failures = isForgotten || Date.now() - began > HEALTHY_MS ? 0 : failures + 1;
      const wait = Math.min(backoff * 2 ** (failures - 1), MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
      if (failures > 0) await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
  void run();
  return { seenAt: () => seenAt };
}

/** Seconds since the shelf was last known to be as the cluster is; undefined where it never was. */
export function ageOf(following: Following | undefined, now: number): number | undefined {
  const seenAt = following?.seenAt();
  return seenAt === undefined ? undefined : Math.max(0, Math.floor((now - seenAt) / 1000));
}

/** `namespace/name`, or `name` of what is cluster-scoped. */
export function keyOf(object: JsonObject): string {
  const namespace = stringAt(object, 'metadata', 'namespace');
  const name = stringAt(object, 'metadata', 'name') ?? '';
  return namespace ? `${namespace}/${name}` : name;
}
