/**
 * CloudFormation's functions, worked out as far as a template tells. What is malformed is unknown: CloudFormation itself refuses
 * it, and nothing is judged to be right because of it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
import { dig, isObject, type JsonObject, type JsonValue, objectAt, own } from '../../json.ts';
import { escapeKey } from '../../resource/pointer.ts';
import { Conditions } from './conditions.ts';
import { snakeCase } from './names.ts';
import { type Deployment, parameterTerm, pseudoTerm } from './parameters.ts';
import { attributeOf } from './tags.ts';
import { isSame, jsonOf, madeOf, SUPPLIED, scalar, type Term, textOf, type Unknown, unknown } from './term.ts';

export interface ResolverOptions {
  deployment: Deployment;
  /** Whether the defaults of parameters count. */
  defaults: boolean;
  /** A condition that is taken to hold. */
  assume?: string | undefined;
}

/** Nothing that CloudFormation takes is nested deeper. */
export const MAX_DEPTH = 200;

/** Reads values of one template. */
export class Resolver {
  readonly #template: JsonObject;
  readonly #deployment: Deployment;
  readonly #defaults: boolean;
  readonly #given: Map<string, JsonValue>;
  readonly conditions: Conditions;
  #depth = 0;

  constructor(template: JsonObject, { deployment, defaults, assume }: ResolverOptions) {
    this.#template = template;
    this.#deployment = deployment;
    this.#defaults = defaults;
    this.#given = new Map(Object.entries(deployment.parameters ?? {}));
    this.conditions = new Conditions(objectAt(template, 'Conditions'), (value) => this.resolve(value, ''));
    if (assume !== undefined) this.conditions.assume(assume, this.#given);
  }

  /** @param at the pointer of the value in the template */
  resolve(value: JsonValue, at: string): Term {
    if (this.#depth >= MAX_DEPTH) return unknown(at, { free: true });
    this.#depth += 1;
    const term = this.#resolve(value, at);
    this.#depth -= 1;
    return term;
  }

  #resolve(value: JsonValue, at: string): Term {
    if (typeof value === 'string') return dynamic(value, at) ?? scalar(value, at);
    if (Array.isArray(value)) return this.#list(value, at);
    if (!isObject(value)) return scalar(value, at);
    const [key, ...more] = Object.keys(value);
    if (key !== undefined && more.length === 0) {
      const called = this.#call(key, value[key] as JsonValue, at);
      if (called !== undefined) return called;
    }
    // What a macro or a loop adds beside what is written may be anything.
    if (Object.keys(value).some((name) => name.startsWith('Fn::'))) return unknown(at, { free: true });
    const entries = new Map<string, Term>();
    for (const [name, item] of Object.entries(value)) {
      const term = this.resolve(item, `${at}/${escapeKey(name)}`);
      if (term.kind !== 'nothing') entries.set(name, term);
    }
    return { kind: 'map', entries, at };
  }

  #list(items: readonly JsonValue[], at: string): Term {
    const terms = items.map((item, index) => this.resolve(item, `${at}/${index}`));
    return { kind: 'list', items: terms.filter(({ kind }) => kind !== 'nothing'), at };
  }

