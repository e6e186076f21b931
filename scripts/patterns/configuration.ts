/** The Terraform configurations of the examples as compact plans, so that a worked example is written once, in Terraform's own language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import type { Plan, PlanResource, Variables } from '../../src/examples/schema.ts';
import { isObject, type JsonObject, type JsonValue } from '../../src/json.ts';

export interface Configuration {
  plan: Plan;
  /** The region of each provider configuration: `{aws: eu-central-1, aws.west: eu-west-1}`. */
  regions: Record<string, string>;
  variables: Variables;
}

interface Scope {
  /** Where `path.module` is. */
  folder: string;
  variables: JsonObject;
  locals: JsonObject;
}

/** A value as far as it is known before apply. */
interface Planned {
  /** Undefined where all of it is unknown. */
  value: JsonValue | undefined;
  /** As `after_unknown`; undefined where nothing is unknown. */
  unknown: JsonValue | undefined;
  references: string[];
}

const META = new Set(['depends_on', 'lifecycle', 'provider', 'provisioner', 'connection']);

/**
 * What Terraform would plan for files that create everything: literals, variables' defaults, locals, templates, `file` and `jsonencode` are
 * known, what refers to a resource or to data is not. `id`, and `arn` in AWS, are known only after apply.
 * @throws Error that names the file and what is not understood: `count`, `for_each`, modules and other functions
 */
export async function readConfiguration(files: readonly string[], folder: string): Promise<Configuration> {
  const parsed = await Promise.all(files.map(async (file) => parse(file, readFileSync(file, 'utf8'))));
  const blocks = (kind: string) => parsed.flatMap((document) => (document[kind] === undefined ? [] : [document[kind]]));
  const scope: Scope = { folder, variables: {}, locals: {} };
  const variables: Variables = {};
  if (blocks('module').length > 0) throw new Error(`${folder}: modules are not understood; write the resources out`);
  for (const group of blocks('variable') as Record<string, JsonObject[]>[]) {
    for (const [name, [variable = {}]] of Object.entries(group)) {
      scope.variables[name] = variable.default ?? null;
      const { default: preset, sensitive } = variable;
      variables[name] = { ...(preset !== undefined && { default: preset }), ...(sensitive === true && { sensitive }) };
    }
  }
  for (const local of blocks('locals').flat() as JsonObject[]) {
    for (const [name, given] of Object.entries(local)) scope.locals[name] = (await planned(given, scope)).value ?? null;
  }
  const providers = (blocks('provider') as Record<string, JsonObject[]>[]).flatMap((group) =>
    Object.entries(group).flatMap(([name, all]) => all.map((body) => ({ name, body }))),
  );
  const plan: Plan = {};
  for (const group of blocks('resource') as Record<string, Record<string, JsonObject[]>>[]) {
    for (const [type, named] of Object.entries(group)) {
      for (const [name, [body]] of Object.entries(named)) {
        const address = `${type}.${name}`;
        plan[address] = await plannedResource(address, body ?? {}, scope);
      }
    }
  }
  return { plan, regions: regionsOf(providers), variables };
}

function regionsOf(providers: readonly { name: string; body: JsonObject }[]): Record<string, string> {
  const regions: Record<string, string> = {};
  for (const { name, body } of providers) {
    const { alias, region } = body;
    if (typeof region === 'string') regions[typeof alias === 'string' ? `${name}.${alias}` : name] = region;
  }
  return regions;
}

async function plannedResource(address: string, body: JsonObject, scope: Scope): Promise<PlanResource> {
  for (const meta of ['count', 'for_each', 'dynamic']) {
    if (meta in body)
      throw new Error(`${scope.folder}: ${address}: ${meta} is not understood; write the resources out`);
  }
  const own = Object.fromEntries(Object.entries(body).filter(([key]) => !META.has(key)));
  const { value, unknown } = await planned(own, scope);
  const references: Record<string, string[]> = {};
  await collectReferences(own, [], scope, references);
  const computed = { id: true, ...(address.startsWith('aws_') && { arn: true }) };
  const alias = typeof body.provider === 'string' ? /^\$\{\w+\.(\w+)\}$/.exec(body.provider)?.[1] : undefined;
  return {
    values: isObject(value) ? value : {},
    unknown: { ...computed, ...(isObject(unknown) && unknown) },
    ...(Object.keys(references).length > 0 && { references }),
    ...(alias !== undefined && { provider: alias }),
  };
}

