/** A certificate and its key: read from files and proven to be usable before they are served. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { GatehouseError, messageOf } from '../errors.ts';

export interface CertificateFiles {
  cert: string;
  key: string;
}

export interface CertificatePair {
  /** PEM; the serving certificate first, then its chain. */
  cert: string;
  /** PEM. Never logged. */
  key: string;
  /** Milliseconds since the epoch. */
  expires: number;
}

/** @throws GatehouseError CERTIFICATE_INVALID that names the file, what is wrong with it and what to do */
export async function readCertificate(files: CertificateFiles, now = Date.now()): Promise<CertificatePair> {
  const [cert, key] = await Promise.all([readPem(files.cert), readPem(files.key)]);
  return usablePair({ cert, key }, files, now);
}

/**
 * The pair, known to be usable now.
 * @param where what to call the two in messages
 * @throws GatehouseError CERTIFICATE_INVALID
 */
export function usablePair(pem: { cert: string; key: string }, where: CertificateFiles, now: number): CertificatePair {
  const { cert, key } = pem;
  const certificate = attempt(where.cert, 'is not a PEM certificate', () => new X509Certificate(cert));
  // The error of a bad key may quote it, so it is neither repeated nor kept as the cause.
  const privateKey = attempt(where.key, 'is not a PEM private key without a passphrase', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) throw invalid(where.key, `is not the key of ${where.cert}`);
  const expires = Date.parse(certificate.validTo);
  if (expires <= now) throw invalid(where.cert, `expired at ${new Date(expires).toISOString()}; renew it`);
  const starts = Date.parse(certificate.validFrom);
  if (starts > now) throw invalid(where.cert, `is not valid before ${new Date(starts).toISOString()}`);
  attempt(where.cert, 'is not usable for TLS', () => createSecureContext({ cert, key }));
  return { cert, key, expires };
}

/** True where clients may call it by each of the names, which are host names and IP addresses. */
export function isFor(certificate: X509Certificate, names: readonly string[]): boolean {
  return names.every(
    (name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined,
  );
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw invalid(file, `cannot be read: ${messageOf(thrown)}`, thrown);
  }
}

function attempt<T>(file: string, problem: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw invalid(file, problem);
  }
}

function invalid(where: string, message: string, cause?: unknown): GatehouseError {
  return new GatehouseError('CERTIFICATE_INVALID', message, { where, cause });
}
