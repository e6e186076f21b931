/** Where in a template that stands which a rule names by the attributes of Terraform, also where it is missing. */
import { fromPointer, toPointer } from '../../resource/pointer.ts';
import type { Field, Fields } from './fields.ts';

/**
 * @param where the pointers of the resource and of its properties
 * @param tables of the properties, and of what stands beside them
 * @param places pointers of what is written, by those of the attributes
 */
export function placeFinder(
  { root, base }: { root: string; base: string },
  places: ReadonlyMap<string, string>,
  { fields, beside }: { fields: Fields; beside: Fields },
  extra: Readonly<Record<string, string>> = {},
): (pointer: string) => string {
  const all = { ...fields, ...beside };
  return (pointer) => {
    const keys = fromPointer(pointer);
    if (keys.length === 0) return root;
    for (let length = keys.length; length > 0; length -= 1) {
      const written = places.get(toPointer(keys.slice(0, length)));
      if (written === undefined) continue;
      const below = fieldsBelow(all, namesOf(keys.slice(0, length)));
      return written + missing(below, namesOf(keys.slice(length)));
    }
    const names = namesOf(keys);
    const outside = missing(beside, names);
    if (outside !== '') return root + outside;
    const known = missing(fields, names) || toPointer(extra[names[0] ?? '']?.split('/') ?? []);
    return known === '' ? root : base + known;
  };
}

/** Without the places in lists, which nobody writes where there is nothing yet. */
function namesOf(keys: readonly string[]): string[] {
  return keys.filter((key) => !/^\d+$/.test(key));
}

/** The fields of what stands at those attributes. */
function fieldsBelow(fields: Fields, names: readonly string[]): Fields {
  for (const { field, rest } of matching(fields, names)) {
    if (rest.length === 0) return field.fields ?? {};
    if (field.fields) return fieldsBelow(field.fields, rest);
  }
  return {};
}

/** The pointer of the properties that those attributes would be, as far as the table knows them. */
function missing(fields: Fields, names: readonly string[]): string {
  if (names.length === 0) return '';
  let best = '';
  for (const { property, field, rest } of matching(fields, names)) {
    const below = field.fields && !field.pairs ? missing(field.fields, rest) : '';
    // What only stands for its own fields is meant where one of them is.
    const isMeant = field.to !== '' || below !== '' || (field.pairs && matching(field.fields ?? {}, rest).length > 0);
    const found = isMeant ? toPointer([property]) + below : '';
    if (found.length > best.length) best = found;
  }
  return best;
}

function matching(fields: Fields, names: readonly string[]): { property: string; field: Field; rest: string[] }[] {
  return Object.entries(fields).flatMap(([property, written]) => {
    const field: Field = typeof written === 'string' ? { to: written, form: 'value' } : written;
    const own = namesOf(field.to.split('.')).filter((name) => name !== '');
    const isPrefix = own.length <= names.length && own.every((name, index) => name === names[index]);
    // Settings are a list of pairs, so that their keys are no part of a path.
    return isPrefix ? [{ property, field, rest: names.slice(own.length) }] : [];
  });
}
