/** Names of CloudFormation's properties as Terraform's provider would write them. */

/** `DBSubnetGroupName` becomes `db_subnet_group_name`, `Endpoint.Address` `endpoint_address`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toLowerCase();
}

/** `PortMappings` becomes `portMappings`: as the API of ECS writes what CloudFormation writes with a capital. */
export function lowerCamelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
