/** What the Secret holds, read so that damage to one part leaves the others usable. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { BACKDATED, type Issued } from '../issue.ts';

/** The Secret's entries, decoded. `ca.crt` holds every authority to trust, the newest first; `ca.key` belongs to one of them. */
export type Entries = Partial<Record<'tls.crt' | 'tls.key' | 'ca.crt' | 'ca.key', string>>;

export interface Authority {
  /** PEM, as Gatehouse writes it. */
  pem: string;
  certificate: X509Certificate;
  /** Milliseconds since the epoch, both; `created` is what an authority of Gatehouse's own says. */
  created: number;
  expires: number;
}

export interface Serving {
  pem: Issued;
  certificate: X509Certificate;
  expires: number;
}

export interface State {
  /** Unexpired, each once. */
  authorities: readonly Authority[];
  /** The authority whose key is there, and that key. */
  signing: (Authority & { key: string }) | undefined;
  /** Undefined where certificate or key are missing or do not belong together; it may have expired. */
  serving: Serving | undefined;
}

export function readState(entries: Entries, now: number): State {
  const authorities = authoritiesIn(entries['ca.crt'] ?? '', now);
  const key = entries['ca.key'] ?? '';
  const secret = privateKeyOf(key);
  const signing =
    secret && authorities.find(({ certificate }) => certificate.ca && certificate.checkPrivateKey(secret));
  return {
    authorities,
    signing: signing && { ...signing, key },
    serving: readServing(entries['tls.crt'] ?? '', entries['tls.key'] ?? ''),
  };
}

/** The certificates of a PEM text that have not expired, each once. What cannot be read is passed over. */
export function authoritiesIn(text: string, now: number): Authority[] {
  const found = new Map<string, Authority>();
  for (const [block] of text.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)) {
    const certificate = certificateOf(block);
    if (certificate === undefined) continue;
    const expires = Date.parse(certificate.validTo);
    const created = Date.parse(certificate.validFrom) + BACKDATED;
    if (expires > now)
      found.set(certificate.fingerprint256, { pem: certificate.toString(), certificate, created, expires });
  }
  return [...found.values()];
}

/** As it stands in `ca.crt` and in every `caBundle`. */
export function bundleOf(authorities: readonly Authority[]): string {
  return authorities.map(({ pem }) => pem).join('');
}

export function isSignedBy(certificate: X509Certificate, authority: Authority): boolean {
  return certificate.checkIssued(authority.certificate) && certificate.verify(authority.certificate.publicKey);
}

function readServing(cert: string, key: string): Serving | undefined {
  const certificate = certificateOf(cert);
  const secret = privateKeyOf(key);
  if (!certificate || !secret || !certificate.checkPrivateKey(secret)) return undefined;
  return { pem: { cert, key }, certificate, expires: Date.parse(certificate.validTo) };
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function privateKeyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
