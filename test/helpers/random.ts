/** Random Kubernetes objects that reach every facet, good and bad, and values that a rule could stumble over. */
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/json.ts';

const DIGEST = `sha256:${'1'.repeat(64)}`;
export const IMAGES = [
  'nginx',
  'nginx:latest',
  'nginx:1.27.3',
  `nginx:latest@${DIGEST}`,
  'host:443/repo',
  'host:443/repo:2',
  'ghcr.io/shop/web:1.4.2',
  `ghcr.io/shop/web@${DIGEST}`,
  'UPPER/case:1',
  'a b',
  '',
] as const;

const some = (...values: JsonValue[]): fc.Arbitrary<JsonValue> => fc.constantFrom(...values);
const record = (model: Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<JsonObject> =>
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
const list = (one: fc.Arbitrary<JsonValue>, maxLength = 3): fc.Arbitrary<JsonValue> => fc.array(one, { maxLength });

const amounts = record({
  cpu: some('1', '500m', '0', '2', 1, 'x', '1e1', '-1'),
  memory: some('1.5Gi', '128Mi', '1Ki', '1e3', '64', 'y'),
});
const container = fc
  .record({
    name: fc.constantFrom('web', 'side', 'tool'),
    rest: record({
      image: some(...IMAGES, 7, null),
      resources: fc.oneof(record({ requests: amounts, limits: amounts }), some(null)),
      restartPolicy: some('Always'),
    }),
  })
  .map(({ name, rest }): JsonValue => ({ name, ...rest }));

const labels = record({
  app: some('web', 'api'),
  team: some('shop', '', 1),
  env: some('prod', 'no'),
  'cost-center': some('4711', true),
  tier: some('web'),
});
const podSpec = record({
  containers: list(container),
  initContainers: list(container, 2),
  ephemeralContainers: list(container, 1),
  resources: record({ requests: amounts, limits: amounts }),
});
const template = record({ metadata: record({ labels }), spec: podSpec });
const bound = some(0, 1, 2, '0%', '50%', '100%', 'x', -1);
const port = record({ name: some('https', 'web'), port: some(80, 443, 22, 5432), protocol: some('TCP', 'HTTPS') });

const workload = record({
  replicas: some(0, 1, 2, 5, '3', null),
  selector: record({ matchLabels: labels }),
  template,
});
const KINDS: [apiVersion: string, kind: string, body: fc.Arbitrary<JsonObject>][] = [
  ['apps/v1', 'Deployment', record({ spec: workload })],
  ['apps/v1', 'StatefulSet', record({ spec: workload })],
  ['apps/v1', 'DaemonSet', record({ spec: workload })],
  ['argoproj.io/v1alpha1', 'Rollout', record({ spec: workload })],
  ['batch/v1', 'Job', record({ spec: record({ template }) })],
  ['batch/v1', 'CronJob', record({ spec: record({ jobTemplate: record({ spec: record({ template }) }) }) })],
  ['v1', 'Pod', record({ spec: podSpec })],
  [
    'policy/v1',
    'PodDisruptionBudget',
    record({
      spec: record({ minAvailable: bound, maxUnavailable: bound, selector: record({ matchLabels: labels }) }),
    }),
  ],
  [
    'v1',
    'Service',
    record({
      spec: record({
        type: some('LoadBalancer', 'NodePort', 'ClusterIP'),
        ports: list(port),
        loadBalancerSourceRanges: list(some('0.0.0.0/0', '10.0.0.0/8', '::/0'), 2),
        externalIPs: list(some('203.0.113.1'), 1),
      }),
    }),
  ],
  [
    'networking.k8s.io/v1',
    'Ingress',
    record({
      spec: record({
        tls: list(record({ hosts: list(some('shop.example'), 1), secretName: some('tls') }), 1),
        rules: list(record({ host: some('shop.example', 'api.example') }), 2),
      }),
    }),
  ],
  [
    'gateway.networking.k8s.io/v1',
    'Gateway',
    record({
      spec: record({
        listeners: list(record({ name: some('a', 'b'), protocol: some('HTTP', 'HTTPS', 'TLS'), port: some(80, 443) })),
      }),
    }),
  ],
  [
    'storage.k8s.io/v1',
    'StorageClass',
    record({
      provisioner: some('ebs.csi.aws.com', 'efs.csi.aws.com', 'disk.csi.azure.com', 'pd.csi.storage.gke.io'),
      parameters: record({ encrypted: some('true', 'false', true), kmsKeyId: some('arn:aws:kms:eu-west-1:1:key/a') }),
    }),
  ],
  ['v1', 'Namespace', record({})],
  ['v1', 'ConfigMap', record({ data: record({ a: some('1', 'x: y') }) })],
  ['v1', 'Secret', record({ data: record({ a: some('aGlkZGVu') }), stringData: record({ b: some('hidden') }) })],
  ['example.com/v1', 'Widget', record({ spec: fc.object({ maxDepth: 2 }) as fc.Arbitrary<JsonValue> })],
];

export const NAMESPACES = ['shop', 'default', 'kube-system', undefined] as const;

/** @param namespaces where they may be; undefined for those that name none */
export function kubernetesObject(namespaces: readonly (string | undefined)[] = NAMESPACES): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      kind: fc
        .constantFrom(...KINDS)
        .chain(([apiVersion, kind, body]) => body.map((rest): JsonObject => ({ apiVersion, kind, ...rest }))),
      namespace: fc.constantFrom(...namespaces),
      metadata: record({ labels, annotations: labels }),
    })
    .map(({ kind: { apiVersion, kind, ...rest }, namespace, metadata }) => ({
      apiVersion: apiVersion as JsonValue,
      kind: kind as JsonValue,
      metadata: { name: 'it', ...(namespace !== undefined && { namespace }), ...metadata },
      ...rest,
    }));
}

/** Several, each with a name of its own; a Namespace has the name of one of those that are used. */
export function kubernetesObjects(namespaces = NAMESPACES): fc.Arbitrary<JsonObject[]> {
  return fc.array(kubernetesObject(namespaces), { minLength: 1, maxLength: 6 }).map((objects) =>
    objects.map((object, index) => {
      const { namespace: _, ...metadata } = object.metadata as JsonObject;
      const name = object.kind === 'Namespace' && index < 2 ? (['shop', 'default'][index] as string) : `it-${index}`;
      return object.kind === 'Namespace'
        ? { ...object, metadata: { ...metadata, name } }
        : { ...object, metadata: { ...(object.metadata as JsonObject), name } };
    }),
  );
}
