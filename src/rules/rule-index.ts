/**
 * Which rules may apply to a resource, found by what it is: a rule that is of no concern to a type costs nothing, however many
 * of them there are.
 */
import type { Door } from '../config/schema.ts';
import { FACET_NAMES } from '../resource/facet-names.ts';
import type { Resource } from '../resource/resource.ts';
import type { ActiveRule } from './active-rule.ts';

/** Types are few, but who may send a review may invent them. */
const MAX_KEPT = 4096;

export class RuleIndex {
  readonly #rules: readonly ActiveRule[];
  readonly #kept = new Map<string, readonly ActiveRule[]>();

  constructor(rules: readonly ActiveRule[]) {
    this.#rules = rules;
  }

  /** The rules that are on at the door and judge such a resource, as far as its type, its operation and its facets tell. */
  candidates(resource: Resource, door: Door): readonly ActiveRule[] {
    let facets = 0;
    for (const [bit, name] of FACET_NAMES.entries()) if (resource.facets[name] !== undefined) facets |= 1 << bit;
    const key = `${door} ${resource.operation} ${facets} ${resource.subresource ?? ''} ${resource.type}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const found = this.#rules.filter((rule) => mayApply(rule, resource, door) && rule.ofKind(resource.type));
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(key, found);
    return found;
  }
}

function mayApply({ metadata, actions }: ActiveRule, resource: Resource, door: Door): boolean {
  const { operations, facets, kinds } = metadata;
  if (actions[door] === 'off' || !operations.includes(resource.operation)) return false;
  // A subresource changes one thing, and its facets tell which; the rest of the object is as it was.
  if (kinds !== undefined && resource.subresource !== undefined) return false;
  return facets.length === 0 || facets.some((facet) => resource.facets[facet] !== undefined);
}
