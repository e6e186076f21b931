/** Values against the schemas that are generated from TypeScript definitions, with messages that say what is accepted. */
import { readFile } from 'node:fs/promises';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isObject } from '../json.ts';
import { findPackageFile } from '../rules/bundle.ts';
import { suggestion } from '../suggest.ts';

export interface SchemaProblem {
  /** RFC 6901 pointer into the value. */
  path: string;
  message: string;
}

/**
 * @param file of the folder `schemas`
 * @param whole what the value as a whole is called
 * @returns what is wrong with a value; empty where nothing is
 */
export async function compileSchema(file: string, whole: string): Promise<(value: unknown) => SchemaProblem[]> {
  const schema = JSON.parse(await readFile(findPackageFile(`schemas/${file}`), 'utf8'));
  let validate: ValidateFunction | undefined;
  return (value) => {
    // Compiled for the first value, because many servers meet none; not checked itself, because it is generated.
    validate ??= new Ajv({ allErrors: true, strict: false, verbose: true, validateSchema: false }).compile(schema);
    return validate(value) ? [] : describeAll(validate.errors ?? [], whole);
  };
}

function describeAll(all: readonly ErrorObject[], whole: string): SchemaProblem[] {
  const choices = new Set(all.filter(({ keyword }) => keyword === 'const').map(({ instancePath }) => instancePath));
  const errors = all.filter(({ keyword, instancePath, data }) => {
    // A mapping was meant to be the mapping that is accepted there, so that is what it is told about.
    const meantOther = isObject(data) && choices.has(instancePath) && (keyword === 'const' || keyword === 'type');
    return keyword !== 'anyOf' && !meantOther;
  });
  return errors.map((error) => ({ path: error.instancePath, message: describe(error, errors, whole) }));
}

/** @param all the errors of the value: where there is a choice, each choice that was not met is one */
function describe(error: ErrorObject, all: readonly ErrorObject[], whole: string): string {
  const key = error.instancePath.slice(1).replaceAll('/', '.') || whole;
  const choices = all.filter(({ instancePath, keyword }) => instancePath === error.instancePath && keyword === 'const');
  if (choices.length > 0 && (error.keyword === 'const' || error.keyword === 'type')) {
    const accepted = new Set(choices.map(({ schema }) => JSON.stringify(schema)));
    const types = all.filter(({ instancePath, keyword }) => instancePath === error.instancePath && keyword === 'type');
    const mapping = types.some(({ schema }) => schema === 'object') ? ' or a mapping' : '';
    return `${key} cannot be ${JSON.stringify(error.data)}; accepted is ${[...accepted].join(', ')}${mapping}`;
  }
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      const { additionalProperty: given } = error.params;
      if (key === 'packs') return `packs names the pack ${given}, which does not exist${suggestion(given, known)}`;
      return `${key} has no setting ${given}; it has ${known.join(', ')}`;
    }
    case 'required':
      return `${key} lacks ${error.params.missingProperty}`;
    default:
      return `${key} ${error.message ?? 'is not valid'}`;
  }
}
