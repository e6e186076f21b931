/** The configuration file: read, validated against its schema, and checked for what a schema cannot say. */
import { readFile } from 'node:fs/promises';
import { Ajv, type ErrorObject } from 'ajv';
import { parseDocument } from 'yaml';
import { GatehouseError, messageOf } from '../errors.ts';
import { isObject } from '../json.ts';
import { findPackageFile } from '../rules/bundle.ts';
import type { Catalogue } from '../rules/catalogue.ts';
import { resolveParameters } from '../rules/check-parameters.ts';
import { startOf } from '../rules/time.ts';
import type { Config } from './schema.ts';

/** @throws GatehouseError CONFIG_INVALID that says what was wrong, where, and what is accepted */
export async function loadConfig(file: string, catalogue: Catalogue): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new GatehouseError('CONFIG_INVALID', `cannot be read: ${messageOf(thrown)}`, { where: file, cause: thrown });
  }
  return parseConfig(text, catalogue, file);
}

/** @param where the file's name, for errors */
export async function parseConfig(text: string, catalogue: Catalogue, where: string): Promise<Config> {
  const document = parseDocument(text, { prettyErrors: true });
  const [syntax] = document.errors;
  if (syntax) {
    const line = syntax.linePos?.[0].line;
    throw new GatehouseError('CONFIG_INVALID', syntax.message.split('\n')[0] ?? 'is not YAML', {
      where: line === undefined ? where : `${where}:${line}`,
    });
  }
  const config = (document.toJS() ?? {}) as Config;
  const problems = [...(await schemaProblems(config))];
  if (problems.length === 0) problems.push(...meaningProblems(config, catalogue));
  if (problems.length > 0) throw new GatehouseError('CONFIG_INVALID', problems.join('; '), { where });
  return config;
}

async function schemaProblems(config: unknown): Promise<string[]> {
  const schema = JSON.parse(await readFile(findPackageFile('schemas/config.schema.json'), 'utf8'));
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
  if (ajv.validate(schema, config)) return [];
  const all = ajv.errors ?? [];
  const choices = new Set(all.filter(({ keyword }) => keyword === 'const').map(({ instancePath }) => instancePath));
  const errors = all.filter(({ keyword, instancePath, data }) => {
    // A mapping was meant to be the mapping that is accepted there, so that is what it is told about.
    const meantOther = isObject(data) && choices.has(instancePath) && (keyword === 'const' || keyword === 'type');
    return keyword !== 'anyOf' && !meantOther;
  });
  return [...new Set(errors.map((error) => describe(error, errors)))];
}

/** @param all the errors of the file: where there is a choice, each choice that was not met is one */
function describe(error: ErrorObject, all: readonly ErrorObject[]): string {
  const key = error.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  const choices = all.filter(({ instancePath, keyword }) => instancePath === error.instancePath && keyword === 'const');
  if (choices.length > 0 && (error.keyword === 'const' || error.keyword === 'type')) {
    const accepted = new Set(choices.map(({ schema }) => JSON.stringify(schema)));
    const types = all.filter(({ instancePath, keyword }) => instancePath === error.instancePath && keyword === 'type');
    const mapping = types.some(({ schema }) => schema === 'object') ? ' or a mapping' : '';
    return `${key} cannot be ${JSON.stringify(error.data)}; accepted is ${[...accepted].join(', ')}${mapping}`;
  }
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {}).join(', ');
      return `${key} has no setting ${error.params.additionalProperty}; it has ${known}`;
    }
    case 'required':
      return `${key} lacks ${error.params.missingProperty}`;
    default:
      return `${key} ${error.message ?? 'is not valid'}`;
  }
}

function meaningProblems(config: Config, catalogue: Catalogue): string[] {
  const problems: string[] = [];
  const ids = catalogue.rules.map(({ id }) => id);
  const known = (id: string, where: string) => {
    if (!ids.includes(id))
      problems.push(`${where} names the rule ${id}, which does not exist; there are ${ids.join(', ')}`);
  };
  for (const [id, settings] of Object.entries(config.rules ?? {})) {
    known(id, 'rules');
    if (settings.from !== undefined && startOf(settings.from) === undefined) {
      problems.push(`rules.${id}.from is ${settings.from}, which is neither a date (2026-12-01) nor an RFC 3339 time`);
    }
    const metadata = catalogue.rules.find((rule) => rule.id === id);
    if (metadata && settings.parameters) {
      try {
        resolveParameters(metadata, settings.parameters);
      } catch (thrown) {
        problems.push(messageOf(thrown));
      }
    }
  }
  for (const [index, waiver] of (config.waivers ?? []).entries()) {
    known(waiver.rule, `waivers.${index}`);
    if (startOf(waiver.expires) === undefined) {
      problems.push(
        `waivers.${index}.expires is ${waiver.expires}, which is neither a date (2026-12-01) nor an RFC 3339 time`,
      );
    }
  }
  for (const [index, audit] of (config.audits ?? []).entries()) {
    if ((audit.cluster === undefined) === (audit.files === undefined)) {
      problems.push(`audits.${index} (${audit.name}) needs exactly one of cluster and files`);
    }
  }
  return problems;
}
