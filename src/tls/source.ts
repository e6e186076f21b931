/** Where the server's certificate comes from: files that somebody gives, development files, or a Secret that Gatehouse keeps. */
import type { Logger } from 'pino';
import type { Metrics } from '../plugins/metrics.ts';
import type { CertificatePair } from './certificate.ts';

export interface CertificateSource {
  /** What to begin with. */
  first: Pick<CertificatePair, 'cert' | 'key'>;
  /** The file by which clients verify a development certificate; undefined for others. */
  authority: string | undefined;
  /** Begins to follow the source. `use` is called with each later certificate, which is known to be usable. */
  follow(use: (pair: CertificatePair) => void): Promise<void>;
  /** Why the certificate that is served now is of no use to clients; empty where it is. */
  unready(): string[];
  close(): Promise<void>;
}

export interface SourceParts {
  log: Logger;
  metrics: Metrics;
}

/** The reason not to be ready that every source has. */
export function expired(expires: number): string[] {
  return expires <= Date.now() ? ['the certificate has expired'] : [];
}
