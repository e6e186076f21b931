/**
 * Rules that read nothing of the input: tables, and parameters of the configuration. Their values are kept from one evaluation to
 * the next while the data stay the same.
 */
import type { Block, Func, Operand, Statement } from './ir.ts';
import { blocksOf, NOT_LOCALS } from './locals.ts';

const INPUT = 0;

/** What answers differently each time, or does something. */
const IMPURE = /^(time\.now_ns|rand\.|uuid\.|opa\.runtime|http\.|net\.lookup|io\.jwt|trace|print|internal\.print)/;

/** Tells the functions whose value depends on their arguments and the data only. */
export class Constants {
  readonly #find: (name: string) => Func | undefined;
  readonly #known = new Map<string, boolean>();

  /** @param find a function of the plan; undefined for a builtin */
  constructor(find: (name: string) => Func | undefined) {
    this.#find = find;
  }

  has(name: string): boolean {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    // No rule of Rego calls itself; of what did, this would hold.
    this.#known.set(name, false);
    const called = calledWithoutInput(this.#find(name)?.blocks ?? [], this.#find);
    const constant = called !== undefined && [...called].every((callee) => this.has(callee));
    this.#known.set(name, constant);
    return constant;
  }
}

const isInput = ({ type, value }: Operand) => type === 'local' && value === INPUT;

/** The functions that those blocks call; undefined where they read the input themselves. */
function calledWithoutInput(
  blocks: readonly Block[],
  find: (name: string) => Func | undefined,
): Set<string> | undefined {
  const called = new Set<string>();
  const pure = blocks.every((block) =>
    everyStatement(block, (statement) => {
      if (statement.type !== 'CallStmt') return readsNoInput(statement);
      const { func, args } = statement.stmt;
      // What a function without a need for the input is passed as input does not matter; builtins have no such argument.
      if (find(func) === undefined) return !IMPURE.test(func) && !args?.some(isInput);
      called.add(func);
      return !args?.slice(1).some(isInput);
    }),
  );
  return pure ? called : undefined;
}

function readsNoInput({ type, stmt }: Statement): boolean {
  if (type === 'CallDynamicStmt' || type === 'WithStmt') return false;
  if (type === 'AssignIntStmt' || type === 'MakeNumberIntStmt') return true;
  for (const [field, value] of Object.entries(stmt)) {
    if (typeof value === 'number' ? value === INPUT && !NOT_LOCALS.has(field) : isInput((value ?? {}) as Operand)) {
      return false;
    }
  }
  return true;
}

/** Of a block and of those within it. */
function everyStatement(block: Block, test: (statement: Statement) => boolean): boolean {
  for (const statement of block.stmts ?? []) {
    if (!test(statement)) return false;
    for (const inner of blocksOf(statement)) if (!everyStatement(inner, test)) return false;
  }
  return true;
}

/**
 * True where it cannot be told in which order the members of an object or set were scanned: nothing is appended to an array
 * that outlives one turn, and the other ways to collect (sets, keys of objects, complete values) know no order.
 */
export function anyOrder(block: Block): boolean {
  const own = new Set<number>();
  return everyStatement(block, ({ type, stmt }) => {
    if (type === 'MakeArrayStmt' || type === 'MakeObjectStmt') own.add(stmt.target);
    if (type === 'ArrayAppendStmt') return own.has(stmt.array);
    return type === 'ObjectInsertStmt' ? own.has(stmt.object) : type !== 'ResultSetAddStmt';
  });
}
