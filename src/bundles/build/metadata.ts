/** The rules as their METADATA describes them, checked so strictly that whatever is generated from it needs no second look. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import Type from 'typebox';
import { Door, Match } from '../../config/schema.ts';
import { messageOf } from '../../errors.ts';
import { type RuleExample, readExamples } from '../../examples/schema.ts';
import { Action, Severity, UnknownAction } from '../../reports/report.ts';
import { FACET_NAMES } from '../../resource/facet-names.ts';
import type { FacetName } from '../../resource/facets.ts';
import { Operation } from '../../resource/resource.ts';
import type { ParameterSchema, RuleMetadata } from '../../rules/catalogue.ts';
import { resolveParameters } from '../../rules/check-parameters.ts';
import { opa } from './opa.ts';

const strict = { additionalProperties: false } as const;

const controlList = (pattern: string) =>
  Type.Optional(Type.Array(Type.String({ pattern }), { minItems: 1, uniqueItems: true }));

/**
 * Controls by catalogue. CIS numbers its benchmarks anew with each version, so each names benchmark, version and number; the others are
 * the criteria of the Trust Services (`CC6.1`), the requirements of PCI DSS 4.0 (`8.6.2`) and what Security Hub calls its controls
 * (`RDS.3`).
 */
const Controls = Type.Object(
  {
    cis: controlList('^(AWS|AKS|Azure|EKS|GCP|GKE|Kubernetes) \\d+\\.\\d+\\.\\d+ \\d+(\\.\\d+)+$'),
    soc2: controlList('^(CC\\d|A1|C1|PI1|P\\d)\\.\\d+$'),
    pci: controlList('^(A\\d\\.)?\\d+(\\.\\d+){1,3}$'),
    fsbp: controlList('^[A-Z][A-Za-z0-9]*\\.\\d+$'),
  },
  strict,
);

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
        pack: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' }),
        sentence: Type.Optional(Type.String({ minLength: 10 })),
        default: Type.Optional(Type.Union([Type.Literal('on'), Type.Literal('off')])),
        doors: Type.Optional(Type.Array(Door, { minItems: 1 })),
        kinds: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
        siblings: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
        controls: Type.Optional(Controls),
        severity: Severity,
        action: Action,
        unknown: Type.Optional(UnknownAction),
        facets: Type.Optional(Type.Array(Type.Unsafe<FacetName>({ enum: FACET_NAMES }), { minItems: 1 })),
        operations: Type.Optional(Type.Array(Operation, { minItems: 1 })),
        match: Type.Optional(Match),
        requires: Type.Optional(Type.Array(Type.Union([Type.Literal('scans'), Type.Literal('request')]))),
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
  /** What it has beside `violations`. */
  has: { unknowns: boolean; not_applicable: boolean };
  examples: RuleExample[];
}

export interface Demands {
  /** The packs that there may be; any where it is not given. */
  packs?: readonly string[];
  /** Whether each rule must have a test in Rego. */
  tests?: boolean;
}

/**
 * Every rule below the folder, by id.
 * @throws Error that says of each rule that is not complete what its METADATA, its test or its examples lack
 */
export function readRules(folder: string, demands: Demands = {}): Rule[] {
  const inspected = JSON.parse(opa('inspect', '-a', '-f', 'json', folder)) as { annotations?: Annotated[] };
  const rules: Rule[] = [];
  const problems: string[] = [];
  for (const annotated of inspected.annotations ?? []) {
    if (annotated.annotations.scope !== 'package' || annotated.annotations.custom === undefined) continue;
    try {
      rules.push(readRule(annotated, demands));
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

function readRule({ annotations, path = [], location }: Annotated, { packs, tests }: Demands): Rule {
  const name = path.map(({ value }) => value).join('.');
  const file = location?.file ?? '';
  try {
    const ajv = new Ajv({ allErrors: true, strict: false });
    if (!ajv.validate(Metadata, annotations)) {
      throw new Error(`its METADATA is not complete: ${ajv.errorsText(ajv.errors, { dataVar: 'METADATA' })}`);
    }
    const metadata = metadataOf(annotations, file);
    if (packs && !packs.includes(metadata.pack)) throw new Error(`its pack should be one of ${packs.join(', ')}`);
    const expected = `data.gatehouse.${metadata.pack}.${metadata.id}`.replaceAll('-', '_');
    if (name !== expected) throw new Error(`its package should be ${expected}, by its pack and id`);
    checkDefaults(metadata);
    const stem = join(dirname(file), metadata.id.replaceAll('-', '_'));
    if (file !== `${stem}.rego`) throw new Error(`its file should be ${stem}.rego`);
    if (tests && !existsSync(`${stem}_test.rego`)) throw new Error(`it has no test ${stem}_test.rego`);
    if (!existsSync(`${stem}.examples.yaml`)) throw new Error(`it has no examples ${stem}.examples.yaml`);
    const examples = readExamples(metadata.id, `${stem}.examples.yaml`);
    const text = readFileSync(file, 'utf8');
    const has = { unknowns: /^unknowns\b/m.test(text), not_applicable: /^not_applicable\b/m.test(text) };
    return { metadata, package: name, file, has, examples };
  } catch (thrown) {
    throw new Error(`rule ${annotations.custom?.id ?? name} (${file}): ${messageOf(thrown)}`, { cause: thrown });
  }
}

function metadataOf(
  { title, description, related_resources, custom }: Annotated['annotations'],
  file: string,
): RuleMetadata {
  if (custom.kinds === undefined && custom.facets === undefined) {
    throw new Error('its METADATA names neither kinds nor facets, so it would judge nothing');
  }
  return {
    id: custom.id,
    pack: custom.pack,
    title,
    description,
    remediation: custom.remediation,
    severity: custom.severity,
    action: custom.action,
    default: custom.default ?? 'on',
    doors: custom.doors ?? ['admission', 'ci', 'audit'],
    unknown: custom.unknown ?? 'warn',
    ...(custom.sentence !== undefined && { sentence: custom.sentence }),
    ...(custom.kinds && { kinds: custom.kinds }),
    facets: custom.facets ?? [],
    ...(custom.siblings && { siblings: custom.siblings }),
    operations: custom.operations ?? ['create', 'update', 'replace', 'exists'],
    ...(custom.match && { match: custom.match }),
    requires: custom.requires ?? [],
    object: custom.kinds !== undefined || readsObject(file),
    references: related_resources.map(({ ref }) => ref),
    controls: controlsOf(custom.controls ?? {}),
    parameters: custom.parameters,
  };
}

/** A default must be what the parameter's own schema accepts. */
function checkDefaults(metadata: RuleMetadata): void {
  for (const [key, schema] of Object.entries(metadata.parameters.properties ?? {})) {
    if (schema.default !== undefined) resolveParameters(metadata, { [key]: schema.default });
  }
}

/** The object is given only to rules that read it, by themselves or through the library that does. */
function readsObject(file: string): boolean {
  return /\bresource(\.object\b|\["object"\])|\bgatehouse\.lib\.attribute\b/.test(readFileSync(file, 'utf8'));
}

function controlsOf(controls: Type.Static<typeof Controls>): RuleMetadata['controls'] {
  return Object.fromEntries(Object.entries(controls).filter(([, list]) => list !== undefined));
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
