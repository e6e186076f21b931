/** Waivers as objects of a cluster: what of a namespace they cover, in a form that a rule set honours. */
import type { LabelSelector } from '../config/schema.ts';
import type { Resource } from '../resource/resource.ts';
import { selectorMatches } from '../rules/match.ts';
import { anyWildcard } from '../rules/wildcard.ts';
import type { WaiverSelector, WaiverSpec } from './schema.ts';

/** A Waiver that may be honoured: whether it is, is a matter of the time. Plain data, so that it can be sent to a worker. */
export interface NamespacedWaiver extends WaiverSpec {
  namespace: string;
  name: string;
}

/** A test that is true of what the Waiver covers: objects of its own namespace, and never anything else. */
export function coverage({ namespace, selector }: NamespacedWaiver): (resource: Resource) => boolean {
  const { names, kinds, labels } = selector;
  const isNamed = names === undefined ? () => true : anyWildcard(names);
  return (resource) => {
    if (resource.source !== 'kubernetes' || resource.namespace !== namespace) return false;
    const [kind = '', _version, group = ''] = resource.type.split('/').reverse();
    if (kinds !== undefined && !kinds.includes(kind) && !kinds.includes(`${group}/${kind}`)) return false;
    return (
      isNamed(resource.name) && (labels === undefined || selectorMatches(labels as LabelSelector, resource.labels))
    );
  };
}

/** The same for a person: `shop/Deployment/legacy-*`, or with a list `shop/{Deployment,Job}/*`. */
export function patternOf({ namespace, selector }: NamespacedWaiver): string {
  const { names, kinds, labels } = selector;
  const pattern = `${namespace}/${anyOf(kinds)}/${anyOf(names)}`;
  return labels === undefined ? pattern : `${pattern} with ${describeLabels(labels)}`;
}

function anyOf(parts: WaiverSelector['names']): string {
  if (parts === undefined) return '*';
  return parts.length === 1 ? String(parts[0]) : `{${parts.join(',')}}`;
}

function describeLabels({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values }) =>
      values === undefined ? `${key} ${operator}` : `${key} ${operator} (${values.join(', ')})`,
    ),
  ];
  return parts.length === 0 ? 'any labels' : parts.join(', ');
}

/** How reports name the object itself. */
export function waiverId({ namespace, name }: Pick<NamespacedWaiver, 'namespace' | 'name'>): string {
  return `${namespace}/Waiver/${name}`;
}
