/**
 * Makes the pieces of a plan. Their source contains nothing of any input: constants of the rules enter it only as JSON literals,
 * identifiers are numbers made here, and every builtin is one of the table that was given.
 */
import { GatehouseError } from '../../../errors.ts';
import type { Builtin } from './compile.ts';
import { Constants } from './constants.ts';
import { emitFunction, type Names } from './emit.ts';
import { INTRINSICS } from './intrinsics.ts';
import type { Block, Func, Policy } from './ir.ts';
import { builtinIdentifier, type FunctionPiece, type Piece, type Pieces } from './program.ts';

/** What is compiled beside the functions of the plan. */
export interface Root {
  params: readonly number[];
  blocks: readonly Block[];
  /** A parameter that holds an array in place of a set. */
  list?: number;
}

export class PlanPieces implements Pieces {
  readonly #builtins: Readonly<Record<string, Builtin>>;
  readonly #strings: string[];
  readonly #functions: readonly Func[];
  readonly #numbers: Map<string, number>;
  readonly #constants: Constants;

  constructor(policy: Policy, builtins: Readonly<Record<string, Builtin>>) {
    this.#builtins = builtins;
    this.#strings = (policy.static.strings ?? []).map(({ value }) => value);
    this.#functions = policy.funcs.funcs ?? [];
    this.#numbers = new Map(this.#functions.map(({ name }, index) => [name, index]));
    this.#constants = new Constants((name) => this.find(name));
  }

  get count(): number {
    return this.#functions.length;
  }

  find(name: string): Func | undefined {
    return this.#functions[this.#numbers.get(name) ?? -1];
  }

  path(number: number): readonly string[] | undefined {
    return this.#functions[number]?.path ?? undefined;
  }

  /** @throws GatehouseError BUNDLE_INVALID where it holds what cannot be compiled */
  root({ params, blocks, list }: Root): Piece {
    return this.#piece((names) => emitFunction('root', params, blocks, { ...names, list }));
  }

  /**
   * A rule without arguments has one value per input and data, so it is computed once; often one per data is enough.
   * @throws GatehouseError BUNDLE_INVALID where it holds what cannot be compiled
   */
  function(number: number): FunctionPiece {
    const { name, params, blocks, path } = this.#functions[number] as Func;
    const piece: FunctionPiece = this.#piece((names) => {
      if (params.length > 2) return emitFunction(`f${number}`, params, blocks ?? [], names);
      const [other, epoch] = this.#constants.has(name)
        ? ['l1 !== now.data', 'now.dataEpoch']
        : ['l0 !== now.input || l1 !== now.data', 'now.epoch'];
      return `${emitFunction(`u${number}`, params, blocks ?? [], names)}
let memo${number}, seen${number} = 0;
function f${number}(l0, l1) {
if (${other}) return u${number}(l0, l1);
if (seen${number} === ${epoch}) return memo${number};
const value = u${number}(l0, l1);
seen${number} = ${epoch};
return (memo${number} = value);
}`;
    });
    if (path && path.length > 0) piece.path = path;
    return piece;
  }

  #piece(emit: (names: Names) => string): Piece {
    const calls = new Set<number>();
    const builtins = new Set<string>();
    let dynamic = false;
    const source = emit({
      string: (index) => this.#strings[index] as string,
      callee: (called) => {
        const number = this.#numbers.get(called);
        if (number !== undefined) {
          calls.add(number);
          return { identifier: `f${number}`, builtin: false };
        }
        const intrinsic = Object.hasOwn(INTRINSICS, called) ? INTRINSICS[called] : undefined;
        if (intrinsic !== undefined) return { identifier: intrinsic, builtin: true };
        if (!Object.hasOwn(this.#builtins, called)) {
          throw new GatehouseError('BUNDLE_INVALID', `the builtin ${called} does not exist in this evaluator`);
        }
        builtins.add(called);
        return { identifier: builtinIdentifier(called), builtin: true };
      },
      callsAny: () => {
        dynamic = true;
      },
    });
    const piece: Piece = { source, calls: [...calls], builtins: [...builtins] };
    if (dynamic) piece.dynamic = true;
    return piece;
  }
}
