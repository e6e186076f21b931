/** `server.certificates` with its defaults filled in and its durations in milliseconds. */
import type { CertificateSettings } from '../../config/certificates.ts';
import { GatehouseError } from '../../errors.ts';
import { parseDuration } from '../../rules/parameters.ts';

/** Durations in milliseconds. */
export interface ManagedSettings {
  secret: { namespace: string; name: string };
  validating: readonly string[];
  mutating: readonly string[];
  definitions: readonly string[];
  names: readonly string[];
  validity: number;
  caValidity: number;
  renewBefore: number;
  propagation: number;
  cluster: { kubeconfig?: string; context?: string };
}

const DEFAULTS = { validity: '90d', caValidity: '365d', renewBefore: '30d', propagation: '10s' };

/** @throws GatehouseError CONFIG_INVALID where the durations cannot hold together */
export function managedSettings(given: CertificateSettings): ManagedSettings {
  const milliseconds = (name: keyof typeof DEFAULTS) => (parseDuration(given[name] ?? DEFAULTS[name]) ?? 0) * 1000;
  const [validity, caValidity, renewBefore, propagation] = (
    ['validity', 'caValidity', 'renewBefore', 'propagation'] as const
  ).map(milliseconds) as [number, number, number, number];
  if (renewBefore <= propagation) throw invalid('renewBefore must be longer than propagation');
  if (validity < renewBefore + propagation) throw invalid('validity must be longer than renewBefore and propagation');
  // So that no more than two authorities are trusted at a time.
  if (caValidity < 2 * validity) throw invalid('caValidity must be at least twice validity');
  return {
    secret: given.secret,
    validating: given.webhookConfigurations?.validating ?? [],
    mutating: given.webhookConfigurations?.mutating ?? [],
    definitions: given.customResourceDefinitions ?? [],
    names: given.dnsNames,
    validity,
    caValidity,
    renewBefore,
    propagation,
    cluster: given.cluster ?? {},
  };
}

function invalid(problem: string): GatehouseError {
  return new GatehouseError('CONFIG_INVALID', `server.certificates: ${problem}`);
}
