/** What CloudFormation makes of a template before it looks at its resources. */
import { arrayAt, isObject, type JsonObject, type JsonValue, objectAt, own, setOwn, stringAt } from '../../json.ts';

export interface Sections {
  template: JsonObject;
  /** What is made by macros, and so is not seen. */
  notes: string[];
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

const UNDERSTOOD = new Set([
  'AWS::LanguageExtensions',
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
]);

export function sectionsOf(template: JsonObject): Sections {
  const notes: string[] = [];
  const transform = own(template, 'Transform');
  const names = typeof transform === 'string' ? [transform] : arrayAt(template, 'Transform');
  const macros = names
    .map((one) => (isObject(one) ? own(one, 'Name') : one))
    .filter((one): one is string => typeof one === 'string' && !UNDERSTOOD.has(one));
  if (macros.length > 0) {
    notes.push(`what ${macros.join(' and ')} makes of this template is not seen; judged is what is written`);
  }
  const resources: JsonObject = {};
  for (const [name, resource] of Object.entries(objectAt(template, 'Resources'))) {
    if (name.startsWith('Fn::')) notes.push(`the resources that ${name} makes are not judged`);
    else if (isObject(resource)) resources[name] = withGlobals(template, resource);
  }
  return { template: { ...template, Resources: resources }, notes };
}
