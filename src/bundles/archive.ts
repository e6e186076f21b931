/** Bundles as files: a directory, or a .tar.gz of the same files. */
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';

export type Files = ReadonlyMap<string, Buffer>;

/** Together. The bundle that ships with Gatehouse takes 1 MiB. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The named files of a directory or archive. @throws Error where one is missing or they are too large */
export async function readFiles(path: string, names: readonly string[]): Promise<Files> {
  const files = (await stat(path)).isDirectory() ? await readDirectory(path, names) : await readArchive(path, names);
  const missing = names.filter((name) => !files.has(name));
  if (missing.length > 0) throw new Error(`it holds no ${missing.join(', ')}; bundles are made by \`gatehouse build\``);
  return files;
}

async function readDirectory(path: string, names: readonly string[]): Promise<Files> {
  const files = new Map<string, Buffer>();
  let total = 0;
  for (const name of names) {
    const file = join(path, name);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) continue;
    total += found.size;
    checkSize(total);
    files.set(name, await readFile(file));
  }
  return files;
}

/** What of those names the archive holds at its top; other entries are passed over. */
export async function readArchive(path: string, names: readonly string[]): Promise<Files> {
  const files = new Map<string, Buffer>();
  const entries = extract();
  let total = 0;
  entries.on('entry', ({ name, type }, stream, next) => {
    // An archive that is cut short breaks off its entry, which without a listener would end the process. The pipeline tells of it.
    stream.on('error', () => {});
    const wanted = name.replace(/^(\.?\/)+/, '');
    if (type !== 'file' || !names.includes(wanted)) {
      stream.on('end', next).resume();
      return;
    }
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => chunks.push(chunk as Buffer));
    stream.on('end', () => {
      files.set(wanted, Buffer.concat(chunks));
      next();
    });
  });
  const unpacked = createGunzip();
  // Counted as they come out, whatever the archive says of itself: a small one may hold very much.
  unpacked.on('data', (chunk: Buffer) => {
    total += chunk.length;
    if (total > MAX_BYTES) unpacked.destroy(tooLarge());
  });
  await pipeline(createReadStream(path), unpacked, entries);
  return files;
}

/** Writes them as the name says: `*.tar.gz` and `*.tgz` are archives, anything else a directory. The same files give the same bytes. */
export async function writeFiles(path: string, files: Files): Promise<void> {
  if (!/\.(tar\.gz|tgz)$/.test(path)) {
    await mkdir(path, { recursive: true });
    for (const [name, content] of files) await writeFile(join(path, name), content);
    return;
  }
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name, mtime: new Date(0) }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  // Whole at once, because a server may be watching it.
  await writeFile(`${path}.new`, gzipSync(Buffer.concat(chunks)));
  await rename(`${path}.new`, path);
}

function checkSize(bytes: number): void {
  if (bytes > MAX_BYTES) throw tooLarge();
}

function tooLarge(): Error {
  return new Error(`it is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
}
