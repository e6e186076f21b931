/** What `Ref` gives of a template's parameters and of CloudFormation's own. */
import { type JsonObject, type JsonValue, objectAt, own, stringAt } from '../../json.ts';
import { scalar, type Term, unknown } from './term.ts';

/** Null where the stack keeps the value that it has: nobody says which, and it is not the default. */
export type ParameterValue = string | number | boolean | null;

/** What somebody says of a deployment that the template itself does not. */
export interface Deployment {
  /** `eu-central-1`. */
  region?: string | undefined;
  /** Values of parameters by name, as they would be given to a stack. Others have their defaults. */
  parameters?: Readonly<Record<string, ParameterValue>> | undefined;
  /** Which of them were given for these very templates, and where: one of the templates has to have each. */
  given?: Readonly<Record<string, string>> | undefined;
  /** The tags of the stack, which CloudFormation puts on its resources. */
  tags?: Readonly<Record<string, string>> | undefined;
}

/**
 * The value of a parameter; undefined where the template has none of that name. What is given counts, else the default: a stack
 * that is made without a word has it.
 * @param given values by name
 * @param defaults whether defaults count
 */
export function parameterTerm(
  template: JsonObject,
  name: string,
  at: string,
  { given, defaults }: { given: ReadonlyMap<string, JsonValue>; defaults: boolean },
): Term | undefined {
  const parameters = objectAt(template, 'Parameters');
  if (!Object.hasOwn(parameters, name)) return undefined;
  const parameter = own(parameters, name);
  const type = stringAt(parameter, 'Type') ?? 'String';
  const isHidden = ['true', true].includes(own(parameter, 'NoEcho') as string | boolean);
  if (isHidden) return unknown(at, { secret: true });
  const written = given.get(name);
  const value = written !== undefined ? written : defaults ? own(parameter, 'Default') : undefined;
  // The value is the name under which Systems Manager keeps what is meant.
  const isKept = type.startsWith('AWS::SSM::Parameter::Value') && written === undefined;
  if (value === undefined || value === null || typeof value === 'object' || isKept) {
    return unknown(at, { free: isFree(parameter, type) });
  }
  if (type === 'Number') return scalar(Number.isFinite(Number(value)) ? Number(value) : String(value), at);
  if (!/^(?:CommaDelimitedList|List<)/.test(type)) return scalar(value, at);
  const items = String(value)
    .split(',')
    .map((item) => scalar(item.trim(), at));
  return { kind: 'list', items, at };
}

/** Whether it may be `*`: not what is an id of something, nor one of a list or of a pattern. */
function isFree(parameter: JsonValue | undefined, type: string): boolean {
  if (!/String|CommaDelimitedList/.test(type) || own(parameter, 'AllowedPattern') !== undefined) return false;
  const allowed = own(parameter, 'AllowedValues');
  return !Array.isArray(allowed) || allowed.includes('*');
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export function pseudoTerm(name: string, at: string, { region }: Deployment): Term {
  if (name === 'AWS::NoValue') return { kind: 'nothing', at };
  if (region === undefined) return unknown(at);
  const china = region.startsWith('cn-');
  if (name === 'AWS::Region') return scalar(region, at);
  if (name === 'AWS::URLSuffix') return scalar(china ? 'amazonaws.com.cn' : 'amazonaws.com', at);
  if (name !== 'AWS::Partition') return unknown(at);
  return scalar(china ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws', at);
}
