/**
 * A value of a template with its functions worked out, as far as that is possible before it is deployed: known, or known only
 * then. Every part of it knows where in the template it was written.
 */
import type { JsonValue } from '../../json.ts';

/** What a value will come from: the attribute of a resource of the template, `id` for what `Ref` gives. */
export interface Source {
  logicalId: string;
  attribute: string;
}

export interface Unknown {
  kind: 'unknown';
  sources: readonly Source[];
  /** True where it may be anything, `*` too: a parameter without a value. */
  free: boolean;
  /** What is known of the text, with `SUPPLIED` for the rest. */
  text: string;
  /** It must not be shown, whatever it will be. */
  secret: boolean;
  /** It is fetched from where secrets are kept, and the stack does not have it. */
  fetched: boolean;
  at: string;
}

export type Term =
  | { kind: 'scalar'; value: string | number | boolean | null; at: string }
  | { kind: 'list'; items: Term[]; at: string }
  | { kind: 'map'; entries: Map<string, Term>; at: string }
  /** `AWS::NoValue`: as if it were not written. */
  | { kind: 'nothing'; at: string }
  | Unknown;

/** Stands for a part of a text that is known once the template is deployed. It is no wildcard. */
export const SUPPLIED = '(known after deployment)';

export function unknown(at: string, found: Partial<Omit<Unknown, 'kind' | 'at'>> = {}): Unknown {
  return { kind: 'unknown', sources: [], free: false, text: SUPPLIED, secret: false, fetched: false, ...found, at };
}

export function scalar(value: string | number | boolean | null, at: string): Term {
  return { kind: 'scalar', value, at };
}

/** One unknown value that is made of all of those. @param text what is known of it */
export function madeOf(terms: readonly Term[], at: string, text?: string): Unknown {
  const parts = terms.flatMap(unknownsIn);
  return unknown(at, {
    sources: parts.flatMap(({ sources }) => sources),
    free: parts.some(({ free }) => free),
    secret: parts.some(({ secret }) => secret),
    ...(text !== undefined && { text }),
  });
}

export function unknownsIn(term: Term): Unknown[] {
  if (term.kind === 'unknown') return [term];
  if (term.kind === 'list') return term.items.flatMap(unknownsIn);
  return term.kind === 'map' ? [...term.entries.values()].flatMap(unknownsIn) : [];
}

/** True for a dynamic reference and nothing else. */
export function isFetched(term: Term): boolean {
  return term.kind === 'unknown' && term.fetched;
}

/** As a text of a function: CloudFormation knows no numbers there. Undefined for what is no scalar. */
export function textOf(term: Term | undefined): string | undefined {
  return term?.kind === 'scalar' && term.value !== null ? String(term.value) : undefined;
}

/** As JSON, with `SUPPLIED` in the place of what is not known; undefined where nothing of it can be told. */
export function jsonOf(term: Term): JsonValue | undefined {
  switch (term.kind) {
    case 'scalar':
      return term.value;
    case 'unknown':
      return term.free && term.text === SUPPLIED ? undefined : term.text;
    case 'nothing':
      return null;
    case 'list': {
      const items = term.items.filter(({ kind }) => kind !== 'nothing').map(jsonOf);
      return items.includes(undefined) ? undefined : (items as JsonValue[]);
    }
    case 'map': {
      const entries = [...term.entries].filter(([, { kind }]) => kind !== 'nothing');
      const values = entries.map(([key, value]) => [key, jsonOf(value)] as const);
      return values.some(([, value]) => value === undefined)
        ? undefined
        : (Object.fromEntries(values) as Record<string, JsonValue>);
    }
  }
}

export function isSame(a: Term, b: Term): boolean {
  if (unknownsIn(a).length + unknownsIn(b).length > 0) return false;
  return JSON.stringify(jsonOf(a)) === JSON.stringify(jsonOf(b));
}