  /** Undefined for a key that is no function. */
  #call(name: string, value: JsonValue, at: string): Term | undefined {
    switch (name) {
      case 'Ref':
        return typeof value === 'string' ? this.#ref(value, at) : unknown(at, { free: true });
      case 'Fn::GetAtt':
        return this.#attribute(typeof value === 'string' ? attributeOf(value) : value, at);
      case 'Fn::If':
        return this.#if(value, at);
      case 'Fn::Sub':
        return this.#sub(value, at);
      case 'Fn::Join':
        return this.#join(value, at);
      case 'Fn::Split':
        return this.#split(value, at);
      case 'Fn::Select':
        return this.#select(value, at);
      case 'Fn::FindInMap':
        return this.#find(value, at);
      // Terraform's providers take the text itself.
      case 'Fn::Base64':
        return this.resolve(value, `${at}/Fn::Base64`);
      case 'Fn::ToJsonString':
        return this.#json(value, at);
      case 'Fn::Length':
        return this.#length(value, at);
      case 'Fn::GetAZs':
      case 'Fn::Cidr':
      case 'Fn::ImportValue':
        return { ...madeOf([this.resolve(value, at)], at), text: SUPPLIED };
      default:
        // A macro's value, or a function that is newer than this.
        return name.startsWith('Fn::') ? unknown(at, { free: true }) : undefined;
    }
  }

  #ref(name: string, at: string): Term {
    if (name.startsWith('AWS::')) return pseudoTerm(name, at, this.#deployment);
    const options = { given: this.#given, defaults: this.#defaults };
    const parameter = parameterTerm(this.#template, name, at, options);
    if (parameter !== undefined) return parameter;
    if (!Object.hasOwn(objectAt(this.#template, 'Resources'), name)) return unknown(at, { free: true });
    return unknown(at, { sources: [{ logicalId: name, attribute: 'id' }] });
  }

  #attribute(value: JsonValue, at: string): Term {
    const [logicalId, attribute] = Array.isArray(value) ? value : [];
    if (typeof logicalId !== 'string') return unknown(at, { free: true });
    const name = typeof attribute === 'string' ? attribute : '';
    return unknown(at, { sources: [{ logicalId, attribute: snakeCase(name) }] });
  }

  #if(value: JsonValue, at: string): Term {
    const [name, yes, no] = Array.isArray(value) ? value : [];
    if (typeof name !== 'string' || yes === undefined || no === undefined) return unknown(at, { free: true });
    const then = () => this.resolve(yes, `${at}/Fn::If/1`);
    const otherwise = () => this.resolve(no, `${at}/Fn::If/2`);
    const holds = this.conditions.holds(name);
    if (holds !== undefined) return placed(holds ? then() : otherwise(), at);
    const [one, other] = [then(), otherwise()];
    return isSame(one, other) ? placed(one, at) : { ...madeOf([one, other], at), free: true, text: SUPPLIED };
  }

  #sub(value: JsonValue, at: string): Term {
    const [text, variables] = Array.isArray(value) ? value : [value];
    if (typeof text !== 'string') return unknown(at, { free: true });
    const parts: Term[] = [];
    let from = 0;
    for (const match of text.matchAll(/\$\{(!?)([^}]+)\}/g)) {
      parts.push(scalar(text.slice(from, match.index), at));
      from = match.index + match[0].length;
      const [, literal, name = ''] = match;
      if (literal) parts.push(scalar(`\${${name}}`, at));
      else parts.push(this.#variable(name.trim(), variables ?? null, at));
    }
    parts.push(scalar(text.slice(from), at));
    return joined(parts, '', at);
  }

  #variable(name: string, variables: JsonValue, at: string): Term {
    const value = own(variables, name);
    if (value !== undefined) return this.resolve(value, at);
    return name.includes('.') && !name.startsWith('AWS::')
      ? this.#attribute(attributeOf(name), at)
      : this.#ref(name, at);
  }

  #join(value: JsonValue, at: string): Term {
    const [delimiter, items] = Array.isArray(value) ? value : [];
    if (typeof delimiter !== 'string' || items === undefined) return unknown(at, { free: true });
    const list = this.resolve(items, at);
    return list.kind === 'list' ? joined(list.items, delimiter, at) : { ...madeOf([list], at), text: SUPPLIED };
  }

  #split(value: JsonValue, at: string): Term {
    const [delimiter, source] = Array.isArray(value) ? value : [];
    if (typeof delimiter !== 'string' || delimiter === '' || source === undefined) return unknown(at, { free: true });
    const term = this.resolve(source, at);
    const text = textOf(term);
    if (text === undefined) return { ...madeOf([term], at), text: SUPPLIED };
    return { kind: 'list', items: text.split(delimiter).map((item) => scalar(item, at)), at };
  }

  #select(value: JsonValue, at: string): Term {
    const [index, items] = Array.isArray(value) ? value : [];
    if (index === undefined || items === undefined) return unknown(at, { free: true });
    const list = this.resolve(items, at);
    const place = textOf(this.resolve(index, at));
    const item = list.kind === 'list' && place !== undefined ? list.items[Number(place)] : undefined;
    return item === undefined ? { ...madeOf([list], at), text: SUPPLIED } : placed(item, at);
  }

  #find(value: JsonValue, at: string): Term {
    const [map, first, second, options] = Array.isArray(value) ? value : [];
    if (map === undefined || first === undefined || second === undefined) return unknown(at, { free: true });
    const keys = [map, first, second].map((key) => textOf(this.resolve(key, at)));
    if (keys.includes(undefined)) {
      // One of the values of the map, of which none may be a wildcard.
      const values = keys[0] === undefined ? undefined : dig(this.#template, 'Mappings', keys[0]);
      const free = values === undefined || JSON.stringify([values, options ?? null]).includes('*');
      return unknown(at, { free });
    }
    const found = dig(this.#template, 'Mappings', ...(keys as string[])) ?? own(options, 'DefaultValue');
    return found === undefined ? unknown(at, { free: true }) : placed(this.resolve(found, at), at);
  }

  #json(value: JsonValue, at: string): Term {
    const term = this.resolve(value, at);
    const json = jsonOf(term);
    return json === undefined ? madeOf([term], at, SUPPLIED) : joined([scalar(JSON.stringify(json), at)], '', at);
  }

  #length(value: JsonValue, at: string): Term {
    const term = this.resolve(value, at);
    return term.kind === 'list' ? scalar(term.items.length, at) : { ...madeOf([term], at), text: SUPPLIED };
  }
}

/** A scalar that a function gives stands where the function stands; a list or map has its own places. */
function placed(term: Term, at: string): Term {
  return term.kind === 'list' || term.kind === 'map' ? term : { ...term, at };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
function dynamic(text: string, at: string): Unknown | undefined {
  if (!text.includes('{{resolve:')) return undefined;
  const secret = /\{\{resolve:(?:secretsmanager|ssm-secure):/.test(text);
  return unknown(at, { secret, fetched: secret });
}

function joined(parts: readonly Term[], delimiter: string, at: string): Term {
  const texts = parts.map((part) => textOf(part) ?? (part.kind === 'unknown' ? part.text : SUPPLIED));
  const text = texts.join(delimiter);
  const made = parts.every((part) => textOf(part) !== undefined) ? scalar(text, at) : madeOf(parts, at, text);
  const fetched = dynamic(text, at);
  if (fetched === undefined) return made;
  return made.kind === 'unknown'
    ? { ...made, secret: made.secret || fetched.secret, fetched: fetched.fetched }
    : fetched;
}
