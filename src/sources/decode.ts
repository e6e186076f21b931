/** Bytes become text: UTF-8 and UTF-16, because PowerShell's `>` writes the latter. */
import { constants } from 'node:buffer';
import { GatehouseError } from '../errors.ts';

/**
 * The text of a file, without a byte order mark.
 * @param name the file's name, for errors
 * @throws GatehouseError INPUT_UNRECOGNISED where it is no text, INPUT_TOO_LARGE where no string can hold it
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    throw new GatehouseError('INPUT_TOO_LARGE', 'is larger than 512 MiB; split it', { where: name });
  }
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (thrown) {
    const message = `is neither UTF-8 nor UTF-16 text${binaryHint(bytes)}`;
    throw new GatehouseError('INPUT_UNRECOGNISED', message, { where: name, cause: thrown });
  }
}

/** By its byte order mark; without one by where the first character, which is ASCII in all that is accepted, has its zero. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  return second === 0 && first !== undefined && first !== 0 ? 'utf-16le' : 'utf-8';
}

/** What a file is by its first bytes, where those are known and it is not text. */
export function binaryHint(bytes: Uint8Array): string {
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic.startsWith('PK')) {
    return "; it looks like Terraform's binary plan file (or another zip): give what `terraform show -json FILE` prints of it";
  }
  if (magic.startsWith('\x1f\x8b')) return '; it looks like gzip: unpack it';
  return '';
}
