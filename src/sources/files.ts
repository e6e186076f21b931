/** Files, directories and standard input become documents. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatehouseError, messageOf } from '../errors.ts';
import { isGivenText } from './cloudformation/given.ts';
import type { Deployment } from './cloudformation/parameters.ts';
import { decodeText } from './decode.ts';
import { isKustomizationFile, partsAmong } from './kustomization.ts';
import { notesOf, type ReadDocument, type ReadOptions, readDocument } from './read.ts';

export interface ReadPathsOptions {
  /** What is known of the deployment of templates. */
  deployment?: Deployment | undefined;
  /** What `-` reads; the process's own where it is not given. */
  stdin?: AsyncIterable<Uint8Array | string>;
  /** Called after each file with how many are done. */
  progress?: (done: number, total: number) => void;
  /** Called with each document and the bytes that it was read from, for who writes them again. */
  onDocument?: (document: ReadDocument, name: string, bytes: Uint8Array) => void;
}

export interface ReadPaths {
  documents: ReadDocument[];
  /** What could not be read or recognised: never passed over in silence. */
  errors: GatehouseError[];
  /** What of them is not judged, and why. */
  notes: string[];
  /** How many files were tried, those with an error included. */
  files: number;
}

const CANDIDATE = /\.(ya?ml|json)$/i;

/**
 * Reads files in the order given. Directories are walked in the order of names for `.yaml`, `.yml`, `.json` and `Kustomization`; what is
 * hidden, and `node_modules`, is passed over there, but read where it is named itself. What a kustomization among the files takes as a
 * part of an object is not read: a note says so.
 */
export async function readPaths(paths: readonly string[], options: ReadPathsOptions = {}): Promise<ReadPaths> {
  const result: ReadPaths = { documents: [], errors: [], notes: [], files: 0 };
  const named: string[] = [];
  // What cannot be found counts as a file that could not be read.
  for (const path of new Set(paths)) await attempt(result, path, async () => void named.push(...(await filesAt(path))));
  const parts = await partsAmong(named);
  const files = named.filter((file) => !parts.files.has(file));
  result.notes.push(...parts.notes);
  result.files = files.length + result.errors.length;
  for (const [index, file] of files.entries()) {
    await attempt(result, file, async () => {
      const isStdin = file === '-';
      const bytes = isStdin ? await readAll(options.stdin ?? process.stdin) : await readFile(file);
      const name = isStdin ? '<stdin>' : file;
      const document = documentOf(bytes, { name, deployment: options.deployment }, paths.includes(file));
      if (document === undefined) {
        result.notes.push(`${name}: holds the parameters of a stack, which count where they are given by --parameters`);
        return;
      }
      result.documents.push(document);
      result.notes.push(...notesOf(document));
      options.onDocument?.(document, name, bytes);
    });
    options.progress?.(index + 1, files.length);
  }
  return result;
}

/** Undefined for what lies among the files of a directory and holds the parameters of a stack. */
function documentOf(bytes: Uint8Array, options: ReadOptions, isNamed: boolean): ReadDocument | undefined {
  try {
    return readDocument(bytes, options);
  } catch (thrown) {
    if (!isNamed && isGivenText(decodeText(bytes, options.name))) return undefined;
    throw thrown;
  }
}

async function attempt(result: ReadPaths, path: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (thrown) {
    result.errors.push(
      thrown instanceof GatehouseError
        ? thrown
        : new GatehouseError('INPUT_UNREADABLE', unreadable(thrown), { where: path, cause: thrown }),
    );
  }
}

function unreadable(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') return 'cannot be read: permission denied';
  return `cannot be read: ${messageOf(thrown)}`;
}

/** The path itself, or the candidates below it. */
async function filesAt(path: string): Promise<string[]> {
  if (path === '-' || !(await stat(path)).isDirectory()) return [path];
  const files = await walk(path, new Set());
  if (files.length > 0) return files;
  throw new GatehouseError('INPUT_UNRECOGNISED', 'holds no .yaml, .yml or .json file', { where: path });
}

/** @param above the real paths of the directories that are being walked: a link back to one of them is not followed */
async function walk(directory: string, above: ReadonlySet<string>): Promise<string[]> {
  const real = await realpath(directory);
  if (above.has(real)) return [];
  const within = new Set([...above, real]);
  const files: string[] = [];
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(directory, entry.name);
    if (await isDirectory(path, entry)) files.push(...(await walk(path, within)));
    else if (CANDIDATE.test(entry.name) || isKustomizationFile(entry.name)) files.push(path);
  }
  return files;
}

/** A link counts as what it leads to; one that leads nowhere is a file, and an error when it is read. */
async function isDirectory(
  path: string,
  entry: { isDirectory(): boolean; isSymbolicLink(): boolean },
): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(path).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
