/** The types of the chart's values. What each means and its default stand in `values.yaml`; `generate.ts` puts both together. */
import Type, { type TSchema } from 'typebox';
import { Config, RuleSettings, ServerSettings } from '../../src/config/schema.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import type { ParameterSchema } from '../../src/rules/catalogue.ts';

const strict = { additionalProperties: false } as const;
const values = (properties: Record<string, TSchema>) =>
  Type.Object(
    Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, Type.Optional(schema)])),
    strict,
  );

const oneOf = (...accepted: string[]) => Type.Unsafe<string>({ type: 'string', enum: accepted });
const strings = (pattern?: string) => Type.Array(Type.String(pattern === undefined ? { minLength: 1 } : { pattern }));
const stringMap = Type.Record(Type.String(), Type.String());
/** What Kubernetes itself checks when it is applied. */
const asKubernetesHasIt = Type.Unsafe<object>({ type: 'object' });
const listAsKubernetesHasIt = Type.Array(asKubernetesHasIt);

/** RFC 1123, as namespaces and most names are. */
const LABEL = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const SUBDOMAIN = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
const duration = Type.String({ pattern: '^([0-9]+h)?([0-9]+m)?([0-9]+s)?$', minLength: 2 });
const name = Type.String({ pattern: `^$|${SUBDOMAIN}` });
const failurePolicy = oneOf('Fail', 'Ignore');

/** With the parameters of each rule, so that Helm refuses what the server would. */
const rules = Type.Object(
  Object.fromEntries(
    (await loadBundle()).catalogue.rules.map(({ id, title, parameters }) => [
      id,
      Type.Optional(
        Type.Unsafe<object>({
          description: title,
          allOf: [{ $ref: '#/definitions/rule' }, { properties: { parameters: withoutFormats(parameters) } }],
        }),
      ),
    ]),
  ),
  strict,
);

const { host: _host, port: _port, tls: _tls, certificates: _certificates, ...server } = ServerSettings.properties;
const { $schema: _schema, lease: _lease, ...config } = Config.properties;

/** `duration` means another thing to JSON Schema, which would refuse `30d`. */
function withoutFormats(parameters: ParameterSchema): unknown {
  return JSON.parse(JSON.stringify(parameters, (key, value: unknown) => (key === 'format' ? undefined : value)));
}

/** Values of the first kind are to be of the second kind, too. Leaves are schemas; nesting goes by key. */
function when(condition: object, consequence: object) {
  // biome-ignore lint/suspicious/noThenProperty: that is how JSON Schema calls it
  return { if: nested(condition), then: nested(consequence) };
}

const KEYWORDS = new Set(['const', 'minLength', 'maxProperties']);

function nested(schema: object): object {
  if (Object.keys(schema).every((key) => KEYWORDS.has(key))) return schema;
  return { properties: Object.fromEntries(Object.entries(schema).map(([key, of]) => [key, nested(of as object)])) };
}

