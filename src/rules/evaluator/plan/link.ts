/**
 * Makes functions of the plan's, in units: a root with all that it calls and that no unit before has made. Functions of one unit
 * know each other by name, and those of earlier ones as constants, so that V8 can inline them.
 *
 * The source that is generated contains nothing of any input: constants of the rules enter it only as JSON literals,
 * identifiers are numbers made here, and every builtin is looked up in the table that was given.
 */
import { GatehouseError } from '../../../errors.ts';
import type { Builtin } from './compile.ts';
import { Constants, callsIn } from './constants.ts';
import { emitFunction } from './emit.ts';
import * as intrinsics from './intrinsics.ts';
import { INTRINSICS } from './intrinsics.ts';
import type { Block, Func, Policy } from './ir.ts';
import * as runtime from './runtime.ts';
import type { PlainObject, RegoObject, Value } from './values.ts';

/** Of the input, the data, and more where it takes more. */
type Callable = (...args: unknown[]) => Value | undefined;

/** What is compiled beside the functions of the plan. */
export interface Root {
  /** Equal for what is the same. */
  name: string;
  params: readonly number[];
  blocks: readonly Block[];
  /** A parameter that holds an array in place of a set. */
  list?: number;
}

/** What generated code calls by its bare name. */
const CALLED = { ...intrinsics, ...runtime };
const NAMES = Object.keys(CALLED).join(', ');

/** The evaluation that is on: a rule without arguments is computed once in it. */
interface Evaluation {
  epoch: number;
  dataEpoch: number;
  input: Value | undefined;
  data: PlainObject | undefined;
  /** What a plan answers. */
  results: (PlainObject | RegoObject)[];
}

export class Linker {
  readonly #builtins: Readonly<Record<string, Builtin>>;
  readonly #strings: string[];
  readonly #functions: readonly Func[];
  readonly #numbers: Map<string, number>;
  readonly #constants: Constants;
  /** By the number of the function. */
  readonly #linked: (Callable | undefined)[] = [];
  readonly #roots = new Map<string, Callable>();
  readonly #now: Evaluation = { epoch: 0, dataEpoch: 0, input: undefined, data: undefined, results: [] };
  /** Virtual documents by their path, for calls whose path is known only while evaluating. */
  readonly #byPath = new Map<string, Callable>();

  constructor(policy: Policy, builtins: Readonly<Record<string, Builtin>>) {
    this.#builtins = builtins;
    this.#strings = (policy.static.strings ?? []).map(({ value }) => value);
    this.#functions = policy.funcs.funcs ?? [];
    this.#numbers = new Map(this.#functions.map(({ name }, index) => [name, index]));
    this.#constants = new Constants((name) => this.find(name));
  }

  find(name: string): Func | undefined {
    return this.#functions[this.#numbers.get(name) ?? -1];
  }

  begin(input: Value | undefined, data: PlainObject): void {
    const now = this.#now;
    now.epoch += 1;
    if (data !== now.data) now.dataEpoch += 1;
    now.input = input;
    now.data = data;
    now.results = [];
  }

  /** What the plan that was run last answered. */
  results(): readonly (PlainObject | RegoObject)[] {
    return this.#now.results;
  }

  /** The function of a root. @throws GatehouseError BUNDLE_INVALID where the plan holds what cannot be compiled */
  link(root: Root): Callable {
    let run = this.#roots.get(root.name);
    if (run === undefined) {
      run = this.#make(root);
      this.#roots.set(root.name, run);
    }
    return run;
  }

  #make(root: Root): Callable {
    const members = this.#reach(root.blocks);
    const builtins = new Map<string, Builtin>();
    const known = new Set<number>();
    const emit = (name: string, params: readonly number[], blocks: readonly Block[], list?: number) =>
      emitFunction(name, params, blocks, {
        list,
        string: (index) => this.#strings[index] as string,
        callee: (called) => {
          const number = this.#numbers.get(called);
          if (number !== undefined) {
            if (!members.has(number)) known.add(number);
            return { identifier: `f${number}`, builtin: false };
          }
          const intrinsic = Object.hasOwn(INTRINSICS, called) ? INTRINSICS[called] : undefined;
          if (intrinsic !== undefined) return { identifier: intrinsic, builtin: true };
          if (!builtins.has(called)) builtins.set(called, this.#builtin(called));
          return { identifier: `b${[...builtins.keys()].indexOf(called)}`, builtin: true };
        },
      });
    const functions = [...members].map((number) => this.#function(number, emit));
    const code = emit('root', root.params, root.blocks, root.list);
    const source = [
      '"use strict";',
      `const { ${NAMES} } = rt;`,
      ...[...builtins.keys()].map((_, index) => `const b${index} = builtins[${index}];`),
      ...[...known].map((number) => `const f${number} = linked[${number}];`),
      ...functions,
      code,
      `return [root, ${[...members].map((number) => `f${number}`).join(', ')}];`,
    ].join('\n');
    const make = new Function('rt', 'builtins', 'linked', 'mapping', 'now', source);
    const [run, ...made] = make(CALLED, [...builtins.values()], this.#linked, this.#byPath, this.#now) as Callable[];
    for (const [index, number] of [...members].entries()) {
      const { path } = this.#functions[number] as Func;
      this.#linked[number] = made[index];
      if (path && path.length > 0) this.#byPath.set(JSON.stringify(path), made[index] as Callable);
    }
    return run as Callable;
  }

  /** The functions that have to be made for those blocks. */
  #reach(blocks: readonly Block[]): Set<number> {
    const reached = new Set<number>();
    const visit = (within: readonly Block[]) => {
      const { names, dynamic } = callsIn(within);
      // Any document may be meant.
      const called = dynamic
        ? [...names, ...this.#functions.filter(({ path }) => path?.length).map(({ name }) => name)]
        : names;
      for (const name of called) {
        const number = this.#numbers.get(name);
        if (number === undefined || reached.has(number) || this.#linked[number] !== undefined) continue;
        reached.add(number);
        visit(this.#functions[number]?.blocks ?? []);
      }
    };
    visit(blocks);
    return reached;
  }

  /** A rule without arguments has one value per input and data, so it is computed once; often one per data is enough. */
  #function(
    number: number,
    emit: (name: string, params: readonly number[], blocks: readonly Block[]) => string,
  ): string {
    const { name, params, blocks } = this.#functions[number] as Func;
    if (params.length > 2) return emit(`f${number}`, params, blocks ?? []);
    const [other, epoch] = this.#constants.has(name)
      ? ['l1 !== now.data', 'now.dataEpoch']
      : ['l0 !== now.input || l1 !== now.data', 'now.epoch'];
    return `${emit(`u${number}`, params, blocks ?? [])}
let memo${number}, seen${number} = 0;
function f${number}(l0, l1) {
  if (${other}) return u${number}(l0, l1);
  if (seen${number} === ${epoch}) return memo${number};
  const value = u${number}(l0, l1);
  seen${number} = ${epoch};
  return (memo${number} = value);
}`;
  }

  #builtin(name: string): Builtin {
    const builtin = Object.hasOwn(this.#builtins, name) ? this.#builtins[name] : undefined;
    if (builtin === undefined) {
      throw new GatehouseError('BUNDLE_INVALID', `the builtin ${name} does not exist in this evaluator`);
    }
    return builtin;
  }
}
