/**
 * What stands around a resource: the namespaces and PodDisruptionBudgets of the same set of manifests, plan, state or cluster.
 * Built once per set; answers per resource without a scan of the whole.
 */

import type { LabelSelector } from '../config/schema.ts';
import { isObject, type JsonObject, objectAt } from '../json.ts';
import type { BudgetsContext, NamespaceContext } from '../resource/context.ts';
import type { Budget } from '../resource/facets.ts';
import type { Resource } from '../resource/resource.ts';
import { selectorMatches } from '../rules/match.ts';

export interface Inventory {
  namespace(resource: Resource): NamespaceContext | undefined;
  budgets(resource: Resource): BudgetsContext;
}

/** For a door that sees one object and nothing around it. */
export const noInventory: Inventory = {
  namespace: () => undefined,
  budgets: () => ({ known: false, selecting: [], undecided: [] }),
};

/** A resource that does not name its namespace lives in `default`; the sources leave cluster-scoped kinds without one. */
const DEFAULT_NAMESPACE = 'default';

/** @param resources everything that may matter to any of them; deleted ones are left out */
export function inventoryOf(resources: Iterable<Resource>): Inventory {
  const namespaces = new Map<string, NamespaceContext>();
  const budgets = new Map<string, Budget[]>();
  for (const resource of resources) {
    if (resource.operation === 'delete') continue;
    if (isNamespace(resource)) namespaces.set(resource.name, namespaceContext(resource));
    const { budget } = resource.facets;
    if (budget) {
      const namespace = resource.namespace ?? DEFAULT_NAMESPACE;
      const near = budgets.get(namespace);
      if (near) near.push(budget);
      else budgets.set(namespace, [budget]);
    }
  }
  return {
    namespace: (resource) =>
      resource.namespace === undefined && resource.facets.replicas === undefined
        ? undefined
        : namespaces.get(resource.namespace ?? DEFAULT_NAMESPACE),
    budgets: (resource) => {
      const { replicas } = resource.facets;
      if (replicas === undefined) return { known: true, selecting: [], undecided: [] };
      const near = budgets.get(resource.namespace ?? DEFAULT_NAMESPACE) ?? [];
      return {
        known: true,
        selecting: near.filter((budget) => !budget.selectorUnknown && selects(budget, replicas.podLabels)),
        undecided: near.filter((budget) => budget.selectorUnknown),
      };
    },
  };
}

/** policy/v1: an empty selector selects every pod of the namespace, a missing one none. */
function selects(budget: Budget, labels: Readonly<Record<string, string>>): boolean {
  return isObject(budget.selector) && selectorMatches(budget.selector as LabelSelector, labels);
}

function isNamespace({ type }: Resource): boolean {
  return type === 'v1/Namespace' || type === 'kubernetes_namespace' || type === 'kubernetes_namespace_v1';
}

function namespaceContext(resource: Resource): NamespaceContext {
  const annotations = objectAt(
    resource.object,
    'metadata',
    ...(resource.source === 'terraform' ? [0] : []),
    'annotations',
  );
  return { name: resource.name, labels: { ...resource.labels }, annotations: strings(annotations) };
}

function strings(values: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
