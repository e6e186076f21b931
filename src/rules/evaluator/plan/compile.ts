/**
 * Compiles OPA's intermediate representation to JavaScript: one function per rule, which reads the input as it is.
 *
 * Blocks of the representation become labelled blocks, and "undefined" becomes a break out of the current one. The source that
 * is generated contains nothing of any input: constants of the rules enter it only as JSON literals, identifiers are
 * numbers made here, and every builtin is looked up in the table that the caller gives.
 */
import { GatehouseError } from '../../../errors.ts';
import type { Block, Func, Location, Operand, Policy, Statement } from './ir.ts';
import * as runtime from './runtime.ts';
import type { PlainObject, RegoObject, Value } from './values.ts';

// biome-ignore lint/suspicious/noConfusingVoidType: a builtin that is undefined for its arguments returns nothing
export type Builtin = (...args: Value[]) => Value | undefined | void;

export interface Compiled {
  /** The value of an entrypoint, by its name in the bundle (`gatehouse/verdict/findings`); undefined where it has none. */
  evaluate(entrypoint: string, input: Value | undefined, data: PlainObject, maxSteps: number): Value | undefined;
}

/** Names that some prototype has, so that `value.name` may find what the document does not hold. */
const INHERITED = new Set(
  [Object, Array, String, Number, Boolean, BigInt, Function].flatMap((type) => [
    ...Object.getOwnPropertyNames(type.prototype),
    'length',
  ]),
);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * @throws GatehouseError BUNDLE_INVALID for a builtin that is not in the table, with its name and the place that calls it
 */
export function compile(policy: Policy, builtins: Readonly<Record<string, Builtin>>): Compiled {
  const generator = new Generator(policy, builtins);
  const source = generator.program();
  const make = new Function('rt', 'builtins', source) as (
    rt: typeof runtime,
    builtins: Builtin[],
  ) => {
    run(plan: string, input: Value | undefined, data: PlainObject, maxSteps: number): (PlainObject | RegoObject)[];
  };
  const program = make(runtime, generator.used);
  return {
    evaluate(entrypoint, input, data, maxSteps) {
      const [first] = program.run(entrypoint, input, data, maxSteps);
      return first === undefined ? undefined : runtime.get(first, 'result');
    },
  };
}

class Generator {
  readonly used: Builtin[] = [];
  readonly #policy: Policy;
  readonly #builtins: Readonly<Record<string, Builtin>>;
  readonly #strings: string[];
  readonly #functions: Map<string, number>;
  readonly #builtinIndex = new Map<string, number>();
  #labels: string[] = [];
  #names = 0;
  #locals = new Set<number>();

  constructor(policy: Policy, builtins: Readonly<Record<string, Builtin>>) {
    this.#policy = policy;
    this.#builtins = builtins;
    this.#strings = (policy.static.strings ?? []).map(({ value }) => value);
    this.#functions = new Map((policy.funcs.funcs ?? []).map(({ name }, index) => [name, index]));
  }

