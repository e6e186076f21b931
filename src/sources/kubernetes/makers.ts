/**
 * What makes what from a template: a Deployment its ReplicaSets, those their Pods. What is wrong with one that was made is mended
 * in its owner. An owner reference alone proves nothing, because anybody who may create an object may write one into it.
 */
import { createHash } from 'node:crypto';
import { arrayAt, dig, isObject, type JsonObject, own, stringAt } from '../../json.ts';
import { type GroupKind, groupKind, podTemplateKeys } from './kinds.ts';

interface Maker {
  makes: GroupKind;
  /** The service account that the controller manager uses for it; absent where the controller is not Kubernetes' own. */
  account?: string;
}

/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles */
const MAKERS: Readonly<Record<GroupKind, Maker>> = {
  '/ReplicationController': { makes: '/Pod', account: 'replication-controller' },
  'apps/DaemonSet': { makes: '/Pod', account: 'daemon-set-controller' },
  'apps/Deployment': { makes: 'apps/ReplicaSet', account: 'deployment-controller' },
  'apps/ReplicaSet': { makes: '/Pod', account: 'replicaset-controller' },
  'apps/StatefulSet': { makes: '/Pod', account: 'statefulset-controller' },
  'argoproj.io/Rollout': { makes: 'apps/ReplicaSet' },
  'batch/CronJob': { makes: 'batch/Job', account: 'cronjob-controller' },
  'batch/Job': { makes: '/Pod', account: 'job-controller' },
};

/** The owner that an object claims to be made by. */
export interface Claim {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  /** Who would have made it, as a user of the API server; absent where that differs from cluster to cluster. */
  maker?: string;
}

/** What the object says made it from a template; undefined where it says nothing such. */
export function claimOf(type: GroupKind, object: JsonObject): Claim | undefined {
  const owner = controllerIn(object);
  if (owner === undefined) return undefined;
  const [apiVersion = '', kind = '', name = '', uid = ''] = ['apiVersion', 'kind', 'name', 'uid'].map((key) =>
    stringAt(owner, key),
  );
  const maker = own(MAKERS as unknown as JsonObject, groupKind(apiVersion, kind)) as unknown as Maker | undefined;
  if (maker?.makes !== type) return undefined;
  const user = maker.account && `system:serviceaccount:kube-system:${maker.account}`;
  return { apiVersion, kind, name, uid, ...(user && { maker: user }) };
}

/** The uid of what the object says is its controller; an object has one at most. */
export function controllerUid(object: JsonObject): string | undefined {
  return stringAt(controllerIn(object), 'uid');
}

function controllerIn(object: JsonObject) {
  return arrayAt(object, 'metadata', 'ownerReferences').find((owner) => own(owner, 'controller') === true);
}

/** The keys of the pods' spec within a kind that runs pods. */
export function podSpecKeys(type: GroupKind): string[] {
  return [...(podTemplateKeys(type) ?? []), 'spec'];
}

/** The fields that hold the containers of a template; a debugger's come later. */
export const CONTAINER_FIELDS = ['initContainers', 'containers'];

/**
 * What a template says, in a form small enough to keep of every workload: a digest of each container by its name, and one of the
 * rest of the pods' spec by the empty name. Undefined where there is no template.
 */
export function templateOf(type: GroupKind, object: JsonObject): Record<string, string> | undefined {
  const spec = dig(object, ...podSpecKeys(type));
  if (!isObject(spec)) return undefined;
  const { initContainers: _init, containers: _containers, ...rest } = spec;
  const containers = CONTAINER_FIELDS.flatMap((field) => arrayAt(spec, field));
  return Object.fromEntries([
    ['', digest(rest)],
    ...containers.map((container) => [stringAt(container, 'name') ?? '', digest(container)] as const),
  ]);
}

/** The API server writes the fields of an object in one order, so the same object is the same text. */
function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64').slice(0, 16);
}
