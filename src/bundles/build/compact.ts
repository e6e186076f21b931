/** A plan as the bundle carries it: without what only a debugger would read, so that it is half the size and loads faster. */
import type { Policy } from '../../rules/evaluator/plan/ir.ts';

/** Keeps where builtins are called, because an evaluator that lacks one says where it is needed. */
export function compactPlan(text: string): Policy {
  const { static: texts } = JSON.parse(text) as Policy;
  const builtins = new Set((texts.builtin_funcs ?? []).map(({ name }) => name));
  return JSON.parse(text, (key, value) => {
    if (key === 'decl') return undefined;
    if (key !== 'stmt' || builtins.has(value.func)) return value;
    const { file: _file, row: _row, col: _col, end_row: _endRow, end_col: _endCol, ...rest } = value;
    return rest;
  }) as Policy;
}
