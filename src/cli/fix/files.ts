/** The files of manifests that `gatehouse fix` may write, and how they are written. */
import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GatehouseError, messageOf } from '../../errors.ts';
import { dig, isObject, type JsonObject, stringAt } from '../../json.ts';
import type { SourcedResource } from '../../resource/resource.ts';
import { decodeText } from '../../sources/decode.ts';
import { type ManifestDocument, readManifestDocuments } from '../../sources/manifest/documents.ts';
import type { ReadDocument } from '../../sources/read.ts';

export interface ManifestFile {
  name: string;
  text: string;
  /** The text as the file holds it. */
  encode: (text: string) => Buffer;
  documents: ManifestDocument[];
  entries: ManifestEntry[];
}

/** One Kubernetes object of a file. */
export interface ManifestEntry {
  sourced: SourcedResource;
  document: ManifestDocument;
  /** Where it stands in the document; no keys where it is the document. */
  keys: (string | number)[];
  /** As written, what a Secret holds included. */
  object: JsonObject;
}

/** Undefined for what is read but never written: a plan, a state, a recorded review. @throws GatehouseError FIX_FAILED */
export function manifestFile(document: ReadDocument, name: string, bytes: Uint8Array): ManifestFile | undefined {
  if (document.kind !== 'manifests') return undefined;
  const text = decodeText(bytes, name);
  const documents = readManifestDocuments(text, { name });
  if (documents.some(({ object }) => stringAt(object, 'kind') === 'AdmissionReview')) return undefined;
  const places = documents.flatMap((each) => each.items.map((keys) => ({ document: each, keys })));
  const entries = places.map(({ document: each, keys }, index) => {
    const sourced = document.resources[index];
    const object = dig(each.object, ...keys);
    if (sourced === undefined || !isObject(object) || places.length !== document.resources.length) {
      throw new GatehouseError('FIX_FAILED', 'its objects cannot be told apart; mend it by hand', { where: name });
    }
    return { sourced, document: each, keys, object };
  });
  return { name, text, encode: encoderOf(text, bytes, name), documents, entries };
}

const ENCODERS: ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text),
  (text) => Buffer.from(`\ufeff${text}`),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
];

/** The one that gives back the bytes that were read. */
function encoderOf(text: string, bytes: Uint8Array, name: string): (text: string) => Buffer {
  const encoder = ENCODERS.find((encode) => encode(text).equals(bytes));
  if (encoder) return encoder;
  throw new GatehouseError('FIX_FAILED', 'is in an encoding that is read but not written; make it UTF-8', {
    where: name,
  });
}

/**
 * Writes the file whole or not at all: beside it first, then in its place. Its mode stays, and a link stays a link.
 * @throws GatehouseError FIX_FAILED
 */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  let beside: string | undefined;
  try {
    const target = await realpath(file);
    const { mode } = await stat(target);
    beside = join(dirname(target), `.${basename(target)}.${randomUUID().slice(0, 8)}.tmp`);
    await writeFile(beside, bytes, { flag: 'wx', mode: mode & 0o7777 });
    await rename(beside, target);
  } catch (thrown) {
    if (beside !== undefined) await rm(beside, { force: true });
    throw new GatehouseError('FIX_FAILED', `cannot be written: ${messageOf(thrown)}`, { where: file, cause: thrown });
  }
}
