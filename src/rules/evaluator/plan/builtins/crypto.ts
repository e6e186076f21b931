/** Hashes, message authentication codes and identifiers that are read. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Builtin } from '../compile.ts';
import type { PlainObject } from '../values.ts';
import { narrow, onStrings } from './arguments.ts';

const hash = (algorithm: string) => onStrings((text) => createHash(algorithm).update(text, 'utf8').digest('hex'));

const hmac = (algorithm: string) =>
  onStrings((text, key) =>
    createHmac(algorithm, key as string)
      .update(text, 'utf8')
      .digest('hex'),
  );

function equalTexts(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DOMAINS = ['Person', 'Group', 'Org'];
/** From the start of the Gregorian calendar, which UUIDs count from, to 1970, in steps of 100 ns. */
const EPOCH = 0x01b2_1dd2_1381_4000n;

/** Plain, in a URN, between two other characters, or 32 digits. */
function bare(text: string): string | undefined {
  const inner = text.length === 38 ? text.slice(1, -1) : text.replace(/^urn:uuid:/i, '');
  if (SHAPE.test(inner)) return inner.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : undefined;
}

function parseUuid(text: string): PlainObject | undefined {
  const digits = bare(text);
  if (digits === undefined) return undefined;
  const part = (from: number, to: number) => Number.parseInt(digits.slice(from, to), 16);
  const version = part(12, 13);
  const known = { version, variant: variant(part(16, 18)) };
  if (version !== 1 && version !== 2) return known;
  const time = BigInt(`0x${digits.slice(13, 16)}${digits.slice(8, 12)}${digits.slice(0, 8)}`);
  const first = part(20, 22);
  const dated = {
    ...known,
    time: narrow(BigInt.asIntN(64, (time - EPOCH) * 100n)),
    nodeid: (digits.slice(20).match(/../g) ?? []).join('-'),
    macvariables: `${first & 2 ? 'local' : 'global'}:${first & 1 ? 'multicast' : 'unicast'}`,
    clocksequence: part(16, 20) & 0x3fff,
  };
  const domain = part(18, 20);
  return version === 1 ? dated : { ...dated, id: part(0, 8), domain: DOMAINS[domain] ?? `Domain${domain}` };
}

function variant(byte: number): string {
  if ((byte & 0xc0) === 0x80) return 'RFC4122';
  if ((byte & 0xe0) === 0xc0) return 'Microsoft';
  return (byte & 0xe0) === 0xe0 ? 'Future' : 'Reserved';
}

export const crypto: Record<string, Builtin> = {
  'crypto.md5': hash('md5'),
  'crypto.sha1': hash('sha1'),
  'crypto.sha256': hash('sha256'),
  'crypto.hmac.md5': hmac('md5'),
  'crypto.hmac.sha1': hmac('sha1'),
  'crypto.hmac.sha256': hmac('sha256'),
  'crypto.hmac.sha512': hmac('sha512'),
  'crypto.hmac.equal': onStrings((a, b) => equalTexts(a, b as string)),
  'uuid.parse': onStrings(parseUuid),
};
