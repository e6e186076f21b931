/**
 * Template strings without the collections that the plan makes for them. It gathers each expression of a template in a set (none is
 * undefined, more than one cannot be) and the sets in an array. Where neither is used for anything else, a local holds the value
 * itself, and the text is put together where the template stands.
 */
import type { Block, Operand, Statement } from './ir.ts';
import { blocksOf, isLocal, looseLocals, readsOf, writesOf } from './locals.ts';

export interface Templates {
  /** Makes or fills a set of which only its one value is needed. */
  single: Set<Statement>;
  /** Makes or fills an array that is not needed. */
  needless: Set<Statement>;
  /** The parts of a template, by the call that puts them together. */
  parts: Map<Statement, readonly Operand[]>;
}

export function findTemplates(params: readonly number[], blocks: readonly Block[]): Templates {
  const found: Templates = { single: new Set(), needless: new Set(), parts: new Map() };
  let loose: Set<number> | undefined;
  const visit = (block: Block) => {
    let uses: Uses | undefined;
    for (const statement of block.stmts ?? []) {
      const isTemplate = statement.type === 'CallStmt' && statement.stmt.func === 'internal.template_string';
      if (isTemplate) {
        loose ??= looseLocals(params, blocks);
        uses ??= new Uses(block, loose);
        addTemplate(found, statement, uses);
      }
      for (const inner of blocksOf(statement)) visit(inner);
    }
  };
  for (const block of blocks) visit(block);
  return found;
}

function addTemplate(found: Templates, call: Statement, uses: Uses): void {
  if (call.type !== 'CallStmt') return;
  const [list] = call.stmt.args ?? [];
  if (!isLocal(list)) return;
  const array = uses.of(list.value);
  const [made, ...appended] = array?.filter((use) => use !== call) ?? [];
  if (made?.type !== 'MakeArrayStmt') return;
  const parts: Operand[] = [];
  const single: Statement[] = [];
  for (const append of appended) {
    if (append.type !== 'ArrayAppendStmt' || append.stmt.array !== list.value || !uses.isOnTop(append)) return;
    const { value } = append.stmt;
    parts.push(value);
    if (!isLocal(value)) continue;
    const set = setUses(value.value, append, uses);
    if (set === undefined) return;
    single.push(...set);
  }
  for (const statement of single) found.single.add(statement);
  for (const statement of [made, ...appended]) found.needless.add(statement);
  found.parts.set(call, parts);
}

/** What makes and fills the set that is appended, by that local or by another that it was given from; undefined if it does more. */
function setUses(local: number, append: Statement, uses: Uses): Statement[] | undefined {
  const [first, ...others] = uses.of(local)?.filter((use) => use !== append) ?? [];
  if (first?.type === 'AssignVarStmt') {
    const { source } = first.stmt;
    return others.length === 0 && isLocal(source) && source.value !== local
      ? setUses(source.value, first, uses)
      : undefined;
  }
  if (first?.type !== 'MakeSetStmt') return undefined;
  const fills = others.every((use) => use.type === 'SetAddStmt' && use.stmt.set === local);
  return fills ? [first, ...others] : undefined;
}

/** What the statements of a block, and of the blocks that stand in it by themselves, do with each local. */
class Uses {
  readonly #byLocal = new Map<number, Statement[]>();
  readonly #unclear: Set<number>;
  readonly #top: ReadonlySet<Statement>;

  constructor(block: Block, loose: ReadonlySet<number>) {
    this.#unclear = new Set(loose);
    this.#top = new Set(block.stmts ?? []);
    this.#visit(block, true);
  }

  /** In their order; undefined where it is not all that is done with the local. */
  of(local: number): readonly Statement[] | undefined {
    return this.#unclear.has(local) ? undefined : this.#byLocal.get(local);
  }

  isOnTop(statement: Statement): boolean {
    return this.#top.has(statement);
  }

  #visit(block: Block, once: boolean): void {
    for (const statement of block.stmts ?? []) {
      for (const local of new Set([...readsOf(statement), ...writesOf(statement)])) {
        const uses = this.#byLocal.get(local);
        if (uses) uses.push(statement);
        else this.#byLocal.set(local, [statement]);
        // In a loop it may be done several times, in a negation not at all.
        if (!once) this.#unclear.add(local);
      }
      for (const inner of blocksOf(statement)) this.#visit(inner, once && statement.type === 'BlockStmt');
    }
  }
}
