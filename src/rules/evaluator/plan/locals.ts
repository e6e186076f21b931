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
export function readsOf(statement: Statement): number[] {
  const { type, stmt } = statement;
  if (type === 'AssignIntStmt' || type === 'MakeNumberIntStmt') return [];
  const written = type === 'AssignVarOnceStmt' ? [] : writesOf(statement);
  const reads: number[] = [];
  for (const [field, value] of Object.entries(stmt)) {
    if (NOT_LOCALS.has(field) || (type === 'WithStmt' && field === 'path')) continue;
    const isWritten = ['target', 'result', ...(type === 'ScanStmt' ? ['key', 'value'] : [])].includes(field);
    if (isWritten && written.length > 0) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === 'number') reads.push(item);
      else if (isLocal(item)) reads.push(item.value);
    }
  }
  return reads;
}

export function blocksOf({ type, stmt }: Statement): readonly Block[] {
  if (type === 'BlockStmt') return stmt.blocks ?? [];
  return type === 'ScanStmt' || type === 'NotStmt' || type === 'WithStmt' ? [stmt.block] : [];
}

/** Those of a block and of the blocks within it. */
export function statementsIn(block: Block): Statement[] {
  return (block.stmts ?? []).flatMap((statement) => [statement, ...blocksOf(statement).flatMap(statementsIn)]);
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
