import fc from 'fast-check';
import t from 'tap';
import type { JsonObject, JsonValue } from '../../src/json.ts';
import { factsFor, knownTypes } from '../../src/sources/terraform/facts/index.ts';
import { CASES } from './facts-cases.ts';
import { attributesOf, type Case, pointersIn } from './facts-values.ts';

/** The states that a type's answers have, in order: `encrypted/customer`, `unencrypted`, `public`. */
function states(type: string, given: Case): string[] {
  const attributes = attributesOf(type, given);
  const facts = factsFor(type);
  const encryption = facts?.encryption?.(attributes) ?? [];
  const exposure = facts?.exposure?.(attributes) ?? [];
  return [
    ...encryption.map(({ state, key }) => (key === undefined ? state : `${state}/${key}`)),
    ...exposure.map(({ state }) => state),
  ];
}

t.test('each type is answered as its provider has it', (t) => {
  for (const [type, given, expected] of CASES) {
    t.same(states(type, given), expected, `${type} ${JSON.stringify(given)}`);
  }
  t.end();
});

t.test('a finding says where it is and what would be right', (t) => {
  const say = (type: string, given: Case) => factsFor(type)?.encryption?.(attributesOf(type, given));

  t.match(say('aws_ebs_volume', {}), [
    { path: '/encrypted', remedy: { text: 'set encrypted = true', path: '/encrypted', value: true } },
  ]);
  t.match(say('aws_opensearch_domain', {})?.[0], {
    path: '/encrypt_at_rest/0/enabled',
    remedy: { text: 'set encrypt_at_rest.enabled = true', snippet: 'encrypt_at_rest {\n  enabled = true\n}' },
  });
  t.match(say('aws_cloudwatch_log_group', {}), [
    { keyPath: '/kms_key_id', keyRemedy: { snippet: 'kms_key_id = aws_kms_key.example.arn' } },
  ]);
  t.match(say('aws_instance', { values: { ebs_block_device: [{}, { encrypted: false }] } }), [
    { path: '/ebs_block_device/0/encrypted', remedy: { path: '/ebs_block_device/0/encrypted', value: true } },
    { path: '/ebs_block_device/1/encrypted' },
  ]);
  t.match(say('kubernetes_storage_class', { values: { storage_provisioner: 'ebs.csi.aws.com' } }), [
    { path: '/parameters/encrypted', keyPath: '/parameters/kmsKeyId' },
  ]);
  t.end();
});

