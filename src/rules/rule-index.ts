/**
 * Which rules may apply to a resource, found by what it is: a rule that is of no concern to a type costs nothing, however many
 * of them there are.
 */
import type { Door } from '../config/schema.ts';
import { FACET_NAMES } from '../resource/facet-names.ts';
import type { FacetName } from '../resource/facets.ts';
import type { Resource } from '../resource/resource.ts';
import type { ActiveRule } from './active-rule.ts';

/** Types are few, but who may send a review may invent them. */
const MAX_KEPT = 4096;

/** Rules by their ids, as an evaluator is asked for them: the same object for the same rules, by which it knows what they are. */
export type RuleNames = Readonly<Record<string, true>>;

/** The rules that may apply to what is like a resource. */
export interface Candidates {
  rules: readonly ActiveRule[];
  names: RuleNames;
}

export class RuleIndex {
  readonly #rules: readonly ActiveRule[];
  readonly #kept = new Map<string, Candidates>();
  readonly #named = new Map<string, RuleNames>();

  constructor(rules: readonly ActiveRule[]) {
    this.#rules = rules;
  }

  /** The rules that are on at the door and judge such a resource, as far as its type, its operation and its facets tell. */
  candidates(resource: Resource, door: Door): Candidates {
    const { operation, facets, subresource = '', type } = resource;
    let has = 0;
    for (let bit = 0; bit < FACET_NAMES.length; bit += 1) {
      if (facets[FACET_NAMES[bit] as FacetName] !== undefined) has |= 1 << bit;
    }
    const key = `${door} ${operation} ${has} ${subresource} ${type}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const rules = this.#rules.filter((rule) => mayApply(rule, resource, door) && rule.ofKind(type));
    const found = { rules, names: this.named(rules) };
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(key, found);
    return found;
  }

  /** The names of those rules. */
  named(rules: readonly ActiveRule[]): RuleNames {
    const ids = rules.map(({ metadata }) => metadata.id);
    const key = ids.join(' ');
    let names = this.#named.get(key);
    if (names === undefined) {
      names = Object.fromEntries(ids.map((id) => [id, true as const]));
      if (this.#named.size >= MAX_KEPT) this.#named.clear();
      this.#named.set(key, names);
    }
    return names;
  }
}

function mayApply({ metadata, actions }: ActiveRule, resource: Resource, door: Door): boolean {
  const { operations, facets, kinds } = metadata;
  if (actions[door] === 'off' || !operations.includes(resource.operation)) return false;
  // A subresource changes one thing, and its facets tell which; the rest of the object is as it was.
  if (kinds !== undefined && resource.subresource !== undefined) return false;
  return facets.length === 0 || facets.some((facet) => resource.facets[facet] !== undefined);
}
