/**
 * Election by a Lease, as the Kubernetes client libraries hold it: whoever renews the Lease leads, and who sees it unrenewed for
 * its duration, by a clock of its own that is never set, may take it. A leader that cannot renew stops before that.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { GatehouseError, messageOf } from '../../errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../json.ts';
import { type Connection, type Reply, reasonOf } from './connection.ts';

export interface Candidate {
  leading(): boolean;
  /** Who holds the Lease, as last seen: the identity of a candidate. Undefined where nobody does, or it was not read yet. */
  holder(): string | undefined;
  /** Gives the Lease back, so that another need not wait for its end. */
  close(): Promise<void>;
}

export interface CandidateOptions {
  namespace: string;
  /** Of the Lease; it is created when it is missing. */
  name: string;
  /** Of this process, like no other's. */
  identity: string;
  changed(leading: boolean): void;
  /** Told of what keeps it from standing, once per problem. */
  failed(problem: string): void;
}

/** Milliseconds, in the proportions that client-go has: for how long others wait, for how long a leader trusts its last renewal. */
const DURATION = 15_000;
const TRUSTED = 10_000;
const RETRY = 2_000;

export function standForElection(connection: Connection, options: CandidateOptions): Candidate {
  const { namespace, name, identity, changed, failed } = options;
  const collection = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  const stop = new AbortController();
  /** By `performance.now()`. */
  let leadsUntil = 0;
  let wasLeading = false;
  /** The Lease as last seen, and since when it has been so. */
  let seen = { version: '', since: 0 };
  let holder: string | undefined;
  let said: string | undefined;
  /** Tells of the end of a leader that cannot renew, whatever a request of its is waiting for. */
  let ending: NodeJS.Timeout | undefined;

  const leading = () => performance.now() < leadsUntil;

  const tell = () => {
    if (leading() === wasLeading) return;
    wasLeading = leading();
    changed(wasLeading);
  };

  async function attempt(): Promise<void> {
    const started = performance.now();
    const found = await connection.get(`${collection}/${name}`);
    if (found.status !== 200 && found.status !== 404) throw refused('read', found);
    if (found.status === 200 && !mayTake(found.body)) {
      leadsUntil = 0;
      return;
    }
    const reply = found.status === 404 ? await create() : await renew(found.body);
    // Somebody else was faster.
    if (reply.status === 409 || reply.status === 404) leadsUntil = 0;
    else if (reply.status === 200 || reply.status === 201) lead(started + TRUSTED);
    else throw refused('write', reply);
  }

  function lead(until: number): void {
    leadsUntil = until;
    holder = identity;
    clearTimeout(ending);
    ending = setTimeout(tell, until - performance.now() + 1);
    ending.unref();
  }

  function mayTake(lease: JsonObject): boolean {
    const { leaseDurationSeconds: seconds } = objectAt(lease, 'spec');
    holder = stringAt(lease, 'spec', 'holderIdentity') || undefined;
    const version = stringAt(lease, 'metadata', 'resourceVersion') ?? '';
    if (seen.version !== version) seen = { version, since: performance.now() };
    if (holder === undefined || holder === identity) return true;
    return performance.now() - seen.since >= (typeof seconds === 'number' ? seconds * 1000 : DURATION);
  }

  function create(): Promise<Reply> {
    const metadata = { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'gatehouse' } };
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata };
    return connection.send('POST', collection, { ...lease, spec: held({}) });
  }

  function renew(lease: JsonObject): Promise<Reply> {
    return connection.send('PUT', `${collection}/${name}`, { ...lease, spec: held(objectAt(lease, 'spec')) });
  }

  function held(before: JsonObject): JsonObject {
    const now = microTime();
    const own = before.holderIdentity === identity;
    const transitions = typeof before.leaseTransitions === 'number' ? before.leaseTransitions : 0;
    return {
      ...before,
      holderIdentity: identity,
      leaseDurationSeconds: DURATION / 1000,
      renewTime: now,
      ...(!own && { acquireTime: now, leaseTransitions: transitions + (before.acquireTime === undefined ? 0 : 1) }),
    };
  }

  async function stand(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await attempt();
        said = undefined;
      } catch (thrown) {
        const problem = messageOf(thrown);
        if (problem !== said) failed(problem);
        said = problem;
      }
      tell();
      // Spread out, so that candidates do not meet each time.
      await sleep(RETRY * (0.8 + Math.random() * 0.4), undefined, { signal: stop.signal, ref: false }).catch(() => {});
    }
  }

  async function release(): Promise<void> {
    const { status, body } = await connection.get(`${collection}/${name}`);
    if (status !== 200 || stringAt(body, 'spec', 'holderIdentity') !== identity) return;
    // Null, because the server refuses an empty name.
    const spec = { ...objectAt(body, 'spec'), holderIdentity: null, renewTime: microTime() };
    await connection.send('PUT', `${collection}/${name}`, { ...body, spec });
  }

  function refused(verb: string, reply: Reply): GatehouseError {
    return new GatehouseError(
      'CLUSTER_UNREACHABLE',
      `cannot ${verb} the Lease ${namespace}/${name}: ${reasonOf(reply)}`,
    );
  }

  const standing = stand();
  return {
    leading,
    holder: () => holder,
    close: async () => {
      stop.abort();
      await standing;
      clearTimeout(ending);
      const held = leading();
      leadsUntil = 0;
      // First, so that what it does as the leader has ended when another begins.
      tell();
      // Where it cannot be given back it ends by itself.
      if (held) await release().catch(() => {});
    },
  };
}

/** Kubernetes' MicroTime, which has six digits of a second. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}
