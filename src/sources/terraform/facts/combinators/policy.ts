/**
 * Resource policies of AWS: whether a statement lets anyone in. Follows how AWS itself tells a public policy: an Allow for the
 * principal `*` without a condition that pins the caller to fixed values.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import { isObject, type JsonObject, type JsonValue, own, parseJson } from '../../../../json.ts';
import { isWorld } from '../../../../resource/cidr.ts';
import type { Exposure } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { answer, type ExposureAnswer } from './about.ts';
import { way } from './exposed.ts';
import { type At, look, nameOf, wordOf } from './place.ts';
import { plannedPolicies } from './policy-document.ts';

/** Condition keys that say who calls or from where. Keys are compared in lower case, as IAM does. */
const PINNING =
  /^(?:aws:(?:source(?:arn|account|owner|vpc|vpce|vpcarn|orgid|orgpaths|ip)|vpcsourceip|principal(?:arn|account|orgid|orgpaths|servicename|servicenameslist|isawsservice|tag\/.*)|userid|username|calledvia|calledvia(?:first|last))|kms:(?:calleraccount|viaservice|grantisforawsresource)|s3:dataaccesspoint(?:account|arn)|sns:endpoint|lambda:eventsourcetoken|cognito-identity\.amazonaws\.com:aud|elasticfilesystem:accessedviamounttarget|.*:(?:aud|sub|iss|amr))$/;

/** Operators that demand a value; `...IfExists` and negated ones let a caller without the key through. */
const DEMANDING =
  /^(?:foranyvalue:)?(?:stringequals|stringequalsignorecase|stringlike|arnequals|arnlike|ipaddress|bool)$/;

const REMEDY = {
  text: 'name the principals that need access, or add a condition such as aws:PrincipalOrgID or aws:SourceArn',
};

/** True where the policy lets anyone do something; `unknown` where it is no policy that can be read. */
export function isPublicPolicy(policy: JsonValue): boolean | 'unknown' {
  const document = typeof policy === 'string' ? parseJson(policy) : policy;
  if (!isObject(document)) return 'unknown';
  return listOf(own(document, 'Statement')).some((statement) => isObject(statement) && isPublicStatement(statement));
}

function isPublicStatement(statement: JsonObject): boolean {
  if (own(statement, 'Effect') !== 'Allow') return false;
  const everyone = isEveryone(own(statement, 'Principal')) || own(statement, 'NotPrincipal') !== undefined;
  return everyone && !isPinned(own(statement, 'Condition'));
}

function isEveryone(principal: JsonValue | undefined): boolean {
  if (principal === '*') return true;
  return isObject(principal) && ['AWS', '*'].some((kind) => listOf(own(principal, kind)).includes('*'));
}

/** One demanding condition is enough: all conditions of a statement must hold. */
function isPinned(condition: JsonValue | undefined): boolean {
  if (!isObject(condition)) return false;
  return Object.entries(condition).some(([operator, keys]) => {
    if (!DEMANDING.test(operator.toLowerCase()) || !isObject(keys)) return false;
    return Object.entries(keys).some(
      ([key, values]) => PINNING.test(key.toLowerCase()) && isFixed(key, listOf(values)),
    );
  });
}

function isFixed(key: string, values: JsonValue[]): boolean {
  const restricts = (value: JsonValue) => {
    const text = wordOf(value);
    return /sourceip$/i.test(key) ? !isWorld(text) : !/^[*?:]*$/.test(text) && text !== 'arn:aws:*';
  };
  return values.length > 0 && values.every(restricts);
}

export interface PolicySpec {
  /** For a message: `queue policy`. */
  what: string;
  at?: At;
}

/** A policy in that attribute. Where none is written the provider's default is the owner's account alone. */
export function policyExposure({ what, at = 'policy' }: PolicySpec): ExposureAnswer {
  const text = `\`${nameOf(at)}\` allows everyone`;
  return answer({ aspect: 'exposure', text }, (attributes) => policyAt(what, attributes, at));
}

export function policyAt(what: string, attributes: Attributes, at: At): Exposure[] {
  const found = look(attributes, at);
  if (found.state === 'absent') return [];
  const open = found.state === 'unknown' ? isPlannedPublic(attributes, at) : isPublicPolicy(found.value);
  if (open === 'unknown') return [way(what, found.path, 'unknown')];
  return [open ? way(what, found.path, 'public', REMEDY) : way(what, found.path, 'private')];
}

/** One policy that lets anyone in is enough: whichever is taken, or all of them together. */
function isPlannedPublic(attributes: Attributes, at: At): boolean | 'unknown' {
  const answers = plannedPolicies(attributes, at)?.map(isPublicPolicy) ?? ['unknown'];
  return answers.find((one) => one === true) ?? answers.find((one) => one === 'unknown') ?? false;
}

export const POLICY_REMEDY = REMEDY;

function listOf(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
