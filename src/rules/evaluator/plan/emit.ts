/** JavaScript for the body of one function of the plan. Blocks become labelled blocks, and "undefined" a break out of one. */
import { GatehouseError } from '../../../errors.ts';
import { anyOrder } from './constants.ts';
import type { Block, Operand, Statement } from './ir.ts';
import { literal, numberLiteral } from './literals.ts';
import { writesOf } from './locals.ts';
import { findTemplates, type Templates } from './templates.ts';

/** Names that some prototype has, so that `value.name` may find what the document does not hold. */
const INHERITED = new Set(
  [Object, Array, String, Number, Boolean, BigInt, Function].flatMap((type) => [
    ...Object.getOwnPropertyNames(type.prototype),
    'length',
  ]),
);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** What a body refers to beyond itself. */
export interface Names {
  /** A local that holds an array in place of a set. */
  list?: number | undefined;
  string(index: number): string;
  /** The identifier by which a rule, function or builtin of that name is called, and whether it is a builtin. */
  callee(name: string): { identifier: string; builtin: boolean };
  /** Told where it cannot be known which rule is called. */
  callsAny(): void;
}

/** @param params locals that are the function's parameters */
export function emitFunction(name: string, params: readonly number[], blocks: readonly Block[], names: Names): string {
  return new Emitter(names, findTemplates(params, blocks)).body(name, params, blocks);
}

class Emitter {
  readonly #names: Names;
  readonly #templates: Templates;
  readonly #locals = new Set<number>();
  readonly #labels: string[] = [];
  /** Locals that at this place surely hold a plain object that was made in the same block. */
  #plain = new Set<number>();
  #fresh = 0;

  constructor(names: Names, templates: Templates) {
    this.#names = names;
    this.#templates = templates;
  }

  body(name: string, params: readonly number[], blocks: readonly Block[]): string {
    const code = blocks.map((block) => this.#block(block)).join('\n');
    const locals = [...this.#locals].filter((local) => !params.includes(local)).map((local) => `l${local}`);
    const declared = locals.length > 0 ? `let ${locals.join(', ')};\n` : '';
    return `function ${name}(${params.map((local) => `l${local}`).join(', ')}) {\nstep();\n${declared}${code}\n}`;
  }

  #block(block: Block, label = this.#name('k')): string {
    this.#labels.push(label);
    this.#plain = new Set();
    const code = (block.stmts ?? []).map((statement) => this.#statement(statement)).join('\n');
    this.#plain = new Set();
    this.#labels.pop();
    return `${label}: {\n${code}\n}`;
  }

  #name(prefix: string): string {
    this.#fresh += 1;
    return `${prefix}${this.#fresh}`;
  }

  /** Breaks out of the block that is `depth` above the current one. */
  #break(depth = 0): string {
    return `break ${this.#labels[this.#labels.length - 1 - depth]};`;
  }

