/**
 * What a Waiver and a RuleSet may say. Generated from this: `schemas/waiver.schema.json` and `schemas/ruleset.schema.json`, by which
 * Gatehouse checks them at every door, and the CustomResourceDefinitions, by which the API server does.
 *
 * `x-kubernetes-validations` are CEL rules for the API server alone.
 */
import Type from 'typebox';
import { LabelSelector, PackSettings, RuleSettings } from '../config/schema.ts';
import { NEEDS_SETTINGS } from './group.ts';

const strict = { additionalProperties: false } as const;

/** A date or an RFC 3339 time, as `src/rules/time.ts` reads them. */
const EXPIRES = '^\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2}))?$';

const names = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { minItems: 1, maxItems: 64, description });

export const WaiverSelector = Type.Object(
  {
    names: Type.Optional(names('Names of objects, as globs: only `*` and `?` are special. `*` is every object.')),
    kinds: Type.Optional(
      names(
        'Kinds: `Deployment`, or with the group, `apps/Deployment`. Never a version, so that no other version slips by.',
      ),
    ),
    labels: Type.Optional(LabelSelector),
  },
  {
    ...strict,
    description: 'The objects of its own namespace that are exempt. All that is given must match.',
    'x-kubernetes-validations': [
      {
        rule: 'has(self.names) || has(self.kinds) || has(self.labels)',
        message: "needs names, kinds or labels; names: ['*'] is every object of the namespace",
      },
    ],
  },
);
export type WaiverSelector = Type.Static<typeof WaiverSelector>;

export const WaiverSpec = Type.Object(
  {
    rule: Type.String({ minLength: 1, maxLength: 100, description: 'The id of one rule.' }),
    selector: WaiverSelector,
    owner: Type.String({ minLength: 1, maxLength: 200, description: 'Who answers for it.' }),
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
    expires: Type.String({
      maxLength: 40,
      description: 'A date (honoured to the end of that day, UTC) or an RFC 3339 time.',
      'x-kubernetes-validations': [
        {
          rule: `self.matches(r'${EXPIRES}')`,
          message: 'is neither a date (2027-03-31) nor an RFC 3339 time',
        },
      ],
    }),
  },
  { ...strict, description: 'Exempts objects of its own namespace from one rule, until a date.' },
);
export type WaiverSpec = Type.Static<typeof WaiverSpec>;

export const RuleSetSpec = Type.Object(
  {
    priority: Type.Optional(
      Type.Integer({
        minimum: -1_000_000,
        maximum: 1_000_000,
        description: 'Of two RuleSets that say different things the higher one counts; 0. Of equals, the later name.',
      }),
    ),
    packs: Type.Optional({
      ...PackSettings,
      minProperties: 1,
      // So that a misspelt one comes to where it is refused by name, and is not pruned before.
      'x-kubernetes-preserve-unknown-fields': true,
      description:
        'Settings by the name of a pack, as under `packs` of the configuration file. Settings of rules go before.',
    }),
    rules: Type.Optional(
      Type.Record(Type.String(), RuleSettings, {
        minProperties: 1,
        maxProperties: 200,
        description: "Settings by the rule's id, as under `rules` of the configuration file.",
      }),
    ),
  },
  {
    ...strict,
    description: 'Settings of packs and rules, merged over those of the configuration file.',
    'x-kubernetes-validations': [{ rule: 'has(self.packs) || has(self.rules)', message: NEEDS_SETTINGS }],
  },
);
export type RuleSetSpec = Type.Static<typeof RuleSetSpec>;
