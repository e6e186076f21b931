/** The report: what every REST answer, `gatehouse check --format json` and every audit hold. */
import Type from 'typebox';
import { ResourceIdentity } from '../resource/resource.ts';

const strict = { additionalProperties: false } as const;

export const Severity = Type.Union([
  Type.Literal('critical'),
  Type.Literal('high'),
  Type.Literal('medium'),
  Type.Literal('low'),
]);
export type Severity = Type.Static<typeof Severity>;

/** What a door does about a violation: `audit` records it and nothing else. */
export const Action = Type.Union([
  Type.Literal('deny'),
  Type.Literal('warn'),
  Type.Literal('audit'),
  Type.Literal('off'),
]);
export type Action = Type.Static<typeof Action>;

/** What a door does about an unknown. */
export const UnknownAction = Type.Union([Type.Literal('deny'), Type.Literal('warn'), Type.Literal('allow')]);
export type UnknownAction = Type.Static<typeof UnknownAction>;

/** One operation of a JSON Patch, RFC 6902. Rules use these three. */
export const PatchOperation = Type.Object(
  {
    op: Type.Union([Type.Literal('add'), Type.Literal('replace'), Type.Literal('remove')]),
    path: Type.String(),
    value: Type.Optional(Type.Any()),
  },
  strict,
);
export type PatchOperation = Type.Static<typeof PatchOperation>;

export const Fix = Type.Object(
  {
    /** What the fix does, in the imperative. */
    description: Type.String(),
    /** Applied by the mutating webhook and by `gatehouse fix`. Complete: it creates the parents it needs. */
    patch: Type.Optional(Type.Array(PatchOperation)),
    /** Offered for a person to paste: a manifest to add, an attribute to set. Never applied by Gatehouse. */
    offer: Type.Optional(Type.String()),
  },
  strict,
);
export type Fix = Type.Static<typeof Fix>;

export const Location = Type.Object({ file: Type.String(), line: Type.Integer({ minimum: 1 }) }, strict);

const finding = {
  rule: Type.String(),
  severity: Severity,
  resource: ResourceIdentity,
  /** RFC 6901 pointer into the resource's own object. What is missing is named where it would stand. */
  path: Type.String(),
  message: Type.String(),
  /** Equal at every door for the same finding on the same resource. */
  fingerprint: Type.String(),
  location: Type.Optional(Location),
  fix: Type.Optional(Fix),
};

export const Violation = Type.Object(
  {
    ...finding,
    action: Type.Union([Type.Literal('deny'), Type.Literal('warn'), Type.Literal('audit')]),
    /** A warning where it would be a denial, because the object is younger than the rule's grace period. */
    early: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type Violation = Type.Static<typeof Violation>;

export const Unknown = Type.Object({ ...finding, action: UnknownAction }, strict);
export type Unknown = Type.Static<typeof Unknown>;

export const WaiverReference = Type.Object(
  {
    /** What it covers, as a pattern. */
    resource: Type.String(),
    owner: Type.String(),
    reason: Type.String(),
    expires: Type.String(),
    /** The Waiver object, `namespace/Waiver/name`. Absent where it stands in the configuration file. */
    object: Type.Optional(Type.String()),
    /** True where the object that is judged carries it itself. */
    carried: Type.Optional(Type.Literal(true)),
  },
  strict,
);
export type WaiverReference = Type.Static<typeof WaiverReference>;

export const Waived = Type.Object({ ...Violation.properties, waiver: WaiverReference }, strict);
export type Waived = Type.Static<typeof Waived>;

export const ExpiredWaiver = Type.Object({ ...WaiverReference.properties, rule: Type.String() }, strict);
export type ExpiredWaiver = Type.Static<typeof ExpiredWaiver>;

export const ReportError = Type.Object(
  { resource: ResourceIdentity, code: Type.String(), message: Type.String() },
  strict,
);
export type ReportError = Type.Static<typeof ReportError>;

export const Summary = Type.Object(
  {
    /** How many resources were judged. */
    resources: Type.Integer(),
    /** Violations, and unknowns that their rule denies. */
    denied: Type.Integer(),
    warned: Type.Integer(),
    audited: Type.Integer(),
    unknown: Type.Integer(),
    waived: Type.Integer(),
  },
  strict,
);
export type Summary = Type.Static<typeof Summary>;

export const Report = Type.Object(
  {
    /** Of the rule set: the bundle's digest and the configuration's. */
    revision: Type.String(),
    summary: Summary,
    violations: Type.Array(Violation),
    unknowns: Type.Array(Unknown),
    waived: Type.Array(Waived),
    /** Waivers that would have applied, had they not expired. Absent where there are none. */
    expiredWaivers: Type.Optional(Type.Array(ExpiredWaiver)),
    /** Resources that could not be judged. Absent where there are none; never an allow where there are. */
    errors: Type.Optional(Type.Array(ReportError)),
    /** What of the input is not judged, and why: what a macro makes, types that no rule knows. Absent where all of it is. */
    notes: Type.Optional(Type.Array(Type.String())),
  },
  strict,
);
export type Report = Type.Static<typeof Report>;
