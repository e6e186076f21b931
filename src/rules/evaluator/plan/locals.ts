/** Which locals a statement reads and which it writes, without what stands in its blocks. */
import type { Block, Operand, Statement } from './ir.ts';

/** Fields that are numbers but no locals. */
export const NOT_LOCALS = new Set(['index', 'Index', 'capacity', 'file', 'row', 'col', 'end_row', 'end_col']);

export function writesOf({ type, stmt }: Statement): number[] {
  if (type === 'ScanStmt') return [stmt.key, stmt.value];
  if ('target' in stmt) return [stmt.target];
  return 'result' in stmt ? [stmt.result] : [];
}

/** What is changed where it is, and what is written only where it is undefined, counts as read. */
export function readsOf({ type, stmt }: Statement): number[] {
  const reads: number[] = [];
  if (type === 'AssignIntStmt' || type === 'MakeNumberIntStmt') return reads;
  const writes = type !== 'AssignVarOnceStmt';
  // Plans are large and this is asked of all of them at the start.
  for (const field in stmt) {
    if (NOT_LOCALS.has(field) || (field === 'path' && type === 'WithStmt')) continue;
    if (writes && (field === 'target' || field === 'result')) continue;
    if (type === 'ScanStmt' && (field === 'key' || field === 'value')) continue;
    const value: unknown = stmt[field as keyof typeof stmt];
    if (Array.isArray(value)) for (const item of value) addLocal(reads, item);
    else addLocal(reads, value);
  }
  return reads;
}

function addLocal(reads: number[], value: unknown): void {
  if (typeof value === 'number') reads.push(value);
  else if (isLocal(value)) reads.push(value.value);
}

export function blocksOf({ type, stmt }: Statement): readonly Block[] {
  if (type === 'BlockStmt') return stmt.blocks ?? [];
  return type === 'ScanStmt' || type === 'NotStmt' || type === 'WithStmt' ? [stmt.block] : [];
}

/** Those of a block and of the blocks within it. */
export function statementsIn(block: Block): Statement[] {
  const found: Statement[] = [];
  const visit = (within: Block) => {
    for (const statement of within.stmts ?? []) {
      found.push(statement);
      for (const inner of blocksOf(statement)) visit(inner);
    }
  };
  visit(block);
  return found;
}

export function isLocal(operand: unknown): operand is Extract<Operand, { type: 'local' }> {
  return typeof operand === 'object' && operand !== null && (operand as Operand).type === 'local';
}

/** Locals that are read somewhere where no statement before it in the same or an outer block has written them. */
export function looseLocals(params: readonly number[], blocks: readonly Block[]): Set<number> {
  const loose = new Set<number>();
  const written = new Set<number>();
  /** @param given locals that have a value in that block alone */
  const visit = (block: Block, given: readonly number[]) => {
    const here: number[] = [];
    const write = (local: number) => {
      if (written.has(local)) return;
      written.add(local);
      here.push(local);
    };
    given.forEach(write);
    for (const statement of block.stmts ?? []) {
      for (const local of readsOf(statement)) if (!written.has(local)) loose.add(local);
      const scanned = statement.type === 'ScanStmt' ? writesOf(statement) : [];
      for (const inner of blocksOf(statement)) visit(inner, scanned);
      writesOf(statement).forEach(write);
    }
    // What a block wrote counts in it alone: nobody knows whether it came so far.
    for (const local of here) written.delete(local);
  };
  for (const block of blocks) visit(block, params);
  return loose;
}
