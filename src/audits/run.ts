/** One run of a configured audit: what it looks at is read, judged at the door `audit`, and reported. */
import type { AuditSettings } from '../config/schema.ts';
import type { Inventory } from '../context/inventory.ts';
import { judgeAllInTurns } from '../engine.ts';
import type { Current } from '../live/live.ts';
import type { Report } from '../reports/report.ts';
import type { SourcedResource } from '../resource/resource.ts';
import { readPaths } from '../sources/files.ts';

export interface AuditRun {
  report: Report;
  warnings: string[];
}

interface Read {
  resources: readonly SourcedResource[];
  inventory?: Inventory;
  warnings: string[];
}

/** @throws GatehouseError what the source throws: an unreadable file, an unreachable cluster */
export async function runAudit(settings: AuditSettings, current: Current, signal: AbortSignal): Promise<AuditRun> {
  const { resources, inventory, warnings } = await read(settings, signal);
  const report = await judgeAllInTurns(current.rules, resources, {
    door: 'audit',
    now: Date.now(),
    scans: current.scans,
    ...(inventory && { inventory }),
  });
  return { report, warnings };
}

async function read({ cluster, files }: AuditSettings, signal: AbortSignal): Promise<Read> {
  if (files !== undefined) return readFiles(files);
  // The Kubernetes client costs 1.2 s and 62 MB; only who audits a cluster pays for it.
  const { readCluster } = await import('../sources/cluster/cluster.ts');
  const { resources, inventory, warnings } = await readCluster({ ...cluster, signal });
  return { resources, inventory, warnings };
}

async function readFiles(paths: readonly string[]): Promise<Read> {
  const { documents, errors } = await readPaths(paths);
  if (documents.length === 0 && errors[0]) throw errors[0];
  return { resources: documents.flatMap(({ resources }) => resources), warnings: errors.map(({ message }) => message) };
}
