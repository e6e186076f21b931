/** Where a cloud resource is: its own attributes say it, or the provider that makes it. */
import { type JsonObject, type JsonValue, objectAt, own, stringAt } from '../../json.ts';
import { referencesOf } from './configuration.ts';
import { entry, type TerraformNode } from './graph.ts';
import { providersOf } from './providers.ts';

/** Of a node: `eu-central-1`, `europe-west3`, `westeurope`. Undefined where it is not known, or where the type has none. */
export type RegionOf = (node: TerraformNode) => string | undefined;

/** The region as a resource's own values tell it: all that a state has. */
export function ownRegion({ type, values }: TerraformNode): string | undefined {
  if (type.startsWith('aws')) return stringAt(values, 'region') || regionOfArn(values) || regionOfZone(values);
  if (type.startsWith('google_')) return stringAt(values, 'region') || stringAt(values, 'location') || undefined;
  if (type.startsWith('azurerm_')) return stringAt(values, 'location')?.replaceAll(' ', '').toLowerCase() || undefined;
  return undefined;
}

/** The same, and else what the provider of the plan is configured with. */
export function regionsOf(document: JsonObject): RegionOf {
  const providerOf = providersOf(document);
  const known = new Map<JsonValue, string | undefined>();
  const variables = objectAt(document, 'variables');
  return (node) => {
    const region = ownRegion(node);
    if (region !== undefined || !/^(aws|google)/.test(node.type)) return region;
    const provider = providerOf(node);
    return entry(known, provider, () => regionOfProvider(provider, variables));
  };
}

/** `arn:aws:rds:eu-central-1:123456789012:db:orders` */
function regionOfArn(values: JsonObject): string | undefined {
  return stringAt(values, 'arn')?.split(':')[3] || undefined;
}

/** `eu-central-1a` */
function regionOfZone(values: JsonObject): string | undefined {
  return /^[a-z]{2}(-[a-z]+)+-\d+(?=[a-z]$)/.exec(stringAt(values, 'availability_zone') ?? '')?.[0];
}

/** A constant, or a variable of the root module; what comes from elsewhere is not told. */
function regionOfProvider(provider: JsonValue, variables: JsonObject): string | undefined {
  const expression = own(objectAt(provider, 'expressions'), 'region') ?? null;
  const constant = stringAt(expression, 'constant_value');
  if (constant !== undefined) return constant;
  const [reference, ...more] = referencesOf(expression);
  const name = more.length === 0 ? /^var\.([^.[]+)$/.exec(reference ?? '')?.[1] : undefined;
  return name === undefined ? undefined : stringAt(variables, name, 'value');
}
