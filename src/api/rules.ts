/** `GET /v1/rules`: the catalogue, with what the configuration made of it. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { GatehouseError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { ActiveRule } from '../rules/ruleset.ts';
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
        const ids = rules.map(({ metadata }) => metadata.id).join(', ');
        throw new GatehouseError('RULE_UNKNOWN', `there is no rule ${id.slice(0, 100)}; there are ${ids}`);
      },
    );
  };

function describeRule({ metadata, parameters, actions, unknown, from }: ActiveRule): Type.Static<typeof RuleAnswer> {
  const { id, pack, title, description, severity, facets, operations, references } = metadata;
  return {
    ...{ id, pack, title, description, severity, actions, unknown, facets, operations, references },
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    parameters,
    parametersSchema: metadata.parameters,
  };
}
