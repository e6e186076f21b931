/**
 * A Terraform plan, as `terraform show -json PLAN` writes it, becomes resources.
 * https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
import { GatehouseError } from '../../errors.ts';
import { arrayAt, isObject, type JsonObject, type JsonValue, objectAt, own, stringAt } from '../../json.ts';
import type { Operation, SourcedResource } from '../../resource/resource.ts';
import { rootConfig } from './configuration.ts';
import { defaultTagsOf } from './default-tags.ts';
import { Graph, identify } from './graph.ts';
import { markMissing } from './planned-values.ts';
import { regionsOf } from './region.ts';
import { assemble } from './resource.ts';
import { type Entry, entriesOf } from './values.ts';
import { requireFormat } from './version.ts';

export interface TerraformReadOptions {
  /** The file's name, for errors. */
  name: string;
}

/**
 * The resources of a plan, deleted ones included (operation `delete`, without facets); data sources are not resources. A plan
 * that is incomplete because of `-target` is read for what it holds.
 * @throws GatehouseError PLAN_VERSION_UNSUPPORTED, or INPUT_UNREADABLE where Terraform marked the plan as errored
 */
export function readPlan(document: JsonObject, options: TerraformReadOptions): SourcedResource[] {
  const graph = planGraph(document, options);
  return assemble(graph, {
    name: options.name,
    defaultTags: defaultTagsOf(document, graph),
    regionOf: regionsOf(document),
  });
}

/** What a plan holds, indexed. @throws GatehouseError as `readPlan` */
export function planGraph(document: JsonObject, options: TerraformReadOptions): Graph {
  requireFormat(document, 'plan', options.name);
  if (own(document, 'errored') === true) {
    throw new GatehouseError(
      'INPUT_UNREADABLE',
      'Terraform marked this plan as errored: it stopped before everything was planned, so what is missing cannot be judged. ' +
        'Mend the error that "terraform plan" reports and plan again',
      { where: options.name },
    );
  }
  const graph = new Graph(rootConfig(document));
  const planned = () => entriesOf(objectAt(document, 'planned_values', 'root_module'));
  if (Array.isArray(own(document, 'resource_changes'))) addChanges(graph, document, planned);
  else for (const entry of planned()) addPlanned(graph, entry);
  return graph;
}

function addChanges(graph: Graph, document: JsonObject, planned: () => Entry[]): void {
  let byAddress: Map<string, Entry> | undefined;
  const plannedAt = (address: string) => {
    byAddress ??= new Map(planned().map((entry) => [entry.address, entry]));
    return byAddress.get(address);
  };
  // Deferred changes are planned in a later round; what is known of them is judged now.
  const deferred = arrayAt(document, 'deferred_changes').map((change) => own(change, 'resource_change') ?? null);
  for (const described of [...arrayAt(document, 'resource_changes'), ...deferred]) {
    const identity = identify(graph, described);
    if (identity === undefined) continue;
    const change = own(described, 'change');
    const operation = operationOf(arrayAt(change, 'actions'));
    const side = operation === 'delete' ? 'before' : 'after';
    const after = own(change, side);
    const entry = isObject(after) ? undefined : plannedAt(identity.address);
    const { data, type, name, key, address, module, label, config } = identity;
    graph.add({
      data,
      type,
      name,
      key,
      address,
      module,
      label,
      config,
      operation,
      deposed: stringAt(described, 'deposed'),
      values: isObject(after) ? after : (entry?.values ?? {}),
      unknown: operation === 'delete' ? false : (own(change, 'after_unknown') ?? false),
      sensitive: own(change, `${side}_sensitive`) ?? entry?.sensitive ?? false,
    });
  }
}

/** Without `resource_changes`: what is unknown is missing there, and told from the configuration. */
function addPlanned(graph: Graph, { described, container, values, sensitive }: Entry): void {
  const identity = identify(graph, described, container);
  if (identity === undefined) return;
  const node = { ...identity, operation: 'exists' as const, deposed: undefined, values, sensitive };
  graph.add({ ...node, unknown: markMissing(node) });
}

/** `forget` ends Terraform's care for a resource without destroying it: nothing of it is planned, so it counts as deleted. */
function operationOf(actions: JsonValue[]): Operation {
  const has = (action: string) => actions.includes(action);
  if (has('create')) return has('delete') || has('forget') ? 'replace' : 'create';
  if (has('delete') || has('forget')) return 'delete';
  return has('update') ? 'update' : 'exists';
}
