/** Compiles OPA's intermediate representation to JavaScript. */
import { GatehouseError } from '../../../errors.ts';
import { type Bodies, bodiesOf } from './bodies.ts';
import { type Budget, startBudget } from './budget.ts';
import { takeApart } from './entry.ts';
import type { Func, Policy } from './ir.ts';
import { type Callable, Linker } from './link.ts';
import { refuseMissing } from './missing.ts';
import { PlanPieces, type Root } from './pieces.ts';
import type { Program } from './program.ts';
import * as runtime from './runtime.ts';
import type { PlainObject, Value } from './values.ts';

// biome-ignore lint/suspicious/noConfusingVoidType: a builtin that is undefined for its arguments returns nothing
export type Builtin = (...args: Value[]) => Value | undefined | void;

export interface Compiled extends Bodies {
  /**
   * The value of an entrypoint, by its name in the bundle (`gatehouse/verdict/findings`); undefined where it has none.
   * @throws whatever ends an evaluation: OverrunError, ConflictError, RangeError where the stack is too small
   */
  evaluate(entrypoint: string, input: Value | undefined, data: PlainObject, budget: Budget): Value | undefined;
}

/**
 * @param entrypoint one whose value is a set, for `bodies`; there are none where none is named
 * @throws GatehouseError BUNDLE_INVALID for a builtin that is not in the table, with its name and the place that calls it
 */
export function compile(policy: Policy, builtins: Readonly<Record<string, Builtin>>, entrypoint?: string): Compiled {
  refuseMissing(policy, builtins);
  const pieces = new PlanPieces(policy, builtins);
  const linker = new Linker(pieces, builtins);
  const plans = new Map(policy.plans.plans.map(({ name, blocks }) => [name, blocks]));
  const linked = new Map<string, Callable>();
  return {
    evaluate(name, input, data, budget) {
      let run = linked.get(name);
      if (run === undefined) {
        run = linker.link(pieces.root({ params: [0, 1], blocks: plans.get(name) ?? [] }));
        linked.set(name, run);
      }
      startBudget(budget);
      linker.begin(input, data);
      run(input, data);
      const [first] = linker.results();
      return first === undefined ? undefined : runtime.get(first, 'result');
    },
    ...bodiesOf(linker, entrypoint === undefined ? [] : found(policy, entrypoint, pieces)),
  };
}

/**
 * The whole of a plan compiled, to be kept.
 * @throws GatehouseError BUNDLE_INVALID where that cannot be, or its entrypoint is no set whose bodies know nothing of each other
 */
export function programOf(policy: Policy, builtins: Readonly<Record<string, Builtin>>, entrypoint: string): Program {
  refuseMissing(policy, builtins);
  const pieces = new PlanPieces(policy, builtins);
  const roots = apart(policy, entrypoint, pieces);
  if (roots === undefined) {
    throw new GatehouseError('BUNDLE_INVALID', `the entrypoint ${entrypoint} cannot be taken apart into its rules`);
  }
  return {
    functions: Array.from({ length: pieces.count }, (_, number) => pieces.function(number)),
    bodies: roots.map(({ rule, root }) => ({ ...(rule !== undefined && { rule }), ...pieces.root(root) })),
  };
}

/** The entrypoint body by body, or whole where it cannot be taken apart. */
function found(policy: Policy, entrypoint: string, pieces: PlanPieces): Parameters<typeof bodiesOf>[1] {
  const roots = apart(policy, entrypoint, pieces);
  if (roots !== undefined) return roots.map(({ rule, root }) => ({ rule, piece: () => pieces.root(root) }));
  const { params, blocks } = entryOf(policy, entrypoint, pieces);
  return [
    {
      rule: undefined,
      piece: () => pieces.root({ params, blocks: blocks ?? [] }),
      wrap: (run) => (input, data, members) => members.push(...runtime.membersOf(run(input, data))),
    },
  ];
}

function apart(
  policy: Policy,
  entrypoint: string,
  pieces: PlanPieces,
): { rule: string | undefined; root: Root }[] | undefined {
  const func = entryOf(policy, entrypoint, pieces);
  const entry = takeApart(func, policy);
  return entry?.bodies.map(({ rule, block }) => ({
    rule,
    root: { params: [...func.params, entry.set], blocks: [block], list: entry.set },
  }));
}

function entryOf(policy: Policy, entrypoint: string, pieces: PlanPieces): Func {
  const plan = policy.plans.plans.find(({ name }) => name === entrypoint);
  const [called] = plan?.blocks[0]?.stmts ?? [];
  const func = called?.type === 'CallStmt' ? pieces.find(called.stmt.func) : undefined;
  if (func === undefined) {
    throw new GatehouseError('BUNDLE_INVALID', `the plan has no rule for its entrypoint ${entrypoint}`);
  }
  return func;
}
