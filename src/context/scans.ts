/** Image scans: where the newest scan of an image is found. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { GatehouseError, messageOf } from '../errors.ts';
import type { Scan } from '../resource/context.ts';
import { parseImage } from '../resource/image.ts';
import { normaliseReference, readTrivyReport, type TrivyReport } from './trivy.ts';

export interface ScanIndex {
  /** False: no source of scans is configured. */
  configured: boolean;
  /** The newest scan of an image reference as written, its age counted to `now` (milliseconds since the epoch). */
  find(reference: string, now: number): Scan | undefined;
  /** The digest that a tag was last seen to name. */
  digest(reference: string): string | undefined;
}

export const noScans: ScanIndex = { configured: false, find: () => undefined, digest: () => undefined };

/** A report as read, by what its file was when it was read, so that an unchanged file is not read twice. */
export type ScanCache = Map<string, { stamp: string; report: TrivyReport }>;

interface Entry {
  report: TrivyReport;
  /** Milliseconds since the epoch; -Infinity where the report does not say. */
  at: number;
  file: string;
}

/** A report larger than this is refused, not read: 256 MiB. */
const MAX_BYTES = 1 << 28;

/** Named in one error; who has more of them has one cause for all. */
const MAX_NAMED = 5;

/** Clocks differ: a scan up to five minutes ahead of ours is of now. Further ahead, its age is not known. */
const SKEW_SECONDS = 300;

/**
 * Reads every `*.json` below a directory as a Trivy report of an image. Names that begin with a dot are left alone: they are
 * the `..data` of a mounted ConfigMap and files that are still being written. An empty directory is no error; its images
 * have no scan.
 *
 * @param cache filled here, and read by the next call
 * @throws GatehouseError SCANS_UNREADABLE that names each file that is no such report, and why; no index is made then
 */
export async function loadScans(directory: string, cache: ScanCache = new Map()): Promise<ScanIndex> {
  const files = await listReports(directory);
  const entries: Entry[] = [];
  const problems: string[] = [];
  for (const file of files) {
    try {
      entries.push(entryOf(await readReport(file, cache), relative(directory, file)));
    } catch (thrown) {
      problems.push(`${relative(directory, file)}: ${messageOf(thrown)}`);
    }
  }
  const present = new Set(files);
  for (const file of cache.keys()) if (!present.has(file)) cache.delete(file);
  if (problems.length > 0) {
    const more = problems.length - MAX_NAMED;
    const named = problems.slice(0, MAX_NAMED).join('; ') + (more > 0 ? `; and ${more} more` : '');
    throw new GatehouseError('SCANS_UNREADABLE', named, { where: directory });
  }
  return indexOf(entries);
}

/**
 * The same of reports that are at hand, by file name.
 * @throws Error that says why one of them is no such report
 */
export function scansOf(reports: Readonly<Record<string, unknown>>): ScanIndex {
  return indexOf(Object.entries(reports).map(([file, report]) => entryOf(readTrivyReport(report), file)));
}

function entryOf(report: TrivyReport, file: string): Entry {
  const at = Date.parse(report.scannedAt ?? '');
  return { report, at: Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at, file };
}

async function listReports(directory: string): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  const pending = [directory];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    try {
      const real = await realpath(next);
      if (seen.has(real)) continue;
      seen.add(real);
      for (const name of await readdir(next)) {
        if (name.startsWith('.')) continue;
        const path = join(next, name);
        if ((await stat(path)).isDirectory()) pending.push(path);
        else if (name.endsWith('.json')) files.push(path);
      }
    } catch (thrown) {
      throw new GatehouseError('SCANS_UNREADABLE', `cannot be read: ${messageOf(thrown)}`, {
        where: next,
        cause: thrown,
      });
    }
  }
  return files.sort((a, b) => (a < b ? -1 : 1));
}

async function readReport(file: string, cache: ScanCache): Promise<TrivyReport> {
  const { size, mtimeMs, ino } = await stat(file);
  const stamp = `${ino} ${size} ${mtimeMs}`;
  const cached = cache.get(file);
  if (cached?.stamp === stamp) return cached.report;
  if (size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES >> 20} MiB`);
  const report = readTrivyReport(parseJson(await readFile(file)));
  cache.set(file, { stamp, report });
  return report;
}

/** The parser's own message would quote the file. */
function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new Error('it is empty');
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return JSON.parse(new TextDecoder(encoding).decode(bytes));
  } catch {
    throw new Error('it is not JSON');
  }
}

function indexOf(entries: readonly Entry[]): ScanIndex {
  const byDigest = new Map<string, Entry>();
  const byReference = new Map<string, Entry>();
  const keep = (map: Map<string, Entry>, key: string, entry: Entry) => {
    const known = map.get(key);
    if (known === undefined || supersedes(entry, known)) map.set(key, entry);
  };
  for (const entry of entries) {
    for (const { digest } of entry.report.digests) keep(byDigest, digest, entry);
    for (const reference of entry.report.references) keep(byReference, reference, entry);
  }
  const lookUp = (reference: string) => {
    const { digest } = parseImage(reference, '');
    // The same digest is the same image in every registry; a tag says nothing about another digest.
    if (digest !== undefined) return byDigest.get(digest);
    return byReference.get(normaliseReference(reference) ?? '');
  };
  return {
    configured: true,
    find: (reference, now) => {
      const entry = lookUp(reference);
      return entry && scanOf(entry, digestOf(entry, reference), now);
    },
    digest: (reference) => {
      const entry = parseImage(reference, '').digest === undefined ? lookUp(reference) : undefined;
      return entry && digestOf(entry, reference);
    },
  };
}

/** The digest of the reference's own repository: the same image may have another manifest in another registry. */
function digestOf({ report }: Entry, reference: string): string | undefined {
  const { registry, repository, digest } = parseImage(reference, '');
  return digest ?? report.digests.find(({ name }) => name === `${registry}/${repository}`)?.digest;
}

/**
 * The newer scan counts. Of two of the same time the one that found more does, the gravest severity first: a report that was
 * filtered looks clean and does not say that it was filtered.
 */
function supersedes(one: Entry, other: Entry): boolean {
  if (one.at !== other.at) return one.at > other.at;
  if (one.report.scanned !== other.report.scanned) return one.report.scanned;
  for (const severity of ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNKNOWN']) {
    const difference = (one.report.counts[severity] ?? 0) - (other.report.counts[severity] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return one.file < other.file;
}

function scanOf({ report, at, file }: Entry, digest: string | undefined, now: number): Scan {
  const { scannedAt, scanner, counts, fixable, scanned } = report;
  const age = Math.floor((now - at) / 1000);
  return {
    ...(scannedAt !== undefined && { scannedAt }),
    ...(Number.isFinite(age) && age >= -SKEW_SECONDS && { ageSeconds: Math.max(0, age) }),
    scanner,
    ...(digest !== undefined && { digest }),
    counts,
    fixable,
    scanned,
    source: file,
  };
}