/** By dotted attribute, as the configuration of a plan has them: blocks are entered, attributes are not. */
async function collectReferences(
  body: JsonObject,
  above: readonly string[],
  scope: Scope,
  found: Record<string, string[]>,
): Promise<void> {
  for (const [key, given] of Object.entries(body)) {
    const isBlock = Array.isArray(given) && given.length > 0 && given.every(isObject);
    if (isBlock) {
      for (const [index, block] of given.entries()) {
        await collectReferences(block as JsonObject, [...above, key, String(index)], scope, found);
      }
      continue;
    }
    const { references } = await planned(given, scope);
    if (references.length > 0) found[[...above, key].join('.')] = [...new Set(references)];
  }
}

async function planned(given: JsonValue, scope: Scope): Promise<Planned> {
  if (typeof given === 'string') return plannedText(given, scope);
  if (Array.isArray(given)) {
    const items = await Promise.all(given.map(async (item) => planned(item, scope)));
    const isKnown = items.every(({ unknown }) => unknown === undefined);
    return {
      value: items.map(({ value }) => value ?? null),
      unknown: isKnown ? undefined : items.map(({ unknown }) => unknown ?? false),
      references: items.flatMap(({ references }) => references),
    };
  }
  if (!isObject(given)) return { value: given, unknown: undefined, references: [] };
  const value: JsonObject = {};
  const unknown: JsonObject = {};
  const references: string[] = [];
  for (const [key, inner] of Object.entries(given)) {
    const answer = await planned(inner, scope);
    if (answer.value !== undefined) value[key] = answer.value;
    if (answer.unknown !== undefined) unknown[key] = answer.unknown;
    references.push(...answer.references);
  }
  return { value, unknown: Object.keys(unknown).length > 0 ? unknown : undefined, references };
}

/** A string of Terraform's JSON syntax: text, `${expression}`, or a template of both. */
async function plannedText(text: string, scope: Scope): Promise<Planned> {
  const call = /^\$\{((?:file|jsonencode)\(.*\))\}$/s.exec(text)?.[1];
  if (call !== undefined) return plannedExpression(call, scope);
  const parts = text.split(/(\$\{[^{}]*\})/);
  const [before, expression, after, ...rest] = parts;
  if (expression !== undefined && before === '' && after === '' && rest.length === 0) {
    return plannedExpression(expression.slice(2, -1).trim(), scope);
  }
  const answers = await Promise.all(
    parts.map(
      async (part, index): Promise<Planned> =>
        index % 2 === 0
          ? { value: part, unknown: undefined, references: [] }
          : plannedExpression(part.slice(2, -1).trim(), scope),
    ),
  );
  const references = answers.flatMap((answer) => answer.references);
  if (answers.some(({ unknown }) => unknown !== undefined)) return { value: undefined, unknown: true, references };
  return { value: answers.map(({ value }) => String(value)).join(''), unknown: undefined, references };
}

async function plannedExpression(expression: string, scope: Scope): Promise<Planned> {
  const known = (value: JsonValue): Planned => ({ value, unknown: undefined, references: [] });
  const [, kind, name = ''] = /^(var|local)\.([\w-]+)$/.exec(expression) ?? [];
  if (kind !== undefined) {
    const value = (kind === 'var' ? scope.variables : scope.locals)[name];
    if (value === undefined) throw new Error(`${scope.folder}: ${expression} is not declared`);
    return known(value);
  }
  const file = /^file\("\$\{path\.module\}\/([^"]+)"\)$/.exec(expression)?.[1];
  if (file !== undefined) return known(readFileSync(join(scope.folder, file), 'utf8'));
  const encoded = /^jsonencode\((.*)\)$/s.exec(expression)?.[1];
  if (encoded !== undefined) {
    const body = (await parse('jsonencode', `value = ${encoded}`)) as { value: JsonValue };
    const { value, unknown, references } = await planned(body.value, scope);
    return unknown === undefined ? known(JSON.stringify(value)) : { value: undefined, unknown: true, references };
  }
  if (!/^[\w-]+(\.[\w-]+|\[[^\]]+\])+$/.test(expression)) {
    throw new Error(`${scope.folder}: ${expression} is not understood; write what it comes to`);
  }
  // As in a plan: the traversal, then what it begins with.
  const steps = expression.replaceAll(/\[[^\]]*\]/g, '').split('.');
  const resource = steps.slice(0, steps[0] === 'data' ? 3 : 2).join('.');
  return { value: undefined, unknown: true, references: expression === resource ? [resource] : [expression, resource] };
}
