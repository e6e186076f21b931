/**
 * Writes what became of each object into its status. With a Lease one server does; without one several may, so nothing is written
 * where nothing changed, each write names the version that it is made for, and what somebody else undoes is not fought over.
 */
import type { Logger } from 'pino';
import { messageOf } from '../errors.ts';
import { type JsonObject, stringAt } from '../json.ts';
import { type Connection, type Reply, reasonOf } from '../sources/cluster/connection.ts';
import { generationOf, nameOf, type Outcome } from './compose.ts';
import type { Counts } from './counts.ts';
import { desiredStatus } from './desired-status.ts';
import { API_VERSION, PLURALS } from './group.ts';

export interface StatusWriter {
  /** Brings every status up to date that is not. One run at a time; asked for again meanwhile, it runs once more with the newest. */
  write(outcomes: readonly Outcome[], counts?: Pick<Counts, 'of'>): void;
}

interface Work {
  outcomes: readonly Outcome[];
  counts: Pick<Counts, 'of'> | undefined;
}

/** How often a status is tried again that somebody else wrote at the same time. */
const ATTEMPTS = 3;
/** Milliseconds after which a status is written again that somebody else undid, and after how many at most: it doubles. */
const PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 900_000;

export interface StatusWriterOptions {
  connection: Connection;
  leading(): boolean;
  log: Logger;
}

export function statusWriter({ connection, leading, log }: StatusWriterOptions): StatusWriter {
  let running = false;
  let waiting: Work | undefined;
  let said: string | undefined;
  /** By uid, what was written last. */
  let written = new Map<string, { text: string; at: number; pause: number }>();

  async function writeAll({ outcomes, counts }: Work): Promise<void> {
    const uids = new Set(outcomes.map(({ object }) => uidOf(object)));
    written = new Map([...written].filter(([uid]) => uids.has(uid)));
    for (const outcome of outcomes) {
      // A newer list makes this one void.
      if (!leading() || waiting !== undefined) return;
      await bring(outcome, counts);
    }
  }

  async function bring(outcome: Outcome, counts: Work['counts']): Promise<void> {
    let { object } = outcome;
    for (let attempt = 1; leading(); attempt += 1) {
      const status = desiredStatus({ ...outcome, object }, Date.now(), counts);
      if (status === undefined || isPausing(outcome, status)) return;
      const version = { op: 'replace', path: '/metadata/resourceVersion', value: stringAt(object, ...VERSION) ?? '' };
      const patch = [version, { op: 'add', path: '/status', value: status }];
      const reply = await connection.send('PATCH', `${pathOf(outcome)}/status`, patch, 'application/json-patch+json');
      if (reply.status === 200) return remember(outcome, status);
      // It is gone.
      if (reply.status === 404) return;
      if (reply.status !== 409) throw refused(reply, `patch on ${PLURALS[outcome.kind]}/status`);
      // Changed since it was read. What it is now comes by the watch, too, but later.
      if (attempt === ATTEMPTS) return;
      const newest = await connection.get(pathOf(outcome));
      if (newest.status === 404) return;
      if (newest.status !== 200) throw refused(newest, `get on ${PLURALS[outcome.kind]}`);
      // Of what it says now another judgement is made.
      if (uidOf(newest.body) !== uidOf(object) || generationOf(newest.body) !== generationOf(object)) return;
      object = newest.body;
    }
  }

  /** Whether this was written a moment ago, and is undone: not at once again, or two who disagree would never rest. */
  function isPausing({ object }: Outcome, status: JsonObject): boolean {
    const last = written.get(uidOf(object));
    return last?.text === textOf(status) && performance.now() - last.at < last.pause;
  }

  function remember({ kind, object }: Outcome, status: JsonObject): void {
    const text = textOf(status);
    const last = written.get(uidOf(object));
    const isUndone = last?.text === text;
    if (isUndone) log.warn({ kind, ...named(object) }, 'status of a cluster object was undone, and is written again');
    const pause = isUndone ? Math.min(2 * last.pause, LONGEST_PAUSE_MS) : PAUSE_MS;
    written.set(uidOf(object), { text, at: performance.now(), pause });
  }

  async function run(): Promise<void> {
    running = true;
    while (waiting !== undefined) {
      const work = waiting;
      waiting = undefined;
      try {
        await writeAll(work);
        said = undefined;
      } catch (thrown) {
        const problem = messageOf(thrown);
        if (problem !== said) log.warn({ problem }, 'status of cluster objects not written');
        said = problem;
      }
    }
    running = false;
  }

  return {
    write: (outcomes, counts) => {
      waiting = { outcomes, counts };
      if (!running) void run();
    },
  };
}

const VERSION = ['metadata', 'resourceVersion'] as const;

function refused(reply: Reply, right: string): Error {
  return new Error(`${reasonOf(reply)}${reply.status === 403 ? `; grant the verb ${right}` : ''}`);
}

function uidOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'uid') ?? '';
}

/** Without the times at which conditions changed, which differ each time that it is undone. */
function textOf(status: JsonObject): string {
  return JSON.stringify(status, (key, value: unknown) => (key === 'lastTransitionTime' ? undefined : value));
}

function named(object: JsonObject): { namespace?: string | undefined; name: string } {
  return { namespace: stringAt(object, 'metadata', 'namespace'), name: nameOf(object) };
}

function pathOf({ kind, object }: Outcome): string {
  const { namespace, name } = named(object);
  const within = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `/apis/${API_VERSION}${within}/${PLURALS[kind]}/${name}`;
}
