/** A certificate and its key: read from files and proven to be usable before they are served. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
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
  return { cert, key, expires: checkPair(files, cert, key, now) };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw invalid(file, `cannot be read: ${messageOf(thrown)}`, thrown);
  }
}

function checkPair(files: CertificateFiles, cert: string, key: string, now: number): number {
  const certificate = attempt(files.cert, 'is not a PEM certificate', () => new X509Certificate(cert));
  // The error of a bad key may quote it, so it is neither repeated nor kept as the cause.
  const privateKey = attempt(files.key, 'is not a PEM private key without a passphrase', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) throw invalid(files.key, `is not the key of ${files.cert}`);
  const expires = Date.parse(certificate.validTo);
  if (expires <= now) throw invalid(files.cert, `expired at ${new Date(expires).toISOString()}; renew it`);
  const starts = Date.parse(certificate.validFrom);
  if (starts > now) throw invalid(files.cert, `is not valid before ${new Date(starts).toISOString()}`);
  attempt(files.cert, 'is not usable for TLS', () => createSecureContext({ cert, key }));
  return expires;
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
