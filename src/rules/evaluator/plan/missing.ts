/** Refuses a plan that calls what this evaluator does not have: when it is loaded, not when a rule comes to it. */
import { GatehouseError } from '../../../errors.ts';
import { absent } from './builtins/absent.ts';
import type { Builtin } from './compile.ts';
import type { Block, Location, Policy } from './ir.ts';
import { blocksOf } from './locals.ts';

/** @throws GatehouseError BUNDLE_INVALID with the name of the builtin and the place that calls it */
export function refuseMissing(policy: Policy, builtins: Readonly<Record<string, Builtin>>): void {
  for (const { name } of policy.static.builtin_funcs ?? []) {
    if (Object.hasOwn(builtins, name)) continue;
    const place = placeOf(name, policy);
    // It is listed and nothing calls it.
    if (place === undefined) continue;
    const where = `${(policy.static.files ?? [])[place.file ?? -1]?.value ?? 'the rules'}:${place.row}`;
    const why = Object.hasOwn(absent, name) ? `: ${absent[name]}` : '';
    throw new GatehouseError('BUNDLE_INVALID', `the builtin ${name} does not exist in this evaluator${why}`, { where });
  }
}

function placeOf(name: string, { funcs, plans }: Policy): Location | undefined {
  for (const { blocks } of [...(funcs.funcs ?? []), ...plans.plans]) {
    for (const block of blocks ?? []) {
      const place = placeIn(name, block);
      if (place !== undefined) return place;
    }
  }
  return undefined;
}

function placeIn(name: string, block: Block): Location | undefined {
  for (const statement of block.stmts ?? []) {
    if (statement.type === 'CallStmt' && statement.stmt.func === name) return statement.stmt;
    for (const inner of blocksOf(statement)) {
      const place = placeIn(name, inner);
      if (place !== undefined) return place;
    }
  }
  return undefined;
}
