/** The `replicas` facet of workloads that keep copies, and the `budget` facet of a PodDisruptionBudget. */
import { arrayAt, dig, isObject, type JsonObject, type JsonValue, stringAt } from '../../json.ts';
import type { Bound, Budget, Replicas } from '../../resource/facets.ts';
import { type GroupKind, groupKind, podTemplateKeys, stringMap } from './kinds.ts';

const REPLICATED = new Set<GroupKind>([
  '/ReplicationController',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'argoproj.io/Rollout',
  'extensions/Deployment',
  'extensions/ReplicaSet',
]);

export function replicasOf(type: GroupKind, object: JsonObject): Replicas | undefined {
  if (!REPLICATED.has(type)) return undefined;
  const path = '/spec/replicas';
  const written = dig(object, 'spec', 'replicas') ?? 1;
  const selector =
    type === '/ReplicationController'
      ? dig(object, 'spec', 'selector')
      : dig(object, 'spec', 'selector', 'matchLabels');
  const template = dig(object, ...(podTemplateKeys(type) ?? []));
  // A Rollout with a workloadRef has no template: its pods are those that it selects.
  const elsewhere = isObject(template) ? undefined : stringAt(object, 'spec', 'workloadRef', 'name');
  const pods = isObject(template) ? dig(template, 'metadata', 'labels') : selector;
  return {
    path,
    ...(Number.isInteger(written) ? { state: 'known', value: written as number } : { state: 'unknown' }),
    podLabels: stringMap(pods),
    ...(!isObject(template) && !isObject(selector) && { podLabelsUnknown: true }),
    ...(elsewhere !== undefined && {
      podsOf: `${stringAt(object, 'spec', 'workloadRef', 'kind') ?? 'Deployment'} ${elsewhere}`,
    }),
    ...(isObject(selector) && { selector: stringMap(selector) }),
  };
}

export interface BudgetIdentity {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string | undefined;
}

/** @param identity the budget's own, because the object need not name its namespace or, in a request, its version */
export function budgetOf(identity: BudgetIdentity, object: JsonObject): Budget | undefined {
  const { apiVersion, kind, name, namespace } = identity;
  if (groupKind(apiVersion, kind) !== 'policy/PodDisruptionBudget') return undefined;
  const minAvailable = boundOf(dig(object, 'spec', 'minAvailable'), '/spec/minAvailable');
  const maxUnavailable = boundOf(dig(object, 'spec', 'maxUnavailable'), '/spec/maxUnavailable');
  const selector = selectorOf(object, apiVersion);
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    path: '/spec',
    ...(minAvailable && { minAvailable }),
    ...(maxUnavailable && { maxUnavailable }),
    ...(selector === 'malformed' && { selectorUnknown: true }),
    ...(isObject(selector) && { selector }),
  };
}

/**
 * An IntOrString as the API server's validation has it: a count from 0, or digits with a percent sign up to 100.
 * https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/
 */
function boundOf(value: JsonValue | undefined, path: string): Bound | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    return { path, state: 'known', unit: 'count', value, text };
  }
  const percent = typeof value === 'string' && /^\d{1,3}%$/.test(value) ? Number(value.slice(0, -1)) : Number.NaN;
  return percent <= 100
    ? { path, state: 'known', unit: 'percent', value: percent, text }
    : { path, state: 'invalid', text };
}

/** The selector in the one form that the context reads; absent where it selects nothing. */
function selectorOf(object: JsonObject, apiVersion: string): JsonObject | 'malformed' | undefined {
  const selector = dig(object, 'spec', 'selector');
  if (selector === undefined || selector === null) return undefined;
  if (!isObject(selector)) return 'malformed';
  const matchLabels = stringMap(dig(selector, 'matchLabels'));
  const matchExpressions = arrayAt(selector, 'matchExpressions').map((requirement) => ({
    key: stringAt(requirement, 'key') ?? '',
    operator: stringAt(requirement, 'operator') ?? '',
    values: arrayAt(requirement, 'values').map(String),
  }));
  if (matchExpressions.some(({ operator }) => !/^(In|NotIn|Exists|DoesNotExist)$/.test(operator))) return 'malformed';
  const isEmpty = Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
  // In policy/v1beta1 an empty selector selected nothing; policy/v1 made it select every pod.
  if (isEmpty && apiVersion === 'policy/v1beta1') return undefined;
  return { matchLabels, matchExpressions };
}
