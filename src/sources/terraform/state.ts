/** A Terraform state, as `terraform show -json` or as the raw version-4 file, becomes resources. */
import type { JsonObject } from '../../json.ts';
import type { SourcedResource } from '../../resource/resource.ts';
import type { TerraformReadOptions } from './plan.ts';

/**
 * The resources of a state; data sources are not resources.
 * @throws GatehouseError PLAN_VERSION_UNSUPPORTED or INPUT_UNREADABLE
 */
export function readState(_document: JsonObject, _options: TerraformReadOptions): SourcedResource[] {
  return [];
}
