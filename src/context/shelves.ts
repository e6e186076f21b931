/**
 * What is kept of the objects that stand around others: of each only what a rule or a door reads. A shelf is filled from a set of
 * resources at once, or by a watch object by object, and answers the same either way.
 */
import { isDeepStrictEqual } from 'node:util';
import type { LabelSelector } from '../config/schema.ts';
import { isObject, type JsonObject, stringAt } from '../json.ts';
import type { ContainerDefaults, StorageClass } from '../resource/context.ts';
import type { Budget } from '../resource/facets.ts';
import { isDefaultClass, storageClassOf } from '../sources/kubernetes/storage.ts';
import { SelectorIndex } from './selector-index.ts';

/** PodDisruptionBudgets, by namespace and by what they select. */
export class BudgetShelf {
  readonly #namespaceOf = new Map<string, string>();
  readonly #deciding = new Map<string, SelectorIndex<Budget>>();
  readonly #undecided = new Map<string, Map<string, Budget>>();

  put(key: string, namespace: string, budget: Budget): void {
    this.remove(key);
    this.#namespaceOf.set(key, namespace);
    if (budget.selectorUnknown) {
      emptyAt(this.#undecided, namespace, () => new Map()).set(key, budget);
    } else if (isObject(budget.selector)) {
      // policy/v1: an empty selector selects every pod of the namespace, a missing one none.
      const index = emptyAt(this.#deciding, namespace, () => new SelectorIndex<Budget>());
      index.put(key, budget.selector as LabelSelector, budget);
    }
  }

  remove(key: string): void {
    const namespace = this.#namespaceOf.get(key);
    if (namespace === undefined) return;
    this.#namespaceOf.delete(key);
    const index = this.#deciding.get(namespace);
    index?.remove(key);
    if (index?.size === 0) this.#deciding.delete(namespace);
    const others = this.#undecided.get(namespace);
    others?.delete(key);
    if (others?.size === 0) this.#undecided.delete(namespace);
  }

  keys(): Iterable<string> {
    return this.#namespaceOf.keys();
  }

  get size(): number {
    return this.#namespaceOf.size;
  }

  /** Those that select pods with these labels, and those of which it is not known. */
  near(namespace: string, labels: Readonly<Record<string, string>>): { selecting: Budget[]; undecided: Budget[] } {
    return {
      selecting: this.#deciding.get(namespace)?.matching(labels) ?? [],
      undecided: [...(this.#undecided.get(namespace)?.values() ?? [])],
    };
  }
}

/** What LimitRanges give containers, by namespace. */
export class LimitRangeShelf {
  readonly #namespaceOf = new Map<string, string>();
  readonly #near = new Map<string, Map<string, ContainerDefaults>>();

  put(key: string, namespace: string, defaults: ContainerDefaults): void {
    this.#namespaceOf.set(key, namespace);
    emptyAt(this.#near, namespace, () => new Map()).set(key, defaults);
  }

  remove(key: string): void {
    const namespace = this.#namespaceOf.get(key);
    if (namespace === undefined) return;
    this.#namespaceOf.delete(key);
    const others = this.#near.get(namespace);
    others?.delete(key);
    if (others?.size === 0) this.#near.delete(namespace);
  }

  keys(): Iterable<string> {
    return this.#namespaceOf.keys();
  }

  get size(): number {
    return this.#namespaceOf.size;
  }

  /** By name. */
  near(namespace: string): ContainerDefaults[] {
    return [...(this.#near.get(namespace)?.values() ?? [])].sort((one, other) => compare(one.name, other.name));
  }
}

/** A StorageClass, with what decides whether it is the default. */
export interface KeptClass extends StorageClass {
  isDefault: boolean;
  /** RFC 3339; empty where it is in no cluster. */
  created: string;
}

export function keptClass(object: JsonObject): KeptClass {
  const created = stringAt(object, 'metadata', 'creationTimestamp') ?? '';
  return { ...storageClassOf(object), isDefault: isDefaultClass(object), created };
}

/** StorageClasses, by name. */
export class StorageClassShelf {
  readonly #byName = new Map<string, KeptClass>();

  put(kept: KeptClass): void {
    this.#byName.set(kept.name, kept);
  }

  remove(name: string): void {
    this.#byName.delete(name);
  }

  keys(): Iterable<string> {
    return this.#byName.keys();
  }

  get size(): number {
    return this.#byName.size;
  }

  /** @param name empty for the default: of several the newest, and of those the first by name, as the API server chooses */
  find(name: string): StorageClass | undefined {
    const found = name === '' ? this.#default() : this.#byName.get(name);
    if (found === undefined) return undefined;
    const { isDefault: _isDefault, created: _created, ...said } = found;
    return said;
  }

  #default(): KeptClass | undefined {
    const all = [...this.#byName.values()].filter(({ isDefault }) => isDefault);
    return all.sort((one, other) => compare(other.created, one.created) || compare(one.name, other.name))[0];
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** A workload that makes others from a template of its own. */
export interface Workload {
  uid: string;
  apiVersion: string;
  kind: string;
  /** `namespace/name` */
  key: string;
  labels: Readonly<Record<string, string>>;
  /** Those that are short: by them tools mark what is theirs. */
  annotations: Readonly<Record<string, string>>;
  /** The uid of what made it in turn. */
  owner?: string;
  /** What its template says, as `templateOf` has it; absent where only its metadata is read. */
  template?: Readonly<Record<string, string>>;
}

/** Workloads, by their uid. */
export class WorkloadShelf {
  readonly #uidOf = new Map<string, string>();
  readonly #byUid = new Map<string, Workload>();

  put(workload: Workload): void {
    const { key, uid } = workload;
    const before = this.#uidOf.get(key);
    // A cluster that is read again says the same of nearly all: keeping what is there leaves nothing old to be collected.
    if (before === uid && isDeepStrictEqual(this.#byUid.get(uid), workload)) return;
    if (before !== undefined && before !== uid) this.#byUid.delete(before);
    this.#uidOf.set(key, uid);
    this.#byUid.set(uid, workload);
  }

  remove(key: string): void {
    const uid = this.#uidOf.get(key);
    if (uid === undefined) return;
    this.#uidOf.delete(key);
    this.#byUid.delete(uid);
  }

  keys(): Iterable<string> {
    return this.#uidOf.keys();
  }

  get size(): number {
    return this.#byUid.size;
  }

  get(uid: string): Workload | undefined {
    return this.#byUid.get(uid);
  }
}

function emptyAt<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
