/** What a table says of one type of CloudFormation. */
import type { JsonValue } from '../../../json.ts';
import { type Fields, tags } from '../fields.ts';

export interface TemplateType {
  /** The type of Terraform that is the same thing. */
  as: string;
  fields: Fields;
  /** What stands beside `Properties`: `UpdatePolicy`. */
  beside?: Fields;
  /** What Terraform keeps in resources of their own. */
  parts?: readonly Part[];
  /** What holds where nothing is written: CloudFormation's own defaults, and what the type alone says. By dotted attribute. */
  defaults?: Readonly<Record<string, JsonValue>>;
  /** What it is instead where a property is written, or is that: an instance of a cluster is no database of its own. */
  instead?: readonly { where: string; is?: string; type: TemplateType }[];
  /** True where it is its parts and nothing else. */
  hollow?: true;
  /** Attributes that only rules know, to the properties that a reader looks for: `{acl: 'AccessControl'}`. */
  places?: Readonly<Record<string, string>>;
}

/** A resource of Terraform that is a property of CloudFormation's. */
export interface Part {
  as: string;
  /** The attribute by which it names what it is a part of. */
  link?: string;
  /** It is there where one of these is written. */
  fields: Fields;
  /** The fields are of each item of this list, and each is a resource. */
  each?: string;
  /** It is there whatever is written: what Terraform asks for and CloudFormation does by itself. */
  always?: true;
  defaults?: Readonly<Record<string, JsonValue>>;
}

/** The property that it is, or the first of those. */
export function propertyOf({ each, fields }: Part): string {
  return each ?? Object.keys(fields)[0] ?? '';
}

export type TemplateTypes = Readonly<Record<string, TemplateType>>;

/** A type of which nothing more is to be said. */
export function type(as: string, fields: Fields, more: Omit<TemplateType, 'as' | 'fields'> = {}): TemplateType {
  return { as, fields, ...more };
}

/**
 * The same of what carries tags, as `Tags` where the fields do not name another property: without any it has none, and does not
 * merely say nothing of them.
 */
export function tagged(as: string, fields: Fields, more: Omit<TemplateType, 'as' | 'fields'> = {}): TemplateType {
  const isNamed = Object.values(fields).some((field) => typeof field === 'object' && field.to === tags.to);
  const all = isNamed ? fields : { ...fields, Tags: tags };
  return type(as, all, { ...more, defaults: { tags: null, ...more.defaults } });
}
