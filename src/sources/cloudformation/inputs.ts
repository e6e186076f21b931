/** The parameters of a template, as the input variables that they would be in Terraform: judged where a rule asks for those. */
import { type JsonObject, objectAt, own } from '../../json.ts';
import { fromPointer, toPointer } from '../../resource/pointer.ts';
import type { SourcedResource } from '../../resource/resource.ts';
import { VARIABLE, withoutTexts } from '../terraform/variables.ts';
import type { TemplateText } from './template.ts';

/** By their names; what is declared with `NoEcho` is given to no rule. */
export function parametersOf({ object: template, locate }: TemplateText): SourcedResource[] {
  return Object.entries(objectAt(template, 'Parameters')).map(([name, parameter]) => {
    const sensitive = ['true', true].includes(own(parameter, 'NoEcho') as string | boolean);
    const preset = own(parameter, 'Default');
    const object: JsonObject = { sensitive };
    if (preset !== undefined) object.default = sensitive ? withoutTexts(preset) : preset;
    const identity = { source: 'cloudformation', id: name, name } as const;
    return {
      resource: { ...identity, type: VARIABLE, operation: 'exists', labels: {}, object, facets: {} },
      written: {
        identity: { ...identity, type: 'AWS::CloudFormation::Parameter' },
        pathOf: (pointer) => {
          const [first, ...rest] = fromPointer(pointer);
          return toPointer(['Parameters', name, ...(first === 'default' ? ['Default', ...rest] : [])]);
        },
        say: (message) => message.replace(/\bvariable /, 'parameter '),
      },
      locate,
      standsAlone: true,
      ifAsked: true,
    };
  });
}
