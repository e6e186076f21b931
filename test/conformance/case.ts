/** One of OPA's evaluation cases, planned, and what the plan evaluator makes of it. */
import type { Builtin } from '../../src/rules/evaluator/plan/compile.ts';
import { compile } from '../../src/rules/evaluator/plan/compile.ts';
import type { Policy } from '../../src/rules/evaluator/plan/ir.ts';
import { insert } from '../../src/rules/evaluator/plan/runtime.ts';
import {
  canonical,
  compare,
  define,
  entriesOf,
  type PlainObject,
  type RegoObject,
  RegoSet,
  type Value,
} from '../../src/rules/evaluator/plan/values.ts';

/** As `scripts/conformance` writes it. */
export interface Case {
  note: string;
  plan?: Policy;
  /** Why the case could not be planned. */
  error?: string;
  data?: PlainObject;
  input?: Value;
  /** An input that is no JSON, with sets and odd objects tagged. */
  term?: Value;
  defined?: boolean;
  result?: PlainObject[];
  errorCode?: string;
  wantError?: string;
  /** Bindings are compared as sets. */
  sort?: boolean;
  /** The error is only raised where OPA is asked to; otherwise the result is undefined. */
  strict?: boolean;
}

export type Outcome = { passed: true } | { passed: false; why: string } | { absent: string };

const STEPS = 5_000_000;

export function runCase(given: Case, builtins: Readonly<Record<string, Builtin>>): Outcome {
  if (given.plan === undefined) return { passed: false, why: `cannot be planned: ${given.error}` };
  const missing = given.plan.static.builtin_funcs?.find(({ name }) => !Object.hasOwn(builtins, name));
  if (missing) return { absent: missing.name };
  let found: readonly Value[] = [];
  let thrown: unknown;
  try {
    const input = given.term === undefined ? given.input : untagged(given.term);
    const { evaluate } = compile(given.plan, builtins);
    const result = evaluate('conformance_query/result', input, given.data ?? {}, { steps: STEPS });
    found = result instanceof RegoSet ? RegoSet.sorted(result) : [];
  } catch (error) {
    thrown = error;
  }
  return judge(given, found, thrown);
}

function judge(given: Case, found: readonly Value[], thrown: unknown): Outcome {
  const failed = (why: string): Outcome => ({ passed: false, why });
  if (given.errorCode !== undefined || given.wantError !== undefined) {
    const wanted = given.wantError ?? given.errorCode;
    if (thrown !== undefined || (given.strict && found.length === 0)) return { passed: true };
    return failed(`wanted the error ${wanted}, got ${text(found)}`);
  }
  if (thrown !== undefined) return failed(`threw ${thrown}`);
  if (given.result !== undefined) {
    const [wanted, got] = [given.result, found.map(asJson)].map((bindings) => texts(bindings, given.sort));
    return wanted === got ? { passed: true } : failed(`wanted ${wanted}, got ${got}`);
  }
  if (given.defined !== undefined && given.defined !== found.length > 0) return failed(`got ${text(found)}`);
  return { passed: true };
}

const text = (values: readonly Value[]) => values.map(canonical).join(' ');

function texts(bindings: readonly Value[], sort: boolean | undefined): string {
  const sorted = (binding: Value) =>
    Object.fromEntries(
      entriesOf(binding as PlainObject).map(([key, value]) => [
        String(key),
        Array.isArray(value) ? [...value].sort(compare) : value,
      ]),
    );
  const all = bindings.map((binding) => canonical(sort ? sorted(binding) : binding));
  return [...new Set(all)].sort((a, b) => (a < b ? -1 : 1)).join(' ');
}

/** As `toJson`, with bigints kept. */
function asJson(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asJson);
  if (value instanceof RegoSet) return RegoSet.sorted(value).map(asJson);
  const result: PlainObject = {};
  for (const [key, item] of entriesOf(value)) {
    define(result, typeof key === 'string' ? key : canonical(asJson(key)), asJson(item));
  }
  return result;
}

function untagged(value: Value): Value {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  const { $set, $object } = value as PlainObject;
  if (Array.isArray($set)) return RegoSet.of($set.map(untagged));
  let result: PlainObject | RegoObject = {};
  for (const [key, item] of ($object ?? []) as [Value, Value][]) result = insert(result, untagged(key), untagged(item));
  return $object === undefined ? value : result;
}
