/**
 * Compiles OPA's intermediate representation to JavaScript: one function per rule, which reads the input as it is. A rule is compiled
 * with all that it calls when it is first asked for, because most are never asked about one cluster, plan or file.
 */

import { GatehouseError } from '../../../errors.ts';
import { type Budget, startBudget } from './budget.ts';
import { takeApart } from './entry.ts';
import type { Func, Policy } from './ir.ts';
import { Linker } from './link.ts';
import { refuseMissing } from './missing.ts';
import * as runtime from './runtime.ts';
import type { PlainObject, Value } from './values.ts';

// biome-ignore lint/suspicious/noConfusingVoidType: a builtin that is undefined for its arguments returns nothing
export type Builtin = (...args: Value[]) => Value | undefined | void;

export interface Compiled {
  /**
   * The value of an entrypoint, by its name in the bundle (`gatehouse/verdict/findings`); undefined where it has none.
   * @throws whatever ends an evaluation: OverrunError, ConflictError, RangeError where the stack is too small
   */
  evaluate(entrypoint: string, input: Value | undefined, data: PlainObject, budget: Budget): Value | undefined;
  /** Begins an evaluation of single bodies of an entrypoint. They share what they read of each other. */
  begin(input: Value, data: PlainObject, budget: Budget): void;
  /** The bodies of the entrypoint that was named; none where none was. */
  bodies: readonly Body[];
}

/** One body of an entrypoint that is a set: some of its members. */
export interface Body {
  /** The rule that `input.rules` must name for it to have any; undefined where it may always have some. */
  rule: string | undefined;
  /** Adds its members to the list, in no order and some perhaps twice. The input and the data are those of `begin`. */
  run: (input: Value, data: PlainObject, members: Value[]) => void;
  /** Compiles it now. @throws GatehouseError BUNDLE_INVALID */
  prepare(): void;
}

/**
 * @param entrypoint one whose value is a set, for `bodies`
 * @throws GatehouseError BUNDLE_INVALID for a builtin that is not in the table, with its name and the place that calls it
 */
export function compile(policy: Policy, builtins: Readonly<Record<string, Builtin>>, entrypoint?: string): Compiled {
  refuseMissing(policy, builtins);
  const linker = new Linker(policy, builtins);
  const plans = new Map(policy.plans.plans.map(({ name, blocks }) => [name, blocks]));
  return {
    evaluate(entrypoint, input, data, budget) {
      startBudget(budget);
      linker.begin(input, data);
      linker.link({ name: `plan ${entrypoint}`, params: [0, 1], blocks: plans.get(entrypoint) ?? [] })(input, data);
      const [first] = linker.results();
      return first === undefined ? undefined : runtime.get(first, 'result');
    },
    begin(input, data, budget) {
      startBudget(budget);
      linker.begin(input, data);
    },
    bodies: entrypoint === undefined ? [] : bodiesOf(policy, entrypoint, linker),
  };
}

/** The entrypoint that is a set, body by body where it can be taken apart. */
function bodiesOf(policy: Policy, entrypoint: string, linker: Linker): Body[] {
  const plan = policy.plans.plans.find(({ name }) => name === entrypoint);
  const [called] = plan?.blocks[0]?.stmts ?? [];
  const func = called?.type === 'CallStmt' ? linker.find(called.stmt.func) : undefined;
  if (func === undefined) {
    throw new GatehouseError('BUNDLE_INVALID', `the plan has no rule for its entrypoint ${entrypoint}`);
  }
  const entry = takeApart(func, policy);
  if (entry === undefined) return [wholeOf(func, linker)];
  return entry.bodies.map(({ rule, block }, index) =>
    onDemand(rule, () =>
      linker.link({ name: `body ${index}`, params: [...func.params, entry.set], blocks: [block], list: entry.set }),
    ),
  );
}

function wholeOf(func: Func, linker: Linker): Body {
  const blocks = func.blocks ?? [];
  return onDemand(undefined, () => {
    const run = linker.link({ name: func.name, params: func.params, blocks }) as (
      ...args: Value[]
    ) => Value | undefined;
    return (input, data, members) => members.push(...runtime.membersOf(run(input, data)));
  });
}

function onDemand(rule: string | undefined, link: () => Body['run']): Body {
  const body: Body = {
    rule,
    run: (input, data, members) => {
      body.prepare();
      body.run(input, data, members);
    },
    prepare: () => {
      body.run = link();
    },
  };
  return body;
}
