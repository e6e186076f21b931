/** A template with what it is deployed with, in one document. */
import { GatehouseError } from '../../errors.ts';
import { isObject, own, parseJson } from '../../json.ts';
import { decodeText } from '../decode.ts';
import { deploymentWith, givenOf } from './given.ts';
import type { Deployment } from './parameters.ts';

export interface StackRequest {
  template: Uint8Array | string;
  deployment: Deployment;
}

/**
 * The body is a template, or what CloudFormation's own CreateStack takes: `TemplateBody` with `Parameters` and `Tags`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 * @throws GatehouseError INPUT_UNRECOGNISED
 */
export function stackOf(body: Uint8Array, deployment: Deployment = {}): StackRequest {
  const text = decodeText(body, 'body');
  const input = text.trimStart().startsWith('{') ? parseJson(text) : undefined;
  if (!isObject(input) || own(input, 'Resources') !== undefined) return { template: text, deployment };
  const template = own(input, 'TemplateBody');
  if (typeof template === 'string') {
    const given = givenOf({ Parameters: input.Parameters ?? {}, Tags: input.Tags ?? {} }, 'Parameters');
    return { template, deployment: deploymentWith(deployment, given, 'Parameters') };
  }
  if (own(input, 'TemplateURL') === undefined) return { template: text, deployment };
  throw new GatehouseError('INPUT_UNRECOGNISED', 'nothing is fetched; send the template itself as TemplateBody', {
    where: 'TemplateURL',
  });
}
