/**
 * The short form of CloudFormation's functions in YAML: `!Ref Db` is `{Ref: Db}`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
import type { JsonValue } from '../../json.ts';
import type { LocalTags } from '../manifest/yaml.ts';

const PLAIN = new Set(['!Ref', '!Condition']);

export const shortForms: LocalTags = {
  keyOf: (tag) => (PLAIN.has(tag) ? tag.slice(1) : `Fn::${tag.slice(1)}`),
  valueOf: (tag, value) => (tag === '!GetAtt' && typeof value === 'string' ? attributeOf(value) : value),
};

/** `Db.Endpoint.Address` is the attribute `Endpoint.Address` of `Db`. */
export function attributeOf(dotted: string): JsonValue[] {
  const dot = dotted.indexOf('.');
  return dot < 0 ? [dotted] : [dotted.slice(0, dot), dotted.slice(dot + 1)];
}
