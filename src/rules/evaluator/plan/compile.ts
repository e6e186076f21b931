/**
 * Compiles OPA's intermediate representation to JavaScript: one function per rule, which reads the input as it is.
 *
 * The source that is generated contains nothing of any input: constants of the rules enter it only as JSON literals,
 * identifiers are numbers made here, and every builtin is looked up in the table that the caller gives.
 */
import { GatehouseError } from '../../../errors.ts';
import { type Budget, startBudget } from './budget.ts';
import { absent } from './builtins/absent.ts';
import { constantFunctions } from './constants.ts';
import { emitFunction } from './emit.ts';
import { takeApart } from './entry.ts';
import * as intrinsics from './intrinsics.ts';
import { INTRINSICS } from './intrinsics.ts';
import type { Block, Func, Location, Policy } from './ir.ts';
import * as runtime from './runtime.ts';
import type { PlainObject, RegoObject, Value } from './values.ts';

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
}

interface Program {
  begin(input: Value | undefined, data: PlainObject): void;
  run(plan: string, input: Value | undefined, data: PlainObject): (PlainObject | RegoObject)[];
  bodies: Body['run'][];
}

/**
 * @param entrypoint one whose value is a set, for `bodies`
 * @throws GatehouseError BUNDLE_INVALID for a builtin that is not in the table, with its name and the place that calls it
 */
export function compile(policy: Policy, builtins: Readonly<Record<string, Builtin>>, entrypoint?: string): Compiled {
  const generator = new Generator(policy, builtins, entrypoint);
  const source = generator.source();
  const make = new Function('rt', 'builtins', source) as (rt: typeof CALLED, builtins: Builtin[]) => Program;
  const program = make(CALLED, generator.used);
  return {
    evaluate(entrypoint, input, data, budget) {
      startBudget(budget);
      const [first] = program.run(entrypoint, input, data);
      return first === undefined ? undefined : runtime.get(first, 'result');
    },
    begin(input, data, budget) {
      startBudget(budget);
      program.begin(input, data);
    },
    bodies: generator.rules.map((rule, index) => ({ rule, run: program.bodies[index] as Body['run'] })),
  };
}

/** What generated code calls by its bare name. */
const CALLED = { ...intrinsics, ...runtime };
const NAMES = Object.keys(CALLED).join(', ');

class Generator {
  readonly used: Builtin[] = [];
  /** For each body of the entrypoint, the rule that it asks for. */
  rules: (string | undefined)[] = [];
  readonly #policy: Policy;
  readonly #entrypoint: string | undefined;
  readonly #builtins: Readonly<Record<string, Builtin>>;
  readonly #strings: string[];
  readonly #functions: Map<string, number>;
  readonly #constant: Set<string>;
  readonly #builtinIndex = new Map<string, number>();

  constructor(policy: Policy, builtins: Readonly<Record<string, Builtin>>, entrypoint: string | undefined) {
    this.#policy = policy;
    this.#entrypoint = entrypoint;
    this.#builtins = builtins;
    this.#strings = (policy.static.strings ?? []).map(({ value }) => value);
    this.#functions = new Map((policy.funcs.funcs ?? []).map(({ name }, index) => [name, index]));
    this.#constant = constantFunctions(policy);
  }

