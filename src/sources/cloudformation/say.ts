/**
 * Messages in the words of templates. Rules speak of Terraform's attributes and types; who writes a template looks for the
 * properties that are the same.
 */
import type { Fields } from './fields.ts';
import { TYPES } from './types/index.ts';
import { propertyOf, type TemplateType } from './types/type.ts';

interface TypeName {
  type: TemplateType;
  name: string;
  /** The property of it that is meant, where the type of Terraform is but a part. */
  property?: string;
}

/** By type of Terraform; a type of its own goes before a part of another. */
const TYPE_NAMES = new Map<string, TypeName>();
for (const [name, type] of Object.entries(TYPES)) {
  for (const part of type.parts ?? []) TYPE_NAMES.set(part.as, { type, name, property: propertyOf(part) });
}
for (const [name, type] of Object.entries(TYPES).reverse()) TYPE_NAMES.set(type.as, { type, name });

const vocabularies = new WeakMap<Fields, ReadonlyMap<string, string>>();

/** What a rule says, as the author of the template knows it. @param type undefined for what is no type of a table */
export function say(message: string, type: TemplateType | undefined): string {
  const meant = [...message.matchAll(/\baws_[a-z0-9_]+/g)].map(([name]) => TYPE_NAMES.get(name)?.type);
  const names = new Map([...meant.reverse(), type].flatMap((each) => (each ? [...vocabularyOf(each)] : [])));
  return message
    .replace(/\b(an? )?(aws_[a-z0-9_]+)/g, (whole, article, name) => {
      const found = TYPE_NAMES.get(name);
      if (found === undefined) return whole;
      if (found.property === undefined) return `${article ? 'an ' : ''}${found.name}`;
      return found.type === type ? found.property : `${found.property} of ${found.name}`;
    })
    .replace(/\b([a-z][a-z0-9]*(?:_[a-z0-9]+)*)(\.[a-z0-9_.]+)?( = )?/g, (whole, first, rest = '', equals = '') => {
      // A single word is mostly just a word.
      if (!first.includes('_') && rest === '' && equals === '') return whole;
      const said = nameOf([first, ...rest.split('.').filter((part: string) => part !== '')], names);
      return said === undefined ? whole : said + (equals && ': ');
    })
    .replace(/\b(after|before) apply\b/g, '$1 deployment')
    .replace(/\bthis plan\b/g, 'this template')
    .replace(/\bthe state keeps\b/g, 'the stack keeps');
}

/** The longest chain of attributes that the table knows, as properties; undefined where it does not know the first. */
function nameOf(attributes: readonly string[], names: ReadonlyMap<string, string>): string | undefined {
  const whole = names.get(attributes.join('.'));
  if (whole !== undefined) return whole;
  const said = attributes.map((name) => names.get(name));
  return said.includes(undefined) ? undefined : said.join('.');
}

/** Properties by attributes: by the last name of each, and by all of its names where there are several. */
function vocabularyOf({ fields, beside, parts = [] }: TemplateType): ReadonlyMap<string, string> {
  const known = vocabularies.get(fields);
  if (known) return known;
  const names = new Map<string, string>();
  for (const part of parts) collect(part.fields, names);
  if (beside) collect(beside, names);
  collect(fields, names);
  vocabularies.set(fields, names);
  return names;
}

/** What stands higher up is meant where two have one name. */
function collect(fields: Fields, names: Map<string, string>): void {
  for (const field of Object.values(fields))
    if (typeof field === 'object' && field.fields) collect(field.fields, names);
  for (const [property, field] of Object.entries(fields)) {
    const to = typeof field === 'string' ? field : field.to;
    const path = to.split('.').filter((name) => !/^\d*$/.test(name));
    const last = path.at(-1);
    if (last !== undefined) names.set(last, property);
    if (path.length > 1) names.set(path.join('.'), property);
  }
}
