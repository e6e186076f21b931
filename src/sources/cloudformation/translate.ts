/** One resource of a template as Terraform's provider would plan it: one resource, and those that Terraform keeps beside it. */
import { isObject, type JsonObject, type JsonValue, own, setOwn } from '../../json.ts';
import { escapeKey } from '../../resource/pointer.ts';
import { Builder, type ReferenceOf } from './build.ts';
import { type Fields, tags } from './fields.ts';
import { placeFinder } from './places.ts';
import type { Resolver } from './resolve.ts';
import { type Term, unknown } from './term.ts';
import { type Part, propertyOf, type TemplateType } from './types/type.ts';

export interface Translated {
  type: string;
  /** The logical id; of a part with what it is: `Logs/VersioningConfiguration`. */
  id: string;
  values: JsonObject;
  unknown: JsonObject;
  expressions: JsonObject;
  pathOf: (pointer: string) => string;
}

interface Declared {
  logicalId: string;
  /** As the template names it. */
  type: string;
  /** Undefined for a type that the tables do not have. */
  known: TemplateType | undefined;
  resource: JsonValue;
}

export function translate(declared: Declared, resolver: Resolver, referenceOf: ReferenceOf): Translated[] {
  const { logicalId, known } = declared;
  const root = `/Resources/${escapeKey(logicalId)}`;
  const base = `${root}/Properties`;
  const all = propertiesOf(declared, resolver, base);
  if (known === undefined) {
    const fields = { Tags: tags };
    return [built({ type: declared.type, id: logicalId, root, base, properties: all, fields }, referenceOf)];
  }
  const { as, fields, parts = [], defaults, places } = known;
  const isApart = (name: string) => parts.some((part) => name === part.each || Object.hasOwn(part.fields, name));
  const mine = new Map([...all].filter(([name]) => !isApart(name)));
  const beside = besideOf(declared, resolver, root);
  const plan = { type: as, id: logicalId, root, base, properties: mine, fields, beside, defaults, places };
  const main = built(plan, referenceOf);
  const apartFromIt = parts.flatMap((part) =>
    apart(part, all, root).map((one, index) => {
      const id = [logicalId, propertyOf(part), ...(part.each === undefined ? [] : [index])].join('/');
      const { defaults: ofPart } = part;
      const made = built({ type: part.as, id, fields: part.fields, defaults: ofPart, ...one }, referenceOf);
      if (part.link === undefined) return made;
      setOwn(made.unknown, part.link, true);
      setOwn(made.expressions, part.link, { references: [referenceOf({ logicalId, attribute: 'id' })] });
      return made;
    }),
  );
  return known.hollow ? apartFromIt : [main, ...apartFromIt];
}

/** What is written. Where a macro or a loop adds to it, what is not written may be anything. */
function propertiesOf({ resource, known }: Declared, resolver: Resolver, base: string): Map<string, Term> {
  const properties = own(resource, 'Properties');
  if (!isObject(properties)) return new Map();
  const written = Object.entries(properties).filter(([name]) => !name.startsWith('Fn::'));
  const term = resolver.resolve(Object.fromEntries(written), base);
  const all = term.kind === 'map' ? term.entries : new Map<string, Term>();
  if (written.length === Object.keys(properties).length) return all;
  const fields = [known?.fields ?? { Tags: tags }, ...(known?.parts ?? []).map((part) => part.fields)];
  for (const name of fields.flatMap(Object.keys)) {
    if (!Object.hasOwn(properties, name)) all.set(name, unknown(base, { free: true }));
  }
  return all;
}

/** What stands beside the properties, as far as the table names it. */
function besideOf({ resource, known }: Declared, resolver: Resolver, root: string): Beside {
  const fields = known?.beside ?? {};
  const terms = Object.keys(fields).flatMap((name): [string, Term][] => {
    const value = own(resource, name);
    return value === undefined ? [] : [[name, resolver.resolve(value, `${root}/${name}`)]];
  });
  return { fields, terms: new Map(terms) };
}

interface Beside {
  fields: Fields;
  terms: ReadonlyMap<string, Term>;
}

/** The properties of each resource that the part is, and where they stand. */
function apart(part: Part, all: ReadonlyMap<string, Term>, root: string): Pick<Plan, 'root' | 'base' | 'properties'>[] {
  if (part.each === undefined) {
    const properties = new Map([...all].filter(([name]) => Object.hasOwn(part.fields, name)));
    return properties.size === 0 && !part.always ? [] : [{ root, base: `${root}/Properties`, properties }];
  }
  const list = all.get(part.each);
  const items = list?.kind === 'list' ? list.items : [];
  return items.flatMap((item) =>
    item.kind === 'map' ? [{ root: item.at, base: item.at, properties: item.entries }] : [],
  );
}

interface Plan {
  type: string;
  id: string;
  /** Where it stands as a whole. */
  root: string;
  /** Where its properties stand. */
  base: string;
  properties: ReadonlyMap<string, Term>;
  fields: Fields;
  beside?: Beside;
  defaults?: Readonly<Record<string, JsonValue>> | undefined;
  places?: Readonly<Record<string, string>> | undefined;
}

function built(plan: Plan, referenceOf: ReferenceOf): Translated {
  const { type, id, root, base, properties, fields, beside, defaults = {}, places } = plan;
  const builder = new Builder(referenceOf);
  builder.addAll([], properties, fields);
  if (beside) builder.addAll([], beside.terms, beside.fields);
  const { values, unknown, expressions } = builder;
  for (const [attribute, value] of Object.entries(defaults)) {
    fill(values, unknown, attribute.split('.'), value);
  }
  return {
    type,
    id,
    values,
    unknown,
    expressions,
    pathOf: placeFinder({ root, base }, builder.places, { fields, beside: beside?.fields ?? {} }, places),
  };
}

/** Sets what nobody wrote. A deeper one needs what holds it. */
function fill(
  values: JsonObject,
  unknown: JsonValue | undefined,
  [key = '', ...rest]: string[],
  value: JsonValue,
): void {
  const mark = own(unknown, key);
  const there = own(values, key);
  if (mark === true) return;
  if (rest.length === 0) {
    if (there === undefined && mark === undefined) setOwn(values, key, value);
    return;
  }
  const [index, ...below] = /^\d+$/.test(rest[0] ?? '') ? rest : ['', ...rest];
  const node = Array.isArray(there) ? there[Number(index)] : there;
  if (isObject(node)) fill(node, Array.isArray(mark) ? mark[Number(index)] : mark, below, value);
}