  source(): string {
    const functions = (this.#policy.funcs.funcs ?? []).map((func, index) => this.#function(func, index));
    const bodies = this.#bodies();
    const plans = this.#policy.plans.plans.map(({ name, blocks }, index) => ({
      entry: `${JSON.stringify(name)}: p${index}`,
      code: this.#body(`p${index}`, [0, 1], blocks),
    }));
    return [
      '"use strict";',
      `const { ${NAMES} } = rt;`,
      'let epoch = 0, dataEpoch = 0, rootInput, rootData, results;',
      `const memo = new Array(${functions.length}), seen = new Array(${functions.length}).fill(0);`,
      ...this.used.map((_, index) => `const b${index} = builtins[${index}];`),
      `const mapping = new Map(${this.#mapping()});`,
      ...functions,
      ...bodies,
      ...plans.map(({ code }) => code),
      `const plans = { __proto__: null, ${plans.map(({ entry }) => entry).join(', ')} };`,
      `function begin(input, data) {
        epoch += 1; if (data !== rootData) dataEpoch += 1;
        rootInput = input; rootData = data;
      }
      return {
        begin,
        run(plan, input, data) {
          begin(input, data);
          results = [];
          plans[plan](input, data);
          return results;
        },
        bodies: [${bodies.map((_, index) => `e${index}`).join(', ')}],
      };`,
    ].join('\n');
  }

  /** Virtual documents by their path, for calls whose path is known only while evaluating. */
  #mapping(): string {
    const entries = (this.#policy.funcs.funcs ?? [])
      .filter(({ path }) => path && path.length > 0)
      .map(({ path, name }) => `[${JSON.stringify(JSON.stringify(path))}, f${this.#functions.get(name)}]`);
    return `[${entries.join(', ')}]`;
  }

  /** A rule without arguments has one value per input and data, so it is computed once; often one per data is enough. */
  #function(func: Func, index: number): string {
    if (func.params.length > 2) return this.#body(`f${index}`, func.params, func.blocks ?? []);
    const constant = this.#constant.has(func.name);
    const [other, epoch] = constant
      ? ['l1 !== rootData', 'dataEpoch']
      : ['l0 !== rootInput || l1 !== rootData', 'epoch'];
    return `${this.#body(`u${index}`, func.params, func.blocks ?? [])}
function f${index}(l0, l1) {
  if (${other}) return u${index}(l0, l1);
  if (seen[${index}] === ${epoch}) return memo[${index}];
  const value = u${index}(l0, l1);
  seen[${index}] = ${epoch};
  return (memo[${index}] = value);
}`;
  }

  /** The entrypoint that is a set, body by body where it can be taken apart. */
  #bodies(): string[] {
    if (this.#entrypoint === undefined) return [];
    const plan = this.#policy.plans.plans.find(({ name }) => name === this.#entrypoint);
    const [called] = plan?.blocks[0]?.stmts ?? [];
    const index = called?.type === 'CallStmt' ? this.#functions.get(called.stmt.func) : undefined;
    const func = this.#policy.funcs.funcs?.[index ?? -1];
    if (func === undefined) {
      throw new GatehouseError('BUNDLE_INVALID', `the plan has no rule for its entrypoint ${this.#entrypoint}`);
    }
    const entry = takeApart(func, this.#policy);
    this.rules = entry?.bodies.map(({ rule }) => rule) ?? [undefined];
    if (entry === undefined) return [`function e0(l0, l1, members) { members.push(...membersOf(f${index}(l0, l1))); }`];
    return entry.bodies.map(({ block }, body) =>
      this.#body(`e${body}`, [...func.params, entry.set], [block], entry.set),
    );
  }

  /** @param list a local that holds an array in place of a set */
  #body(name: string, params: readonly number[], blocks: readonly Block[], list?: number): string {
    return emitFunction(name, params, blocks, {
      list,
      string: (index) => this.#strings[index] as string,
      callee: (name, location) => {
        const index = this.#functions.get(name);
        if (index !== undefined) return { identifier: `f${index}`, builtin: false };
        const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
        if (intrinsic !== undefined) return { identifier: intrinsic, builtin: true };
        return { identifier: `b${this.#builtin(name, location)}`, builtin: true };
      },
    });
  }

  #builtin(name: string, { file, row }: Location): number {
    const known = this.#builtinIndex.get(name);
    if (known !== undefined) return known;
    const builtin = Object.hasOwn(this.#builtins, name) ? this.#builtins[name] : undefined;
    if (builtin === undefined) {
      const where = `${(this.#policy.static.files ?? [])[file ?? -1]?.value ?? 'the rules'}:${row}`;
      const why = Object.hasOwn(absent, name) ? `: ${absent[name]}` : '';
      throw new GatehouseError('BUNDLE_INVALID', `the builtin ${name} does not exist in this evaluator${why}`, {
        where,
      });
    }
    this.#builtinIndex.set(name, this.used.length);
    this.used.push(builtin);
    return this.used.length - 1;
  }
}
