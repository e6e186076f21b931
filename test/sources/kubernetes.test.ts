import fc from 'fast-check';
import t from 'tap';
import { contextOf } from '../../src/context/context.ts';
import { inventoryOf } from '../../src/context/inventory.ts';
import { noScans } from '../../src/context/scans.ts';
import { type JsonObject, type JsonValue, setOwn } from '../../src/json.ts';
import type { Exposure } from '../../src/resource/facets.ts';
import { fingerprint } from '../../src/rules/fingerprint.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';

const POD_SPEC = {
  initContainers: [
    { name: 'migrate', image: 'migrate:1' },
    { name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' },
  ],
  containers: [{ name: 'web', image: 'nginx:1.27' }],
  ephemeralContainers: [{ name: 'debugger', image: 'busybox' }],
};

function object(apiVersion: string, kind: string, rest: JsonObject = {}): JsonObject {
  return { apiVersion, kind, metadata: { name: 'web', namespace: 'shop' }, ...rest };
}

function pod(spec: JsonObject): JsonObject {
  return object('v1', 'Pod', { spec });
}

t.test('the identity of an object', async (t) => {
  const identity = (value: JsonObject) => {
    const { type, id, name, namespace } = kubernetesResource(value);
    return { type, id, name, namespace };
  };

  t.same(
    identity(object('apps/v1', 'Deployment')),
    { type: 'apps/v1/Deployment', id: 'shop/Deployment/web', name: 'web', namespace: 'shop' },
    'namespaced',
  );
  t.same(
    identity({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } }),
    { type: 'v1/Pod', id: 'default/Pod/web', name: 'web', namespace: 'default' },
    'a namespaced kind without a namespace is in default',
  );
  t.same(
    identity({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', namespace: 'odd' } }),
    { type: 'v1/Namespace', id: 'Namespace/shop', name: 'shop', namespace: undefined },
    'a cluster-scoped kind has none',
  );
  t.match(
    [
      identity({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary' }),
      identity({ apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer' }),
    ],
    [{ namespace: 'default' }, { namespace: undefined }],
    'the scopes of custom kinds that rules are about are known',
  );
  t.same(
    identity({ apiVersion: 'acme.io/v1', kind: 'Widget', metadata: { name: 'w' } }),
    { type: 'acme.io/v1/Widget', id: 'Widget/w', name: 'w', namespace: undefined },
    'the scope of a custom kind is not guessed',
  );
  t.same(
    identity({ apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'job-' } }),
    { type: 'v1/Pod', id: 'default/Pod/job-*', name: 'job-*', namespace: 'default' },
    'a name to be generated',
  );
  t.match(identity({}), { type: 'v1/Unknown', id: 'Unknown/', name: '' }, 'nothing at all');
});

t.test('a manifest without a namespace is the object that a cluster makes of it', async (t) => {
  const manifest = { ...object('apps/v1', 'Deployment', { spec: { template: { spec: POD_SPEC } } }) };
  const written = kubernetesResource({ ...manifest, metadata: { name: 'web' } });
  const sent = kubernetesResource({ ...manifest, metadata: { name: 'web', namespace: 'default' } }, 'exists');
  const inventory = inventoryOf([
    kubernetesResource({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', labels: { team: 'a' } } }),
    kubernetesResource({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'all' },
      spec: { selector: {}, maxUnavailable: 1 },
    }),
  ]);

  t.same({ ...written, object: {} }, { ...sent, object: {} });
  t.equal(fingerprint('r', written, '/spec'), fingerprint('r', sent, '/spec'));
  t.same(contextOf(written, inventory, noScans, 0), contextOf(sent, inventory, noScans, 0));
  t.equal(contextOf(written, inventory, noScans, 0).namespace?.labels.team, 'a');
  t.equal(contextOf(written, inventory, noScans, 0).budgets.selecting.length, 1);
});

t.test('containers of everything that runs pods', async (t) => {
  const template = { template: { metadata: {}, spec: POD_SPEC } };
  const cases: [JsonObject, string][] = [
    [pod(POD_SPEC), '/spec'],
    [object('v1', 'PodTemplate', template), '/template/spec'],
    [object('v1', 'ReplicationController', { spec: template }), '/spec/template/spec'],
    [object('apps/v1', 'Deployment', { spec: template }), '/spec/template/spec'],
    [object('extensions/v1beta1', 'Deployment', { spec: template }), '/spec/template/spec'],
    [object('apps/v1', 'StatefulSet', { spec: template }), '/spec/template/spec'],
    [object('apps/v1', 'DaemonSet', { spec: template }), '/spec/template/spec'],
    [object('apps/v1', 'ReplicaSet', { spec: template }), '/spec/template/spec'],
    [object('batch/v1', 'Job', { spec: template }), '/spec/template/spec'],
    [
      object('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: template } } }),
      '/spec/jobTemplate/spec/template/spec',
    ],
    [object('argoproj.io/v1alpha1', 'Rollout', { spec: template }), '/spec/template/spec'],
  ];
  for (const [value, at] of cases) {
    const { containers } = kubernetesResource(value).facets;

    t.same(
      containers?.map(({ name, kind, path, image }) => [name, kind, path, image.path]),
      [
        ['migrate', 'init', `${at}/initContainers/0`, `${at}/initContainers/0/image`],
        ['proxy', 'sidecar', `${at}/initContainers/1`, `${at}/initContainers/1/image`],
        ['web', 'container', `${at}/containers/0`, `${at}/containers/0/image`],
        ['debugger', 'ephemeral', `${at}/ephemeralContainers/0`, `${at}/ephemeralContainers/0/image`],
      ],
      String(value.kind),
    );
  }
  for (const value of [
    object('serving.knative.dev/v1', 'Service', { spec: template }),
    object('acme.io/v1', 'Deployment', { spec: template }),
    object('argoproj.io/v1alpha1', 'Rollout', { spec: { workloadRef: { kind: 'Deployment', name: 'web' } } }),
  ]) {
    t.equal(kubernetesResource(value).facets.containers, undefined, `${value.apiVersion} ${value.kind} has none`);
  }
});

t.test('requests and limits', async (t) => {
  const containerOf = (resources: JsonValue, spec: JsonObject = {}) =>
    kubernetesResource(pod({ ...spec, containers: [{ name: 'web', resources }] })).facets.containers?.[0];
  const at = '/spec/containers/0/resources';

  t.test('requests default to limits, as the API server has it', async (t) => {
    const container = containerOf({ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: 0.5 } });
    t.same(container?.requests, {
      cpu: { path: `${at}/requests/cpu`, state: 'known', text: '0.5', value: 0.5 },
      memory: { path: `${at}/requests/memory`, state: 'known', text: '1Gi', value: 1024 ** 3 },
    });
    t.equal(container?.resourcesPath, at);
  });

  t.test('what is no quantity is invalid, not missing', async (t) => {
    const container = containerOf({ limits: { cpu: 'lots', memory: true, 'nvidia.com/gpu': null } });
    t.match(container?.limits, {
      cpu: { state: 'invalid', text: 'lots' },
      memory: { state: 'invalid', text: 'true' },
      'nvidia.com/gpu': { path: `${at}/limits/nvidia.com~1gpu`, state: 'known', value: 0 },
    });
  });

  t.test('a container without its own has those of the pod', async (t) => {
    const container = containerOf(
      { requests: { cpu: '100m' } },
      { resources: { limits: { cpu: '2', memory: '2Gi' }, requests: { memory: '1Gi' } } },
    );
    t.match(container?.limits, {
      cpu: { path: '/spec/resources/limits/cpu', value: 2 },
      memory: { value: 2 * 1024 ** 3 },
    });
    t.match(container?.requests, { cpu: { path: `${at}/requests/cpu`, value: 0.1 }, memory: { value: 1024 ** 3 } });
  });

  t.test('an ephemeral container can have none', async (t) => {
    const [container] = kubernetesResource(pod({ ephemeralContainers: [{ name: 'd' }] })).facets.containers ?? [];
    t.ok(container?.unsupported.includes('limits.memory'));
    t.ok(container?.unsupported.includes('requests.cpu'));
  });

  for (const image of [undefined, null, '']) {
    const [container] =
      kubernetesResource(pod({ containers: [{ name: 'a', image: image as JsonValue }] })).facets.containers ?? [];
    t.equal(container?.image.state, 'absent');
  }
});

t.test('replicas and budgets', async (t) => {
  const template = { metadata: { labels: { app: 'web' } }, spec: POD_SPEC };
  const replicas = (value: JsonObject) => kubernetesResource(value).facets.replicas;
  const budget = (apiVersion: string, spec: JsonObject) =>
    kubernetesResource(object(apiVersion, 'PodDisruptionBudget', { spec })).facets.budget;

  t.same(
    replicas(
      object('apps/v1', 'Deployment', { spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template } }),
    ),
    { path: '/spec/replicas', state: 'known', value: 3, podLabels: { app: 'web' }, selector: { app: 'web' } },
  );
  t.equal(replicas(object('apps/v1', 'StatefulSet', { spec: { template } }))?.value, 1, 'one where none is written');
  t.same(replicas(object('v1', 'ReplicationController', { spec: { selector: { app: 'x' }, template } }))?.selector, {
    app: 'x',
  });
  t.same(
    replicas(
      object('argoproj.io/v1alpha1', 'Rollout', { spec: { workloadRef: {}, selector: { matchLabels: { a: 'b' } } } }),
    )?.podLabels,
    { a: 'b' },
    'the pods of a Rollout without a template are those that it selects',
  );
  t.equal(replicas(object('argoproj.io/v1alpha1', 'Rollout', { spec: { workloadRef: {} } }))?.podLabelsUnknown, true);
  const referring = { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } };
  t.match(replicas(object('argoproj.io/v1alpha1', 'Rollout', { spec: referring })), {
    podLabelsUnknown: true,
    podsOf: 'Deployment web',
  });
  t.equal(replicas(object('apps/v1', 'DaemonSet', { spec: { template } })), undefined);
  t.equal(replicas(object('apps/v1', 'Deployment', { spec: { replicas: 'three', template } }))?.state, 'unknown');
  t.match(budget('policy/v1', { minAvailable: '50%', selector: {} }), {
    name: 'web',
    namespace: 'shop',
    path: '/spec',
    minAvailable: { path: '/spec/minAvailable', state: 'known', unit: 'percent', value: 50, text: '50%' },
    selector: { matchLabels: {}, matchExpressions: [] },
  });
  t.match(budget('policy/v1', { maxUnavailable: 0 })?.maxUnavailable, { unit: 'count', value: 0 });
  for (const bound of ['1', '101%', '-1%', '5.5%', -1, 1.5, true, {}, []]) {
    t.equal(
      budget('policy/v1', { maxUnavailable: bound as JsonValue })?.maxUnavailable?.state,
      'invalid',
      String(bound),
    );
  }
  t.equal(
    budget('policy/v1beta1', { selector: {} })?.selector,
    undefined,
    'an empty selector selected nothing in v1beta1',
  );
  t.equal(budget('policy/v1', {})?.selector, undefined);
  t.equal(budget('policy/v1', { selector: { matchExpressions: [{ operator: 'Like' }] } })?.selectorUnknown, true);
});

t.test('tags are labels, and annotations where no label has the key', async (t) => {
  const { facets, labels } = kubernetesResource({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      labels: { team: 'a', 'cost-center': 1234, odd: {} },
      annotations: { team: 'b', env: 'prod', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    },
  });

  t.same(facets.tags?.values, { team: 'a', 'cost-center': '1234', env: 'prod' });
  t.match(facets.tags, { taggable: true, state: 'known', path: '/metadata/labels', style: 'labels' });
  t.same(labels, { team: 'a', 'cost-center': '1234' });
  t.equal(kubernetesResource(object('authentication.k8s.io/v1', 'TokenReview')).facets.tags, undefined);
});

t.test('encryption', async (t) => {
  const encryption = (value: JsonObject) => kubernetesResource(value).facets.encryption;
  const storage = (provisioner: string, parameters?: JsonObject) =>
    encryption({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      provisioner,
      ...(parameters && { parameters }),
    })?.[0];
  const ingress = (spec: JsonObject, annotations: JsonObject = {}) =>
    encryption({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { annotations }, spec })?.map(
      ({ part, state }) => `${part}: ${state}`,
    );

  t.test('of storage classes', async (t) => {
    t.match(storage('ebs.csi.aws.com'), {
      state: 'unencrypted',
      path: '/parameters/encrypted',
      keyPath: '/parameters/kmsKeyId',
      remedy: { path: '/parameters/encrypted', value: 'true' },
    });
    t.equal(storage('kubernetes.io/aws-ebs', { encrypted: 'false' })?.state, 'unencrypted');
    t.match(storage('ebs.csi.aws.com', { encrypted: 'true', kmskeyid: 'arn:aws:kms:x' }), {
      state: 'encrypted',
      key: 'customer',
      keyPath: '/parameters/kmskeyid',
    });
    t.match(storage('pd.csi.storage.gke.io'), { state: 'encrypted', key: 'provider', byDefault: /google/ });
    t.match(storage('disk.csi.azure.com', { diskEncryptionSetID: 'x' }), { state: 'encrypted', key: 'customer' });
    t.equal(storage('efs.csi.aws.com'), undefined);
  });

  t.test('of an Ingress', async (t) => {
    const rules = [{ host: 'a.example.com' }, { host: 'b.example.com' }];
    t.same(ingress({ rules }), ['traffic to a.example.com: unencrypted', 'traffic to b.example.com: unencrypted']);
    t.same(ingress({ rules, tls: [{ hosts: ['a.example.com'], secretName: 's' }] }), [
      'traffic to a.example.com: encrypted',
      'traffic to b.example.com: unencrypted',
    ]);
    t.same(
      ingress({ rules, tls: [{ hosts: ['*.example.com'] }] })?.filter((line) => line.endsWith('unencrypted')),
      [],
    );
    t.same(ingress({ rules: [{ host: 'x.y.example.com' }], tls: [{ hosts: ['*.example.com'] }] }), [
      'traffic to x.y.example.com: unencrypted',
    ]);
    t.same(ingress({ rules: [{ host: 'a.b' }], tls: [{ secretName: 's' }] }), ['traffic to a.b: encrypted']);
    t.same(ingress({ rules: [{ http: {} }] }), ['traffic to any host: unencrypted']);
    t.same(ingress({ defaultBackend: {} }), ['traffic to any host: unencrypted']);
    const annotated = (annotations: JsonObject) =>
      ingress({ rules: [{ host: 'a.b' }] }, annotations)?.[0]?.split(': ')[1];
    t.equal(annotated({ 'alb.ingress.kubernetes.io/certificate-arn': 'arn:aws:acm:x' }), 'encrypted');
    const both = { 'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]' };
    t.equal(annotated(both), 'unencrypted', 'an ALB that serves both without a redirect');
    t.equal(annotated({ ...both, 'alb.ingress.kubernetes.io/ssl-redirect': '443' }), 'encrypted');
    t.equal(annotated({ 'networking.gke.io/managed-certificates': 'cert' }), 'encrypted');
    t.same(
      ingress(
        { rules: [{ host: 'a.b' }], tls: [{ hosts: ['a.b'] }] },
        { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' },
      ),
      ['traffic to a.b: unencrypted'],
    );
    t.equal(
      new Set(
        encryption({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', spec: { rules } })?.map(({ path }) => path),
      ).size,
      2,
      'each host has a path of its own, so that each finding has its fingerprint',
    );
  });

  t.test('of gateways', async (t) => {
    const http = { name: 'http', port: 80, protocol: 'HTTP', hostname: 'a.example.com' };
    const https = { name: 'https', port: 443, protocol: 'HTTPS', hostname: '*.example.com' };
    const gateway = (listeners: JsonObject[]) =>
      encryption(object('gateway.networking.k8s.io/v1', 'Gateway', { spec: { listeners } }))?.map(({ state }) => state);
    t.same(gateway([http]), ['unencrypted']);
    t.same(gateway([http, https]), ['encrypted'], 'taken for the redirect to its neighbour');
    t.same(gateway([{ ...http, hostname: 'other.org' }, https]), ['unencrypted', 'encrypted']);
    t.same(gateway([{ name: 'db', port: 5432, protocol: 'TCP' }]), undefined);
    const istio = (servers: JsonObject[]) =>
      encryption(object('networking.istio.io/v1', 'Gateway', { spec: { servers } }))?.map(({ state }) => state);
    t.same(istio([{ port: { number: 80, protocol: 'HTTP' } }, { port: { number: 443, protocol: 'HTTPS' } }]), [
      'unencrypted',
      'encrypted',
    ]);
    t.same(istio([{ port: { number: 80, protocol: 'HTTP' }, tls: { httpsRedirect: true } }]), ['encrypted']);
  });
});

t.test('exposure of a Service', async (t) => {
  const exposure = (spec: JsonObject, annotations: JsonObject = {}): Exposure[] =>
    kubernetesResource({ apiVersion: 'v1', kind: 'Service', metadata: { annotations }, spec }).facets.exposure ?? [];
  const state = (spec: JsonObject, annotations: JsonObject = {}) =>
    exposure({ type: 'LoadBalancer', ...spec }, annotations)[0]?.state;

  t.match(exposure({ type: 'LoadBalancer', ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }, { port: 'x' }] }), [
    {
      path: '/spec/loadBalancerSourceRanges',
      state: 'public',
      cidrs: ['0.0.0.0/0', '::/0'],
      ports: [
        { protocol: 'tcp', from: 80, to: 80 },
        { protocol: 'udp', from: 53, to: 53 },
      ],
    },
  ]);
  t.equal(state({ loadBalancerSourceRanges: ['10.0.0.0/8'] }), 'private');
  t.equal(state({ loadBalancerSourceRanges: ['10.0.0.0/8', '::/0'] }), 'public');
  t.equal(state({ loadBalancerSourceRanges: ['0.0.0.0/1', '128.0.0.0/1'] }), 'public');
  t.equal(
    state({}, { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8, 192.168.0.0/16' }),
    'private',
  );
  for (const [key, value] of Object.entries({
    'service.beta.kubernetes.io/aws-load-balancer-internal': 'true',
    'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
    'service.beta.kubernetes.io/aws-load-balancer-type': 'external',
    'networking.gke.io/load-balancer-type': 'Internal',
    'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
  })) {
    t.equal(state({}, { [key]: value }), 'private', `${key}: ${value}`);
  }
  t.equal(state({}, { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'false' }), 'public');
  t.equal(
    state(
      { loadBalancerClass: 'service.k8s.aws/nlb' },
      { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' },
    ),
    'public',
  );
  t.equal(exposure({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] })[0]?.state, 'private');
  t.same(exposure({ type: 'ClusterIP', ports: [{ port: 80 }] }), []);
  t.match(exposure({ externalIPs: ['203.0.113.7', '10.1.2.3', 5] }), [
    { path: '/spec/externalIPs/0', state: 'public' },
    { path: '/spec/externalIPs/1', state: 'private' },
    { path: '/spec/externalIPs/2', state: 'private' },
  ]);
});

const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.constantFrom<JsonValue>(null, true, 0, -1, 1.5, '', 'web', '1Gi', '50%', 'nginx', 'Always', 'LoadBalancer'),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(
        fc.tuple(
          fc.constantFrom(
            ...[
              'metadata',
              'spec',
              'template',
              'labels',
              'annotations',
              'containers',
              'initContainers',
              'resources',
              'limits',
            ],
            ...[
              'image',
              'name',
              'namespace',
              'selector',
              'matchExpressions',
              'replicas',
              'tls',
              'rules',
              'ports',
              'items',
            ],
            ...[
              'ownerReferences',
              'parameters',
              'listeners',
              'servers',
              '__proto__',
              'constructor',
              'toString',
              'data',
            ],
          ),
          tie('value'),
        ),
        { maxLength: 6 },
      )
      .map((entries) => {
        const value: JsonObject = {};
        for (const [key, item] of entries) setOwn(value, key, item);
        return value;
      }),
  ),
})).value;

const kinds = fc.constantFrom<[JsonValue, JsonValue]>(
  ['v1', 'Pod'],
  ['apps/v1', 'Deployment'],
  ['batch/v1', 'CronJob'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['policy/v1beta1', 'PodDisruptionBudget'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['gateway.networking.k8s.io/v1', 'Gateway'],
  ['networking.istio.io/v1', 'Gateway'],
  ['v1', 'Service'],
  ['v1', 'Secret'],
  ['v1', 'List'],
  ['argoproj.io/v1alpha1', 'Rollout'],
  ['__proto__', 'constructor'],
  [7, null],
);

t.test('no object makes it throw, and what it answers can be sent to the rules', async (t) => {
  const neverThrows = fc.property(kinds, json, json, json, ([apiVersion, kind], metadata, spec, rest) => {
    const value = {
      ...(typeof rest === 'object' && !Array.isArray(rest) ? rest : {}),
      apiVersion,
      kind,
      metadata,
      spec,
    };
    const resource = kubernetesResource(value as JsonObject);
    inventoryOf([resource]).budgets(resource);
    return JSON.stringify(resource).length > 0;
  });

  t.doesNotThrow(() => fc.assert(neverThrows, { numRuns: 2000 }));
});

t.test("a Secret's values never appear", async (t) => {
  const MARK = 'hunter2-hunter2';
  const value = fc.oneof(
    fc.constant<JsonValue>(MARK),
    fc.constant<JsonValue>([MARK]),
    fc.constant<JsonValue>({ a: MARK }),
  );
  const secret = fc
    .record({ data: fc.dictionary(fc.string(), value), stringData: fc.oneof(value, fc.dictionary(fc.string(), value)) })
    .map(
      (fields): JsonObject => ({
        ...fields,
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 's',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":"${MARK}"}` },
        },
      }),
    );
  const wrap = fc.constantFrom<(object: JsonObject) => JsonObject>(
    (object) => object,
    (object) => ({ apiVersion: 'v1', kind: 'List', items: [object, 5, null] }),
    ({ kind: _kind, ...object }) => ({ apiVersion: 'v1', kind: 'SecretList', items: [object] }),
  );

  t.doesNotThrow(() =>
    fc.assert(
      fc.property(secret, wrap, (object, within) => !JSON.stringify(kubernetesResource(within(object))).includes(MARK)),
    ),
  );
  const kept = kubernetesResource({ kind: 'Secret', apiVersion: 'v1', data: { password: MARK } }).object;
  t.same(kept.data, { password: '(sensitive value)' }, 'its keys are kept');
});
