/** The attributes of one resource of Terraform, made from the properties of one of CloudFormation, with the place of each. */
import { isObject, type JsonObject, type JsonValue, parseJson, setOwn } from '../../json.ts';
import { toPointer } from '../../resource/pointer.ts';
import { type Keys, SENSITIVE } from '../terraform/attributes.ts';
import type { Field, Fields } from './fields.ts';
import { snakeCase } from './names.ts';
import { isFetched, jsonOf, madeOf, type Source, SUPPLIED, scalar, type Term, unknownsIn } from './term.ts';

/** How Terraform's configuration names what a value comes from: `aws_kms_key.Key.arn`. */
export type ReferenceOf = (source: Source) => string;

export class Builder {
  readonly values: JsonObject = {};
  /** The shape of `after_unknown`. */
  readonly unknown: JsonObject = {};
  /** The shape of `expressions` in a plan's configuration. */
  readonly expressions: JsonObject = {};
  /** Pointers of the template by those of the attributes. */
  readonly places = new Map<string, string>();
  readonly #referenceOf: ReferenceOf;

  constructor(referenceOf: ReferenceOf) {
    this.#referenceOf = referenceOf;
  }

  /** @param properties a map, or what stands in its place */
  addAll(keys: Keys, properties: ReadonlyMap<string, Term>, fields: Fields | undefined): void {
    for (const [name, term] of properties) this.#add(keys, term, fieldOf(name, term, fields));
  }

  #add(keys: Keys, given: Term, field: Field): void {
    const { form, fields, as } = field;
    const term = as ? as(given) : given;
    const to = (isFetched(term) ? field.fetched : undefined) ?? field.to;
    if (to === '') {
      if (term.kind === 'map') this.addAll(keys, term.entries, fields);
      // It is not known which of them there are: each may be there.
      else if (term.kind === 'unknown') for (const field of listed(fields)) this.#add(keys, term, field);
      return;
    }
    const at = [...keys, ...to.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))];
    if (form === 'json') this.#put(at, documentOf(term));
    else if (form === 'value') this.#put(at, term);
    else this.#blocks(at, term, fields);
  }

  #blocks(at: Keys, term: Term, fields: Fields | undefined): void {
    if (term.kind !== 'map' && term.kind !== 'list') {
      this.#put(at, term);
      return;
    }
    this.#place(at, term.at);
    const blocks = term.kind === 'list' ? term.items : [term];
    if (blocks.length === 0) set(this.values, at, []);
    for (const [index, item] of blocks.entries()) {
      if (item.kind !== 'map') {
        this.#put([...at, index], item);
        continue;
      }
      const below = [...at, index];
      this.#place(below, item.at);
      set(this.values, below, {});
      set(this.expressions, below, {});
      this.addAll(below, item.entries, fields);
    }
    // Which of the blocks comes from where cannot be said any more.
    const missing = blocks.filter(({ kind }) => kind === 'unknown');
    if (missing.length > 0) set(this.expressions, at, this.#expression(madeOf(blocks, '')));
  }

  /** A value with all that is in it; its keys are no names of properties. */
  #put(at: Keys, term: Term): void {
    this.#write(at, term);
    const written = [...at];
    // A list has one expression.
    while (typeof written.at(-1) === 'number') written.pop();
    set(this.expressions, written, this.#expression(term));
  }

  #write(at: Keys, term: Term): void {
    this.#place(at, term.at);
    if (term.kind === 'unknown') {
      if (term.secret) set(this.values, at, SENSITIVE);
      else set(this.unknown, at, true);
      // The list of marks and the list of values have the same places.
      if (!term.secret && typeof at.at(-1) === 'number') set(this.values, at, null);
    } else if (term.kind === 'list') {
      set(this.values, at, []);
      for (const [index, item] of term.items.entries()) this.#write([...at, index], item);
    } else if (term.kind === 'map') {
      set(this.values, at, {});
      for (const [key, item] of term.entries) this.#write([...at, key], item);
    } else if (term.kind === 'scalar') {
      set(this.values, at, term.value);
    }
  }

  #expression(term: Term): JsonObject {
    const unknowns = unknownsIn(term);
    if (unknowns.length === 0) return { constant_value: jsonOf(term) ?? null };
    const references = unknowns.flatMap(({ sources }) => sources.map(this.#referenceOf));
    // As a plan has it where a value goes through what the plan does not tell.
    if (unknowns.some(({ free, sources }) => free || sources.length === 0)) references.push('local.template');
    return { references };
  }

  #place(at: Keys, where: string): void {
    this.places.set(toPointer(at), where);
    for (let length = at.length - 1; length > 0; length -= 1) {
      const pointer = toPointer(at.slice(0, length));
      if (!this.places.has(pointer)) this.places.set(pointer, where);
    }
  }
}

/** What becomes of a property. */
function fieldOf(name: string, term: Term, fields: Fields | undefined): Field {
  const written = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (typeof written === 'object') return written;
  const isBlock = term.kind === 'map' || (term.kind === 'list' && term.items.some(({ kind }) => kind === 'map'));
  return { to: written ?? snakeCase(name), form: isBlock ? 'block' : 'value' };
}

function listed(fields: Fields | undefined): Field[] {
  return Object.values(fields ?? {}).map((field) => (typeof field === 'string' ? { to: field, form: 'value' } : field));
}

/** As text. What is in it and not known leaves the rest to be read, unless it may be anything. */
function documentOf(term: Term): Term {
  if (term.kind === 'unknown' && !term.free && parseJson(term.text) !== undefined) return scalar(term.text, term.at);
  if (term.kind !== 'map' && term.kind !== 'list') return term;
  const document = jsonOf(term);
  return document === undefined ? madeOf([term], term.at, SUPPLIED) : scalar(JSON.stringify(document), term.at);
}

/** Sets what stands at those keys; what leads there is made, a list before a number. */
function set(target: JsonObject, keys: Keys, value: JsonValue): void {
  let node: JsonValue = target;
  for (const [depth, key] of keys.entries()) {
    const isLast = depth === keys.length - 1;
    const next: JsonValue = isLast ? value : typeof keys[depth + 1] === 'number' ? [] : {};
    if (Array.isArray(node)) {
      const index = Number(key);
      while (node.length < index) node.push(null);
      if (isLast || typeof node[index] !== 'object' || node[index] === null) node[index] = next;
      node = node[index] as JsonValue;
    } else if (isObject(node)) {
      const known: JsonValue | undefined = Object.hasOwn(node, key) ? node[key] : undefined;
      if (isLast || typeof known !== 'object' || known === null) setOwn(node, String(key), next);
      node = node[String(key)] as JsonValue;
    } else {
      return;
    }
  }
}