  program(): string {
    const functions = (this.#policy.funcs.funcs ?? []).map((func, index) => this.#function(func, index));
    const plans = this.#policy.plans.plans.map(({ name, blocks }, index) => ({
      name,
      code: this.#body(`p${index}`, [0, 1], blocks),
      index,
    }));
    const { builtinNames } = this;
    return [
      '"use strict";',
      'let steps = 0, limit = 0, epoch = 0, rootInput, rootData, results;',
      `const memo = new Array(${functions.length}), seen = new Array(${functions.length}).fill(0);`,
      'const step = () => { if (++steps > limit) throw new rt.OverrunError("the evaluation took too many steps"); };',
      ...builtinNames.map((_, index) => `const b${index} = builtins[${index}];`),
      `const mapping = new Map(${this.#mapping()});`,
      ...functions,
      ...plans.map(({ code }) => code),
      `const plans = { __proto__: null, ${plans.map(({ name, index }) => `${JSON.stringify(name)}: p${index}`).join(', ')} };`,
      `return { run(plan, input, data, maxSteps) {
        steps = 0; limit = maxSteps; epoch += 1; rootInput = input; rootData = data; results = [];
        plans[plan](input, data);
        return results;
      } };`,
    ].join('\n');
  }

  get builtinNames(): string[] {
    return [...this.#builtinIndex.keys()];
  }

  /** Virtual documents by their path, for calls whose path is known only while evaluating. */
  #mapping(): string {
    const entries = (this.#policy.funcs.funcs ?? [])
      .filter(({ path }) => path && path.length > 0)
      .map(({ path, name }) => `[${JSON.stringify(JSON.stringify(path))}, ${this.#callable(name)}]`);
    return `[${entries.join(', ')}]`;
  }

  #callable(name: string): string {
    return `f${this.#functions.get(name)}`;
  }

  #function(func: Func, index: number): string {
    // A rule without arguments has one value per input and data: it is computed once an evaluation.
    if (func.params.length > 2) return this.#body(`f${index}`, func.params, func.blocks ?? []);
    return `${this.#body(`u${index}`, func.params, func.blocks ?? [])}
function f${index}(l0, l1) {
  if (l0 !== rootInput || l1 !== rootData) return u${index}(l0, l1);
  if (seen[${index}] === epoch) return memo[${index}];
  const value = u${index}(l0, l1);
  seen[${index}] = epoch;
  return (memo[${index}] = value);
}`;
  }

  #body(name: string, params: readonly number[], blocks: readonly Block[]): string {
    this.#labels = [];
    this.#locals = new Set();
    const code = blocks.map((block) => this.#block(block)).join('\n');
    const locals = [...this.#locals].filter((local) => !params.includes(local)).map((local) => `l${local}`);
    const declared = locals.length > 0 ? `let ${locals.join(', ')};\n` : '';
    return `function ${name}(${params.map((local) => `l${local}`).join(', ')}) {\nstep();\n${declared}${code}\n}`;
  }

  #block(block: Block, label = this.#fresh('k')): string {
    this.#labels.push(label);
    const code = (block.stmts ?? []).map((statement) => this.#statement(statement)).join('\n');
    this.#labels.pop();
    return `${label}: {\n${code}\n}`;
  }

  #fresh(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
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
        return literal(this.#string(operand.value));
    }
  }

  #string(index: number): string {
    return this.#strings[index] as string;
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
        return `if (!rt.isRegoObject(${this.#read(statement.stmt.source)})) ${this.#break()}`;
      case 'IsSetStmt':
        return `if (!(${this.#read(statement.stmt.source)} instanceof rt.RegoSet)) ${this.#break()}`;
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
    return a.type === 'local' && b.type === 'local' ? `rt.equal(${left}, ${right})` : `(${left} === ${right})`;
  }

  #make(statement: Statement): string {
    switch (statement.type) {
      case 'AssignVarStmt':
        return `${this.#local(statement.stmt.target)} = ${this.#read(statement.stmt.source)};`;
      case 'AssignVarOnceStmt': {
        const target = this.#local(statement.stmt.target);
        return `${target} = rt.once(${target}, ${this.#read(statement.stmt.source)});`;
      }
      case 'AssignIntStmt':
      case 'MakeNumberIntStmt':
        return `${this.#local(statement.stmt.target)} = ${numberLiteral(String(statement.stmt.value))};`;
      case 'MakeNumberRefStmt':
        return `${this.#local(statement.stmt.target)} = ${numberLiteral(this.#string(statement.stmt.Index))};`;
      case 'ResetLocalStmt':
        return `${this.#local(statement.stmt.target)} = undefined;`;
      case 'MakeNullStmt':
        return `${this.#local(statement.stmt.target)} = null;`;
      case 'MakeArrayStmt':
        return `${this.#local(statement.stmt.target)} = [];`;
      case 'MakeObjectStmt':
        return `${this.#local(statement.stmt.target)} = {};`;
      case 'MakeSetStmt':
        return `${this.#local(statement.stmt.target)} = new rt.RegoSet();`;
      case 'LenStmt': {
        const target = this.#local(statement.stmt.target);
        return `${target} = rt.length(${this.#read(statement.stmt.source)}); if (${target} === undefined) ${this.#break()}`;
      }
      case 'ArrayAppendStmt':
        return `${this.#local(statement.stmt.array)}.push(${this.#read(statement.stmt.value)});`;
      case 'ObjectInsertStmt':
      case 'ObjectInsertOnceStmt': {
        const object = this.#local(statement.stmt.object);
        const name = statement.type === 'ObjectInsertStmt' ? 'insert' : 'insertOnce';
        return `${object} = rt.${name}(${object}, ${this.#read(statement.stmt.key)}, ${this.#read(statement.stmt.value)});`;
      }
      case 'ObjectMergeStmt': {
        const { a, b, target } = statement.stmt;
        return `${this.#local(target)} = rt.merge(${this.#local(a)}, ${this.#local(b)});`;
      }
      case 'SetAddStmt':
        return `rt.addTo(${this.#local(statement.stmt.set)}, ${this.#read(statement.stmt.value)});`;
      case 'ResultSetAddStmt':
        return `results.push(${this.#local(statement.stmt.value)});`;
      default:
        throw new GatehouseError('BUNDLE_INVALID', `the plan has a statement of an unknown kind: ${statement.type}`);
    }
  }

  #dot({ source, key, target }: { source: Operand; key: Operand; target: number }): string {
    // Strings and booleans have no members.
    if (source.type !== 'local') return this.#break();
    const from = this.#local(source.value);
    const to = this.#local(target);
    const missing = `if (${to} === undefined) `;
    if (key.type !== 'string_index') return `${to} = rt.get(${from}, ${this.#read(key)}); ${missing}${this.#break()}`;
    const name = this.#string(key.value);
    if (INHERITED.has(name) || !IDENTIFIER.test(name)) {
      return `${to} = rt.get(${from}, ${literal(name)}); ${missing}${this.#break()}`;
    }
    // A plain property read is what V8 makes fast; sets and odd objects have no such property and take the second look.
    const source2 = this.#fresh('t');
    return `const ${source2} = ${from}; ${to} = ${source2}?.${name}; if (${to} === undefined && (${to} = rt.getOdd(${source2}, ${literal(name)})) === undefined) ${this.#break()}`;
  }

  #scan({ source, key, value, block }: { source: number; key: number; value: number; block: Block }): string {
    const exit = this.#fresh('x');
    const next = this.#fresh('n');
    const [keys, index] = [this.#fresh('t'), this.#fresh('t')];
    const [from, k, v] = [this.#local(source), this.#local(key), this.#local(value)];
    this.#labels.push(exit);
    const body = this.#block(block, next);
    this.#labels.pop();
    // The body stands once: arrays count, everything else walks its keys.
    return `${exit}: {
const ${keys} = Array.isArray(${from}) ? undefined : rt.scanKeys(${from});
const ${index}s = ${from};
for (let ${index} = 0, ${index}n = ${keys} === undefined ? ${index}s.length : ${keys}.length; ${index} < ${index}n; ${index}++) {
step();
if (${keys} === undefined) { ${k} = ${index}; ${v} = ${index}s[${index}]; }
else { ${k} = ${keys}[${index}]; ${v} = rt.get(${index}s, ${k}); }
${body}
}
}`;
  }

  #not(block: Block): string {
    const flag = this.#fresh('t');
    return `let ${flag} = false;\n${this.#flagged(block, flag)}\nif (${flag}) ${this.#break()}`;
  }

  /** The block, after whose end the flag is true. */
  #flagged(block: Block, flag: string): string {
    const code = this.#block(block);
    return `${code.slice(0, -1)}${flag} = true;\n}`;
  }

  #with({ local, path, value, block }: { local: number; path: number[] | null; value: Operand; block: Block }): string {
    const [saved, flag] = [this.#fresh('t'), this.#fresh('t')];
    const target = this.#local(local);
    const keys = JSON.stringify((path ?? []).map((index) => this.#string(index)));
    const replaced = path?.length ? `rt.upsert(${target}, ${keys}, ${this.#read(value)})` : this.#read(value);
    return `const ${saved} = ${target}; ${target} = ${replaced};
let ${flag} = false;
${this.#flagged(block, flag)}
${target} = ${saved};
if (!${flag}) ${this.#break()}`;
  }

  #call(statement: Extract<Statement, { type: 'CallStmt' | 'CallDynamicStmt' }>): string {
    const result = this.#local(statement.stmt.result);
    if (statement.type === 'CallDynamicStmt') {
      const { args, path } = statement.stmt;
      const target = this.#fresh('t');
      const values = args.map((local) => this.#local(local)).join(', ');
      const key = `JSON.stringify([${path.map((operand) => this.#read(operand)).join(', ')}])`;
      // Where there is such a rule its answer counts, also when it is undefined: then everything around gives up.
      return `const ${target} = mapping.get(${key}); if (${target} === undefined) ${this.#break()}
${result} = ${target}(${values}); if (${result} === undefined) ${this.#break(3)}`;
    }
    const { func, args } = statement.stmt;
    const values = (args ?? []).map((operand) => this.#read(operand)).join(', ');
    const callee = this.#functions.has(func) ? this.#callable(func) : `b${this.#builtin(func, statement.stmt)}`;
    return `${result} = ${callee}(${values}); if (${result} === undefined) ${this.#break()}`;
  }

  #builtin(name: string, { file, row }: Location): number {
    const known = this.#builtinIndex.get(name);
    if (known !== undefined) return known;
    const builtin = Object.hasOwn(this.#builtins, name) ? this.#builtins[name] : undefined;
    if (builtin === undefined) {
      const where = `${(this.#policy.static.files ?? [])[file ?? -1]?.value ?? 'the rules'}:${row}`;
      throw new GatehouseError('BUNDLE_INVALID', `the builtin ${name} does not exist in this evaluator`, { where });
    }
    this.#builtinIndex.set(name, this.used.length);
    this.used.push(builtin);
    return this.used.length - 1;
  }
}

/** A string as a JavaScript literal: JSON, with the two characters that JSON allows and old JavaScript did not. */
function literal(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Integers beyond 2^53 stay exact as bigints. */
function numberLiteral(text: string): string {
  const value = Number(text);
  if (Number.isSafeInteger(value) || !/^-?\d+$/.test(text)) return value < 0 ? `(${value})` : String(value);
  return BigInt(text) < 0n ? `(${BigInt(text)}n)` : `${BigInt(text)}n`;
}