export const VALUES = {
  ...values({
    nameOverride: Type.String({ pattern: `^$|${LABEL}`, maxLength: 53 }),
    image: values({
      repository: Type.String({ minLength: 1 }),
      tag: Type.String(),
      digest: Type.String({ pattern: '^$|^sha256:[0-9a-f]{64}$' }),
      pullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
      pullSecrets: strings(SUBDOMAIN),
    }),
    // Host, port and certificate are the chart's own: they are in the arguments of the server. So is the Lease, whose name RBAC knows.
    config: Type.Object(
      { ...config, rules: Type.Optional(rules), server: Type.Optional(Type.Object(server, strict)) },
      strict,
    ),
    existingConfigMap: name,
    clusterObjects: values({ enabled: Type.Boolean(), definitions: Type.Boolean(), editorsMayWaive: Type.Boolean() }),
    webhooks: values({
      enabled: Type.Boolean(),
      url: Type.String({ pattern: '^$|^https://[^/?#@]+/?$' }),
      timeoutSeconds: Type.Integer({ minimum: 1, maximum: 30 }),
      excludeNamespaces: strings(LABEL),
      validate: values({ enabled: Type.Boolean(), failurePolicy }),
      mutate: values({ enabled: Type.Boolean(), failurePolicy, reinvocationPolicy: oneOf('Never', 'IfNeeded') }),
      managedByGit: values({ enabled: Type.Boolean(), failurePolicy, annotations: strings(), labels: strings() }),
      byNamespace: Type.Array(
        Type.Object(
          {
            name: Type.String({ pattern: LABEL }),
            label: Type.String({ minLength: 1 }),
            values: Type.Array(Type.String(), { minItems: 1 }),
            validate: failurePolicy,
            mutate: failurePolicy,
          },
          strict,
        ),
      ),
      skip: values({
        groups: strings('^[a-z0-9.-]+$'),
        resources: strings('^[a-z0-9.-]*/[a-z0-9]+$'),
      }),
      matchConditions: Type.Array(
        Type.Object({ name: Type.String({ minLength: 1 }), expression: Type.String({ minLength: 1 }) }, strict),
      ),
      annotations: stringMap,
    }),
    certificates: values({
      mode: oneOf('self', 'cert-manager', 'secret'),
      duration,
      renewBefore: duration,
      issuerRef: Type.Unsafe<object>({
        type: 'object',
        properties: { group: { type: 'string' }, kind: { type: 'string' }, name: { type: 'string' } },
        additionalProperties: false,
      }),
      secretName: name,
      caBundle: Type.String({ pattern: '^$|^\\s*-----BEGIN CERTIFICATE-----' }),
    }),
    deploy: Type.Boolean(),
    replicas: Type.Integer({ minimum: 0 }),
    autoscaling: values({
      enabled: Type.Boolean(),
      minReplicas: Type.Integer({ minimum: 1 }),
      maxReplicas: Type.Integer({ minimum: 1 }),
      targetCPUUtilizationPercentage: Type.Integer({ minimum: 1 }),
    }),
    podDisruptionBudget: values({
      enabled: Type.Boolean(),
      maxUnavailable: Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^([1-9][0-9]?|100)%$' })]),
    }),
    topologySpreadConstraints: listAsKubernetesHasIt,
    priorityClassName: name,
    priorityClassQuota: Type.Boolean(),
    resources: asKubernetesHasIt,
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1024, maximum: 65535 }),
    hostNetwork: Type.Boolean(),
    logLevel: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal'),
    extraEnv: listAsKubernetesHasIt,
    extraVolumes: listAsKubernetesHasIt,
    extraVolumeMounts: listAsKubernetesHasIt,
    podSecurityContext: asKubernetesHasIt,
    securityContext: asKubernetesHasIt,
    labels: stringMap,
    podLabels: stringMap,
    podAnnotations: stringMap,
    nodeSelector: stringMap,
    tolerations: listAsKubernetesHasIt,
    affinity: asKubernetesHasIt,
    serviceAccount: values({ create: Type.Boolean(), name, annotations: stringMap }),
    context: values({ cluster: Type.Boolean() }),
    rbac: values({ create: Type.Boolean(), audit: oneOf('all', 'view', 'none') }),
    service: values({ annotations: stringMap }),
    networkPolicy: values({
      enabled: Type.Boolean(),
      apiServerCidrs: strings('^[0-9a-fA-F.:]+/[0-9]{1,3}$'),
      egress: listAsKubernetesHasIt,
      from: listAsKubernetesHasIt,
    }),
    serviceMonitor: values({ enabled: Type.Boolean(), interval: Type.String({ minLength: 2 }), labels: stringMap }),
    prometheusRule: values({
      enabled: Type.Boolean(),
      labels: stringMap,
      certificateDays: Type.Integer({ minimum: 1 }),
    }),
    // Given by Helm where the chart is part of another.
    global: asKubernetesHasIt,
  }),
  definitions: { rule: RuleSettings },
  allOf: [
    when({ certificates: { mode: { const: 'secret' } } }, { certificates: { caBundle: { minLength: 1 } } }),
    when(
      { certificates: { mode: { const: 'secret' } }, deploy: { const: true } },
      { certificates: { secretName: { minLength: 1 } } },
    ),
    when(
      { deploy: { const: false } },
      { webhooks: { url: { minLength: 1 } }, certificates: { mode: { const: 'secret' } } },
    ),
    when({ existingConfigMap: { minLength: 1 } }, { config: { maxProperties: 0 } }),
  ],
};