t.test('a rule of a network is told by its ranges and ports', (t) => {
  const say = (type: string, given: Case) => factsFor(type)?.exposure?.(attributesOf(type, given));
  const ssh = { from_port: 22, to_port: 22, protocol: 'tcp' };

  t.match(say('aws_security_group', { values: { ingress: [{ ...ssh, cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] }] } }), [
    {
      what: 'ingress rule',
      path: '/ingress/0/cidr_blocks',
      state: 'public',
      cidrs: ['10.0.0.0/8', '0.0.0.0/0'],
      ports: [{ protocol: 'tcp', from: 22, to: 22 }],
    },
  ]);
  t.match(
    say('aws_security_group', {
      values: { ingress: [{ protocol: '-1', from_port: 0, to_port: 0, ipv6_cidr_blocks: ['::/0'] }] },
    }),
    [{ path: '/ingress/0/ipv6_cidr_blocks', ports: [{ protocol: '-1', from: 0, to: 65535 }] }],
  );
  t.same(say('aws_security_group', { values: { ingress: [{ ...ssh, security_groups: ['sg-1'] }] } }), []);
  t.same(say('aws_security_group_rule', { values: { type: 'egress', ...ssh, cidr_blocks: ['0.0.0.0/0'] } }), []);
  t.same(
    say('aws_security_group_rule', {
      values: { type: 'ingress', protocol: 'icmp', from_port: -1, to_port: -1, cidr_blocks: ['0.0.0.0/0'] },
    }),
    [],
  );
  t.match(say('aws_security_group_rule', { values: { type: 'ingress', ...ssh, cidr_blocks: ['128.0.0.0/1'] } }), [
    { state: 'public' },
  ]);
  t.match(say('aws_security_group_rule', { values: { type: 'ingress', ...ssh }, unknown: { cidr_blocks: true } }), [
    { state: 'unknown' },
  ]);
  t.match(
    say('aws_security_group_rule', {
      values: { type: 'ingress', ...ssh, cidr_blocks: [null] },
      unknown: { cidr_blocks: [true] },
      refers: { 'cidr_blocks.0': 'aws_vpc.main' },
    }),
    [{ state: 'private' }],
  );
  t.match(
    say('aws_security_group_rule', {
      values: { type: 'ingress', protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] },
      unknown: { from_port: true },
    }),
    [{ state: 'unknown', path: '/from_port' }],
  );
  t.match(
    say('aws_vpc_security_group_ingress_rule', {
      values: { cidr_ipv4: '0.0.0.0/0', ip_protocol: '6', from_port: 80, to_port: 80 },
    }),
    [{ path: '/cidr_ipv4', ports: [{ protocol: 'tcp', from: 80, to: 80 }] }],
  );
  t.match(say('kubernetes_service', { values: { spec: [{ type: 'LoadBalancer', port: [{ port: 80 }] }] } }), [
    { path: '/spec/0/load_balancer_source_ranges', ports: [{ from: 80 }] },
  ]);
  // Control of a cluster is no web page, so an allowed port must not excuse it.
  const [endpoint] = say('aws_eks_cluster', { values: { vpc_config: [{}] } }) ?? [];
  t.match(endpoint, { path: '/vpc_config/0/public_access_cidrs', state: 'public', cidrs: ['0.0.0.0/0'] });
  t.notOk(endpoint?.ports);
  const inbound = { direction: 'Inbound', access: 'Allow', protocol: '*', source_address_prefix: 'Internet' };
  t.match(say('azurerm_network_security_rule', { values: { ...inbound, destination_port_range: '22-23' } }), [
    { cidrs: ['Internet'], ports: [{ protocol: 'any', from: 22, to: 23 }] },
  ]);
  t.match(say('azurerm_network_security_rule', { values: { ...inbound, destination_port_range: '*' } }), [
    { ports: [{ protocol: '-1', from: 0, to: 65535 }] },
  ]);
  t.end();
});

