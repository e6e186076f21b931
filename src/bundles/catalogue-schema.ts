/** What a catalogue must look like, for those that somebody else's build wrote. */
import Type from 'typebox';
import { Door, Match } from '../config/schema.ts';
import { Action, Severity, UnknownAction } from '../reports/report.ts';
import { FACET_NAMES } from '../resource/facet-names.ts';
import type { FacetName } from '../resource/facets.ts';
import { Operation } from '../resource/resource.ts';

const strict = { additionalProperties: false } as const;
const name = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' });

export const RuleMetadataSchema = Type.Object(
  {
    id: name,
    pack: name,
    title: Type.String({ minLength: 1, maxLength: 80 }),
    description: Type.String(),
    remediation: Type.String(),
    severity: Severity,
    action: Action,
    unknown: UnknownAction,
    sentence: Type.Optional(Type.String()),
    default: Type.Union([Type.Literal('on'), Type.Literal('off')]),
    doors: Type.Array(Door, { minItems: 1 }),
    kinds: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    siblings: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    facets: Type.Array(Type.Unsafe<FacetName>({ enum: FACET_NAMES })),
    operations: Type.Array(Operation, { minItems: 1 }),
    match: Type.Optional(Match),
    requires: Type.Array(Type.Union([Type.Literal('scans'), Type.Literal('request')])),
    object: Type.Boolean(),
    references: Type.Array(Type.String({ pattern: '^https://' })),
    controls: Type.Record(Type.String(), Type.Array(Type.String())),
    parameters: Type.Object({
      type: Type.Literal('object'),
      additionalProperties: Type.Literal(false),
      properties: Type.Record(Type.String(), Type.Object({})),
    }),
  },
  strict,
);
