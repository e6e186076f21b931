/** Which types of a cluster are watched, and what of each object is kept. */
import { type JsonObject, objectAt, stringAt } from '../json.ts';
import type { NamespaceContext } from '../resource/context.ts';
import { type FollowedType, keyOf, type Shelf } from '../sources/cluster/follow.ts';
import { groupKind, stringMap } from '../sources/kubernetes/kinds.ts';
import { containerDefaultsOf } from '../sources/kubernetes/limit-range.ts';
import { controllerUid, templateOf } from '../sources/kubernetes/makers.ts';
import { budgetOf } from '../sources/kubernetes/workloads.ts';
import { annotationsAt } from './inventory.ts';
import { BudgetShelf, keptClass, LimitRangeShelf, StorageClassShelf, type Workload, WorkloadShelf } from './shelves.ts';

/** A type of objects, with where they are kept. */
export interface Part {
  type: FollowedType;
  shelf: Shelf & { readonly size: number };
}

/** What makes others from a template of its own. Of what was made itself the metadata does: there is much of it, and its owner has the template. */
const WORKLOADS = [
  { name: 'deployments', apiVersion: 'apps/v1', kind: 'Deployment' },
  { name: 'statefulsets', apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { name: 'daemonsets', apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { name: 'cronjobs', apiVersion: 'batch/v1', kind: 'CronJob' },
  { name: 'replicationcontrollers', apiVersion: 'v1', kind: 'ReplicationController' },
  { name: 'rollouts', apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
  { name: 'replicasets', apiVersion: 'apps/v1', kind: 'ReplicaSet', metadataOnly: true },
  { name: 'jobs', apiVersion: 'batch/v1', kind: 'Job', metadataOnly: true },
] as const;

/** Everything that is watched, with empty shelves. */
export class ClusterParts {
  readonly namespaces: Map<string, NamespaceContext> = new Map();
  readonly budgets = new BudgetShelf();
  readonly limitRanges = new LimitRangeShelf();
  readonly storageClasses = new StorageClassShelf();
  readonly #workloads: WorkloadShelf[] = [];
  readonly namespacePart = partOf('v1', 'namespaces', namespaceShelf(this.namespaces), true);
  readonly budgetPart = partOf('policy/v1', 'poddisruptionbudgets', budgetShelf(this.budgets));
  readonly limitRangePart = partOf('v1', 'limitranges', limitRangeShelf(this.limitRanges));
  readonly storageClassPart = partOf('storage.k8s.io/v1', 'storageclasses', classShelf(this.storageClasses));
  readonly all: Part[] = [this.namespacePart, this.budgetPart, this.limitRangePart, this.storageClassPart];

  constructor() {
    for (const { name, apiVersion, kind, ...type } of WORKLOADS) {
      const shelf = new WorkloadShelf();
      this.#workloads.push(shelf);
      this.all.push(partOf(apiVersion, name, workloadShelf(shelf, apiVersion, kind), 'metadataOnly' in type));
    }
  }

  workload(uid: string): Workload | undefined {
    for (const shelf of this.#workloads) {
      const found = shelf.get(uid);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function partOf(apiVersion: string, name: string, shelf: Part['shelf'], metadataOnly = false): Part {
  const root = apiVersion.includes('/') ? '/apis' : '/api';
  return { type: { name, path: `${root}/${apiVersion}/${name}`, metadataOnly }, shelf };
}

function namespaceShelf(namespaces: Map<string, NamespaceContext>): Part['shelf'] {
  return {
    put: (name, object) => {
      const metadata = objectAt(object, 'metadata');
      namespaces.set(name, { name, labels: stringMap(metadata.labels), annotations: annotationsAt(metadata) });
    },
    remove: (name) => void namespaces.delete(name),
    keys: () => namespaces.keys(),
    get size() {
      return namespaces.size;
    },
  };
}

function budgetShelf(budgets: BudgetShelf): Part['shelf'] {
  return {
    put: (key, object) => {
      const name = stringAt(object, 'metadata', 'name') ?? '';
      const namespace = stringAt(object, 'metadata', 'namespace') ?? '';
      const budget = budgetOf({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name, namespace }, object);
      if (budget) budgets.put(key, namespace, budget);
    },
    remove: (key) => budgets.remove(key),
    keys: () => budgets.keys(),
    get size() {
      return budgets.size;
    },
  };
}

function limitRangeShelf(ranges: LimitRangeShelf): Part['shelf'] {
  return {
    put: (key, object) => {
      ranges.put(key, stringAt(object, 'metadata', 'namespace') ?? '', containerDefaultsOf(object));
    },
    remove: (key) => ranges.remove(key),
    keys: () => ranges.keys(),
    get size() {
      return ranges.size;
    },
  };
}

function classShelf(classes: StorageClassShelf): Part['shelf'] {
  return {
    put: (_key, object) => classes.put(keptClass(object)),
    remove: (key) => classes.remove(key),
    keys: () => classes.keys(),
    get size() {
      return classes.size;
    },
  };
}

function workloadShelf(workloads: WorkloadShelf, apiVersion: string, kind: string): Part['shelf'] {
  return {
    put: (_key, object) => {
      const workload = workloadOf(object, apiVersion, kind);
      if (workload) workloads.put(workload);
    },
    remove: (key) => workloads.remove(key),
    keys: () => workloads.keys(),
    get size() {
      return workloads.size;
    },
  };
}

function workloadOf(object: JsonObject, apiVersion: string, kind: string): Workload | undefined {
  const uid = stringAt(object, 'metadata', 'uid');
  if (uid === undefined) return undefined;
  const owner = controllerUid(object);
  const template = templateOf(groupKind(apiVersion, kind), object);
  return {
    uid,
    apiVersion,
    kind,
    key: keyOf(object),
    labels: stringMap(objectAt(object, 'metadata').labels),
    annotations: annotationsAt(objectAt(object, 'metadata')),
    ...(owner !== undefined && { owner }),
    ...(template !== undefined && { template }),
  };
}
