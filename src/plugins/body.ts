/** Reads a request's body, bounded before and after decompression, so that neither a large nor a dense one fills the memory. */
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { GatehouseError } from '../errors.ts';

/** A body over the limit. `head` is its beginning, from which a reader may want to tell whose it was. */
export class BodyTooLarge extends GatehouseError {
  readonly head: Buffer;

  constructor(limit: number, head: Buffer) {
    super('INPUT_TOO_LARGE', `the body is larger than the limit of ${limit / 1024 / 1024} MiB`);
    this.head = head;
  }
}

/** What is still taken in, and thrown away, of a body that was refused: without it the sender would not read the answer. */
const DRAIN_BYTES = 512 * 1024 * 1024;
const DRAIN_MS = 10_000;

/** Takes the body, or why there is none. */
export type BodyTaker = (problem: Error | null, body?: Buffer) => void;

/** @throws BodyTooLarge where more than `limit` bytes come, GatehouseError INPUT_UNREADABLE where the sender broke off */
export function readBody(stream: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    takeBody(stream, limit, (problem, body) => (body ? resolve(body) : reject(problem)));
  });
}

/** The same without a promise, which would cost each review two turns of the queue. */
export function takeBody(stream: Readable, limit: number, take: BodyTaker): void {
  collect(stream, limit, (problem, body) => {
    if (problem === null) take(null, body);
    else void drain(stream).then(() => take(problem));
  });
}

/**
 * The same for a body that may be compressed. The limit holds for what was sent and again for what it becomes.
 * @param encoding the `Content-Encoding` header
 * @throws GatehouseError also ENCODING_UNSUPPORTED, and INPUT_UNREADABLE where it is not what the header says
 */
export async function readEncodedBody(stream: Readable, encoding: string | undefined, limit: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return readBody(stream, limit);
  if (name !== 'gzip' && name !== 'x-gzip' && name !== 'deflate') {
    await drain(stream);
    const shown = JSON.stringify(name.slice(0, 40));
    throw new GatehouseError('ENCODING_UNSUPPORTED', `the content encoding ${shown} is not read; send gzip or none`);
  }
  const packed = await readBody(stream, limit);
  const unpacked = name === 'deflate' ? createInflate() : createGunzip();
  unpacked.end(packed);
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      collect(unpacked, limit, (problem, body) => (body ? resolve(body) : reject(problem)));
    });
  } catch (thrown) {
    if (thrown instanceof BodyTooLarge) throw thrown;
    throw new GatehouseError('INPUT_UNREADABLE', `the body is not ${name}, though its header says so`);
  } finally {
    unpacked.destroy();
  }
}

function collect(stream: Readable, limit: number, done: BodyTaker): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let ended = false;
  const take = (chunk: Buffer) => {
    length += chunk.length;
    chunks.push(chunk);
    if (length <= limit) return;
    ended = true;
    stream.off('data', take);
    stream.pause();
    done(new BodyTooLarge(limit, chunks[0] ?? chunk));
  };
  const brokenOff = (cause?: Error) => {
    // Every stream closes in the end, and an error costs more to make than a small body to read.
    if (ended) return;
    ended = true;
    done(new GatehouseError('INPUT_UNREADABLE', 'the body could not be read to its end', { cause }));
  };
  stream.on('data', take);
  stream.on('end', () => {
    // It also ends after it was refused, once the rest has been drained.
    if (ended) return;
    ended = true;
    done(null, chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
  });
  stream.on('error', brokenOff);
  stream.on('close', brokenOff);
}

/** Resolves when the rest of the body has come, or enough of it, or the sender is gone. */
function drain(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.readableEnded || stream.destroyed) return resolve();
    let length = 0;
    const timer = setTimeout(end, DRAIN_MS);
    function end() {
      clearTimeout(timer);
      resolve();
    }
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > DRAIN_BYTES) end();
    });
    stream.once('end', end).once('close', end).resume();
  });
}
