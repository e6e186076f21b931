/** Counts verdicts into a scorecard, as they come. */
import type { Config, Door } from '../config/schema.ts';
import type { Resource } from '../resource/resource.ts';
import { PACKS } from '../rules/packs.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { identityOf, type Verdict } from '../rules/verdict.ts';
import type { Count, OwnerCount, Reason, Scorecard } from './scorecard.ts';

/** Labels and tags that name a team or an environment, the first that is there; capital letters do not matter. */
export const OWNER_KEYS = {
  team: ['team', 'owner', 'app.kubernetes.io/part-of'],
  environment: ['env', 'environment', 'stage'],
} as const;

const PROMISES: Readonly<Record<string, string>> = PACKS;

const MAX_EXAMPLES = 5;

type Outcome = 'kept' | 'broken' | 'unknown' | 'waived';
type Counts = Record<Outcome, number>;

interface Pattern {
  total: Counts;
  owners: Map<string, Pick<OwnerCount, 'team' | 'environment'> & { counts: Counts }>;
  reasons: Map<string, Reason>;
}

export class ScorecardBuilder {
  readonly #rules: RuleSet;
  readonly #door: Door;
  readonly #keys: { team: readonly string[]; environment: readonly string[] };
  readonly #metadata: Map<string, { pack: string; title: string }>;
  readonly #patterns = new Map<string, Pattern>();
  #resources = 0;
  #errors = 0;

  constructor(rules: RuleSet, door: Door, settings: Config['scorecard'] = {}) {
    this.#rules = rules;
    this.#door = door;
    this.#keys = { ...OWNER_KEYS, ...settings };
    this.#metadata = new Map(rules.rules.map(({ metadata }) => [metadata.id, metadata]));
  }

  /** @param inherited labels of the namespace, which count where the resource has none of its own */
  add(verdict: Verdict, inherited: Readonly<Record<string, string>> = {}): void {
    this.#resources += 1;
    const { resource } = verdict;
    const byPack = new Map<string, Outcome>();
    for (const id of verdict.judged) worsen(byPack, this.#packOf(id), 'kept');
    for (const { rule } of verdict.waived) worsen(byPack, this.#packOf(rule), 'waived');
    for (const { rule } of verdict.unknowns) worsen(byPack, this.#packOf(rule), 'unknown');
    const broken = new Set(verdict.violations.map(({ rule }) => rule));
    for (const rule of broken) worsen(byPack, this.#packOf(rule), 'broken');
    const owner = this.#ownerOf(resource, inherited);
    for (const [pack, outcome] of byPack) this.#count(pack, outcome, owner);
    for (const rule of broken) this.#reason(rule, resource);
  }

  addError(): void {
    this.#errors += 1;
  }

  scorecard(): Scorecard {
    return {
      revision: this.#rules.revision,
      resources: this.#resources,
      errors: this.#errors,
      patterns: this.#packs().map((pack) => {
        const { total, owners, reasons } = this.#patterns.get(pack) ?? emptyPattern();
        const counts = countOf(total);
        const on = this.#rules.rules.some(
          ({ metadata, actions }) => metadata.pack === pack && actions[this.#door] !== 'off',
        );
        return {
          pack,
          promise: PROMISES[pack] ?? '',
          state: !on ? 'off' : counts.applicable === 0 ? 'not-applicable' : 'judged',
          ...counts,
          owners: [...owners.values()]
            .map(({ team, environment, counts }) => ({ team, environment, ...countOf(counts) }))
            .sort(byOwner),
          reasons: [...reasons.values()].sort((a, b) => b.broken - a.broken || (a.rule < b.rule ? -1 : 1)),
        };
      }),
    };
  }

  /** The ten, and those of rules of others. */
  #packs(): string[] {
    return [...new Set([...Object.keys(PACKS), ...this.#rules.rules.map(({ metadata }) => metadata.pack)])];
  }

  #packOf(rule: string): string | undefined {
    return this.#metadata.get(rule)?.pack;
  }

  #ownerOf({ labels }: Resource, inherited: Readonly<Record<string, string>>) {
    const find = (keys: readonly string[]) => valueAt(labels, keys) ?? valueAt(inherited, keys) ?? null;
    return { team: find(this.#keys.team), environment: find(this.#keys.environment) };
  }

  #count(pack: string, outcome: Outcome, owner: Pick<OwnerCount, 'team' | 'environment'>): void {
    const pattern = this.#patterns.get(pack) ?? emptyPattern();
    this.#patterns.set(pack, pattern);
    pattern.total[outcome] += 1;
    const key = JSON.stringify([owner.team, owner.environment]);
    const counted = pattern.owners.get(key) ?? { ...owner, counts: noCounts() };
    pattern.owners.set(key, counted);
    counted.counts[outcome] += 1;
  }

  #reason(rule: string, resource: Resource): void {
    const metadata = this.#metadata.get(rule);
    const reasons = metadata && this.#patterns.get(metadata.pack)?.reasons;
    if (metadata === undefined || reasons === undefined) return;
    const reason = reasons.get(rule) ?? { rule, title: metadata.title, broken: 0, examples: [] };
    reasons.set(rule, reason);
    reason.broken += 1;
    if (reason.examples.length < MAX_EXAMPLES) reason.examples.push(identityOf(resource));
  }
}

const WORSE: Record<Outcome, number> = { kept: 0, waived: 1, unknown: 2, broken: 3 };

/** The worst that any rule of the pattern says counts for the resource. */
function worsen(byPack: Map<string, Outcome>, pack: string | undefined, outcome: Outcome): void {
  if (pack === undefined) return;
  const before = byPack.get(pack);
  if (before === undefined || WORSE[outcome] > WORSE[before]) byPack.set(pack, outcome);
}

function valueAt(labels: Readonly<Record<string, string>>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    for (const [name, value] of Object.entries(labels)) {
      if (name.toLowerCase() === key.toLowerCase() && value !== '') return value;
    }
  }
  return undefined;
}

function emptyPattern(): Pattern {
  return { total: noCounts(), owners: new Map(), reasons: new Map() };
}

function noCounts(): Counts {
  return { kept: 0, broken: 0, unknown: 0, waived: 0 };
}

function countOf(counts: Counts): Count {
  const { kept, broken, unknown, waived } = counts;
  const applicable = kept + broken + unknown + waived;
  return { applicable, kept, broken, unknown, waived, share: applicable === 0 ? null : kept / applicable };
}

/** By team, then by environment; what has none comes last. */
function byOwner(a: OwnerCount, b: OwnerCount): number {
  return compare(a.team, b.team) || compare(a.environment, b.environment);
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
