/** Makes certificates as RFC 5280 has them: node-forge writes the structure, OpenSSL makes the keys and signs. */
import {
  createHash,
  createPrivateKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import { type Builder, builderOf, childrenOf, type Node } from './der.ts';

export interface Issued {
  /** PEM. */
  cert: string;
  /** PEM, PKCS #8. Never logged. */
  key: string;
}

export interface IssueOptions {
  commonName: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** Milliseconds from now. */
  validity: number;
}

/** How far back a certificate begins, in milliseconds: for clients whose clock is behind. */
export const BACKDATED = 60 * 60 * 1000;

const ORGANIZATION = 'Gatehouse';
const OID = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  rsaWithSha256: '1.2.840.113549.1.1.11',
};
const KEY_CERT_SIGN_AND_CRL_SIGN = { bytes: '\x06', unused: 1 };
const DIGITAL_SIGNATURE = { bytes: '\x80', unused: 7 };

/** A certificate that signs itself, and may sign serving certificates but no further authorities. */
export function issueAuthority(options: IssueOptions): Promise<Issued> {
  return issue(options, undefined);
}

/** @param options.names host names and IP addresses */
export function issueServing(options: IssueOptions & Serving): Promise<Issued> {
  return issue(options, options);
}

interface Serving {
  names: readonly string[];
  authority: Issued;
}

async function issue({ commonName, now, validity }: IssueOptions, serving: Serving | undefined): Promise<Issued> {
  // Costs 0.1 s to import and is needed once in weeks.
  const { default: forge } = await import('node-forge');
  const build = builderOf(forge);
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const signer = serving ? createPrivateKey(serving.authority.key) : privateKey;
  const issuer = serving && new X509Certificate(serving.authority.cert);

  const subject = nameOf(build, commonName);
  const algorithm =
    signer.asymmetricKeyType === 'rsa'
      ? build.sequence(build.oid(OID.rsaWithSha256), build.null())
      : build.sequence(build.oid(OID.ecdsaWithSha256));
  const extensions = issuer ? servingExtensions(build, serving.names, issuer) : authorityExtensions(build);
  const own = extension(build, OID.subjectKeyIdentifier, build.octets(keyIdentifier(publicKey)));
  const body = build.sequence(
    build.tagged(0, build.integer('\x02')),
    // The first byte keeps the number positive, as section 4.1.2.2 demands, and its encoding the shortest.
    build.integer(`\x01${randomBytes(15).toString('binary')}`),
    algorithm,
    issuer ? subjectOf(build, issuer) : subject,
    build.sequence(build.time(now - BACKDATED), build.time(now + validity)),
    subject,
    build.decode(publicKey.export({ type: 'spki', format: 'der' })),
    build.tagged(3, build.sequence(...extensions, own)),
  );
  const signature = sign('sha256', Buffer.from(build.encode(body), 'binary'), signer).toString('binary');
  const certificate = build.encode(build.sequence(body, algorithm, build.bits(signature)));
  return {
    cert: new X509Certificate(Buffer.from(certificate, 'binary')).toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function nameOf(build: Builder, commonName: string): Node {
  const attribute = (oid: string, value: string) => build.set(build.sequence(build.oid(oid), build.utf8(value)));
  return build.sequence(attribute(OID.organization, ORGANIZATION), attribute(OID.commonName, commonName));
}

/** As that certificate has it, byte for byte, for so verifiers compare it. */
function subjectOf(build: Builder, certificate: X509Certificate): Node {
  const [body] = childrenOf(build.decode(certificate.raw));
  // After version, serial number, algorithm, issuer and validity.
  const subject = body && childrenOf(body)[5];
  if (!subject) throw new Error('the certificate of the authority has no subject');
  return subject;
}

function extension(build: Builder, oid: string, value: Node, critical = false): Node {
  return build.sequence(build.oid(oid), ...(critical ? [build.true()] : []), build.octets(build.encode(value)));
}

function authorityExtensions(build: Builder): Node[] {
  const { bytes, unused } = KEY_CERT_SIGN_AND_CRL_SIGN;
  const noFurtherAuthorities = build.integer('\x00');
  return [
    extension(build, OID.basicConstraints, build.sequence(build.true(), noFurtherAuthorities), true),
    extension(build, OID.keyUsage, build.bits(bytes, unused), true),
  ];
}

function servingExtensions(build: Builder, names: readonly string[], issuer: X509Certificate): Node[] {
  const { bytes, unused } = DIGITAL_SIGNATURE;
  const signer = build.contextual(0, keyIdentifier(issuer.publicKey));
  return [
    extension(build, OID.basicConstraints, build.sequence(), true),
    extension(build, OID.keyUsage, build.bits(bytes, unused), true),
    extension(build, OID.extendedKeyUsage, build.sequence(build.oid(OID.serverAuth))),
    extension(build, OID.subjectAltName, build.sequence(...names.map((name) => build.alternativeName(name)))),
    extension(build, OID.authorityKeyIdentifier, build.sequence(signer)),
  ];
}

/** SHA-1 of the key's bits, section 4.2.1.2 (1). Of a P-256 key these are the point, the last 65 bytes. */
function keyIdentifier(key: KeyObject): string {
  const bits =
    key.asymmetricKeyType === 'rsa'
      ? key.export({ type: 'pkcs1', format: 'der' })
      : key.export({ type: 'spki', format: 'der' }).subarray(-65);
  return createHash('sha1').update(bits).digest('binary');
}
