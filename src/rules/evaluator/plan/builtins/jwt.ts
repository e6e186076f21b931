/** JSON Web Tokens: decoding and signatures. What depends on the time of day is left out. */
import {
  constants,
  createHmac,
  createPublicKey,
  type KeyObject,
  timingSafeEqual,
  verify,
  X509Certificate,
} from 'node:crypto';
import type { Builtin } from '../compile.ts';
import { get } from '../runtime.ts';
import { isRegoObject, type PlainObject, type RegoObject, type Value } from '../values.ts';
import { isString, onStrings } from './arguments.ts';
import { unmarshal } from './json-text.ts';

interface Token {
  header: string;
  payload: string;
  signature: string;
}

interface Key {
  key: KeyObject;
  alg: string;
  kid: string;
}

function bytesOf(text: string): Buffer | undefined {
  const plain = text.replace(/[\r\n]/g, '').replace(/={1,2}$/, '');
  return /^[A-Za-z0-9_-]*$/.test(plain) && plain.length % 4 !== 1 ? Buffer.from(plain, 'base64url') : undefined;
}

function objectIn(text: string | undefined): PlainObject | RegoObject | undefined {
  const value = text === undefined ? undefined : unmarshal(text);
  return isRegoObject(value) ? value : undefined;
}

function tokenOf(text: string): Token | undefined {
  const [header, payload, signature, ...rest] = text.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return undefined;
  return { header, payload, signature };
}

/** Encrypted tokens have no header here. */
function headerOf(token: Token): PlainObject | RegoObject | undefined {
  const header = objectIn(bytesOf(token.header)?.toString('utf8'));
  return header && get(header, 'enc') === undefined ? header : undefined;
}

/** `[header, payload, signature]`; a token inside a token counts in its place. */
function decode(text: string): Value | undefined {
  const token = tokenOf(text);
  const header = token && headerOf(token);
  if (!token || !header) return undefined;
  const payload = bytesOf(token.payload)?.toString('utf8');
  if (payload !== undefined && get(header, 'cty') === 'JWT') return decode(payload.replace(/^["']+|["']+$/g, ''));
  const [claims, signature] = [objectIn(payload), bytesOf(token.signature)];
  return claims && signature && [header, claims, signature.toString('hex')];
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Keys in a PEM certificate or public key, or in a JSON Web Key (set). */
function keysOf(text: string): Key[] | undefined {
  const pem = /-----BEGIN (CERTIFICATE|PUBLIC KEY)-----[^-]*-----END \1-----\r?\n?/.exec(text);
  if (pem) {
    if (pem.index + pem[0].length < text.length) return undefined;
    const key = attempt(() => (pem[1] === 'CERTIFICATE' ? new X509Certificate(text).publicKey : createPublicKey(text)));
    return key && [{ key, alg: '', kid: '' }];
  }
  const document = objectIn(text);
  if (document === undefined) return undefined;
  const list = get(document, 'keys') ?? [document];
  if (!Array.isArray(list)) return undefined;
  const keys = list.map(webKey);
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

function webKey(jwk: Value): Key | undefined {
  const key = isRegoObject(jwk) ? attempt(() => createPublicKey({ key: jwk as never, format: 'jwk' })) : undefined;
  const [alg, kid] = [get(jwk, 'alg'), get(jwk, 'kid')];
  return key && { key, alg: isString(alg) ? alg : '', kid: isString(kid) ? kid : '' };
}

interface Algorithm {
  type: 'rsa' | 'ec' | 'ed25519';
  hash: string | null;
  padding?: number;
}

function verified({ type, hash, padding }: Algorithm, { key }: Key, token: Token, signature: Buffer): boolean {
  if (key.asymmetricKeyType !== type) return false;
  const signed = Buffer.from(`${token.header}.${token.payload}`);
  const options = padding === undefined ? { key, dsaEncoding: 'ieee-p1363' as const } : { key, padding };
  return attempt(() => verify(hash, signed, options, signature)) ?? false;
}

const signature = (algorithm: Algorithm): Builtin =>
  onStrings((text, keyText) => {
    const token = tokenOf(text);
    const [keys, header, bytes] = [
      keysOf(keyText as string),
      token && headerOf(token),
      bytesOf(token?.signature ?? ''),
    ];
    if (!token || !keys || !header || !bytes) return undefined;
    const [alg, kid] = [get(header, 'alg'), get(header, 'kid')];
    const named = kid === undefined || kid === '' ? undefined : keys.find((key) => key.kid === kid);
    if (named) return verified(algorithm, named, token, bytes);
    return keys.some((key) => (key.alg === '' || key.alg === alg) && verified(algorithm, key, token, bytes));
  });

const secret = (hash: string): Builtin =>
  onStrings((text, key) => {
    const token = tokenOf(text);
    const bytes = token && bytesOf(token.signature);
    if (!token || !bytes) return undefined;
    const expected = createHmac(hash, key as string)
      .update(`${token.header}.${token.payload}`)
      .digest();
    return expected.length === bytes.length && timingSafeEqual(expected, bytes);
  });

const PSS = constants.RSA_PKCS1_PSS_PADDING;
const PKCS1 = constants.RSA_PKCS1_PADDING;

export const jwt: Record<string, Builtin> = {
  'io.jwt.decode': onStrings(decode),
  'io.jwt.verify_hs256': secret('sha256'),
  'io.jwt.verify_hs384': secret('sha384'),
  'io.jwt.verify_hs512': secret('sha512'),
  'io.jwt.verify_rs256': signature({ type: 'rsa', hash: 'sha256', padding: PKCS1 }),
  'io.jwt.verify_rs384': signature({ type: 'rsa', hash: 'sha384', padding: PKCS1 }),
  'io.jwt.verify_rs512': signature({ type: 'rsa', hash: 'sha512', padding: PKCS1 }),
  'io.jwt.verify_ps256': signature({ type: 'rsa', hash: 'sha256', padding: PSS }),
  'io.jwt.verify_ps384': signature({ type: 'rsa', hash: 'sha384', padding: PSS }),
  'io.jwt.verify_ps512': signature({ type: 'rsa', hash: 'sha512', padding: PSS }),
  'io.jwt.verify_es256': signature({ type: 'ec', hash: 'sha256' }),
  'io.jwt.verify_es384': signature({ type: 'ec', hash: 'sha384' }),
  'io.jwt.verify_es512': signature({ type: 'ec', hash: 'sha512' }),
  'io.jwt.verify_eddsa': signature({ type: 'ed25519', hash: null }),
};
