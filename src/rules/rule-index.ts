/**
 * Which rules may apply to a resource, found by what it is: a rule that is of no concern to a type costs nothing, however many
 * of them there are.
 */
import type { Door } from '../config/schema.ts';
import { FACET_NAMES } from '../resource/facet-names.ts';
import type { FacetName } from '../resource/facets.ts';
import type { Resource } from '../resource/resource.ts';
import type { ActiveRule } from './active-rule.ts';
import { always } from './match.ts';

/** Types are few, but who may send a review may invent them. */
const MAX_KEPT = 4096;

/** Rules by their ids, as an evaluator is asked for them: the same object for the same rules, by which it knows what they are. */
export type RuleNames = Readonly<Record<string, true>>;

/**
 * Rules that are evaluated together, with what is asked about them for each resource: found out once, because to look at every rule's
 * metadata again takes longer than to evaluate some of them.
 */
export interface Selection {
  ids: readonly string[];
  names: RuleNames;
  /** Those that need to see siblings. */
  relatives: readonly ActiveRule[];
  /** Whether one of them reads the object. */
  readsObject: boolean;
}

/** The rules that may apply to what is like a resource. */
export interface Candidates extends Selection {
  rules: readonly ActiveRule[];
  /** Those of which it takes more to tell: the configuration's `match`, or what the context holds. */
  picky: readonly ActiveRule[];
}

export class RuleIndex {
  readonly #rules: readonly ActiveRule[];
  readonly #kept = new Map<string, Candidates>();
  readonly #selected = new Map<string, Selection>();

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
    const picky = rules.filter(({ applies, metadata }) => applies !== always || metadata.requires.length > 0);
    const found = { ...this.selection(rules), rules, picky };
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(key, found);
    return found;
  }

  selection(rules: readonly ActiveRule[]): Selection {
    const ids = rules.map(({ metadata }) => metadata.id);
    const key = ids.join(' ');
    let selection = this.#selected.get(key);
    if (selection === undefined) {
      selection = {
        ids,
        names: Object.fromEntries(ids.map((id) => [id, true as const])),
        relatives: rules.filter(({ metadata }) => metadata.siblings !== undefined),
        readsObject: rules.some(({ metadata }) => metadata.object),
      };
      if (this.#selected.size >= MAX_KEPT) this.#selected.clear();
      this.#selected.set(key, selection);
    }
    return selection;
  }
}

function mayApply({ metadata, actions }: ActiveRule, resource: Resource, door: Door): boolean {
  const { operations, facets, kinds } = metadata;
  if (actions[door] === 'off' || !operations.includes(resource.operation)) return false;
  // A subresource changes one thing, and its facets tell which; the rest of the object is as it was.
  if (kinds !== undefined && resource.subresource !== undefined) return false;
  return facets.length === 0 || facets.some((facet) => resource.facets[facet] !== undefined);
}
