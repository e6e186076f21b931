/**
 * The configuration file. `schemas/config.schema.json` is generated from this; parameters of each rule are checked against the
 * schema in that rule's own metadata.
 */
import Type from 'typebox';
import { Action, UnknownAction } from '../reports/report.ts';
import { SourceName } from '../resource/resource.ts';
import { PACKS, type PackName } from '../rules/packs.ts';
import { CertificateSettings, ClientCa } from './certificates.ts';

const strict = { additionalProperties: false } as const;

export const Door = Type.Union([Type.Literal('admission'), Type.Literal('ci'), Type.Literal('audit')]);
export type Door = Type.Static<typeof Door>;

const globs = (description: string) => Type.Array(Type.String({ minLength: 1 }), { description });

export const LabelRequirement = Type.Object(
  {
    key: Type.String({ minLength: 1 }),
    operator: Type.Union([
      Type.Literal('In'),
      Type.Literal('NotIn'),
      Type.Literal('Exists'),
      Type.Literal('DoesNotExist'),
    ]),
    values: Type.Optional(Type.Array(Type.String())),
  },
  strict,
);

export const LabelSelector = Type.Object(
  {
    matchLabels: Type.Optional(Type.Record(Type.String(), Type.String())),
    matchExpressions: Type.Optional(Type.Array(LabelRequirement)),
  },
  { ...strict, description: 'A label selector as Kubernetes has it; for cloud resources it reads their tags.' },
);
export type LabelSelector = Type.Static<typeof LabelSelector>;

export const Match = Type.Object(
  {
    sources: Type.Optional(Type.Array(SourceName, { description: 'Only resources of these sources.' })),
    namespaces: Type.Optional(
      globs('Only resources in these namespaces (globs); others have no namespace and do not match.'),
    ),
    excludeNamespaces: Type.Optional(globs('Not resources in these namespaces (globs).')),
    types: Type.Optional(globs('Only these types (globs): `aws_s3_*`, `apps/*/Deployment`.')),
    excludeTypes: Type.Optional(globs('Not these types (globs).')),
    ids: Type.Optional(
      globs(
        'Only these resources (globs over `[namespace/]Kind/name`, the Terraform address, or the file as a whole).',
      ),
    ),
    labels: Type.Optional(LabelSelector),
  },
  { ...strict, description: 'Where the rule applies. All that is given must match.' },
);
export type Match = Type.Static<typeof Match>;

/** `on` is the action that the rule itself recommends. */
export const ActionSetting = Type.Union([...Action.anyOf, Type.Literal('on')]);
export type ActionSetting = Type.Static<typeof ActionSetting>;

const doors = {
  admission: Type.Optional(ActionSetting),
  ci: Type.Optional(ActionSetting),
  audit: Type.Optional(ActionSetting),
};

const perDoor = (description: string) => Type.Union([ActionSetting, Type.Object(doors, strict)], { description });

/** What a rule is set to, at every door or per door. */
export const Actions = perDoor('One action for every door, or one per door.');
export type Actions = Type.Static<typeof Actions>;

const from = Type.String({
  description: 'A date (2026-12-01, midnight UTC) or an RFC 3339 time. Before it a denial is a warning.',
});

/** One action, or per door, and the date from which it denies. */
const packSetting = (promise: string) =>
  Type.Union(
    [ActionSetting, Type.Object({ action: Type.Optional(ActionSetting), ...doors, from: Type.Optional(from) }, strict)],
    {
      description:
        `${promise} \`on\` is what each rule recommends; \`action\` is for the doors that are not named, ` +
        'and without it they stay as they are.',
    },
  );
export type PackSetting = Type.Static<ReturnType<typeof packSetting>>;

export const PackSettings = Type.Object(
  Object.fromEntries(
    Object.entries(PACKS).map(([name, promise]) => [name, Type.Optional(packSetting(promise))]),
  ) as Record<PackName, Type.TOptional<ReturnType<typeof packSetting>>>,
  { ...strict, description: 'All rules of a pattern at once. `rules.<id>.action` and `from` go before.' },
);
export type PackSettings = Type.Static<typeof PackSettings>;

