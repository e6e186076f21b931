/** How many copies a workload keeps, and the budget that guards them, as the Kubernetes provider of Terraform writes them. */
import { isObject, type JsonObject } from '../../../../json.ts';
import type { Bound, Budget, Replicas } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { computed, integer, look, text, texts, wordOf } from '../combinators/place.ts';

const TEMPLATE_LABELS = 'spec.0.template.0.metadata.0.labels';

/** @param selectorAt where the workload's selector keeps its labels */
export function replicasOf(attributes: Attributes, selectorAt: string): Replicas {
  const found = look(attributes, computed('spec.0.replicas'));
  const value = found.state === 'absent' ? 1 : integer(attributes, 'spec.0.replicas');
  const pods = labelsAt(attributes, TEMPLATE_LABELS);
  const selector = labelsAt(attributes, selectorAt);
  return {
    path: found.path,
    ...(value === undefined ? { state: 'unknown' } : { state: 'known', value }),
    podLabels: pods.labels,
    ...(pods.unknown && { podLabelsUnknown: true }),
    ...(!selector.unknown && Object.keys(selector.labels).length > 0 && { selector: selector.labels }),
  };
}

function labelsAt(attributes: Attributes, at: string): { labels: Record<string, string>; unknown: boolean } {
  const keys = at.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const found = look(attributes, computed(at));
  const labels: Record<string, string> = {};
  let unknown = found.state === 'unknown' || attributes.unknownKeys(...keys).length > 0;
  const values = found.state === 'value' && isObject(found.value) ? found.value : {};
  for (const name of Object.keys(values)) {
    const reading = attributes.read(...keys, name);
    if (reading.state === 'known') Object.defineProperty(labels, name, { value: wordOf(reading.value), ...OWN });
    if (reading.state === 'absent') Object.defineProperty(labels, name, { value: '', ...OWN });
    if (reading.state === 'unknown' || reading.state === 'sensitive') unknown = true;
  }
  return { labels, unknown };
}

const OWN = { enumerable: true, configurable: true, writable: true } as const;

export function budgetOf(attributes: Attributes): Budget {
  const minAvailable = boundOf(attributes, 'spec.0.min_available');
  const maxUnavailable = boundOf(attributes, 'spec.0.max_unavailable');
  const selector = selectorOf(attributes);
  return {
    name: text(attributes, 'metadata.0.name') ?? '',
    namespace: text(attributes, 'metadata.0.namespace') ?? 'default',
    path: attributes.path('spec', 0),
    ...(minAvailable && { minAvailable }),
    ...(maxUnavailable && { maxUnavailable }),
    ...(selector === 'unknown' && { selectorUnknown: true }),
    ...(isObject(selector) && { selector }),
  };
}

/** Terraform keeps both forms as text: `2` is a count, `50%` a share. */
function boundOf(attributes: Attributes, at: string): Bound | undefined {
  const found = look(attributes, computed(at));
  const { path } = found;
  if (found.state === 'absent') return undefined;
  if (found.state === 'unknown') return { path, state: 'unknown' };
  const written = wordOf(found.value);
  const groups = /^(?<digits>\d{1,9})(?<sign>%?)$/.exec(written)?.groups;
  const value = Number(groups?.digits);
  const isPercent = groups?.sign === '%';
  if (groups === undefined || (isPercent && value > 100)) return { path, state: 'invalid', text: written };
  return { path, state: 'known', unit: isPercent ? 'percent' : 'count', value, text: written };
}

function selectorOf(attributes: Attributes): JsonObject | 'unknown' | undefined {
  const found = look(attributes, 'spec.0.selector');
  if (found.state === 'unknown') return 'unknown';
  if (found.state === 'absent') return undefined;
  const labels = labelsAt(attributes, 'spec.0.selector.0.match_labels');
  const expressions = look(attributes, 'spec.0.selector.0.match_expressions');
  if (labels.unknown || expressions.state === 'unknown') return 'unknown';
  const written = attributes.blocks('spec')[0]?.blocks('selector')[0]?.blocks('match_expressions') ?? [];
  const matchExpressions = written.map((one) => ({
    key: text(one, 'key') ?? '',
    operator: text(one, 'operator') ?? '',
    values: texts(one, 'values'),
  }));
  // What a hidden or later value selects is not to be told.
  if (matchExpressions.some(({ key, operator, values }) => key === '' || operator === '' || values.unknown))
    return 'unknown';
  return {
    matchLabels: labels.labels,
    matchExpressions: matchExpressions.map((one) => ({ ...one, values: one.values.known })),
  };
}
