/**
 * Policies that `aws_iam_policy_document` will write during apply, because they name something that is made then. Whom they let in
 * is mostly known already, so they are read from the data source's own blocks.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
import type { JsonObject, JsonValue } from '../../../../json.ts';
import type { Attributes } from '../../attributes.ts';
import { type At, keysOf, look, readingAt, text, texts, wordOf } from './place.ts';

const TYPE = 'aws_iam_policy_document';
const INCLUDED = ['source_policy_documents', 'override_policy_documents', 'source_json', 'override_json'];
/** Stands for a value that another resource will supply: no wildcard. */
const SUPPLIED = '(known after apply)';
const MAX_DEPTH = 10;

/** The policies of which an unknown attribute is made; undefined where it is made of anything else or that cannot be told. */
export function plannedPolicies(attributes: Attributes, at: At, depth = 0): JsonValue[] | undefined {
  const reading = readingAt(attributes, at);
  if (reading.state !== 'unknown' || depth > MAX_DEPTH || reading.open) return undefined;
  const sources = attributes.sources(...keysOf(at));
  const { references } = reading;
  const isWhole = references.every(
    ({ mode, type, attribute }) => mode === 'data' && type === TYPE && /(?:^|_)json$/.test(attribute),
  );
  if (!isWhole || sources.length === 0 || sources.length !== references.length) return undefined;
  const policies = sources.map((document) => policiesOf(document, depth));
  return policies.some((one) => one === undefined) ? undefined : policies.flatMap((one) => one ?? []);
}

function policiesOf(document: Attributes, depth: number): JsonValue[] | undefined {
  if (document.blocksUnknown('statement')) return undefined;
  const policies: JsonValue[] = [];
  for (const name of INCLUDED) {
    const { known, unknown } = texts(document, name);
    policies.push(...known);
    const planned = unknown ? plannedPolicies(document, name, depth + 1) : [];
    if (planned === undefined) return undefined;
    policies.push(...planned);
  }
  const statements: JsonObject[] = [];
  for (const block of document.blocks('statement')) {
    const statement = statementOf(block);
    if (statement === undefined) return undefined;
    statements.push(statement);
  }
  return [...policies, { Statement: statements }];
}

function statementOf(block: Attributes): JsonObject | undefined {
  const [principal, others] = [principalsOf(block, 'principals'), principalsOf(block, 'not_principals')];
  if (principal === undefined || others === undefined || look(block, 'effect').state === 'unknown') return undefined;
  const condition: JsonObject = {};
  for (const one of block.blocks('condition')) {
    const [test, variable] = [text(one, 'test'), text(one, 'variable')];
    const values = valuesOf(one, 'values');
    if (test === undefined || variable === undefined || values === undefined) return undefined;
    condition[test] = { ...(condition[test] as JsonObject | undefined), [variable]: values };
  }
  return {
    Effect: text(block, 'effect') ?? 'Allow',
    ...(Object.keys(principal).length > 0 && { Principal: principal }),
    ...(Object.keys(others).length > 0 && { NotPrincipal: others }),
    Condition: condition,
  };
}

function principalsOf(block: Attributes, name: string): JsonObject | undefined {
  if (block.blocksUnknown(name)) return undefined;
  const principals: JsonObject = {};
  for (const one of block.blocks(name)) {
    const identifiers = valuesOf(one, 'identifiers');
    const kind = look(one, 'type');
    if (identifiers === undefined || kind.state !== 'value') return undefined;
    const same = principals[wordOf(kind.value)];
    principals[wordOf(kind.value)] = [...(Array.isArray(same) ? same : []), ...identifiers];
  }
  return principals;
}

/** Its values, with `SUPPLIED` for what a resource will supply; undefined where that cannot be told. */
function valuesOf(block: Attributes, name: string): string[] | undefined {
  const { known, unknown, references } = texts(block, name);
  if (!unknown) return known;
  return references.length > 0 ? [...known, SUPPLIED] : undefined;
}