export const RuleSettings = Type.Object(
  {
    action: Type.Optional(
      perDoor(
        'One action for every door, or one per door; a door that is not named has the action of the pack. ' +
          '`on` is what the rule recommends.',
      ),
    ),
    unknown: Type.Optional(UnknownAction),
    from: Type.Optional(from),
    parameters: Type.Optional(Type.Record(Type.String(), Type.Any())),
    match: Type.Optional(Match),
  },
  strict,
);
export type RuleSettings = Type.Static<typeof RuleSettings>;

export const Waiver = Type.Object(
  {
    rule: Type.String({ minLength: 1, description: 'The id of one rule.' }),
    resource: Type.String({
      minLength: 1,
      description:
        'Glob over the id of the resource. Only `*` and `?` are special, so `aws_s3_bucket.logs[0]` means itself.',
    }),
    owner: Type.String({ minLength: 1, description: 'Who answers for it.' }),
    reason: Type.String({ minLength: 1 }),
    expires: Type.String({
      description: 'A date (honoured to the end of that day, UTC) or an RFC 3339 time.',
    }),
  },
  strict,
);
export type Waiver = Type.Static<typeof Waiver>;

const paths = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });

export const ClusterSettings = Type.Object(
  {
    kubeconfig: Type.Optional(Type.String({ description: 'Path; without it the usual places and the pod itself.' })),
    context: Type.Optional(Type.String()),
  },
  strict,
);

export const AuditSettings = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' }),
    schedule: Type.String({ description: 'Cron, five or six fields, UTC: `0 * * * *`.' }),
    cluster: Type.Optional({ ...ClusterSettings, description: 'Audit the cluster of a kubeconfig.' }),
    files: Type.Optional({ ...paths, description: 'Audit Terraform state, plans or dumps of a cluster.' }),
  },
  { ...strict, description: 'Exactly one of `cluster` and `files`.' },
);
export type AuditSettings = Type.Static<typeof AuditSettings>;

export const LeaseSettings = Type.Object(
  {
    namespace: Type.Optional(Type.String({ minLength: 1, description: "The pod's own, where it is not given." })),
    name: Type.Optional(Type.String({ minLength: 1, description: '`gatehouse` where it is not given.' })),
    cluster: Type.Optional({ ...ClusterSettings, description: 'Where the Lease is; the cluster of the pod.' }),
  },
  {
    ...strict,
    description:
      'Of several servers the one that holds this Lease runs the audits, and writes what became of Waivers and RuleSets into ' +
      'their status. Without it each server does.',
  },
);
export type LeaseSettings = Type.Static<typeof LeaseSettings>;

export const ObjectSettings = Type.Object(
  {
    cluster: Type.Optional({
      ...ClusterSettings,
      description: 'The server takes the Waivers and RuleSets of this cluster, and follows them.',
    }),
    waivers: Type.Optional(
      Type.Object(
        {
          maxDays: Type.Optional(
            Type.Integer({
              minimum: 1,
              description: 'No Waiver that expires later than this many days from now counts; 366.',
            }),
          ),
          manifests: Type.Optional(
            Type.Boolean({ description: 'Whether Waivers count for the manifests among which they stand; true.' }),
          ),
        },
        strict,
      ),
    ),
    locked: Type.Optional(
      globs(
        'Rules (globs) about which this file alone decides: no RuleSet sets them, no Waiver object exempts from them.',
      ),
    ),
  },
  { ...strict, description: 'Waivers and RuleSets, the objects of a cluster.' },
);
export type ObjectSettings = Type.Static<typeof ObjectSettings>;

