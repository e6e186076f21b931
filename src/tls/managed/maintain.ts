/** Keeps the Secret and every `caBundle` right: one small step after another, each decided from what is stored at that moment. */
import { randomBytes } from 'node:crypto';
import { GatehouseError } from '../../errors.ts';
import { issueAuthority, issueServing } from '../issue.ts';
import { decide, type Step } from './decide.ts';
import type { ManagedSettings } from './settings.ts';
import { type Authority, authoritiesIn, bundleOf, type Entries, readState, type State } from './state.ts';

export interface StoredSecret {
  entries: Entries;
  /** Changes with each write, and a write names the one that it replaces. */
  version: string;
}

/** An object that holds `caBundle`s. */
export interface Target {
  /** `ValidatingWebhookConfiguration gatehouse`, for logs. */
  name: string;
  /** Each `caBundle` in it, PEM. */
  bundles: readonly string[];
  /** False where it was changed since it was read. */
  write(bundle: string): Promise<boolean>;
}

/** Where it is all kept. Every read sees each write that was answered before. */
export interface Store {
  readSecret(): Promise<StoredSecret | undefined>;
  /** @param before what it replaces; undefined to create it. @returns false where that was changed in between */
  writeSecret(entries: Entries, before: StoredSecret | undefined): Promise<boolean>;
  /** Those that exist. `complete` is false where one could not be read. */
  readTargets(): Promise<{ targets: readonly Target[]; complete: boolean }>;
}

export interface MaintainerOptions {
  store: Store;
  settings: ManagedSettings;
  /** Asked before each write: is this still the one that may? */
  leading(): boolean;
  /** Told after each step that changed something. */
  done(step: Exclude<Step['step'], 'wait'>, about: Record<string, unknown>): void;
  clock?: Clock;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since anything; never set back. */
  elapsed(): number;
}

export interface Maintainer {
  /** The next step. @returns milliseconds until there may be another, 0 for at once. @throws what the store throws */
  step(): Promise<number>;
}

const SYSTEM: Clock = { now: Date.now, elapsed: () => performance.now() };

export function createMaintainer(options: MaintainerOptions): Maintainer {
  const { store, settings, leading, done, clock = SYSTEM } = options;
  /** Since when every `caBundle` has held that text, as far as this process has seen. */
  let settled: { bundle: string; since: number } | undefined;

  async function step(): Promise<number> {
    // In this order: what is then written into the targets is of a Secret no older than the one they were last written from,
    // because a target that was changed after it was read refuses the write.
    let { targets, complete } = await store.readTargets();
    const secret = await store.readSecret();
    const now = clock.now();
    const state = readState(secret?.entries ?? {}, now);
    // What callers trust is then all there is to go by, so it has to be what they trust now.
    if (state.signing === undefined) ({ targets, complete } = await store.readTargets());
    const bundles = targets.flatMap((target) => target.bundles);
    const next = decide({ state, bundles, settledFor: settledFor(state, bundles, complete), now }, settings);
    if (next.step === 'wait') return next.wait;
    if (!leading()) return settings.propagation;
    if (next.step === 'bundles') {
      await writeBundles(targets, next.bundle);
      return 0;
    }
    const entries = await entriesAfter(next, secret?.entries ?? {}, state, now);
    if (leading() && (await store.writeSecret(entries, secret))) done(next.step, about(next, entries, now));
    return 0;
  }

  function settledFor(state: State, bundles: readonly string[], complete: boolean): number | undefined {
    const bundle = bundleOf(state.authorities);
    if (!complete || bundles.some((found) => found !== bundle)) {
      settled = undefined;
      return undefined;
    }
    if (settled?.bundle !== bundle) settled = { bundle, since: clock.elapsed() };
    return clock.elapsed() - settled.since;
  }

  async function writeBundles(targets: readonly Target[], bundle: string): Promise<void> {
    const problems: unknown[] = [];
    for (const target of targets) {
      if (target.bundles.every((found) => found === bundle)) continue;
      if (!leading()) return;
      try {
        if (await target.write(bundle)) done('bundles', { target: target.name });
      } catch (thrown) {
        // The others are to be written all the same.
        problems.push(thrown);
      }
    }
    if (problems.length > 0) throw problems[0];
  }

  async function entriesAfter(
    next: Extract<Step, { step: 'authority' | 'serving' | 'forget' }>,
    entries: Entries,
    { signing, authorities }: State,
    now: number,
  ): Promise<Entries> {
    if (next.step === 'forget') return { ...entries, 'ca.crt': bundleOf(next.keep) };
    if (next.step === 'authority') {
      // A name of its own, because verifiers look authorities up by their names.
      const commonName = `Gatehouse CA ${randomBytes(4).toString('hex')}`;
      const { cert, key } = await issueAuthority({ commonName, now, validity: settings.caValidity });
      return { 'tls.crt': '', 'tls.key': '', ...entries, 'ca.crt': cert + bundleOf(next.keep), 'ca.key': key };
    }
    if (signing === undefined) throw new GatehouseError('CERTIFICATE_INVALID', 'there is no authority to sign with');
    const authority = { cert: signing.pem, key: signing.key };
    const { names, validity } = settings;
    const { cert, key } = await issueServing({ commonName: 'gatehouse', now, validity, names, authority });
    return { ...entries, 'ca.crt': bundleOf(authorities), 'tls.crt': cert, 'tls.key': key };
  }

  return { step };
}

/** For the log and the metrics. */
function about(next: Step, entries: Entries, now: number): Record<string, unknown> {
  const trusted: Authority[] = authoritiesIn(entries['ca.crt'] ?? '', now);
  const serving = readState(entries, now).serving;
  return {
    ...('reason' in next && { reason: next.reason }),
    trusted: trusted.map(({ certificate }) => certificate.subject.replaceAll('\n', ', ')),
    ...(serving && { expires: new Date(serving.expires).toISOString() }),
  };
}