t.test('containers, replicas and budgets of the Kubernetes provider', (t) => {
  const labels = { app: 'web' };
  const deployment = attributesOf('kubernetes_deployment_v1', {
    values: {
      spec: [
        {
          replicas: '3',
          selector: [{ match_labels: labels }],
          template: [
            {
              metadata: [{ labels }],
              spec: [
                {
                  init_container: [{ name: 'wait', image: 'busybox:1.36' }],
                  container: [
                    {
                      name: 'web',
                      image: 'host:443/web',
                      resources: [{ limits: { memory: '1Gi' }, requests: { cpu: '100m' } }],
                    },
                    { name: 'log', resources: [{ limits: [{ cpu: '1', memory: '' }] }] },
                    { name: 'late' },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
    unknown: { spec: [{ template: [{ spec: [{ container: [{}, { image: true }, { resources: true }] }] }] }] },
    refers: { 'spec.0.template.0.spec.0.container.2.resources': 'x.y' },
  });
  const facts = factsFor('kubernetes_deployment_v1');

  const containers = facts?.containers?.(deployment);

  t.match(containers, [
    { name: 'wait', kind: 'init' },
    {
      name: 'web',
      kind: 'container',
      path: '/spec/0/template/0/spec/0/container/0',
      image: { state: 'known', registry: 'host:443', repository: 'web' },
      resourcesPath: '/spec/0/template/0/spec/0/container/0/resources/0',
      limits: { memory: { value: 2 ** 30 } },
      requests: { cpu: { value: 0.1 }, memory: { value: 2 ** 30 } },
    },
    { image: { state: 'unknown' }, limits: { cpu: { value: 1 } } },
    { resourcesUnknown: true },
  ]);
  t.same(facts?.replicas?.(deployment), {
    path: '/spec/0/replicas',
    state: 'known',
    value: 3,
    podLabels: labels,
    selector: labels,
  });
  t.match(
    factsFor('kubernetes_cron_job_v1')?.containers?.(
      attributesOf('kubernetes_cron_job_v1', {
        values: { spec: [{ job_template: [{ spec: [{ template: [{ spec: [{ container: [{ image: 'a' }] }] }] }] }] }] },
      }),
    ),
    [{ path: '/spec/0/job_template/0/spec/0/template/0/spec/0/container/0', limits: {} }],
  );
  const budget = attributesOf('kubernetes_pod_disruption_budget_v1', {
    values: {
      metadata: [{ name: 'web', namespace: 'shop' }],
      spec: [
        {
          min_available: '50%',
          selector: [{ match_labels: labels, match_expressions: [{ key: 'tier', operator: 'Exists' }] }],
        },
      ],
    },
    unknown: { spec: [{ max_unavailable: true }] },
  });
  t.match(factsFor('kubernetes_pod_disruption_budget_v1')?.budget?.(budget), {
    name: 'web',
    namespace: 'shop',
    minAvailable: { path: '/spec/0/min_available', unit: 'percent', value: 50 },
    maxUnavailable: undefined,
    selector: { matchLabels: labels, matchExpressions: [{ key: 'tier', operator: 'Exists', values: [] }] },
  });
  t.end();
});

t.test('an object in kubernetes_manifest is judged as at any other door', (t) => {
  const template = { spec: { containers: [{ name: 'web', resources: { limits: { memory: '1Gi' } } }] } };
  const attributes = attributesOf('kubernetes_manifest', {
    values: { manifest: { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template } } },
    unknown: {
      manifest: {
        spec: {
          replicas: true,
          template: {
            metadata: { labels: { app: true } },
            spec: { containers: [{ image: true, resources: { limits: { cpu: true } } }] },
          },
        },
      },
    },
  });
  const service = attributesOf('kubernetes_manifest', {
    values: { manifest: { apiVersion: 'v1', kind: 'Service', spec: { type: 'LoadBalancer' } } },
  });
  const facts = factsFor('kubernetes_manifest');

  t.match(facts?.containers?.(attributes), [
    {
      path: '/manifest/spec/template/spec/containers/0',
      image: { path: '/manifest/spec/template/spec/containers/0/image', state: 'unknown' },
      limits: { memory: { value: 2 ** 30 }, cpu: { state: 'unknown' } },
    },
  ]);
  t.match(facts?.replicas?.(attributes), { state: 'unknown', value: undefined, podLabelsUnknown: true });
  t.match(facts?.exposure?.(service), [{ path: '/manifest/spec/loadBalancerSourceRanges', state: 'public' }]);
  t.end();
});

t.test('containers of an ECS task', (t) => {
  const containers = factsFor('aws_ecs_task_definition')?.containers?.(
    attributesOf('aws_ecs_task_definition', {
      values: {
        cpu: '512',
        memory: '1 GB',
        container_definitions: [
          { name: 'web', image: 'nginx:1.27', cpu: 256, memory: 512, memoryReservation: 128 },
          { name: 'log', image: 'fluentd', cpu: 0 },
        ],
      },
    }),
  );
  const onHosts = factsFor('aws_ecs_task_definition')?.containers?.(
    attributesOf('aws_ecs_task_definition', { values: { container_definitions: [{ image: 'a' }] } }),
  );

  t.match(containers, [
    {
      name: 'web',
      image: { path: '/container_definitions/0/image', tag: '1.27' },
      requests: { cpu: { value: 0.25, path: '/container_definitions/0/cpu' }, memory: { value: 128 * 2 ** 20 } },
      limits: { cpu: { value: 0.5, path: '/cpu' }, memory: { value: 512 * 2 ** 20 } },
      unsupported: [],
    },
    // The task's size is reserved for its containers.
    { requests: { cpu: { path: '/cpu' } }, limits: { memory: { value: 2 ** 30, path: '/memory' } } },
  ]);
  t.same(onHosts?.[0]?.unsupported, ['limits.cpu']);
  t.end();
});

t.test('every default is cited', (t) => {
  const abouts = knownTypes().flatMap((type) => {
    const facts = factsFor(type);
    return [...(facts?.encryption?.about ?? []), ...(facts?.exposure?.about ?? [])];
  });

  const pages = abouts.flatMap(({ byDefault }) => byDefault ?? []);

  t.ok(knownTypes().length > 150);
  t.ok(pages.length > 50);
  for (const page of new Set(pages)) t.match(page, /^https:\/\/[\w.-]+\/\S+$/);
  t.end();
});

/** Values built of the words that the tables look for, so that a random document gets somewhere. */
const WORDS = [
  'metadata',
  'manifest',
  'apiVersion',
  'kind',
  'labels',
  'template',
  'job_template',
  'resources',
  'limits',
  'selector',
  'match_labels',
  'container_definitions',
  'tls',
  'parameters',
  'spec',
  'ingress',
  'policy',
  'encrypted',
  'kms_key_id',
  'rule',
  'enabled',
  'container',
  'image',
  'a/b~c',
  '__proto__',
  'acl',
];

t.test('no document makes the facts throw, lie about a path, or show a secret', (t) => {
  const secret = 'hunter2-hunter2';
  const name = fc.constantFrom(...WORDS);
  const leaf = fc.oneof(
    fc.constantFrom<JsonValue>(secret, true, false, null, '', 0, -1, 1.5, 'KMS', '*', '0.0.0.0/0'),
    fc.string(),
  );
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  const object = fc.dictionary(name, tree, { maxKeys: 6 }) as fc.Arbitrary<JsonObject>;
  const types = knownTypes();

  fc.assert(
    fc.property(object, object, object, fc.nat(), (values, unknown, sensitive, seed) => {
      for (let step = 0; step < 12; step += 1) {
        const type = types[(seed + step * 17) % types.length] ?? '';
        const facts = factsFor(type);
        const attributes = attributesOf(type, {
          values: { ...aimed(type, values) },
          unknown,
          sensitive: mark(aimed(type, values), secret, sensitive),
        });
        const said = [
          facts?.encryption?.(attributes),
          facts?.exposure?.(attributes),
          facts?.containers?.(attributes),
          facts?.replicas?.(attributes),
          facts?.budget?.(attributes),
        ];
        for (const pointer of pointersIn(said)) {
          if (!/^(?:\/(?:[^~/]|~[01])*)*$/.test(pointer)) throw new Error(`${type}: ${pointer} is no pointer`);
        }
        if (JSON.stringify(said).includes(secret)) throw new Error(`${type} shows a secret`);
      }
    }),
    { numRuns: 300 },
  );
  t.end();
});

/** The random document under the attributes that the type's own answers name. */
function aimed(type: string, values: JsonObject): JsonObject {
  const facts = factsFor(type);
  const texts = [...(facts?.encryption?.about ?? []), ...(facts?.exposure?.about ?? [])]
    .map(({ text }) => text)
    .join(' ');
  const names = [...texts.matchAll(/`(\w+)/g)].map((match) => match[1] ?? '');
  const parts = Object.values(values);
  return {
    ...values,
    ...Object.fromEntries(names.map((each, index) => [each, parts[index % (parts.length || 1)] ?? null])),
  };
}

/** The sensitive marks of a document: random ones, and one wherever the secret stands. */
function mark(node: JsonValue, secret: string, random: JsonValue): JsonValue {
  if (typeof node === 'string') return node.includes(secret);
  if (Array.isArray(node)) return node.map((one) => mark(one, secret, {}));
  if (typeof node !== 'object' || node === null) return false;
  const marks = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mark(value, secret, {})]));
  return typeof random === 'object' && !Array.isArray(random) && random !== null ? { ...random, ...marks } : marks;
}