export const Token = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'Who holds it; named in logs.' }),
    sha256: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the token, hexadecimal.' }),
    ),
    env: Type.Optional(Type.String({ minLength: 1, description: 'The environment variable that holds the token.' })),
    file: Type.Optional(Type.String({ minLength: 1, description: 'The file that holds the token.' })),
  },
  { ...strict, description: 'A bearer token of the REST API: exactly one of `sha256`, `env` and `file`.' },
);
export type Token = Type.Static<typeof Token>;

export const ServerSettings = Type.Object(
  {
    host: Type.Optional(
      Type.String({
        description:
          'Address to listen on; 127.0.0.1. Where others can reach it, the REST API answers nobody without tokens.',
      }),
    ),
    port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535 })),
    tls: Type.Optional(Type.Object({ cert: Type.String(), key: Type.String() }, strict)),
    certificates: Type.Optional(CertificateSettings),
    clientCa: Type.Optional(ClientCa),
    tokens: Type.Optional(Type.Array(Token)),
    onError: Type.Optional(
      Type.Union([Type.Literal('deny'), Type.Literal('allow')], {
        description:
          'What admission answers when a review cannot be judged. An allow is logged, counted and warned about.',
      }),
    ),
    maxReviews: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'How many reviews are taken in at one time, 256 by default. Further ones are answered at once, as `onError` says.',
      }),
    ),
  },
  strict,
);
export type ServerSettings = Type.Static<typeof ServerSettings>;

export const DeploymentSettings = Type.Object(
  {
    region: Type.Optional(Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]+$', description: '`eu-central-1`.' })),
    parameters: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
        description: 'Values of parameters by name. Others have their defaults; without one they are unknown.',
      }),
    ),
    tags: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Tags of the stacks, which CloudFormation puts on their resources.',
      }),
    ),
  },
  { ...strict, description: 'What is known of the deployment of CloudFormation templates.' },
);

export const Config = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    packs: Type.Optional(PackSettings),
    rules: Type.Optional(Type.Record(Type.String(), RuleSettings)),
    scorecard: Type.Optional(
      Type.Object(
        {
          team: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
          environment: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
        },
        {
          ...strict,
          description: 'Labels and tags by which the scorecard knows teams and environments, the first that is there.',
        },
      ),
    ),
    exempt: Type.Optional(
      Type.Object({ namespaces: Type.Optional(globs('Namespaces (globs) that no rule judges, at any door.')) }, strict),
    ),
    waivers: Type.Optional(Type.Array(Waiver)),
    objects: Type.Optional(ObjectSettings),
    scans: Type.Optional(
      Type.Object({ directory: Type.String({ description: 'A directory of Trivy JSON reports, watched.' }) }, strict),
    ),
    context: Type.Optional(
      Type.Object(
        {
          files: Type.Optional({
            ...paths,
            description: 'Manifests or dumps from which admission knows namespaces and budgets.',
          }),
          cluster: Type.Optional({ ...ClusterSettings, description: 'The cluster that admission watches for them.' }),
        },
        { ...strict, description: 'Exactly one of `files` and `cluster`.' },
      ),
    ),
    bundles: Type.Optional(
      Type.Array(
        Type.Object(
          {
            path: Type.String({
              minLength: 1,
              description: 'A .tar.gz or directory that `gatehouse build` made; watched.',
            }),
          },
          strict,
        ),
        { description: 'Rules of others, judged beside those of Gatehouse.' },
      ),
    ),
    evaluator: Type.Optional(
      Type.Union([Type.Literal('plan'), Type.Literal('wasm')], {
        description: "What runs the rules: OPA's plan compiled to JavaScript (the default), or OPA's WebAssembly.",
      }),
    ),
    audits: Type.Optional(Type.Array(AuditSettings)),
    lease: Type.Optional(LeaseSettings),
    server: Type.Optional(ServerSettings),
    cloudformation: Type.Optional(DeploymentSettings),
    docs: Type.Optional(
      Type.String({
        description: 'Address under which the rule pages stand; `<docs>/<rule>.md` is put into messages.',
      }),
    ),
  },
  strict,
);
export type Config = Type.Static<typeof Config>;
