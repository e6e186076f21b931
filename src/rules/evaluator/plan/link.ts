/**
 * Makes functions of the pieces of a program, in units: a root with all that it calls and that no unit before has made. Functions of one
 * unit know each other by name, and those of earlier ones as constants, so that V8 can inline them.
 */
import { GatehouseError } from '../../../errors.ts';
import type { Builtin } from './compile.ts';
import * as intrinsics from './intrinsics.ts';
import { builtinIdentifier, type FunctionPiece, type Piece, type Pieces } from './program.ts';
import * as runtime from './runtime.ts';
import type { PlainObject, RegoObject, Value } from './values.ts';

/** Of the input, the data, and more where it takes more. */
export type Callable = (...args: unknown[]) => Value | undefined;

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
  readonly #pieces: Pieces;
  readonly #builtins: Readonly<Record<string, Builtin>>;
  /** By the number of the function. */
  readonly #linked: (Callable | undefined)[] = [];
  readonly #now: Evaluation = { epoch: 0, dataEpoch: 0, input: undefined, data: undefined, results: [] };
  /** Virtual documents by their path, for calls whose path is known only while evaluating. */
  readonly #byPath = new Map<string, Callable>();

  constructor(pieces: Pieces, builtins: Readonly<Record<string, Builtin>>) {
    this.#pieces = pieces;
    this.#builtins = builtins;
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

  /** The function of a root. @throws GatehouseError BUNDLE_INVALID where it calls what cannot be compiled */
  link(root: Piece): Callable {
    const members = this.#reach(root);
    const pieces = [...members.values(), root];
    const builtins = [...new Set(pieces.flatMap((piece) => piece.builtins))];
    const called = new Set(pieces.flatMap(({ calls }) => calls));
    const known = [...called].filter((number) => !members.has(number));
    const source = [
      '"use strict";',
      `const { ${NAMES} } = rt;`,
      ...builtins.map((name, index) => `const ${builtinIdentifier(name)} = builtins[${index}];`),
      ...known.map((number) => `const f${number} = linked[${number}];`),
      ...pieces.map((piece) => piece.source),
      `return [root, ${[...members.keys()].map((number) => `f${number}`).join(', ')}];`,
    ].join('\n');
    const make = new Function('rt', 'builtins', 'linked', 'mapping', 'now', source);
    const functions = builtins.map((name) => this.#builtin(name));
    const [run, ...made] = make(CALLED, functions, this.#linked, this.#byPath, this.#now) as Callable[];
    for (const [index, [number, { path }]] of [...members].entries()) {
      this.#linked[number] = made[index];
      if (path !== undefined) this.#byPath.set(JSON.stringify(path), made[index] as Callable);
    }
    return run as Callable;
  }

  /** The functions that have to be made for that piece. */
  #reach(root: Piece): Map<number, FunctionPiece> {
    const reached = new Map<number, FunctionPiece>();
    const visit = ({ calls, dynamic }: Piece) => {
      for (const number of dynamic ? [...calls, ...this.#documents()] : calls) {
        if (reached.has(number) || this.#linked[number] !== undefined) continue;
        const piece = this.#pieces.function(number);
        reached.set(number, piece);
        visit(piece);
      }
    };
    visit(root);
    return reached;
  }

  /** Where any document may be meant. */
  #documents(): number[] {
    return Array.from({ length: this.#pieces.count }, (_, number) => number).filter(
      (number) => this.#pieces.path(number)?.length,
    );
  }

  #builtin(name: string): Builtin {
    const builtin = Object.hasOwn(this.#builtins, name) ? this.#builtins[name] : undefined;
    if (builtin === undefined) {
      throw new GatehouseError('BUNDLE_INVALID', `the builtin ${name} does not exist in this evaluator`);
    }
    return builtin;
  }
}
