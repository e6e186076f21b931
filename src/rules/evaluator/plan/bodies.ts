/**
 * The entrypoint as the bodies that it consists of: one function per rule, which reads the input as it is. A rule is linked with all
 * that it calls when it is first asked for, because most are never asked about one cluster, plan or file.
 */
import { type Budget, startBudget } from './budget.ts';
import type { Builtin } from './compile.ts';
import { type Callable, Linker } from './link.ts';
import type { Piece, Program } from './program.ts';
import type { PlainObject, Value } from './values.ts';

export interface Bodies {
  /** Begins an evaluation of single bodies. They share what they read of each other. */
  begin(input: Value, data: PlainObject, budget: Budget): void;
  bodies: readonly Body[];
}

/** One body of an entrypoint that is a set: some of its members. */
export interface Body {
  /** The rule that `input.rules` must name for it to have any; undefined where it may always have some. */
  rule: string | undefined;
  /** Adds its members to the list, in no order and some perhaps twice. The input and the data are those of `begin`. */
  run: (input: Value, data: PlainObject, members: Value[]) => void;
  /** Makes it now. @throws GatehouseError BUNDLE_INVALID */
  prepare(): void;
}

/** The bodies of a program that was compiled before. */
export function bodiesOfProgram(program: Program, builtins: Readonly<Record<string, Builtin>>): Bodies {
  const { functions, bodies } = program;
  const linker = new Linker(
    {
      count: functions.length,
      function: (number) => functions[number] as Program['functions'][number],
      path: (number) => functions[number]?.path,
    },
    builtins,
  );
  return bodiesOf(
    linker,
    bodies.map((piece) => ({ rule: piece.rule, piece: () => piece })),
  );
}

/** @param found one for each body, whose piece is asked for at most once */
export function bodiesOf(
  linker: Linker,
  found: readonly { rule: string | undefined; piece: () => Piece; wrap?: (run: Callable) => Body['run'] }[],
): Bodies {
  return {
    begin(input, data, budget) {
      startBudget(budget);
      linker.begin(input, data);
    },
    bodies: found.map(({ rule, piece, wrap = (run) => run as Body['run'] }) => {
      const body: Body = {
        rule,
        run: (input, data, members) => {
          body.prepare();
          body.run(input, data, members);
        },
        prepare: () => {
          body.run = wrap(linker.link(piece()));
          body.prepare = () => {};
        },
      };
      return body;
    }),
  };
}
