/** Waivers: honoured identically at every door, because there is one place that reads them, and it is here. */
import type { Waiver } from '../config/schema.ts';
import { isTooLong } from '../objects/lifetime.ts';
import { coverage, type NamespacedWaiver, patternOf, waiverId } from '../objects/waiver.ts';
import type { ExpiredWaiver } from '../reports/report.ts';
import type { Resource, ResourceIdentity } from '../resource/resource.ts';
import type { Finding } from './evaluator/evaluator.ts';
import { endOf } from './time.ts';
import { wildcard } from './wildcard.ts';

export interface WaiverMatch {
  /** The waiver that is honoured. */
  honoured?: ExpiredWaiver;
  /** Waivers that would have been, had they not expired. */
  expired: ExpiredWaiver[];
}

/** One waiver, compiled. */
interface Candidate {
  waiver: ExpiredWaiver;
  covers(resource: Resource): boolean;
  /** Milliseconds since the epoch. */
  until: number;
  /** Whether it lasts longer than it may, seen from that time. */
  tooLong(now: number): boolean;
}

const NONE: WaiverMatch = { expired: [] };

/**
 * Compiles the lists once; the answer is by rule and resource. A waiver whose `expires` is not a time counts as expired.
 * @param waivers of the configuration file, which go before the others
 * @param objects Waivers of the cluster, or of the manifests that are judged
 * @param maxDays how long an object may last
 */
export function compileWaivers(
  waivers: readonly Waiver[],
  objects: readonly NamespacedWaiver[] = [],
  maxDays?: number,
): (rule: string, resource: Resource, now: number) => WaiverMatch {
  const byRule = new Map<string, Candidate[]>();
  const add = (key: string, candidate: Candidate) => {
    const list = byRule.get(key);
    if (list) list.push(candidate);
    else byRule.set(key, [candidate]);
  };
  for (const waiver of waivers) add(waiver.rule, candidateOf(waiver));
  for (const waiver of objects) add(`${waiver.rule}\n${waiver.namespace}`, candidateOfObject(waiver, maxDays));
  return (rule, resource, now) => {
    const list = [...(byRule.get(rule) ?? []), ...(byRule.get(`${rule}\n${resource.namespace}`) ?? [])];
    const expired: ExpiredWaiver[] = [];
    for (const { waiver, covers, until, tooLong } of list) {
      if (!covers(resource) || tooLong(now)) continue;
      if (now < until) return { honoured: waiver, expired: [] };
      expired.push(waiver);
    }
    return expired.length === 0 ? NONE : { expired };
  };
}

/** The one that an object carries itself, by what a rule read of it. One that lasts longer than the rule lets it counts for nothing. */
export function carriedWaiver(rule: string, { id }: ResourceIdentity, { waiver }: Finding, now: number): WaiverMatch {
  if (waiver === undefined) return NONE;
  const { owner, reason, expires, seconds } = waiver;
  const left = (endOf(expires) ?? 0) - now;
  const carried: ExpiredWaiver = { rule, resource: id, owner, reason, expires, carried: true };
  if (left <= 0) return { expired: [carried] };
  return left <= seconds * 1000 ? { honoured: carried, expired: [] } : NONE;
}

function candidateOf(waiver: Waiver): Candidate {
  const matches = wildcard(waiver.resource);
  return {
    waiver,
    covers: ({ id, namespace }: ResourceIdentity) =>
      matches(id) || (namespace === 'default' && matches(withoutNamespace(id))),
    until: endOf(waiver.expires) ?? 0,
    tooLong: () => false,
  };
}

function candidateOfObject(object: NamespacedWaiver, maxDays: number | undefined): Candidate {
  const { rule, owner, reason, expires } = object;
  return {
    waiver: { rule, resource: patternOf(object), owner, reason, expires, object: waiverId(object) },
    covers: coverage(object),
    until: endOf(expires) ?? 0,
    tooLong: (now) => isTooLong(expires, now, maxDays),
  };
}

/** A manifest need not name the namespace `default`, so `Deployment/web` is the same waiver as `default/Deployment/web`. */
function withoutNamespace(id: string): string {
  return id.startsWith('default/') ? id.slice('default/'.length) : id;
}
