/**
 * The entrypoint taken apart, so that a rule which does not apply costs nothing, however many of them there are. It is a set that
 * grows by bodies, each of which first asks for its rule:
 *
 *     findings contains {"rule": "no-latest", "violation": violation} if {
 *       input.rules["no-latest"]
 *       some violation in data.gatehouse.gitops.no_latest.violations
 *     }
 */
import type { Block, Func, Operand, Policy, Statement } from './ir.ts';
import { isLocal, looseLocals, readsOf, statementsIn } from './locals.ts';

export interface EntryBody {
  block: Block;
  /** The rule without which it has nothing to say; undefined where it does not ask for one. */
  rule: string | undefined;
}

export interface Entry {
  /** The local that holds the set. */
  set: number;
  bodies: EntryBody[];
}

/** Undefined where the function is no set whose bodies know nothing of each other. */
export function takeApart({ params, blocks }: Func, policy: Policy): Entry | undefined {
  const [first, ...bodies] = blocks ?? [];
  const last = bodies.pop();
  const made = only(first);
  const returned = only(last);
  if (made?.type !== 'MakeSetStmt' || returned?.type !== 'ReturnLocalStmt') return undefined;
  const set = made.stmt.target;
  if (returned.stmt.source !== set) return undefined;
  if ([...looseLocals([...params, set], bodies)].length > 0 || !bodies.every((body) => onlyAddsTo(set, body))) {
    return undefined;
  }
  return { set, bodies: bodies.map((block) => ({ block, rule: ruleAsked(block, params[0] as number, policy) })) };
}

function only(block: Block | undefined): Statement | undefined {
  return block?.stmts?.length === 1 ? block.stmts[0] : undefined;
}

function onlyAddsTo(set: number, body: Block): boolean {
  return statementsIn(body).every(
    (statement) =>
      !readsOf(statement).includes(set) ||
      (statement.type === 'SetAddStmt' && !(isLocal(statement.stmt.value) && statement.stmt.value.value === set)),
  );
}

/** The name of a body that begins with `input.rules[name]`. */
function ruleAsked({ stmts }: Block, input: number, policy: Policy): string | undefined {
  const [rules, rule] = stmts?.filter(({ type }) => type !== 'ResetLocalStmt') ?? [];
  if (rules?.type !== 'DotStmt' || rule?.type !== 'DotStmt') return undefined;
  const text = ({ type, value }: Operand) =>
    type === 'string_index' ? policy.static.strings?.[value]?.value : undefined;
  const isRules = isLocal(rules.stmt.source) && rules.stmt.source.value === input && text(rules.stmt.key) === 'rules';
  const isIn = isLocal(rule.stmt.source) && rule.stmt.source.value === rules.stmt.target;
  return isRules && isIn ? text(rule.stmt.key) : undefined;
}
