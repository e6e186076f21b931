/** Which formats of Terraform's JSON are understood. */
import { GatehouseError } from '../../errors.ts';
import { type JsonObject, own } from '../../json.ts';

/**
 * A new minor version only adds; a new major one may change the meaning of what is there
 * (https://developer.hashicorp.com/terraform/internals/json-format#format-version-history).
 * @throws GatehouseError PLAN_VERSION_UNSUPPORTED
 */
export function requireFormat(document: JsonObject, what: 'plan' | 'state', name: string): void {
  const version = own(document, 'format_version');
  const [major] = typeof version === 'string' && /^\d+\.\d+$/.test(version) ? version.split('.') : [];
  if (major === '0' || major === '1') return;
  const found = version === undefined ? 'names no format_version' : `has format_version ${JSON.stringify(version)}`;
  throw new GatehouseError(
    'PLAN_VERSION_UNSUPPORTED',
    `this Terraform ${what} ${found}; versions 0.1 to 1.x are supported. Write it with "terraform show -json"`,
    { where: name },
  );
}
