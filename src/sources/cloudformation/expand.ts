/** What CloudFormation makes of a template before it looks at its resources. */
import { arrayAt, isObject, type JsonObject, objectAt, own } from '../../json.ts';

export interface Sections {
  template: JsonObject;
  /** What is made by macros, and so is not seen. */
  notes: string[];
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
    else if (isObject(resource)) resources[name] = resource;
  }
  return { template: { ...template, Resources: resources }, notes };
}
