/**
 * `Fn::ForEach`: a fragment once for each value of a collection. What it makes keeps the place where it is written.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
import { isObject, type JsonObject, type JsonValue, setOwn, stringAt } from '../../json.ts';
import { escapeKey, fromPointer, toPointer } from '../../resource/pointer.ts';
import { MAX_DEPTH, type Resolver } from './resolve.ts';
import { type Term, textOf } from './term.ts';

/** The values of the identifiers of the loops around. */
type Bound = ReadonlyMap<string, string>;

interface Place {
  /** The pointer in the template as it is written. */
  from: string;
  /** The same in what is made of it. */
  to: string;
}

/** In characters. CloudFormation takes no more of what it made, either; loops within loops can ask for any number of them. */
const MAX_MADE = 1024 * 1024;

export function isLoop(key: string): boolean {
  return key.startsWith('Fn::ForEach');
}

export class Loops {
  /** Why a loop stays as it is: its collection is not known, or it is none. */
  readonly notes: string[] = [];
  readonly #resolver: Resolver;
  /** Pointers into the template as it is written, by those of what loops made. */
  readonly #written = new Map<string, string>();
  #left = MAX_MADE;
  #depth = 0;

  constructor(resolver: Resolver) {
    this.#resolver = resolver;
  }

  /** A section (`Resources`) without loops, but for those of which it is not known what they make. */
  expand(section: JsonObject, name: string): JsonObject {
    return this.#map(section, { from: `/${name}`, to: `/${name}` }, new Map());
  }

  /** Where in the template that stands which is at this pointer of what was made. */
  written(pointer: string): string {
    if (this.#written.size === 0) return pointer;
    const keys = fromPointer(pointer);
    for (let length = keys.length; length > 0; length -= 1) {
      const found = this.#written.get(toPointer(keys.slice(0, length)));
      if (found !== undefined) return found + toPointer(keys.slice(length));
    }
    return pointer;
  }

  #map(map: JsonObject, place: Place, bound: Bound): JsonObject {
    const result: JsonObject = {};
    this.#add(result, map, place, bound);
    return result;
  }

  #add(result: JsonObject, map: JsonObject, { from, to }: Place, bound: Bound): void {
    for (const [written, value] of Object.entries(map)) {
      const at = `${from}/${escapeKey(written)}`;
      if (isLoop(written) && this.#loop(result, written, value, { from: at, to }, bound)) continue;
      const key = replaced(written, bound);
      const target = `${to}/${escapeKey(key)}`;
      if (bound.size > 0) this.#written.set(target, at);
      this.#left -= key.length;
      setOwn(result, key, this.#value(value, { from: at, to: target }, bound));
    }
  }

  /** False where it cannot be told what it makes. */
  #loop(result: JsonObject, name: string, loop: JsonValue, { from, to }: Place, bound: Bound): boolean {
    const [identifier, collection, body] = Array.isArray(loop) ? loop : [];
    if (typeof identifier !== 'string' || collection === undefined || !isObject(body)) {
      this.#keep(name, to, 'is no identifier, collection and fragment');
      return false;
    }
    const items = itemsOf(this.#resolver.resolve(this.#value(collection, { from, to }, bound), from));
    if (items === undefined) {
      const parameter = stringAt(collection, 'Ref');
      const advice = parameter === undefined ? '' : `; give the parameter ${parameter} a value`;
      this.#keep(name, to, `has a collection that is not known before deployment${advice}`);
      return false;
    }
    for (const item of items) {
      if (this.#left < 0) {
        this.#keep(name, to, 'makes more than CloudFormation takes');
        return true;
      }
      this.#add(result, body, { from: `${from}/2`, to }, new Map([...bound, [identifier, item]]));
    }
    return true;
  }

  #keep(name: string, to: string, why: string): void {
    const [section = '', id] = fromPointer(to);
    const what = id === undefined ? `the ${section.toLowerCase()} that it makes are` : `what it makes of ${id} is`;
    const note = `${name} ${why}: ${what} not judged`;
    if (!this.notes.includes(note)) this.notes.push(note);
  }

  #value(value: JsonValue, place: Place, bound: Bound): JsonValue {
    if (this.#depth >= MAX_DEPTH) return value;
    this.#depth += 1;
    const made = this.#made(value, place, bound);
    this.#depth -= 1;
    return made;
  }

  #made(value: JsonValue, place: Place, bound: Bound): JsonValue {
    this.#left -= 1;
    if (typeof value === 'string') {
      const text = replaced(value, bound);
      this.#left -= text.length;
      return text;
    }
    const below = (key: string | number) => ({ from: `${place.from}/${key}`, to: `${place.to}/${key}` });
    if (Array.isArray(value)) return value.map((item, index) => this.#value(item, below(index), bound));
    if (!isObject(value)) return value;
    const name = Object.keys(value).length === 1 ? stringAt(value, 'Ref') : undefined;
    return (name === undefined ? undefined : bound.get(name)) ?? this.#map(value, place, bound);
  }
}

/** `${Name}` as it is, `&{Name}` with letters and digits only, as names of resources are. `${!Name}` is no placeholder. */
function replaced(text: string, bound: Bound): string {
  if (bound.size === 0 || !text.includes('{')) return text;
  return text.replace(/([$&])\{\s*([^{}!\s]+)\s*\}/g, (whole, sign, name) => {
    const value = bound.get(name);
    if (value === undefined) return whole;
    return sign === '&' ? value.replace(/[^0-9A-Za-z]/g, '') : value;
  });
}

function itemsOf(collection: Term): string[] | undefined {
  if (collection.kind !== 'list') return undefined;
  const items = collection.items.map(textOf);
  return items.includes(undefined) ? undefined : (items as string[]);
}
