/**
 * The scorecard: for each pattern the share of resources that keep its promise, by team and environment, with the reasons. A
 * resource that no rule of a pattern applies to says nothing about it, and a pattern that applies to nothing is not kept.
 */
import Type from 'typebox';
import { ResourceIdentity } from '../resource/resource.ts';

const strict = { additionalProperties: false } as const;

export const Count = Type.Object(
  {
    /** Resources to which a rule of the pattern applies: the sum of the four below. */
    applicable: Type.Integer(),
    kept: Type.Integer(),
    broken: Type.Integer(),
    /** Nothing is broken, but not all is known. */
    unknown: Type.Integer(),
    /** Broken, and a waiver says that it may be. */
    waived: Type.Integer(),
    /** Kept of applicable, 0 to 1; null where nothing is applicable. */
    share: Type.Union([Type.Number(), Type.Null()]),
  },
  strict,
);
export type Count = Type.Static<typeof Count>;

export const Reason = Type.Object(
  {
    rule: Type.String(),
    title: Type.String(),
    /** Resources that break it. */
    broken: Type.Integer(),
    /** The first of them. */
    examples: Type.Array(ResourceIdentity),
  },
  strict,
);
export type Reason = Type.Static<typeof Reason>;

export const OwnerCount = Type.Object(
  {
    /** Null where no tag or label says it. */
    team: Type.Union([Type.String(), Type.Null()]),
    environment: Type.Union([Type.String(), Type.Null()]),
    ...Count.properties,
  },
  strict,
);
export type OwnerCount = Type.Static<typeof OwnerCount>;

export const PatternScore = Type.Object(
  {
    pack: Type.String(),
    /** Empty for packs of others. */
    promise: Type.String(),
    /** `off`: no rule of it is on. `not-applicable`: its rules found nothing that they are about, which is not the same as kept. */
    state: Type.Union([Type.Literal('judged'), Type.Literal('not-applicable'), Type.Literal('off')]),
    ...Count.properties,
    owners: Type.Array(OwnerCount),
    /** Those that are broken most often first. */
    reasons: Type.Array(Reason),
  },
  strict,
);
export type PatternScore = Type.Static<typeof PatternScore>;

export const Scorecard = Type.Object(
  {
    revision: Type.String(),
    /** How many resources were judged, and how many could not be. */
    resources: Type.Integer(),
    errors: Type.Integer(),
    patterns: Type.Array(PatternScore),
  },
  strict,
);
export type Scorecard = Type.Static<typeof Scorecard>;
