/**
 * Development certificates: an authority of this machine's own and a serving certificate, so that a first start needs no other
 * tool and clients can verify what they talk to. `certs/README.md` describes the files.
 */
import { generateKeyPair, randomBytes, X509Certificate } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GatehouseError, messageOf } from '../errors.ts';
import { type CertificateFiles, readCertificate } from './certificate.ts';

const DAY = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3650;
const SERVING_DAYS = 90;
/** A serving certificate is renewed when less is left. */
const RENEW_DAYS = 30;

export interface DevelopmentCertificates extends CertificateFiles {
  /** What a client needs to verify the server. */
  authority: string;
  /** False where the files were good already. */
  made: boolean;
}

interface Issued {
  cert: string;
  key: string;
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
    const authority = known ?? (await issueAuthority(now));
    if (!known) await writePair(authorityFiles, authority);
    await writePair(files, await issueServing(authority, now));
    return { ...answer, made: true };
  } catch (thrown) {
    const advice = 'give a certificate with --tls-cert and --tls-key, or start where the directory can be written';
    throw new GatehouseError('CERTIFICATE_INVALID', `no certificate can be made: ${messageOf(thrown)}; ${advice}`, {
      where: directory,
      cause: thrown,
    });
  }
}

/** The names that the serving certificate is for. */
function names(): { dns: string[]; ip: string[] } {
  return { dns: [...new Set(['localhost', hostname()])], ip: ['127.0.0.1', '::1'] };
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
  const { dns, ip } = names();
  return (
    certificate.verify(new X509Certificate(authority.cert).publicKey) &&
    dns.every((name) => certificate.checkHost(name) !== undefined) &&
    ip.every((address) => certificate.checkIP(address) !== undefined)
  );
}

async function issueAuthority(now: number): Promise<Issued> {
  const subject = [{ name: 'commonName', value: `Gatehouse development CA (${hostname()})` }];
  return issue({ subject, days: AUTHORITY_DAYS, now });
}

async function issueServing(authority: Issued, now: number): Promise<Issued> {
  return issue({ subject: [{ name: 'commonName', value: 'localhost' }], days: SERVING_DAYS, now, authority });
}

async function issue(options: {
  subject: { name: string; value: string }[];
  days: number;
  now: number;
  /** Absent: the certificate signs itself and is an authority. */
  authority?: Issued;
}): Promise<Issued> {
  const { subject, days, now, authority } = options;
  // Costs 0.1 s to import and is needed once in 60 days.
  const { default: forge } = await import('node-forge');
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const key = forge.pki.privateKeyFromPem(privateKey);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  // A leading zero keeps the number positive, as RFC 5280 section 4.1.2.2 demands.
  certificate.serialNumber = `00${randomBytes(16).toString('hex')}`;
  // Begins an hour ago, for clients whose clock is behind.
  certificate.validity.notBefore = new Date(now - 60 * 60 * 1000);
  certificate.validity.notAfter = new Date(now + days * DAY);
  certificate.setSubject(subject);
  const issuer = authority ? forge.pki.certificateFromPem(authority.cert) : certificate;
  certificate.setIssuer(issuer.subject.attributes);
  const { dns, ip } = names();
  certificate.setExtensions(
    authority
      ? [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true },
          {
            name: 'subjectAltName',
            altNames: [...dns.map((value) => ({ type: 2, value })), ...ip.map((value) => ({ type: 7, ip: value }))],
          },
          { name: 'subjectKeyIdentifier' },
          { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
        ]
      : [
          { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
          { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
          { name: 'subjectKeyIdentifier' },
        ],
  );
  certificate.sign(authority ? forge.pki.privateKeyFromPem(authority.key) : key, forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: privateKey };
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
