/** What is known of Kubernetes kinds without a cluster to ask: their group, their scope, and where they keep pods. */
import type { JsonObject } from '../../json.ts';
import { dig, isObject, setOwn } from '../../json.ts';

/** `apps/Deployment`, `/Pod`: a kind without its version, because every version of a kind means the same here. */
export type GroupKind = string;

/** `apps/v1` and `Deployment` become `apps/Deployment`; the core group is empty. */
export function groupKind(apiVersion: string, kind: string): GroupKind {
  const slash = apiVersion.indexOf('/');
  return `${slash < 0 ? '' : apiVersion.slice(0, slash)}/${kind}`;
}

/** The same of a resource's type: `apps/v1/Deployment` becomes `apps/Deployment`. */
export function groupKindOf(type: string): GroupKind {
  const slash = type.lastIndexOf('/');
  return groupKind(type.slice(0, slash), type.slice(slash + 1));
}

/** The keys of the pod template (or the pod itself) within each kind that runs pods. */
const POD_TEMPLATE: Readonly<Record<GroupKind, readonly string[]>> = {
  '/Pod': [],
  '/PodTemplate': ['template'],
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'extensions/Deployment': ['spec', 'template'],
  'extensions/DaemonSet': ['spec', 'template'],
  'extensions/ReplicaSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'argoproj.io/Rollout': ['spec', 'template'],
};

/** Where a kind keeps its pod template; undefined where it runs no pods. */
export function podTemplateKeys(type: GroupKind): readonly string[] | undefined {
  return Object.hasOwn(POD_TEMPLATE, type) ? POD_TEMPLATE[type] : undefined;
}

/** Groups of the API server and of the custom resources that are read here. Other groups' scopes only a cluster knows. */
const KNOWN_GROUPS = new Set([
  '',
  'apps',
  'argoproj.io',
  'autoscaling',
  'autoscaling.k8s.io',
  'batch',
  'bitnami.com',
  'cert-manager.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'external-secrets.io',
  'flagger.app',
  'gatehouse.dev',
  'gateway.networking.k8s.io',
  'helm.toolkit.fluxcd.io',
  'image.toolkit.fluxcd.io',
  'keda.sh',
  'kustomize.toolkit.fluxcd.io',
  'kyverno.io',
  'monitoring.coreos.com',
  'networking.istio.io',
  'networking.k8s.io',
  'notification.toolkit.fluxcd.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'security.istio.io',
  'source.toolkit.fluxcd.io',
  'storage.k8s.io',
  'telemetry.istio.io',
  'velero.io',
]);

/** The cluster-scoped kinds of those groups (`kubectl api-resources --namespaced=false`). */
const CLUSTER_SCOPED = new Set<GroupKind>([
  '/ComponentStatus',
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'argoproj.io/ClusterAnalysisTemplate',
  'argoproj.io/ClusterWorkflowTemplate',
  'cert-manager.io/ClusterIssuer',
  'extensions/PodSecurityPolicy',
  'external-secrets.io/ClusterExternalSecret',
  'external-secrets.io/ClusterPushSecret',
  'external-secrets.io/ClusterSecretStore',
  'gatehouse.dev/RuleSet',
  'gateway.networking.k8s.io/GatewayClass',
  'keda.sh/ClusterTriggerAuthentication',
  'kyverno.io/ClusterCleanupPolicy',
  'kyverno.io/ClusterPolicy',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/ServiceCIDR',
  'policy/PodSecurityPolicy',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/DeviceTaintRule',
  'resource.k8s.io/ResourceSlice',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttachment',
  'storage.k8s.io/VolumeAttributesClass',
]);

/** Groups of which every kind is cluster-scoped. */
const CLUSTER_SCOPED_GROUPS = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'certificates.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'karpenter.k8s.aws',
  'karpenter.sh',
  'node.k8s.io',
  'policy.sigstore.dev',
  'scheduling.k8s.io',
]);

/** Whether a kind lives in a namespace; undefined where it is not known. */
export function isNamespaced(type: GroupKind): boolean | undefined {
  const group = type.slice(0, type.indexOf('/'));
  if (CLUSTER_SCOPED.has(type) || CLUSTER_SCOPED_GROUPS.has(group)) return false;
  return KNOWN_GROUPS.has(group) ? true : undefined;
}

const VIRTUAL_GROUPS = new Set([
  'admission.k8s.io',
  'audit.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'kustomize.config.k8s.io',
]);
const VIRTUAL = new Set<GroupKind>(['/Binding', '/List', 'autoscaling/Scale', 'policy/Eviction']);

/** Kinds that are questions or commands to the API server, or a tool's own file, and not objects that a cluster keeps. */
export function isVirtual(type: GroupKind): boolean {
  return VIRTUAL.has(type) || VIRTUAL_GROUPS.has(type.slice(0, type.indexOf('/')));
}

/**
 * A map of strings as Kubernetes means one. A number or boolean that an author forgot to quote counts as its text: the API server
 * will refuse it for what it is, and "missing" would be the wrong complaint.
 */
export function stringMap(value: unknown): Record<string, string> {
  const strings: Record<string, string> = {};
  addStrings(strings, value);
  return strings;
}

/** Adds what that map holds, over what is there. @param except a key that is left out */
export function addStrings(strings: Record<string, string>, value: unknown, except?: string): void {
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    if (key === except) continue;
    const item = value[key];
    if (item === null) setOwn(strings, key, '');
    else if (typeof item !== 'object') setOwn(strings, key, String(item));
  }
}

export type Annotations = Readonly<Record<string, string | undefined>>;

export function annotationsOf(object: JsonObject): Annotations {
  return stringMap(dig(object, 'metadata', 'annotations'));
}
