/**
 * The examples of a rule: `<rule>.examples.yaml` beside `<rule>.rego`. They are its documentation (the rule's page shows them) and its
 * proof (`test/examples.test.ts` judges every one at every door), so what the page shows is what happens.
 */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import Type from 'typebox';
import { parseDocument } from 'yaml';
import { DeploymentSettings } from '../config/schema.ts';
import type { SourceName } from '../resource/resource.ts';

const strict = { additionalProperties: false } as const;

/** A finding that must be there. */
export const ExpectedFinding = Type.Object(
  {
    /** Id of the resource, as reports have it; the first one of the example where it is not given. */
    resource: Type.Optional(Type.String()),
    /** RFC 6901 pointer, exactly. */
    path: Type.String(),
    /** What the message says: part of it, word for word. */
    message: Type.Optional(Type.String()),
  },
  strict,
);
export type ExpectedFinding = Type.Static<typeof ExpectedFinding>;

const Values = Type.Record(Type.String(), Type.Any());

/** One resource of a Terraform plan, by its address: what `terraform show -json` would tell of it. */
export const PlanResource = Type.Object(
  {
    /** `create` where it is not given; `no-op` for what stays as it is. */
    actions: Type.Optional(Type.Array(Type.String())),
    /** The planned attributes. */
    values: Type.Optional(Values),
    /** The alias of the provider: `west` for `aws.west`. */
    provider: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_]*$' })),
    /** As `after_unknown`: `true` where a value is known only after apply. */
    unknown: Type.Optional(Values),
    /** As `after_sensitive`: `true` where a value must not be shown. */
    sensitive: Type.Optional(Values),
    /** Attribute (dotted where nested: `root_block_device.0.kms_key_id`) to what it refers to in the configuration. */
    references: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
    /** What apply makes of the unknown attributes. Without it an example with unknown values is not judged as a state. */
    applied: Type.Optional(Values),
  },
  strict,
);
export type PlanResource = Type.Static<typeof PlanResource>;

export const Plan = Type.Record(Type.String(), PlanResource);
export type Plan = Type.Static<typeof Plan>;

/** An input variable, as it is declared, and what it was given where that is another value than its default. */
export const Variable = Type.Object(
  {
    default: Type.Optional(Type.Any()),
    sensitive: Type.Optional(Type.Boolean()),
    value: Type.Optional(Type.Any()),
  },
  strict,
);
export type Variables = Record<string, Type.Static<typeof Variable>>;

/** Exactly one of `manifest`, `plan` and `template`. */
export const Example = Type.Object(
  {
    /** A clause that fits after "for example": `an image without a tag`. */
    name: Type.String({ minLength: 1 }),
    kind: Type.Union([Type.Literal('good'), Type.Literal('bad')]),
    /** Kubernetes: YAML as a person writes it, one or more documents; together they are one set. */
    manifest: Type.Optional(Type.String({ minLength: 1 })),
    /** Terraform: the plan's resources by address. */
    plan: Type.Optional(Plan),
    /** CloudFormation: a template as a person writes it, YAML with short tags. Findings name logical ids and its own paths. */
    template: Type.Optional(Type.String({ minLength: 1 })),
    /** With `template`: what is known of its deployment. */
    deployment: Type.Optional(DeploymentSettings),
    /** With `plan`: the region of each provider configuration, `{aws: eu-central-1, aws.west: eu-west-1}`. */
    regions: Type.Optional(Type.Record(Type.String(), Type.String())),
    /** With `plan`: the input variables of its modules by address: `db_password`, `module.vault.token`. */
    variables: Type.Optional(Type.Record(Type.String(), Variable)),
    /** With `manifest` of one object: who asks the cluster for it, in place of what it was. It is judged at admission only. */
    request: Type.Optional(
      Type.Object(
        {
          user: Type.String({ minLength: 1 }),
          groups: Type.Optional(Type.Array(Type.String())),
          /** The object as it was: YAML. Without it the manifest is what somebody deletes. */
          before: Type.Optional(Type.String({ minLength: 1 })),
        },
        strict,
      ),
    ),
    /** Parameters of the rule that the example sets. */
    parameters: Type.Optional(Type.Record(Type.String(), Type.Any())),
    /** Manifests that stand around it (namespaces, budgets) and are not judged: YAML. */
    context: Type.Optional(Type.String({ minLength: 1 })),
    /** Trivy reports by file name, as `--scans` would find them. */
    scans: Type.Optional(Type.Record(Type.String(), Type.Any())),
    /** RFC 3339: when the example happens, where the age of a scan matters. */
    now: Type.Optional(Type.String()),
    /** Ids of other rules that it violates too, because what it shows cannot be shown otherwise. */
    also: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    /** All violations of this rule, and no other. Empty for a good example. */
    expect: Type.Optional(Type.Array(ExpectedFinding)),
    /** All unknowns of this rule, and no other. */
    unknowns: Type.Optional(Type.Array(ExpectedFinding)),
    /** True where the rule's own patches end all its violations in the example. */
    fixed: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type Example = Type.Static<typeof Example>;

/** An example together with the rule whose it is. */
export type RuleExample = Example & { rule: string; source: SourceName };

/** @throws Error that names the file and what is wrong in it */
export function readExamples(rule: string, file: string): RuleExample[] {
  const document = parseDocument(readFileSync(file, 'utf8'));
  const [syntax] = document.errors;
  if (syntax) throw new Error(`${file}: ${syntax.message}`);
  return checkExamples(rule, document.toJS(), file);
}

/**
 * @param given what a file of examples holds
 * @throws Error that names the file and what is wrong in it
 */
export function checkExamples(rule: string, given: unknown, file: string): RuleExample[] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  if (!ajv.validate(Type.Array(Example), given)) throw new Error(`${file}: ${ajv.errorsText()}`);
  const examples = given as Example[];
  for (const example of examples) {
    const problem = problemOf(example);
    if (problem !== undefined) throw new Error(`${file}: example "${example.name}" ${problem}`);
  }
  for (const kind of ['good', 'bad'] as const) {
    if (!examples.some((example) => example.kind === kind)) throw new Error(`${file}: it has no ${kind} example`);
  }
  const twice = examples.find(({ name }, index) => examples.findIndex((other) => other.name === name) !== index);
  if (twice) throw new Error(`${file}: two examples are called "${twice.name}"`);
  return examples.map((example) => ({ ...example, rule, source: sourceOf(example) }));
}

function sourceOf({ plan, template }: Example): SourceName {
  if (plan) return 'terraform';
  return template === undefined ? 'kubernetes' : 'cloudformation';
}

function problemOf({ kind, manifest, plan, template, request, expect = [], fixed }: Example): string | undefined {
  const given = [manifest, plan, template].filter((each) => each !== undefined);
  if (given.length !== 1) return 'needs exactly one of manifest, plan and template';
  if (request !== undefined && manifest === undefined) return 'has a request, which needs a manifest';
  if (kind === 'good' && expect.length > 0) return 'is good, but expects violations';
  if (kind === 'bad' && expect.length === 0) return 'is bad, but expects no violation';
  if (kind === 'good' && fixed) return 'is good, so there is nothing to be fixed';
  return undefined;
}
