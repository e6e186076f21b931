/** Bearer tokens of the REST API. Only their hashes are kept, and they are compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Token } from '../config/schema.ts';
import { GatehouseError, messageOf } from '../errors.ts';

export interface KnownToken {
  /** Who holds it; for logs. */
  name: string;
  hash: Buffer;
}

/** Shorter ones can be guessed. Those given by their hash cannot be checked. */
const MIN_LENGTH = 16;

/** @throws GatehouseError CONFIG_INVALID that names the token by its holder and never shows it */
export async function resolveTokens(tokens: readonly Token[]): Promise<KnownToken[]> {
  return Promise.all(tokens.map(async (token, index) => ({ name: token.name, hash: await hashOf(token, index) })));
}

async function hashOf(token: Token, index: number): Promise<Buffer> {
  const { sha256, env, file, name } = token;
  const invalid = (problem: string, cause?: unknown) =>
    new GatehouseError('CONFIG_INVALID', `server.tokens.${index} (${name}) ${problem}`, { cause });
  if ([sha256, env, file].filter((source) => source !== undefined).length !== 1) {
    throw invalid('needs exactly one of sha256, env and file');
  }
  if (sha256 !== undefined) return Buffer.from(sha256, 'hex');
  let text: string;
  if (env !== undefined) {
    text = process.env[env] ?? '';
    if (text === '') throw invalid(`is to be in the environment variable ${env}, which is not set`);
  } else {
    try {
      text = await readFile(file as string, 'utf8');
    } catch (thrown) {
      throw invalid(`cannot be read: ${messageOf(thrown)}`, thrown);
    }
  }
  const value = text.trim();
  if (value.length < MIN_LENGTH) throw invalid(`has fewer than ${MIN_LENGTH} characters; take a longer one`);
  return hash(value);
}

/** The holder of the token in an `Authorization` header; undefined where it is none that is known. */
export function holderOf(header: string | undefined, tokens: readonly KnownToken[]): string | undefined {
  const value = /^Bearer +(?<value>\S+) *$/i.exec(header ?? '')?.groups?.value;
  if (value === undefined) return undefined;
  const given = hash(value);
  let holder: string | undefined;
  // Every token is compared, so that the time tells nothing of which one it was.
  for (const token of tokens) if (timingSafeEqual(token.hash, given)) holder = token.name;
  return holder;
}

function hash(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
