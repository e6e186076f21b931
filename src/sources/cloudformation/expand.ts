/** What CloudFormation makes of a template before it looks at its resources. */
import { isObject, type JsonObject, type JsonValue, objectAt, own, setOwn, stringAt } from '../../json.ts';
import { isLoop, Loops } from './foreach.ts';
import type { Deployment } from './parameters.ts';
import { Resolver } from './resolve.ts';

export interface Sections {
  template: JsonObject;
  /** What is made by macros, and so is not seen. */
  notes: string[];
  /** True where there may be resources that are not seen. */
  unseen: boolean;
  /** The pointer into the template as it is written, of one into this. */
  written: (pointer: string) => string;
}

/** What the Serverless Application Model adds to each of its functions, tables and APIs: what they do not say themselves. */
function withGlobals(template: JsonObject, resource: JsonObject): JsonObject {
  const [, kind] = /^AWS::Serverless::(\w+)$/.exec(stringAt(resource, 'Type') ?? '') ?? [];
  const globals = kind === undefined ? undefined : own(objectAt(template, 'Globals'), kind);
  return isObject(globals) ? { ...resource, Properties: merged(globals, own(resource, 'Properties') ?? {}) } : resource;
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html */
function merged(global: JsonValue, own: JsonValue): JsonValue {
  if (Array.isArray(global) && Array.isArray(own)) return [...global, ...own];
  if (!isObject(global) || !isObject(own)) return own;
  const result: JsonObject = { ...global };
  for (const [key, value] of Object.entries(own))
    setOwn(result, key, key in global ? merged(global[key] ?? null, value) : value);
  return result;
}

/** What they do is known, and done or of no concern. */
const UNDERSTOOD = new Set([
  'AWS::LanguageExtensions',
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
]);

const SERVERLESS = 'AWS::Serverless-2016-10-31';

/**
 * Where what CloudFormation makes of a template is to be had: a change set has it before anything is deployed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 */
const PROCESSED =
  'to have all of it judged, make a change set and judge what `aws cloudformation get-template --stack-name STACK --change-set-name CHANGE_SET --template-stage Processed --query TemplateBody` prints';

export function sectionsOf(template: JsonObject, deployment: Deployment): Sections {
  const loops = new Loops(new Resolver(template, { deployment, defaults: true }));
  const conditions = loops.expand(objectAt(template, 'Conditions'), 'Conditions');
  const resources: JsonObject = {};
  const macros = macrosOf(template);
  const notes = macros.map(saidOf);
  let unseen = macros.some((name) => name !== SERVERLESS);
  for (const [name, resource] of Object.entries(loops.expand(objectAt(template, 'Resources'), 'Resources'))) {
    if (name.startsWith('Fn::')) {
      unseen = true;
      if (!isLoop(name)) notes.push(`the resources that ${name} makes are not judged`);
    } else if (isObject(resource)) {
      resources[name] = withGlobals(template, resource);
      const keys = [...Object.keys(resource), ...Object.keys(objectAt(resource, 'Properties'))];
      const added = keys.find((key) => key.startsWith('Fn::') && !isLoop(key));
      if (added !== undefined) notes.push(`what ${added} adds to ${name} is not judged`);
    }
  }
  if (notes.length > 0) notes.push(PROCESSED);
  return {
    template: { ...template, Conditions: conditions, Resources: resources },
    notes: [...notes, ...loops.notes],
    unseen,
    written: (pointer) => loops.written(pointer),
  };
}

/** The macros of the template as a whole. */
function macrosOf(template: JsonObject): string[] {
  const transform = own(template, 'Transform');
  return (Array.isArray(transform) ? transform : [transform])
    .map((one) => (isObject(one) ? own(one, 'Name') : one))
    .filter((name): name is string => typeof name === 'string' && !UNDERSTOOD.has(name));
}

function saidOf(macro: string): string {
  const what = macro === SERVERLESS ? ' (roles, permissions, APIs, aliases)' : '';
  return `what ${macro} makes of this template${what} is not judged, only what is written`;
}
