/** A live cluster becomes resources: everything that somebody configured in it, as its API server tells it. */
import { type Inventory, inventoryOf, noInventory } from '../../context/inventory.ts';
import { GatehouseError } from '../../errors.ts';
import type { SourcedResource } from '../../resource/resource.ts';
import { groupKind } from '../kubernetes/kinds.ts';
import { Makers, roundOf } from '../kubernetes/made.ts';
import { kubernetesResource } from '../kubernetes/resource.ts';
import { type Connection, type ConnectionOptions, connect } from './connection.ts';
import { discover, type ListableType } from './discovery.ts';
import { type ClusterSelection, loadKubeconfig } from './kubeconfig.ts';
import { listObjects } from './list.ts';

export interface ReadClusterOptions extends ClusterSelection, Pick<ConnectionOptions, 'timeout' | 'backoff'> {
  /** Called after each type with how many types are read, of how many, and how many objects that makes. */
  progress?: (done: number, total: number, objects: number) => void;
  signal?: AbortSignal | undefined;
}

export interface ReadCluster {
  /** By type, namespace and name. What a workload made (a Deployment's ReplicaSets and Pods) is left out: its template is judged. */
  resources: SourcedResource[];
  /** How many were left out for that. */
  owned: number;
  /** What stands around them. It knows no budgets where they could not be listed, so that none is called missing. */
  inventory: Inventory;
  /** The API server's URL. */
  server: string;
  /** What was not read, and why: one line each. Show them: an audit that sees nothing finds nothing. */
  warnings: string[];
}

const CONCURRENCY = 4;

/**
 * Reads every object of every type that can be listed and judged. Secrets come as metadata alone.
 * @throws GatehouseError CLUSTER_UNREACHABLE where the server does not answer, refuses the credentials, or lets nothing be listed
 */
export async function readCluster(options: ReadClusterOptions = {}): Promise<ReadCluster> {
  const { signal, progress, timeout, backoff } = options;
  const config = await loadKubeconfig(options);
  const connection = connect(config, {
    signal,
    concurrency: CONCURRENCY,
    ...(timeout !== undefined && { timeout }),
    ...(backoff !== undefined && { backoff }),
  });
  try {
    const { types, warnings } = await discover(connection);
    const discovered = warnings.length === 0;
    const lists = await readTypes(connection, types, progress);
    const unread = lists.filter(({ warning }) => warning !== undefined);
    warnings.push(...unread.flatMap(({ warning }) => warning ?? []));
    if (unread.length === lists.length) throw nothingListed(connection.server, config.getCurrentContext(), warnings);
    const resources = lists.flatMap((list) => list.resources);
    return {
      resources,
      owned: lists.reduce((sum, list) => sum + list.owned, 0),
      inventory: inventoryFor(resources, lists, discovered),
      server: connection.server,
      warnings,
    };
  } finally {
    connection.close();
  }
}

interface TypeList {
  type: ListableType;
  resources: SourcedResource[];
  owned: number;
  warning?: string;
}

/** In the order of `types`, whichever answers first, so that two audits of one state give one report. */
async function readTypes(
  connection: Connection,
  types: readonly ListableType[],
  progress: ReadClusterOptions['progress'],
): Promise<TypeList[]> {
  const lists: TypeList[] = types.map((type) => ({ type, resources: [], owned: 0 }));
  const makers = new Makers();
  let done = 0;
  let objects = 0;
  const work = async (waiting: Iterable<TypeList>) => {
    for (const list of waiting) {
      const { warning } = await listObjects(
        connection,
        list.type,
        (object) => {
          const resource = makers.take(kubernetesResource(object));
          if (resource) list.resources.push({ resource });
          else list.owned += 1;
        },
        () => forget(list),
      );
      if (warning !== undefined) {
        // Half a list is no list: what is missing from it would count as fixed when compared with an earlier audit.
        list.warning = warning;
        forget(list);
      }
      done += 1;
      objects += list.resources.length;
      progress?.(done, lists.length, objects);
    }
  };
  // What makes others is read before what it makes, so that of the many Pods none has to be kept.
  for (const round of [0, 1, 2]) {
    const waiting = lists.filter(({ type }) => roundOf(groupKind(type.apiVersion, type.kind)) === round).values();
    await Promise.all(Array.from({ length: CONCURRENCY }, () => work(waiting)));
  }
  return lists;
}

function forget(list: TypeList): void {
  list.resources = [];
  list.owned = 0;
}

/** @param discovered whether the server said of all groups what they hold: only then is a type that is not there known to be none */
function inventoryFor(
  resources: readonly SourcedResource[],
  lists: readonly TypeList[],
  discovered: boolean,
): Inventory {
  const unread = lists.filter(({ warning }) => warning !== undefined);
  const isRead = (kind: string) => lists.some(({ type, warning }) => type.kind === kind && warning === undefined);
  const inventory = inventoryOf(
    resources.map(({ resource }) => resource),
    {
      complete: (matches, any) =>
        (any || discovered) && !unread.some(({ type: { apiVersion, kind } }) => matches(`${apiVersion}/${kind}`)),
    },
  );
  return {
    ...inventory,
    ...(!isRead('PodDisruptionBudget') && { budgets: noInventory.budgets }),
    ...(!isRead('LimitRange') && { limitRanges: () => ({ known: false, ranges: [] }) }),
  };
}

function nothingListed(server: string, context: string, warnings: readonly string[]): GatehouseError {
  return new GatehouseError(
    'CLUSTER_UNREACHABLE',
    `${server} lets the context ${context} list nothing, so there is nothing to audit: ` +
      `bind it a ClusterRole with the verb list (see docs/cluster-audits.md). First answer: ${warnings[0] ?? 'no types at all'}`,
  );
}
