/** The rules as their METADATA describes them, checked so strictly that whatever is generated from it needs no second look. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import Type from 'typebox';
import { Match } from '../../config/schema.ts';
import { messageOf } from '../../errors.ts';
import { readExamples } from '../../examples/schema.ts';
import { Action, Severity, UnknownAction } from '../../reports/report.ts';
import { Facets } from '../../resource/facets.ts';
import { Operation } from '../../resource/resource.ts';
import type { ParameterSchema, RuleMetadata } from '../../rules/catalogue.ts';
import { resolveParameters } from '../../rules/check-parameters.ts';
import { opa } from './opa.ts';

/** The DevOps patterns that rules guard; a rule belongs to one. */
export const PACKS = [
  'gitops',
  'blue-green',
  'logging',
  'scanning',
  'secrets',
  'compliance',
  'canary',
  'self-healing',
  'cost',
  'disaster-recovery',
];

const strict = { additionalProperties: false } as const;

const Parameter = Type.Object({ description: Type.String({ minLength: 10 }) }, { additionalProperties: true });

const Metadata = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 80 }),
    description: Type.String({ minLength: 40 }),
    related_resources: Type.Array(
      Type.Object({ ref: Type.String({ pattern: '^https://' }), description: Type.Optional(Type.String()) }, strict),
      { minItems: 1 },
    ),
    scope: Type.Literal('package'),
    custom: Type.Object(
      {
        id: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' }),
        pack: Type.Unsafe<string>({ enum: PACKS }),
        severity: Severity,
        action: Action,
        unknown: Type.Optional(UnknownAction),
        facets: Type.Array(Type.Unsafe<string>({ enum: Object.keys(Facets.properties) }), { minItems: 1 }),
        operations: Type.Optional(Type.Array(Operation, { minItems: 1 })),
        match: Type.Optional(Match),
        requires: Type.Optional(Type.Array(Type.Literal('scans'))),
        object: Type.Optional(Type.Boolean()),
        remediation: Type.String({ minLength: 40 }),
        parameters: Type.Object(
          {
            type: Type.Literal('object'),
            additionalProperties: Type.Literal(false),
            properties: Type.Record(Type.String(), Parameter),
          },
          strict,
        ),
      },
      strict,
    ),
  },
  strict,
);

interface Annotated {
  annotations: Type.Static<typeof Metadata>;
  path?: { value: string }[];
  location?: { file: string };
}

export interface Rule {
  metadata: RuleMetadata;
  /** `data.gatehouse.gitops.no_latest` */
  package: string;
  /** The Rego file; its test and its examples stand beside it. */
  file: string;
}

/**
 * Every rule below the folder, by id.
 * @throws Error that says of each rule that is not complete what its METADATA, its test or its examples lack
 */
export function readRules(folder: string): Rule[] {
  const inspected = JSON.parse(opa('inspect', '-a', '-f', 'json', folder)) as { annotations?: Annotated[] };
  const rules: Rule[] = [];
  const problems: string[] = [];
  for (const annotated of inspected.annotations ?? []) {
    if (annotated.annotations.scope !== 'package' || annotated.annotations.custom === undefined) continue;
    try {
      rules.push(readRule(annotated));
    } catch (thrown) {
      problems.push(messageOf(thrown));
    }
  }
  if (problems.length > 0) throw new Error(problems.toSorted((a, b) => (a < b ? -1 : 1)).join('\n'));
  rules.sort((a, b) => (a.metadata.id < b.metadata.id ? -1 : 1));
  const twice = rules.find(({ metadata }, index) => rules[index + 1]?.metadata.id === metadata.id);
  if (twice) throw new Error(`two rules have the id ${twice.metadata.id}`);
  return rules;
}

function readRule({ annotations, path = [], location }: Annotated): Rule {
  const name = path.map(({ value }) => value).join('.');
  const file = location?.file ?? '';
  try {
    const ajv = new Ajv({ allErrors: true, strict: false });
    if (!ajv.validate(Metadata, annotations)) {
      throw new Error(`its METADATA is not complete: ${ajv.errorsText(ajv.errors, { dataVar: 'METADATA' })}`);
    }
    const metadata = metadataOf(annotations);
    const expected = `data.gatehouse.${metadata.pack}.${metadata.id}`.replaceAll('-', '_');
    if (name !== expected) throw new Error(`its package should be ${expected}, by its pack and id`);
    checkDefaults(metadata);
    checkObject(metadata, file);
    const stem = join(dirname(file), metadata.id.replaceAll('-', '_'));
    if (file !== `${stem}.rego`) throw new Error(`its file should be ${stem}.rego`);
    if (!existsSync(`${stem}_test.rego`)) throw new Error(`it has no test ${stem}_test.rego`);
    if (!existsSync(`${stem}.examples.yaml`)) throw new Error(`it has no examples ${stem}.examples.yaml`);
    readExamples(metadata.id, `${stem}.examples.yaml`);
    return { metadata, package: name, file };
  } catch (thrown) {
    throw new Error(`rule ${annotations.custom?.id ?? name} (${file}): ${messageOf(thrown)}`, { cause: thrown });
  }
}

function metadataOf({ title, description, related_resources, custom }: Annotated['annotations']): RuleMetadata {
  return {
    id: custom.id,
    pack: custom.pack,
    title,
    description,
    remediation: custom.remediation,
    severity: custom.severity,
    action: custom.action,
    unknown: custom.unknown ?? 'warn',
    facets: custom.facets as RuleMetadata['facets'],
    operations: custom.operations ?? ['create', 'update', 'replace', 'exists'],
    ...(custom.match && { match: custom.match }),
    requires: custom.requires ?? [],
    object: custom.object ?? false,
    references: related_resources.map(({ ref }) => ref),
    parameters: custom.parameters,
  };
}

/** A default must be what the parameter's own schema accepts. */
function checkDefaults(metadata: RuleMetadata): void {
  for (const [key, schema] of Object.entries(metadata.parameters.properties ?? {})) {
    if (schema.default !== undefined) resolveParameters(metadata, { [key]: schema.default });
  }
}

/** The object is given only to rules that say they read it; one that read it without saying so would see nothing. */
function checkObject({ object }: RuleMetadata, file: string): void {
  const reads = /\bresource(\.object\b|\["object"\])/.test(readFileSync(file, 'utf8'));
  if (reads && !object) throw new Error('it reads resource.object, so its METADATA must say custom.object: true');
  if (!reads && object) throw new Error('its METADATA says custom.object: true, but it does not read resource.object');
}

/** The JSON Schema of `data.config.parameters`: every rule's parameters as the rule receives them. */
export function parametersSchema(rules: readonly Rule[]): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The parameters of every rule, as Rego receives them',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(rules.map(({ metadata }) => [metadata.id, received(metadata.parameters)])),
  };
}

/** See `src/rules/parameters.ts` for what becomes of a quantity and a duration. */
function received({ type, format, items, properties, additionalProperties }: ParameterSchema): object {
  if (format === 'quantity' || format === 'duration') {
    const text = { type: 'string' };
    return { type: 'object', additionalProperties: false, properties: { text, value: { type: 'number' } } };
  }
  return {
    ...(type !== undefined && { type }),
    ...(items && { items: received(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, received(schema)])),
    }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'boolean' ? additionalProperties : received(additionalProperties),
    }),
  };
}
