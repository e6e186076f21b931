/** Waivers: honoured identically at every door, because there is one place that reads them, and it is here. */
import type { Waiver } from '../config/schema.ts';
import type { ResourceIdentity } from '../resource/resource.ts';
import { endOf } from './time.ts';
import { wildcard } from './wildcard.ts';

export interface WaiverMatch {
  /** The waiver that is honoured. */
  honoured?: Waiver;
  /** Waivers that would have been, had they not expired. */
  expired: Waiver[];
}

const NONE: WaiverMatch = { expired: [] };

/** Compiles the list once; the answer is by rule and resource. A waiver whose `expires` is not a time counts as expired. */
export function compileWaivers(
  waivers: readonly Waiver[],
): (rule: string, resource: ResourceIdentity, now: number) => WaiverMatch {
  const byRule = new Map<string, Waiver[]>();
  for (const waiver of waivers) byRule.set(waiver.rule, [...(byRule.get(waiver.rule) ?? []), waiver]);
  const compiled = new Map(
    [...byRule].map(([rule, list]) => [
      rule,
      list.map((waiver) => ({ waiver, matches: wildcard(waiver.resource), until: endOf(waiver.expires) ?? 0 })),
    ]),
  );
  return (rule, resource, now) => {
    const list = compiled.get(rule);
    if (list === undefined) return NONE;
    const expired: Waiver[] = [];
    for (const { waiver, matches, until } of list) {
      if (!matches(resource.id) && !(resource.namespace === 'default' && matches(withoutNamespace(resource.id))))
        continue;
      if (now < until) return { honoured: waiver, expired: [] };
      expired.push(waiver);
    }
    return expired.length === 0 ? NONE : { expired };
  };
}

/** A manifest need not name the namespace `default`, so `Deployment/web` is the same waiver as `default/Deployment/web`. */
function withoutNamespace(id: string): string {
  return id.startsWith('default/') ? id.slice('default/'.length) : id;
}
