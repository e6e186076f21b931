/**
 * Development certificates: an authority of this machine's own and a serving certificate, so that a first start needs no other
 * tool and clients can verify what they talk to. `certs/README.md` describes the files.
 */
import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { GatehouseError, messageOf } from '../errors.ts';
import { type CertificateFiles, isFor, readCertificate } from './certificate.ts';
import { type Issued, issueAuthority, issueServing } from './issue.ts';
import { certificateInFiles } from './reload.ts';
import type { CertificateSource, SourceParts } from './source.ts';

const DAY = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3650;
const SERVING_DAYS = 90;
/** A serving certificate is renewed when less is left. */
const RENEW_DAYS = 30;
/** Milliseconds. */
const LOOK = DAY / 2;

export interface DevelopmentCertificates extends CertificateFiles {
  /** What a client needs to verify the server. */
  authority: string;
  /** False where the files were good already. */
  made: boolean;
}

/** The certificate of that directory, followed as files are and renewed while the server runs. */
export async function developmentSource(directory: string, parts: SourceParts): Promise<CertificateSource> {
  const { cert, key, authority } = await developmentCertificates(directory);
  const source = await certificateInFiles({ cert, key }, { ...parts, authority });
  const timer = setInterval(() => {
    developmentCertificates(directory).catch((thrown: unknown) =>
      parts.log.error({ problem: messageOf(thrown) }, 'certificate not renewed'),
    );
  }, LOOK);
  timer.unref();
  return {
    ...source,
    close: async () => {
      clearInterval(timer);
      await source.close();
    },
  };
}

/**
 * The certificates of that directory, made or renewed where they have to be.
 * @throws GatehouseError CERTIFICATE_INVALID when the directory cannot be written
 */
export async function developmentCertificates(directory: string, now = Date.now()): Promise<DevelopmentCertificates> {
  const files = { cert: join(directory, 'tls.crt'), key: join(directory, 'tls.key') };
  const authorityFiles = { cert: join(directory, 'ca.crt'), key: join(directory, 'ca.key') };
  const answer = { ...files, authority: authorityFiles.cert };
  try {
    const known = await usable(authorityFiles, now, SERVING_DAYS);
    if (known && (await isGood(files, known, now))) return { ...answer, made: false };
    await mkdir(directory, { recursive: true });
    const authority = known ?? (await makeAuthority(now));
    if (!known) await writePair(authorityFiles, authority);
    await writePair(files, await makeServing(authority, now));
    return { ...answer, made: true };
  } catch (thrown) {
    const advice = 'give a certificate with --tls-cert and --tls-key, or start where the directory can be written';
    throw new GatehouseError('CERTIFICATE_INVALID', `no certificate can be made: ${messageOf(thrown)}; ${advice}`, {
      where: directory,
      cause: thrown,
    });
  }
}

function makeAuthority(now: number): Promise<Issued> {
  const commonName = `Gatehouse development CA (${hostname()})`;
  return issueAuthority({ commonName, now, validity: AUTHORITY_DAYS * DAY });
}

function makeServing(authority: Issued, now: number): Promise<Issued> {
  return issueServing({ commonName: 'localhost', now, validity: SERVING_DAYS * DAY, names: names(), authority });
}

/** The names that the serving certificate is for. */
function names(): string[] {
  return [...new Set(['localhost', hostname(), '127.0.0.1', '::1'])];
}

/** The pair where it is valid for at least that many days more. */
async function usable(files: CertificateFiles, now: number, days: number): Promise<Issued | undefined> {
  try {
    const pair = await readCertificate(files, now);
    return pair.expires - now > days * DAY ? pair : undefined;
  } catch {
    return undefined;
  }
}

async function isGood(files: CertificateFiles, authority: Issued, now: number): Promise<boolean> {
  const pair = await usable(files, now, RENEW_DAYS);
  if (!pair) return false;
  const certificate = new X509Certificate(pair.cert);
  return certificate.verify(new X509Certificate(authority.cert).publicKey) && isFor(certificate, names());
}

async function writePair(files: CertificateFiles, issued: Issued): Promise<void> {
  await writeWhole(files.key, issued.key, 0o600);
  await writeWhole(files.cert, issued.cert, 0o644);
}

/** Beside the file first, then in its place: nobody reads half a file. */
async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  await writeFile(beside, text, { mode });
  await chmod(beside, mode);
  await rename(beside, file);
}
