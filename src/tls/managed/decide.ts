/**
 * What is to be done next about the certificates, decided from what is stored alone, so that whoever holds the lease goes on where
 * another left off. The order keeps every caller trusting every replica at every moment (see docs/adr/0009-certificate-overlap.md):
 *
 * 1. A new authority is first only added to what is trusted.
 * 2. What is trusted is written into every `caBundle`.
 * 3. When that has reached every API server, the serving certificate is exchanged for one of the new authority.
 * 4. The old authority is forgotten when no certificate of it can be valid any more.
 */
import { isFor } from '../certificate.ts';
import type { ManagedSettings } from './settings.ts';
import { type Authority, authoritiesIn, bundleOf, isSignedBy, type State } from './state.ts';

export type Step =
  /** Make an authority; trust it and these. */
  | { step: 'authority'; keep: readonly Authority[]; reason: string }
  /** Write this into every `caBundle` that differs. */
  | { step: 'bundles'; bundle: string }
  /** Make a serving certificate. */
  | { step: 'serving'; reason: string }
  /** Trust only these. */
  | { step: 'forget'; keep: readonly Authority[] }
  /** Nothing for that many milliseconds. */
  | { step: 'wait'; wait: number };

export interface Situation {
  state: State;
  /** Each `caBundle` as it is now, PEM. */
  bundles: readonly string[];
  /** For how many milliseconds every `caBundle` has been what it is to be; undefined where one could not be read. */
  settledFor: number | undefined;
  now: number;
}

export function decide({ state, bundles, settledFor, now }: Situation, settings: ManagedSettings): Step {
  const { authorities, signing, serving } = state;
  if (signing === undefined) {
    // Nothing tells any more what replicas serve, so what callers trust stays trusted.
    const trusted = authoritiesIn([bundleOf(authorities), ...bundles].join(''), now);
    return { step: 'authority', keep: trusted, reason: 'there is no authority with its key' };
  }
  const due = signing.expires - settings.validity;
  if (due <= now) {
    return { step: 'authority', keep: authorities, reason: 'the authority could not outlive a serving certificate' };
  }
  const bundle = bundleOf(authorities);
  if (bundles.some((found) => found !== bundle)) return { step: 'bundles', bundle };

  const own = serving !== undefined && isSignedBy(serving.certificate, signing);
  const reason = own ? outdated(serving, settings, now) : 'its authority is not the newest';
  if (reason !== undefined) {
    // Who trusts the last certificate of this authority trusts its next one, too.
    const wait = own ? 0 : untilTrusted({ state, settledFor, now }, settings);
    return wait <= 0 ? { step: 'serving', reason } : { step: 'wait', wait };
  }
  const forget = signing.created + settings.validity;
  if (authorities.length > 1 && forget <= now) {
    return { step: 'forget', keep: authorities.filter(({ pem }) => pem === signing.pem) };
  }
  const renewal = (serving?.expires ?? now) - settings.renewBefore;
  return { step: 'wait', wait: Math.min(due, renewal, authorities.length > 1 ? forget : due) - now };
}

function outdated(
  serving: { expires: number } & NonNullable<State['serving']>,
  settings: ManagedSettings,
  now: number,
) {
  if (serving.expires - settings.renewBefore <= now) return 'it is near its end';
  return isFor(serving.certificate, settings.names) ? undefined : 'it is not for every name';
}

/** Milliseconds until every caller trusts what the newest authority signs. */
function untilTrusted(
  { state: { authorities, serving }, settledFor, now }: Omit<Situation, 'bundles'>,
  { propagation }: ManagedSettings,
): number {
  // The only one that was ever trusted, as after the first start.
  if (serving === undefined && authorities.length === 1) return 0;
  if (settledFor !== undefined) return propagation - settledFor;
  // Whether the caller whose `caBundle` could not be read trusts it is unknown. The others are not to lose their certificate over that.
  return (serving?.expires ?? now) - now;
}
