/**
 * What stands around a resource: the namespaces and PodDisruptionBudgets of the same set of manifests, plan, state or cluster.
 * Built once per set; answers per resource without a scan of the whole.
 */

import { type JsonObject, objectAt } from '../json.ts';
import type {
  BudgetsContext,
  LimitRangesContext,
  NamespaceContext,
  Siblings,
  StorageClassContext,
} from '../resource/context.ts';
import type { Resource, SourcedResource } from '../resource/resource.ts';
import { containerDefaultsOf } from '../sources/kubernetes/limit-range.ts';
import { LAST_APPLIED } from '../sources/kubernetes/redact.ts';
import { BudgetShelf, keptClass, LimitRangeShelf, StorageClassShelf, type Workload } from './shelves.ts';
import { type CompleteFor, siblingsIn } from './siblings.ts';

export interface Inventory {
  /**
   * `unseen`: the cluster is watched, and that namespace was not seen in it yet.
   * @param now milliseconds since the epoch, to which ages are counted
   */
  namespace(resource: Resource, now?: number): NamespaceContext | 'unseen' | undefined;
  budgets(resource: Resource, now?: number): BudgetsContext;
  /** What LimitRanges give the containers of a resource. Without it the door looks at nothing around it. */
  limitRanges?(resource: Resource, now?: number): LimitRangesContext;
  /** The StorageClass of that name; of an empty one the default. Without it nothing is known of any. */
  storageClass?(name: string, now?: number): StorageClassContext;
  /** The workload with that uid. Without it nothing is known of any. */
  workload?(uid: string): Workload | undefined;
  /**
   * What stands beside a resource. Without it nothing is known of any.
   * @param types globs
   */
  siblings?(types: readonly string[], resource: Resource): Siblings;
}

/** For a door that sees one object and nothing around it. */
export const noInventory: Inventory = {
  namespace: () => undefined,
  budgets: () => ({ known: false, selecting: [], undecided: [] }),
};

/** A resource that does not name its namespace lives in `default`; the sources leave cluster-scoped kinds without one. */
const DEFAULT_NAMESPACE = 'default';

export interface InventoryOptions {
  /** All among which siblings are looked for, made only when they are; the resources themselves where it is not given. */
  around?: readonly SourcedResource[];
  /** Whether all resources of a type are known; true where it is not given. */
  complete?: CompleteFor;
}

/** @param resources everything that may matter to any of them; deleted ones are left out */
export function inventoryOf(resources: Iterable<Resource>, options: InventoryOptions = {}): Inventory {
  const around: SourcedResource[] = [];
  const namespaces = new Map<string, NamespaceContext>();
  const budgets = new BudgetShelf();
  const limitRanges = new LimitRangeShelf();
  const classes = new StorageClassShelf();
  let count = 0;
  for (const resource of resources) {
    if (resource.operation === 'delete') continue;
    around.push({ resource });
    if (isNamespace(resource)) namespaces.set(resource.name, namespaceContext(resource));
    const { type, namespace = DEFAULT_NAMESPACE, object } = resource;
    if (type === 'v1/LimitRange') limitRanges.put(resource.id, namespace, containerDefaultsOf(object));
    if (isStorageClass(type)) classes.put(keptClass(object));
    const { budget } = resource.facets;
    count += 1;
    // A plan may hold several whose names are not known yet.
    if (budget) budgets.put(String(count), namespace, budget);
  }
  return {
    namespace: (resource) => {
      const name = namespaceOf(resource);
      return name === undefined ? undefined : namespaces.get(name);
    },
    budgets: (resource) => ({ known: true, ...budgetsNear(budgets, resource) }),
    limitRanges: (resource) => ({ known: true, ranges: limitRangesNear(limitRanges, resource) }),
    storageClass: (name) => classNamed(classes, name),
    siblings: siblingsIn(options.around ?? around, options.complete),
  };
}

/** The namespace that a resource lives in; undefined where it may live in none. */
export function namespaceOf({ namespace, facets }: Resource): string | undefined {
  return namespace ?? (facets.replicas === undefined ? undefined : DEFAULT_NAMESPACE);
}

/** What of the budgets matters to a resource: for what keeps no pods, nothing. */
export function budgetsNear(
  budgets: BudgetShelf,
  { namespace = DEFAULT_NAMESPACE, facets: { replicas } }: Resource,
): Pick<BudgetsContext, 'selecting' | 'undecided'> {
  return replicas === undefined ? { selecting: [], undecided: [] } : budgets.near(namespace, replicas.podLabels);
}

/** What LimitRanges give the containers of a resource. */
export function limitRangesNear(ranges: LimitRangeShelf, { source, namespace = DEFAULT_NAMESPACE }: Resource) {
  return source === 'kubernetes' ? ranges.near(namespace) : [];
}

export function classNamed(classes: StorageClassShelf, name: string): StorageClassContext {
  const found = classes.find(name);
  return found === undefined ? {} : { class: found };
}

function isStorageClass(type: string): boolean {
  return type.startsWith('storage.k8s.io/') && type.endsWith('/StorageClass');
}

function isNamespace({ type }: Resource): boolean {
  return type === 'v1/Namespace' || type === 'kubernetes_namespace' || type === 'kubernetes_namespace_v1';
}

function namespaceContext({ source, name, labels, object }: Resource): NamespaceContext {
  const metadata = objectAt(object, 'metadata', ...(source === 'terraform' ? [0] : []));
  return { name, labels: { ...labels }, annotations: annotationsAt(metadata) };
}

/** An annotation that is longer holds no tag. */
const LONGEST_ANNOTATION = 1024;

/** The annotations of an object by which it may be tagged. */
export function annotationsAt(metadata: JsonObject): Record<string, string> {
  const isTag = (entry: [string, unknown]): entry is [string, string] =>
    entry[0] !== LAST_APPLIED && typeof entry[1] === 'string' && entry[1].length <= LONGEST_ANNOTATION;
  return Object.fromEntries(Object.entries(objectAt(metadata, 'annotations')).filter(isTag));
}
