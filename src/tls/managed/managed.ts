/**
 * The server's certificate out of a Secret that Gatehouse keeps by itself. Every replica follows the Secret; the one that holds the
 * Lease looks after it. Without the cluster a replica goes on with what it has until that expires.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateSettings } from '../../config/certificates.ts';
import { GatehouseError, messageOf } from '../../errors.ts';
import { connect } from '../../sources/cluster/connection.ts';
import { doorbell } from '../../sources/cluster/doorbell.ts';
import { loadKubeconfig } from '../../sources/cluster/kubeconfig.ts';
import { type Candidate, standForElection } from '../../sources/cluster/lease.ts';
import { type CertificatePair, usablePair } from '../certificate.ts';
import { type Issued, issueAuthority, issueServing } from '../issue.ts';
import { type CertificateSource, expired, type SourceParts } from '../source.ts';
import { clusterStore, secretPlace, targetPlaces } from './cluster-store.ts';
import { createMaintainer, type StoredSecret } from './maintain.ts';
import { type ManagedSettings, managedSettings } from './settings.ts';
import { isSignedBy, readState } from './state.ts';

/** Milliseconds. How often is looked where no event says that there is something to see. */
const LOOK = 30_000;
/** Between two looks at least. */
const SOON = 50;
/** One request to the API server; all that is to be ended when the server ends. */
const TIMEOUT = 10_000;
const CLOSE = 3_000;
/** How long the first look may hold up the start. */
const FIRST_LOOK = 5_000;
/** Of the certificate that is served before there is one. */
const PLACEHOLDER = 365 * 24 * 60 * 60 * 1000;

/** @throws GatehouseError CONFIG_INVALID, CLUSTER_UNREACHABLE where there is no cluster to log in to */
export async function managedCertificate(
  given: CertificateSettings,
  { log, metrics }: SourceParts,
): Promise<CertificateSource> {
  const settings = managedSettings(given);
  const { namespace, name } = settings.secret;
  const secret = `${namespace}/${name}`;
  const stop = new AbortController();
  const abandon = new AbortController();
  const places = [secretPlace(settings), ...targetPlaces(settings)];
  const connection = connect(await loadKubeconfig(settings.cluster), {
    // Each watch holds one; the rest is for requests.
    concurrency: places.length + 4,
    timeout: TIMEOUT,
    signal: abandon.signal,
  });
  const bell = createBell();
  let pair: CertificatePair | undefined;
  /** Why the newest Secret is of no use; undefined where it is. */
  let useless: string | undefined = 'it was not looked for yet';
  const said = new Set<string>();
  let candidate: Candidate | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | undefined;

  const failed = (problem: string) => {
    if (stop.signal.aborted) return;
    metrics.certificateFailures.inc();
    if (said.has(problem)) return;
    said.add(problem);
    log.error({ problem }, 'certificates not looked after');
  };

  const store = clusterStore(connection, settings, failed);
  const maintainer = createMaintainer({
    store,
    settings,
    leading: () => candidate?.leading() === true,
    done: (step, about) => {
      if (step === 'bundles') metrics.caBundleWrites.inc();
      if (step === 'authority' || step === 'serving') metrics.certificateRotations.inc({ certificate: step });
      log.info(about, DONE[step]);
    },
  });

  function take(found: StoredSecret | undefined, use: (pair: CertificatePair) => void): void {
    const before = useless;
    try {
      const usable = usableIn(found, secret);
      useless = undefined;
      metrics.authorityExpires(name, usable.authorityExpires);
      if (usable.cert === pair?.cert && usable.key === pair.key) return;
      use(usable);
      pair = usable;
      metrics.certificateReloads.inc({ result: 'success' });
      metrics.certificateExpires(pair.expires);
      log.info({ secret, expires: new Date(pair.expires).toISOString() }, 'certificate reloaded');
    } catch (thrown) {
      useless = messageOf(thrown);
      if (useless === before || pair === undefined) return;
      metrics.certificateReloads.inc({ result: 'failure' });
      log.error({ problem: useless, serving: new Date(pair.expires).toISOString() }, 'certificate not reloaded');
    }
  }

  /** @returns milliseconds until there may be something to do */
  async function look(use: (pair: CertificatePair) => void): Promise<number> {
    try {
      const wait = candidate?.leading() ? await maintainer.step() : LOOK;
      take(await store.readSecret(), use);
      said.clear();
      return Math.min(wait, LOOK);
    } catch (thrown) {
      failed(messageOf(thrown));
      return LOOK / 10;
    }
  }

  return {
    first: await placeholder(settings),
    authority: undefined,
    follow: async (use) => {
      candidate = standForElection(connection, {
        namespace,
        name,
        identity: `${hostname()}_${randomUUID()}`,
        changed: (leading) => {
          metrics.leading.set({ lease: name }, leading ? 1 : 0);
          log.info({ lease: secret }, leading ? 'leading: looks after the certificates' : 'no longer leading');
          bell.ring();
        },
        failed,
      });
      metrics.leading.set({ lease: name }, 0);
      const first = look(use);
      const looks = async () => {
        let wait = await first;
        while (!stop.signal.aborted) {
          await bell.rung(wait);
          await sleep(SOON);
          wait = await look(use);
        }
      };
      const watches = places.map((place) =>
        doorbell(connection, place, { ring: bell.ring, failed, signal: stop.signal }),
      );
      running = Promise.all([looks(), ...watches]);
      // A replica that starts again serves what the others serve from its first connection on.
      await Promise.race([first, sleep(FIRST_LOOK, undefined, { ref: false })]);
    },
    unready: () => (pair ? expired(pair.expires) : [`there is no certificate yet: ${useless}`]),
    close: () => {
      closed ??= close();
      return closed;
    },
  };

  async function close(): Promise<void> {
    stop.abort();
    bell.ring();
    const ended = Promise.all([running, candidate?.close()]);
    await Promise.race([ended, sleep(CLOSE, undefined, { ref: false })]);
    abandon.abort();
    await ended;
    connection.close();
  }
}

