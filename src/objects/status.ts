/** What Gatehouse writes into the status of a Waiver and a RuleSet. */
import Type from 'typebox';

/** `Condition` of meta.k8s.io/v1. */
const Condition = Type.Object({
  type: Type.String(),
  status: Type.Union([Type.Literal('True'), Type.Literal('False'), Type.Literal('Unknown')]),
  observedGeneration: Type.Optional(Type.Integer()),
  lastTransitionTime: Type.String({ format: 'date-time' }),
  reason: Type.String(),
  message: Type.String(),
});
export type Condition = Type.Static<typeof Condition>;

const conditions = Type.Array(Condition, {
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
});

export const WaiverStatus = Type.Object({
  observedGeneration: Type.Optional(Type.Integer()),
  state: Type.Optional(
    Type.Union([Type.Literal('Active'), Type.Literal('Expired'), Type.Literal('Refused')], {
      description: 'Active: it counts. Expired: it no longer does. Refused: it does not; the conditions say why.',
    }),
  ),
  conditions: Type.Optional(conditions),
  covered: Type.Optional(
    Type.Integer({ description: 'How many findings it covers, as an audit counted them. Absent where none did.' }),
  ),
  coveredAt: Type.Optional(Type.String({ format: 'date-time', description: 'When that audit ended.' })),
});
export type WaiverStatus = Type.Static<typeof WaiverStatus>;

export const RuleSetStatus = Type.Object({
  observedGeneration: Type.Optional(Type.Integer()),
  state: Type.Optional(
    Type.Union([Type.Literal('Active'), Type.Literal('LastGood'), Type.Literal('Refused')], {
      description:
        'Active: it counts. LastGood: it does not hold, and what it said before counts. Refused: nothing of it counts.',
    }),
  ),
  conditions: Type.Optional(conditions),
  lastGood: Type.Optional(
    Type.Any({ description: 'What counts in the state LastGood: a spec, and the generation that it was of.' }),
  ),
});
export type RuleSetStatus = Type.Static<typeof RuleSetStatus>;
