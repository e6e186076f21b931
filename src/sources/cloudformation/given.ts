/** Parameters of a stack as AWS's own tools take them, so that a check judges what a deployment would make. */
import { GatehouseError } from '../../errors.ts';
import { arrayAt, isObject, type JsonObject, type JsonValue, own, parseJson, stringAt } from '../../json.ts';
import { suggestion } from '../../suggest.ts';
import { parseYaml, YamlError } from '../manifest/yaml.ts';
import type { Deployment, ParameterValue } from './parameters.ts';

/** Where it stands is kept, for errors; what it says never gets into one: it may be a password. */
export interface Given {
  parameters: Record<string, ParameterValue>;
  tags: Record<string, string>;
}

const FORMS =
  'accepted are the list of ParameterKey and ParameterValue that the AWS CLI takes, {"Parameters": {"Env": "prod"}} as CodePipeline takes it, and a plain map of names and values';

/**
 * What a file of parameters says: of the AWS CLI, of CodePipeline (with its `Tags`), of Git sync, or a plain map; JSON or YAML.
 * @param where its name
 * @throws GatehouseError INPUT_UNRECOGNISED, which quotes no value
 */
export function readGiven(text: string, where: string): Given {
  try {
    return givenOf(parseJson(text) ?? parseYaml(text).value, where);
  } catch (thrown) {
    if (!(thrown instanceof YamlError)) throw thrown;
    throw new GatehouseError('INPUT_UNRECOGNISED', `is neither JSON nor YAML: ${thrown.message}; ${FORMS}`, { where });
  }
}

/** The same of what was parsed. */
export function givenOf(document: JsonValue, where: string): Given {
  const written = sectionOf(document, 'Parameters') ?? document;
  const tags = pairsOf(sectionOf(document, 'Tags') ?? {}, 'Key', 'Value');
  const parameters = pairsOf(written, 'ParameterKey', 'ParameterValue');
  if (parameters === undefined || tags === undefined)
    throw new GatehouseError('INPUT_UNRECOGNISED', `is no file of parameters; ${FORMS}`, { where });
  const given: Given = { parameters: {}, tags: {} };
  for (const [name, value] of parameters) given.parameters[nameOf(name, where)] = parameterValue(name, value, where);
  for (const [name, value] of tags) given.tags[name] = String(parameterValue(name, value, where) ?? '');
  return given;
}

/** `Env=prod`, as `aws cloudformation deploy --parameter-overrides` takes it. @throws GatehouseError USAGE */
export function readPair(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0));
  // The text itself may be a password that was put in the wrong place.
  if (name === '' || name === 'ParameterKey')
    throw new GatehouseError('USAGE', 'give --parameter a name and a value, once for each: --parameter Env=prod');
  return [nameOf(name, '--parameter'), text.slice(at + 1)];
}

/** True for a file of parameters, so far as that can be told without its name. */
export function isGiven(document: JsonValue): boolean {
  if (Array.isArray(document)) return document.length > 0 && document.every((item) => hasKey(item, 'ParameterKey'));
  if (!isObject(document) || hasKey(document, 'Resources')) return false;
  const isGitSync = hasKey(document, 'template-file-path');
  return isGitSync || (hasKey(document, 'Parameters') && Object.keys(document).every((key) => PIPELINE.has(key)));
}

export function isGivenText(text: string): boolean {
  try {
    return isGiven(parseJson(text) ?? parseYaml(text).value);
  } catch {
    return false;
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html */
const PIPELINE = new Set(['Parameters', 'Tags', 'StackPolicy']);

/** @param from where each of them was given: `--parameters prod.json` */
export function deploymentWith(deployment: Deployment, { parameters, tags }: Given, from: string): Deployment {
  const named = Object.fromEntries(Object.keys(parameters).map((name) => [name, from]));
  return {
    ...deployment,
    parameters: { ...deployment.parameters, ...parameters },
    tags: { ...deployment.tags, ...tags },
    given: { ...deployment.given, ...named },
  };
}

/** A template, with its parameters as it declares them. */
export interface Declares {
  name: string;
  parameters?: JsonObject;
}

/** Why what was given does not fit: CloudFormation would refuse it, and what is judged would be something else. */
export function unfit({ given = {}, parameters = {} }: Deployment, templates: readonly Declares[]): GatehouseError[] {
  const all = [...new Set(templates.flatMap((template) => Object.keys(template.parameters ?? {})))];
  return Object.entries(given).flatMap(([name, where]) => {
    const declaring = templates.filter((template) => own(template.parameters, name) !== undefined);
    if (declaring.length === 0) {
      const others = all.length === 0 ? '' : suggestion(name, all, 'its Parameters');
      const message = `no template that was read has a parameter ${name}${others}`;
      return [new GatehouseError('USAGE', message, { where })];
    }
    return declaring.flatMap((template) => {
      const why = refusal(own(template.parameters, name), parameters[name] ?? null);
      return why === undefined ? [] : [new GatehouseError('USAGE', `${name} of ${template.name} ${why}`, { where })];
    });
  });
}

function refusal(declared: JsonValue | undefined, value: ParameterValue): string | undefined {
  if (value === null) return undefined;
  const type = stringAt(declared, 'Type');
  if (type === 'Number' && (value === '' || !Number.isFinite(Number(value)))) return 'takes a number';
  const allowed = arrayAt(declared, 'AllowedValues').map(String);
  const values = type === 'CommaDelimitedList' ? String(value).split(',') : [String(value)];
  if (allowed.length === 0 || values.every((one) => allowed.includes(one.trim()))) return undefined;
  return own(declared, 'NoEcho') === undefined
    ? `takes one of ${allowed.join(', ')}`
    : 'takes one of its AllowedValues';
}

function sectionOf(document: JsonValue, name: string): JsonValue | undefined {
  return (
    own(document, name) ?? (hasKey(document, 'template-file-path') ? own(document, name.toLowerCase()) : undefined)
  );
}

/** A map, a list of `{Key, Value}`, or a list of `name=value`. */
function pairsOf(written: JsonValue, key: string, value: string): [string, JsonValue][] | undefined {
  if (isObject(written)) return Object.entries(written);
  if (!Array.isArray(written)) return undefined;
  const pairs = written.map((item): [string, JsonValue] | undefined => {
    if (typeof item === 'string' && item.indexOf('=') > 0) return readPair(item);
    const name = stringAt(item, key);
    if (name === undefined) return undefined;
    return [name, own(item, 'UsePreviousValue') === true ? null : (own(item, value) ?? '')];
  });
  return pairs.includes(undefined) ? undefined : (pairs as [string, JsonValue][]);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
function nameOf(name: string, where: string): string {
  if (/^[A-Za-z0-9]{1,255}$/.test(name)) return name;
  throw new GatehouseError(
    'INPUT_UNRECOGNISED',
    `has a name that no parameter can have: letters and digits; ${FORMS}`,
    {
      where,
    },
  );
}

function parameterValue(name: string, value: JsonValue, where: string): ParameterValue {
  if (typeof value !== 'object' || value === null) return value;
  const advice = Array.isArray(value) ? 'a list is one text with commas: "a,b"' : FORMS;
  throw new GatehouseError('INPUT_UNRECOGNISED', `${name} is no text, number or boolean; ${advice}`, { where });
}

function hasKey(value: JsonValue, key: string): boolean {
  return own(value, key) !== undefined;
}