const DONE = {
  authority: 'a new authority was made, and is trusted from now on',
  bundles: 'caBundle written',
  serving: 'a new serving certificate was made',
  forget: 'old authorities are no longer trusted',
};

/** @throws GatehouseError CERTIFICATE_INVALID */
function usableIn(found: StoredSecret | undefined, secret: string): CertificatePair & { authorityExpires: number } {
  const invalid = (problem: string) =>
    new GatehouseError('CERTIFICATE_INVALID', problem, { where: `Secret ${secret}` });
  if (found === undefined) throw invalid('does not exist yet');
  const { 'tls.crt': cert = '', 'tls.key': key = '' } = found.entries;
  if (cert === '') throw invalid('holds no certificate yet');
  const now = Date.now();
  const pair = usablePair({ cert, key }, { cert: `tls.crt of ${secret}`, key: `tls.key of ${secret}` }, now);
  const { authorities, serving, signing } = readState(found.entries, now);
  if (!serving || !authorities.some((authority) => isSignedBy(serving.certificate, authority))) {
    throw invalid('holds a certificate that no authority in its ca.crt signed');
  }
  return { ...pair, authorityExpires: signing?.expires ?? 0 };
}

/** Nobody trusts it, but probes can be answered. */
async function placeholder({ names }: ManagedSettings): Promise<Issued> {
  const about = { now: Date.now(), validity: PLACEHOLDER };
  const authority = await issueAuthority({ ...about, commonName: 'Gatehouse before its first certificate' });
  return issueServing({ ...about, commonName: 'gatehouse', names, authority });
}

/** What rings while nobody listens is heard by the next who does. */
function createBell() {
  let heard = false;
  let wake = () => {};
  return {
    ring: () => {
      heard = true;
      wake();
    },
    rung: async (timeout: number) => {
      if (!heard && timeout > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeout);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      heard = false;
    },
  };
}
