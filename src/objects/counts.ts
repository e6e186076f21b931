/** How many findings each Waiver covers, as the audits of this server last counted them. */
import { type JsonObject, stringAt } from '../json.ts';
import type { Report } from '../reports/report.ts';
import type { SourcedResource } from '../resource/resource.ts';
import { generationOf } from './compose.ts';
import { objectKind } from './group.ts';

/** What one audit found of the Waivers that it saw. */
export interface AuditCounts {
  /** RFC 3339: when it ended. */
  at: string;
  /** By `versionOf` a Waiver: how many findings it covers. */
  findings: ReadonlyMap<string, number>;
}

export interface Counted {
  findings: number;
  at: string;
}

export interface Counts {
  /** An audit ended. */
  take(audit: string, counts: AuditCounts): void;
  /** This server does not run it any more. */
  forget(audit: string): void;
  /** The newest count of that Waiver as it is now; undefined where no audit has seen it so. */
  of(waiver: JsonObject): Counted | undefined;
  /** Called when an audit ended. */
  onChange(listener: () => void): void;
}

export function createCounts(): Counts {
  const audits = new Map<string, AuditCounts>();
  const listeners: (() => void)[] = [];
  return {
    take: (audit, counts) => {
      audits.set(audit, counts);
      for (const listener of listeners) listener();
    },
    forget: (audit) => void audits.delete(audit),
    of: (waiver) => {
      const version = versionOf(waiver);
      const newestFirst = [...audits.values()].sort((a, b) => (a.at < b.at ? 1 : -1));
      const found = newestFirst.find(({ findings }) => findings.has(version));
      return found && { findings: found.findings.get(version) ?? 0, at: found.at };
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** @param set what was judged, with the Waivers in it @param at milliseconds since the epoch */
export function countsOf(set: readonly SourcedResource[], { waived }: Pick<Report, 'waived'>, at: number): AuditCounts {
  const byId = new Map<string, number>();
  for (const { waiver } of waived) {
    if (waiver.object !== undefined) byId.set(waiver.object, (byId.get(waiver.object) ?? 0) + 1);
  }
  const waivers = set.filter(({ resource }) => objectKind(resource.type) === 'Waiver');
  return {
    at: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    findings: new Map(waivers.map(({ resource: { id, object } }) => [versionOf(object), byId.get(id) ?? 0])),
  };
}

/** Another cluster's Waiver of the same name is another one, and so is what this one said before. */
function versionOf(waiver: JsonObject): string {
  return `${stringAt(waiver, 'metadata', 'uid')} ${generationOf(waiver)}`;
}
