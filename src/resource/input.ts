/** What the rules are given: the document that Rego knows as `input`. */
import Type from 'typebox';
import { Context } from './context.ts';
import { Resource } from './resource.ts';

export const RuleInput = Type.Object(
  {
    /** Ids of the rules to evaluate: those that are on at this door and read a facet that the resource has. */
    rules: Type.Record(Type.String(), Type.Literal(true)),
    resource: Resource,
    context: Context,
  },
  { additionalProperties: false },
);
export type RuleInput = Type.Static<typeof RuleInput>;
