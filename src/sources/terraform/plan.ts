/** A Terraform plan (`terraform show -json PLAN`) becomes resources. */
import type { JsonObject } from '../../json.ts';
import type { SourcedResource } from '../../resource/resource.ts';

export interface TerraformReadOptions {
  /** The file's name, for errors. */
  name: string;
}

/**
 * The resources of a plan, deleted ones included (operation `delete`); data sources are not resources.
 * @throws GatehouseError PLAN_VERSION_UNSUPPORTED or INPUT_UNREADABLE
 */
export function readPlan(_document: JsonObject, _options: TerraformReadOptions): SourcedResource[] {
  return [];
}
