/**
 * A cluster as small as can be, for tests of interleavings: one Secret, some targets, callers that see a changed `caBundle` a
 * while later, replicas that see a changed Secret whenever they look, and maintainers whose requests wait until the test lets
 * one of them through.
 */
import { X509Certificate } from 'node:crypto';
import { createMaintainer, type Maintainer, type Store, type StoredSecret } from '../../src/tls/managed/maintain.ts';
import type { ManagedSettings } from '../../src/tls/managed/settings.ts';
import { authoritiesIn, type Entries, isSignedBy, readState } from '../../src/tls/managed/state.ts';

export const MINUTE = 60_000;

export const SETTINGS: ManagedSettings = {
  secret: { namespace: 'gatehouse-system', name: 'gatehouse-tls' },
  validating: [],
  mutating: [],
  definitions: [],
  names: ['gatehouse.gatehouse-system.svc'],
  validity: 20 * MINUTE,
  caValidity: 40 * MINUTE,
  renewBefore: 8 * MINUTE,
  propagation: MINUTE,
  cluster: {},
};

interface Caller {
  /** What it trusts; undefined before it was ever told. */
  bundle: string | undefined;
}

interface Request {
  maintainer: number;
  carryOut(): void;
}

export interface Model {
  now(): number;
  secret: { entries: Entries; version: number } | undefined;
  targets: { bundle: string; version: number; written: number; caller: Caller }[];
  /** The serving certificates, PEM. */
  replicas: (string | undefined)[];
  /** Lets the request of that maintainer through, and waits for its next one. */
  proceed(maintainer: number): Promise<void>;
  /** A maintainer begins anew and knows nothing; what the old one had asked is never answered. */
  restart(maintainer: number): Promise<void>;
  look(replica: number): void;
  pickUp(caller: number): void;
  pass(milliseconds: number): void;
  /** The pairs of caller and replica that would not understand each other now. */
  broken(): string[];
  steps: string[];
}

export async function createModel(sizes: { maintainers: number; targets: number; replicas: number }): Promise<Model> {
  let time = Date.UTC(2027, 0, 1);
  const waiting = new Map<number, Request>();
  const asked = new Map<number, () => void>();
  const generation = Array.from({ length: sizes.maintainers }, () => 0);

  const model: Model = {
    now: () => time,
    secret: undefined,
    targets: Array.from({ length: sizes.targets }, () => ({
      bundle: '',
      version: 0,
      written: time,
      caller: { bundle: undefined },
    })),
    replicas: Array.from({ length: sizes.replicas }, () => undefined),
    steps: [],
    proceed: async (maintainer) => {
      const next = new Promise<void>((resolve) => asked.set(maintainer, resolve));
      waiting.get(maintainer)?.carryOut();
      await next;
    },
    restart: async (maintainer) => {
      generation[maintainer] = (generation[maintainer] ?? 0) + 1;
      const next = new Promise<void>((resolve) => asked.set(maintainer, resolve));
      run(maintainer);
      await next;
    },
    look: (replica) => {
      const serving = readState(model.secret?.entries ?? {}, time).serving;
      if (serving && serving.expires > time) model.replicas[replica] = serving.pem.cert;
    },
    pickUp: (index) => {
      const target = model.targets[index];
      if (target && target.bundle !== '') target.caller.bundle = target.bundle;
    },
    pass: (milliseconds) => {
      time += milliseconds;
      for (const [index, { written }] of model.targets.entries()) {
        if (time - written >= SETTINGS.propagation) model.pickUp(index);
      }
    },
    broken: () =>
      model.targets.flatMap(({ caller }, at) =>
        model.replicas.flatMap((pem, replica) =>
          pem === undefined || understand(caller, pem, time) ? [] : [`caller ${at} refuses replica ${replica}`],
        ),
      ),
  };

  function request<T>(maintainer: number, mine: number, carryOut: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (generation[maintainer] !== mine) return;
      waiting.set(maintainer, { maintainer, carryOut: () => resolve(carryOut()) });
      asked.get(maintainer)?.();
    });
  }

  function storeOf(maintainer: number, mine: number): Store {
    const ask = <T>(carryOut: () => T) => request(maintainer, mine, carryOut);
    return {
      readSecret: () => ask(() => model.secret && { ...model.secret, version: String(model.secret.version) }),
      writeSecret: (entries: Entries, before: StoredSecret | undefined) =>
        ask(() => {
          if (before?.version !== (model.secret && String(model.secret.version))) return false;
          model.secret = { entries, version: (model.secret?.version ?? versions) + 1 };
          versions = model.secret.version;
          return true;
        }),
      readTargets: async () => {
        const targets = [];
        for (const target of model.targets) {
          const { bundle, version } = await ask(() => ({ ...target }));
          targets.push({
            name: 'target',
            bundles: [bundle],
            write: (text: string) =>
              ask(() => {
                if (target.version !== version) return false;
                Object.assign(target, { bundle: text, version: version + 1, written: time });
                return true;
              }),
          });
        }
        return { targets, complete: true };
      },
    };
  }
  let versions = 0;

  function run(maintainer: number): void {
    const mine = generation[maintainer] ?? 0;
    const it: Maintainer = createMaintainer({
      store: storeOf(maintainer, mine),
      settings: SETTINGS,
      leading: () => generation[maintainer] === mine,
      done: (step) => model.steps.push(step),
      clock: { now: () => time, elapsed: () => time },
    });
    void (async () => {
      while (generation[maintainer] === mine) await it.step();
    })();
  }

  for (let maintainer = 0; maintainer < sizes.maintainers; maintainer += 1) await model.restart(maintainer);
  return model;
}

const known = new Map<string, X509Certificate>();

function parsed(pem: string): X509Certificate {
  const certificate = known.get(pem) ?? new X509Certificate(pem);
  known.set(pem, certificate);
  return certificate;
}

const verified = new Map<string, boolean>();

/** A caller that trusts nobody, yet or any more, calls nobody, and a replica whose certificate expired is not ready. */
function understand({ bundle }: Caller, pem: string, now: number): boolean {
  const certificate = parsed(pem);
  if (bundle === undefined || Date.parse(certificate.validTo) <= now) return true;
  const pair = `${pem}${bundle}`;
  // No serving certificate outlives its authority, so that the time is no part of what to remember.
  const known = verified.get(pair);
  if (known) return true;
  const authorities = authoritiesIn(bundle, now);
  const trusts = authorities.some((authority) => isSignedBy(certificate, authority));
  verified.set(pair, trusts);
  return trusts || authorities.length === 0;
}
