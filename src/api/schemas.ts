/** What the REST API answers with, for its OpenAPI description. Answers are written whole: no schema takes fields away. */
import Type from 'typebox';
import type { Comparison } from '../audits/report.ts';
import type { Door } from '../config/schema.ts';
import { Action, type Report, Severity, UnknownAction } from '../reports/report.ts';

import { Scorecard } from '../scorecard/scorecard.ts';

export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'Stable: `INPUT_UNRECOGNISED`, `INPUT_TOO_LARGE`, ...' }),
    message: Type.String({ description: 'What was wrong, where, and what to do.' }),
    requestId: Type.String({ description: 'As in the header `x-request-id` and in the log.' }),
  }),
});

/** Descriptions of what `api.ts` adds under these names. */
export const ErrorAnswer = Type.Unsafe<Type.Static<typeof ErrorBody>>(Type.Ref('Error#'));
export const ReportAnswer = Type.Unsafe<Report>(Type.Ref('Report#'));

export const AuditAnswer = Type.Object(
  {
    name: Type.String(),
    schedule: Type.String({ description: 'Cron, UTC.' }),
    startedAt: Type.Optional(Type.String({ format: 'date-time' })),
    finishedAt: Type.Optional(Type.String({ format: 'date-time' })),
    report: Type.Optional(ReportAnswer),
    scorecard: Type.Optional(Scorecard),
    comparison: Type.Optional(
      Type.Unsafe<Comparison>({
        type: 'object',
        description: 'What is new, fixed and unchanged since the report before, as far as this server made both.',
      }),
    ),
    warnings: Type.Optional(Type.Array(Type.String(), { description: 'What was not read, and why.' })),
    error: Type.Optional(
      Type.Object(
        { code: Type.String(), message: Type.String() },
        { description: 'Why the last run made no report; `report` is then of an earlier run.' },
      ),
    ),
  },
  { description: 'The last run of an audit.' },
);

export const AuditListAnswer = Type.Object({
  audits: Type.Array(AuditAnswer),
  elsewhere: Type.Optional(
    Type.Object(
      {
        lease: Type.String({ description: '`namespace/name`' }),
        holder: Type.Optional(Type.String({ description: 'The pod that holds it; absent where none does.' })),
      },
      {
        description:
          'Which server runs the audits, where this one does not. Of the audits it then knows names and schedules alone.',
      },
    ),
  ),
});

const PerDoor = <T extends Type.TSchema>(schema: T) =>
  Type.Object({ admission: schema, ci: schema, audit: schema } satisfies Record<Door, T>);

export const WaiverAnswer = Type.Object(
  {
    rule: Type.String(),
    resource: Type.String({ description: 'What it covers, as a pattern.' }),
    owner: Type.String(),
    reason: Type.String(),
    expires: Type.String({ description: 'A date, to whose end it counts (UTC), or an RFC 3339 time.' }),
    object: Type.Optional(
      Type.String({
        description: 'The Waiver of the cluster, `namespace/Waiver/name`; absent where it stands in the file.',
      }),
    ),
    state: Type.Union([Type.Literal('active'), Type.Literal('expired'), Type.Literal('refused')], {
      description: 'Refused: it lasts longer than it may, and does not count until its end is near enough.',
    }),
  },
  { description: 'A waiver that holds but for the time. Of others the status of the object says what is wrong.' },
);

export const RuleAnswer = Type.Object(
  {
    id: Type.String(),
    pack: Type.String(),
    bundle: Type.Optional(
      Type.String({ description: "The bundle that it comes from, where it is not one of Gatehouse's own." }),
    ),
    title: Type.String(),
    description: Type.String(),
    sentence: Type.Optional(Type.String({ description: 'The sentence of the pattern that it enforces.' })),
    remediation: Type.String(),
    severity: Severity,
    default: Type.Union([Type.Literal('on'), Type.Literal('off')], {
      description: 'Where the configuration says nothing of it or of its pack.',
    }),
    recommended: { ...Action, description: 'The action that `on` means.' },
    actions: PerDoor(Action),
    unknown: UnknownAction,
    from: Type.Optional(Type.String({ format: 'date-time', description: 'Before it a denial is a warning.' })),
    doors: Type.Array(Type.String(), { description: 'Where it can be judged.' }),
    kinds: Type.Optional(Type.Array(Type.String(), { description: 'Globs of the types that it judges.' })),
    facets: Type.Array(Type.String()),
    siblings: Type.Optional(
      Type.Array(Type.String(), { description: 'Globs of the types that it needs to see around the resource.' }),
    ),
    operations: Type.Array(Type.String()),
    requires: Type.Array(Type.String()),
    object: Type.Boolean({ description: 'It reads the object itself, not facets only.' }),
    controls: Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'Controls that it serves, by catalogue.',
    }),
    parameters: Type.Record(Type.String(), Type.Any(), { description: 'As they are in force, defaults filled in.' }),
    parametersSchema: Type.Any({ description: 'JSON Schema of what the configuration may say.' }),
    references: Type.Array(Type.String()),
  },
  { description: 'A rule with what the configuration made of it.' },
);
