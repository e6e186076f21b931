/** `GET /v1/rules`: the catalogue, with what the configuration made of it. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { GatehouseError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { ActiveRule } from '../rules/active-rule.ts';
import { insteadOf } from '../rules/renamed.ts';
import { currentOf } from './current.ts';
import { ErrorAnswer, RuleAnswer } from './schemas.ts';

export const ruleRoutes =
  ({ live }: Parts): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/rules',
      {
        schema: {
          operationId: 'listRules',
          summary: 'Every rule, with the settings in force',
          tags: ['rules'],
          response: {
            200: Type.Object({ revision: Type.String(), rules: Type.Array(RuleAnswer) }),
            401: ErrorAnswer,
            503: ErrorAnswer,
          },
        },
      },
      async () => {
        const { rules } = currentOf(live);
        return { revision: rules.revision, rules: rules.rules.map(describeRule) };
      },
    );

    app.get(
      '/v1/rules/:id',
      {
        schema: {
          operationId: 'getRule',
          summary: 'One rule, with the settings in force',
          tags: ['rules'],
          params: Type.Object({ id: Type.String() }),
          response: { 200: RuleAnswer, 401: ErrorAnswer, 404: ErrorAnswer, 503: ErrorAnswer },
        },
      },
      async ({ params: { id } }) => {
        const { rules } = currentOf(live).rules;
        const rule = rules.find(({ metadata }) => metadata.id === id);
        if (rule) return describeRule(rule);
        const ids = rules.map(({ metadata }) => metadata.id);
        throw new GatehouseError(
          'RULE_UNKNOWN',
          `there is no rule ${id.slice(0, 100)}${insteadOf(id, ids, 'GET /v1/rules')}`,
        );
      },
    );
  };

function describeRule({
  metadata,
  parameters,
  actions,
  unknown,
  from,
  bundle,
}: ActiveRule): Type.Static<typeof RuleAnswer> {
  const { parameters: parametersSchema, action: recommended, unknown: _unknown, match: _match, ...rest } = metadata;
  return {
    ...rest,
    recommended,
    actions,
    unknown,
    ...(bundle !== undefined && { bundle }),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    parameters,
    parametersSchema,
  };
}