  #local(local: number): string {
    this.#locals.add(local);
    return `l${local}`;
  }

  #read(operand: Operand): string {
    switch (operand.type) {
      case 'local':
        return this.#local(operand.value);
      case 'bool':
        return String(operand.value);
      case 'string_index':
        return literal(this.#names.string(operand.value));
    }
  }

  #statement(statement: Statement): string {
    switch (statement.type) {
      case 'ReturnLocalStmt':
        return `return ${this.#local(statement.stmt.source)};`;
      case 'BreakStmt':
        return this.#break(statement.stmt.index);
      case 'BlockStmt':
        return (statement.stmt.blocks ?? []).map((block) => this.#block(block)).join('\n');
      case 'CallStmt':
      case 'CallDynamicStmt':
        return this.#call(statement);
      case 'DotStmt':
        return this.#dot(statement.stmt);
      case 'ScanStmt':
        return this.#scan(statement.stmt);
      case 'NotStmt':
        return this.#not(statement.stmt.block);
      case 'WithStmt':
        return this.#with(statement.stmt);
      case 'NopStmt':
        return '';
      default:
        return this.#test(statement) ?? this.#make(statement);
    }
  }

  #test(statement: Statement): string | undefined {
    switch (statement.type) {
      case 'EqualStmt':
        return `if (!${this.#equal(statement.stmt.a, statement.stmt.b)}) ${this.#break()}`;
      case 'NotEqualStmt':
        return `if (${this.#equal(statement.stmt.a, statement.stmt.b)}) ${this.#break()}`;
      case 'IsArrayStmt':
        return `if (!Array.isArray(${this.#read(statement.stmt.source)})) ${this.#break()}`;
      case 'IsObjectStmt':
        return `if (!isRegoObject(${this.#read(statement.stmt.source)})) ${this.#break()}`;
      case 'IsSetStmt':
        return `if (!(${this.#read(statement.stmt.source)} instanceof RegoSet)) ${this.#break()}`;
      case 'IsDefinedStmt':
        return `if (${this.#local(statement.stmt.source)} === undefined) ${this.#break()}`;
      case 'IsUndefinedStmt':
        return `if (${this.#local(statement.stmt.source)} !== undefined) ${this.#break()}`;
      default:
        return undefined;
    }
  }

  #equal(a: Operand, b: Operand): string {
    const [left, right] = [this.#read(a), this.#read(b)];
    if (a.type !== 'local' || b.type !== 'local') return `(${left} === ${right})`;
    return `(${left} === ${right} || equal(${left}, ${right}))`;
  }

  #make(statement: Statement): string {
    if (this.#templates.needless.has(statement)) return '';
    if (this.#templates.single.has(statement)) return this.#single(statement);
    switch (statement.type) {
      case 'AssignVarStmt':
        return `${this.#local(statement.stmt.target)} = ${this.#read(statement.stmt.source)};`;
      case 'AssignVarOnceStmt': {
        const target = this.#local(statement.stmt.target);
        const source = this.#read(statement.stmt.source);
        return `if (${target} === undefined) ${target} = ${source}; else once(${target}, ${source});`;
      }
      case 'AssignIntStmt':
      case 'MakeNumberIntStmt':
        return `${this.#local(statement.stmt.target)} = ${numberLiteral(String(statement.stmt.value))};`;
      case 'MakeNumberRefStmt':
        return `${this.#local(statement.stmt.target)} = ${numberLiteral(this.#names.string(statement.stmt.Index))};`;
      case 'ResetLocalStmt':
        return `${this.#local(statement.stmt.target)} = undefined;`;
      case 'MakeNullStmt':
        return `${this.#local(statement.stmt.target)} = null;`;
      case 'MakeArrayStmt':
        return `${this.#local(statement.stmt.target)} = [];`;
      case 'MakeObjectStmt':
        this.#plain.add(statement.stmt.target);
        return `${this.#local(statement.stmt.target)} = {};`;
      case 'MakeSetStmt':
        return `${this.#local(statement.stmt.target)} = new RegoSet();`;
      case 'LenStmt': {
        const target = this.#local(statement.stmt.target);
        return `${target} = length(${this.#read(statement.stmt.source)}); if (${target} === undefined) ${this.#break()}`;
      }
      case 'ArrayAppendStmt':
        return `${this.#local(statement.stmt.array)}.push(${this.#read(statement.stmt.value)});`;
      case 'ObjectInsertStmt':
        return this.#insert(statement.stmt);
      case 'ObjectInsertOnceStmt': {
        const object = this.#local(statement.stmt.object);
        return `${object} = insertOnce(${object}, ${this.#read(statement.stmt.key)}, ${this.#read(statement.stmt.value)});`;
      }
      case 'ObjectMergeStmt': {
        const { a, b, target } = statement.stmt;
        return `${this.#local(target)} = merge(${this.#local(a)}, ${this.#local(b)});`;
      }
      case 'SetAddStmt':
        if (statement.stmt.set === this.#names.list)
          return `${this.#local(statement.stmt.set)}.push(${this.#read(statement.stmt.value)});`;
        return `addTo(${this.#local(statement.stmt.set)}, ${this.#read(statement.stmt.value)});`;
      case 'ResultSetAddStmt':
        return `now.results.push(${this.#local(statement.stmt.value)});`;
      default:
        throw new GatehouseError('BUNDLE_INVALID', `the plan has a statement of an unknown kind: ${statement.type}`);
    }
  }

  /** A set of which only the first value is needed is that value, or undefined. */
  #single(statement: Statement): string {
    if (statement.type !== 'SetAddStmt') return `${this.#local(writesOf(statement)[0] as number)} = undefined;`;
    const local = this.#local(statement.stmt.set);
    return `if (${local} === undefined) ${local} = ${this.#read(statement.stmt.value)};`;
  }

  /** The text of a template. */
  #text(parts: readonly Operand[]): string {
    const texts = parts.map((part) => (part.type === 'string_index' ? this.#read(part) : `part(${this.#read(part)})`));
    return texts.join(' + ') || '""';
  }

  #insert({ object, key, value }: { object: number; key: Operand; value: Operand }): string {
    const target = this.#local(object);
    const name = key.type === 'string_index' ? this.#names.string(key.value) : undefined;
    if (name !== undefined && name !== '__proto__' && this.#plain.has(object)) {
      return `${target}[${literal(name)}] = ${this.#read(value)};`;
    }
    this.#plain.delete(object);
    return `${target} = insert(${target}, ${this.#read(key)}, ${this.#read(value)});`;
  }

  #dot({ source, key, target }: { source: Operand; key: Operand; target: number }): string {
    // Strings and booleans have no members.
    if (source.type !== 'local') return this.#break();
    const from = this.#local(source.value);
    const to = this.#local(target);
    const missing = `if (${to} === undefined) `;
    if (key.type !== 'string_index') return `${to} = get(${from}, ${this.#read(key)}); ${missing}${this.#break()}`;
    const name = this.#names.string(key.value);
    if (INHERITED.has(name) || !IDENTIFIER.test(name)) {
      return `${to} = get(${from}, ${literal(name)}); ${missing}${this.#break()}`;
    }
    // A plain property read is what V8 makes fast; sets and odd objects have no such property and take the second look.
    const source2 = this.#name('t');
    return `const ${source2} = ${from}; ${to} = ${source2}?.${name}; if (${to} === undefined && (${to} = getOdd(${source2}, ${literal(name)})) === undefined) ${this.#break()}`;
  }

  #scan({ source, key, value, block }: { source: number; key: number; value: number; block: Block }): string {
    const [exit, next] = [this.#name('x'), this.#name('n')];
    const [from, keys, set, index] = [this.#name('t'), this.#name('t'), this.#name('t'), this.#name('t')];
    const [k, v] = [this.#local(key), this.#local(value)];
    const scan = anyOrder(block) ? 'scanAnyKeys' : 'scanKeys';
    const start = this.#local(source);
    this.#labels.push(exit);
    const body = this.#block(block, next);
    this.#labels.pop();
    // The body stands once: arrays count, everything else walks its keys.
    return `${exit}: {
const ${from} = ${start}, ${keys} = Array.isArray(${from}) ? undefined : ${scan}(${from}), ${set} = ${from} instanceof RegoSet;
for (let ${index} = 0, ${index}n = ${keys} === undefined ? ${from}.length : ${keys}.length; ${index} < ${index}n; ${index}++) {
step();
if (${keys} === undefined) { ${k} = ${index}; ${v} = ${from}[${index}]; }
else { ${k} = ${keys}[${index}]; ${v} = ${set} ? ${k} : get(${from}, ${k}); }
${body}
}
}`;
  }

  #not(block: Block): string {
    const flag = this.#name('t');
    return `let ${flag} = false;\n${this.#flagged(block, flag)}\nif (${flag}) ${this.#break()}`;
  }

  /** The block, after whose end the flag is true. */
  #flagged(block: Block, flag: string): string {
    const code = this.#block(block);
    return `${code.slice(0, -1)}${flag} = true;\n}`;
  }

  #with({ local, path, value, block }: { local: number; path: number[] | null; value: Operand; block: Block }): string {
    const [saved, flag] = [this.#name('t'), this.#name('t')];
    const target = this.#local(local);
    const keys = JSON.stringify((path ?? []).map((index) => this.#names.string(index)));
    const replaced = path?.length ? `upsert(${target}, ${keys}, ${this.#read(value)})` : this.#read(value);
    return `const ${saved} = ${target}; ${target} = ${replaced};
let ${flag} = false;
${this.#flagged(block, flag)}
${target} = ${saved};
if (!${flag}) ${this.#break()}`;
  }

  #call(statement: Extract<Statement, { type: 'CallStmt' | 'CallDynamicStmt' }>): string {
    const result = this.#local(statement.stmt.result);
    if (statement.type === 'CallDynamicStmt') {
      this.#names.callsAny();
      const { args, path } = statement.stmt;
      const target = this.#name('t');
      const values = args.map((local) => this.#local(local)).join(', ');
      const key = `JSON.stringify([${path.map((operand) => this.#read(operand)).join(', ')}])`;
      // Where there is such a rule its answer counts, also when it is undefined: then everything around gives up.
      return `const ${target} = mapping.get(${key}); if (${target} === undefined) ${this.#break()}
${result} = ${target}(${values}); if (${result} === undefined) ${this.#break(3)}`;
    }
    const parts = this.#templates.parts.get(statement);
    if (parts !== undefined) return `${result} = made(${this.#text(parts)});`;
    const { func, args } = statement.stmt;
    const values = (args ?? []).map((operand) => this.#read(operand)).join(', ');
    const { identifier, builtin } = this.#names.callee(func);
    const call = `${identifier}(${values})`;
    return `${result} = ${builtin ? `made(${call})` : call}; if (${result} === undefined) ${this.#break()}`;
  }
}
