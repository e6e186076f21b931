/** Certificates for the lab: an authority that lives as long as the lab, the API server's certificate and its clients'. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

export interface KeyPair {
  /** PEM. */
  cert: string;
  /** PEM, PKCS #8. */
  key: string;
}

export interface Subject {
  commonName: string;
  /** A client's group. */
  organization?: string;
  dns?: string[];
  ip?: string[];
}

const DAY = 24 * 60 * 60 * 1000;

export function makeAuthority(commonName: string): KeyPair {
  return sign({ commonName }, undefined);
}

/** A certificate for serving as well as for logging in. */
export function issue(subject: Subject, authority: KeyPair): KeyPair {
  return sign(subject, authority);
}

function sign({ commonName, organization, dns = [], ip = [] }: Subject, authority: KeyPair | undefined): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // The first byte keeps the number positive and its encoding the shortest: Go refuses any other, once in some hundred certificates.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY);
  certificate.validity.notAfter = new Date(Date.now() + DAY);
  certificate.setSubject([
    { name: 'commonName', value: commonName },
    ...(organization === undefined ? [] : [{ name: 'organizationName', value: organization }]),
  ]);
  const issuer = authority
    ? forge.pki.certificateFromPem(authority.cert).subject.attributes
    : certificate.subject.attributes;
  certificate.setIssuer(issuer);
  certificate.setExtensions(
    authority
      ? [
          { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          {
            name: 'subjectAltName',
            altNames: [...dns.map((value) => ({ type: 2, value })), ...ip.map((address) => ({ type: 7, ip: address }))],
          },
        ]
      : [
          { name: 'basicConstraints', cA: true, critical: true },
          { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
        ],
  );
  certificate.sign(forge.pki.privateKeyFromPem(authority?.key ?? privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: privateKey };
}
