/**
 * How a property of CloudFormation becomes an attribute of Terraform. A table has one line for each that is read; what it does not
 * name is translated by its name: in snake case, structures as blocks, which Terraform keeps in lists.
 */
import { lowerCamelCase, snakeCase } from './names.ts';
import { SUPPLIED, type Term, textOf, unknown } from './term.ts';

export interface Field {
  /** The attribute, dotted where it stands deeper: `access_logs.0.bucket`. Empty where its own fields stand beside it. */
  to: string;
  /**
   * `block`: a structure, or a list of them. `value`: a scalar, a list, or what has keys that are no names of properties.
   * `json`: a document that Terraform keeps as text.
   */
  form: 'value' | 'block' | 'json';
  fields?: Fields | undefined;
  /** Its fields are by the keys of pairs, and no properties. */
  pairs?: true;
  /** What is made of it before. */
  as?: (term: Term) => Term;
  /** The attribute that it is where it is fetched from where secrets are kept. */
  fetched?: string;
}

/** By name of the property. A text is the attribute of what needs no more said. */
export type Fields = Readonly<Record<string, string | Field>>;

/** Properties whose attribute has the same name in snake case: `same('StorageEncrypted KmsKeyId')`. */
export function same(names: string): Record<string, string> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, snakeCase(name)]));
}

export function block(to: string, fields?: Fields): Field {
  return { to, form: 'block', fields };
}

/** Its fields stand among those of what holds it. */
export function lift(fields: Fields): Field {
  return { to: '', form: 'block', fields };
}

export function json(to: string): Field {
  return { to, form: 'json' };
}

/** Its keys are names that somebody chose, so that they stay as they are. */
export function keyed(to: string): Field {
  return { to, form: 'value' };
}

export function value(to: string, as: (term: Term) => Term): Field {
  return { to, form: 'value', as };
}

/** A list of `{Key, Value}` as what it means: `LoadBalancerAttributes`. The fields are by key. */
export function settings(fields: Fields): Field {
  return { to: '', form: 'block', fields, pairs: true, as: (term) => byKey(term) };
}

/** `Tags`, a list of `{Key, Value}` or a map. */
export const tags: Field = { to: 'tags', form: 'value', as: (term) => byKey(term) };

/** A list of `{Name, Value}` as the map that it means: `Dimensions`. */
export function named(to: string): Field {
  return value(to, (term) => byKey(term, 'Name'));
}

/** `{Status: on}` where the words of CloudFormation and Terraform differ. */
export function words(to: string, meanings: Readonly<Record<string, string | boolean>>): Field {
  return value(to, (term) => {
    const text = textOf(term);
    const meaning = text === undefined ? undefined : meanings[text];
    return meaning === undefined ? term : { kind: 'scalar', value: meaning, at: term.at };
  });
}

/** Items of a list that have that property; the others are something else. */
export function only(property: string): (term: Term) => Term {
  return (term) =>
    term.kind === 'list'
      ? { ...term, items: term.items.filter((item) => item.kind !== 'map' || item.entries.has(property)) }
      : term;
}

/** A password: where the stack does not have it, it is one that Terraform would write without keeping it. */
export function password(to: string): Field {
  return { to, form: 'value', fetched: `${to}_wo_version` };
}

/** A text that is judged by what of it is written in the template: a script with a name put into it. */
export function script(to: string): Field {
  return value(to, (term) =>
    term.kind === 'unknown' && term.text !== SUPPLIED ? { kind: 'scalar', value: term.text, at: term.at } : term,
  );
}

/** A list of `{Type: x}` as the list of what they say. */
export function each(to: string, property: string): Field {
  return value(to, (term) => {
    if (term.kind !== 'list') return term;
    const items = term.items.map((item) => (item.kind === 'map' ? (item.entries.get(property) ?? item) : item));
    return { ...term, items };
  });
}

/** A map whose keys somebody chose of a few, as a list of blocks that say the key: `LogPublishingOptions`. */
export function listed(to: string, attribute: string, fields: Fields): Field {
  return {
    to,
    form: 'block',
    fields: { ...fields, '': attribute },
    as: (term) => {
      if (term.kind !== 'map') return term;
      const items = [...term.entries].map(([key, item]): Term => {
        if (item.kind !== 'map') return item;
        return { ...item, entries: new Map([['', { kind: 'scalar', value: key, at: item.at }], ...item.entries]) };
      });
      return { kind: 'list', items, at: term.at };
    },
  };
}

/** What an API writes with a small first letter, at every depth: container definitions. Keys that somebody chose stay. */
export function lowerCamel(term: Term): Term {
  if (term.kind === 'list') return { ...term, items: term.items.map(lowerCamel) };
  if (term.kind !== 'map') return term;
  const entries = [...term.entries].map(([key, item]) => {
    const isOwn = key === 'DockerLabels' || key === 'Options';
    return [lowerCamelCase(key), isOwn ? item : lowerCamel(item)] as const;
  });
  return { ...term, entries: new Map(entries) };
}

/** What is not known of its keys makes all of it unknown. */
function byKey(term: Term, property = 'Key'): Term {
  if (term.kind !== 'list') return term;
  const entries = new Map<string, Term>();
  for (const item of term.items) {
    const key = item.kind === 'map' ? textOf(item.entries.get(property)) : undefined;
    if (item.kind !== 'map' || key === undefined) {
      return unknown(term.at);
    }
    entries.set(key, item.entries.get('Value') ?? { kind: 'scalar', value: '', at: item.at });
  }
  return { kind: 'map', entries, at: term.at };
}
