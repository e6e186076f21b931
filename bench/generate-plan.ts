/**
 * A plan of any size, as Terraform 1.9 would write it: services as instances of one module, each with a dozen resources of
 * different types that refer to each other. The same number gives the same bytes.
 *
 *   node dist/bench/generate-plan.js 15000 > plan.json
 */
import { pathToFileURL } from 'node:url';
import type { JsonObject, JsonValue } from '../src/json.ts';

interface Template {
  type: string;
  name: string;
  /** Known values for the nth service. */
  values: (service: string, n: number) => JsonObject;
  unknown: JsonObject;
  sensitive?: JsonObject;
  expressions: JsonObject;
}

const TEAMS = ['checkout', 'payments', 'search', 'identity', 'logistics'];

function tagsOf(service: string, n: number): JsonObject {
  const team = TEAMS[n % TEAMS.length] as string;
  // Every tenth service has forgotten whom it belongs to.
  return n % 10 === 9
    ? { service, env: 'prod' }
    : {
        service,
        env: 'prod',
        team,
        'cost-center': `cc-${1000 + (n % 37)}`,
        repository: `git.example.com/${team}/${service}`,
      };
}

const tagged = (service: string, n: number): JsonObject => ({ tags: tagsOf(service, n), tags_all: tagsOf(service, n) });
const refersTo = (address: string, attribute: string): JsonObject => ({
  references: [`${address}.${attribute}`, address],
});
const constant = (value: JsonValue): JsonObject => ({ constant_value: value });
const nameOf: JsonObject = { references: ['var.name'] };

/** A policy document of so many statements: the longest texts of real plans. */
function policy(service: string, statements: number): string {
  const actions = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage', 'kms:Decrypt', 'logs:PutLogEvents'];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: Array.from({ length: statements }, (_, at) => ({
      Sid: `Statement${at}`,
      Effect: 'Allow',
      Action: actions.slice(0, 1 + (at % actions.length)),
      Resource: `arn:aws:s3:::${service}-data-${at}/*`,
      Condition: { StringEquals: { 'aws:PrincipalTag/service': service } },
    })),
  });
}

function environment(service: string, count: number): { name: string; value: string }[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `${service}.internal:${8000 + at}`,
  }));
}

const TEMPLATES: Template[] = [
  {
    type: 'aws_kms_key',
    name: 'this',
    values: (service, n) => ({
      description: `Data of ${service}`,
      enable_key_rotation: n % 4 !== 0,
      is_enabled: true,
      deletion_window_in_days: 30,
      customer_master_key_spec: 'SYMMETRIC_DEFAULT',
      key_usage: 'ENCRYPT_DECRYPT',
      policy: policy(service, 10),
      ...tagged(service, n),
    }),
    unknown: { arn: true, id: true, key_id: true, multi_region: true, tags: {}, tags_all: {} },
    expressions: { description: nameOf, enable_key_rotation: constant(true) },
  },
  {
    type: 'aws_s3_bucket',
    name: 'data',
    values: (service, n) => ({
      bucket: n % 2 === 0 ? `${service}-data` : null,
      bucket_prefix: n % 2 === 0 ? null : `${service}-data-`,
      force_destroy: false,
      object_lock_enabled: false,
      timeouts: null,
      ...tagged(service, n),
    }),
    unknown: {
      acceleration_status: true,
      acl: true,
      arn: true,
      bucket_domain_name: true,
      bucket_regional_domain_name: true,
      cors_rule: true,
      grant: true,
      hosted_zone_id: true,
      id: true,
      lifecycle_rule: true,
      logging: true,
      object_lock_configuration: true,
      policy: true,
      region: true,
      replication_configuration: true,
      request_payer: true,
      server_side_encryption_configuration: true,
      tags: {},
      tags_all: {},
      versioning: true,
      website: true,
      website_domain: true,
      website_endpoint: true,
    },
    expressions: { bucket: nameOf },
  },
  {
    type: 'aws_s3_bucket_public_access_block',
    name: 'data',
    values: (_, n) => ({
      block_public_acls: true,
      block_public_policy: n % 7 !== 0,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    }),
    unknown: { bucket: true, id: true },
    expressions: { bucket: refersTo('aws_s3_bucket.data', 'id'), block_public_acls: constant(true) },
  },
  {
    type: 'aws_s3_bucket_server_side_encryption_configuration',
    name: 'data',
    values: () => ({
      expected_bucket_owner: null,
      rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms' }], bucket_key_enabled: true }],
    }),
    unknown: {
      bucket: true,
      id: true,
      rule: [{ apply_server_side_encryption_by_default: [{ kms_master_key_id: true }] }],
    },
    expressions: {
      bucket: refersTo('aws_s3_bucket.data', 'id'),
      rule: [
        {
          apply_server_side_encryption_by_default: [
            { kms_master_key_id: refersTo('aws_kms_key.this', 'arn'), sse_algorithm: constant('aws:kms') },
          ],
        },
      ],
    },
  },
  {
    type: 'aws_ebs_volume',
    name: 'data',
    values: (service, n) => ({
      availability_zone: `eu-west-1${'abc'[n % 3]}`,
      encrypted: n % 5 !== 0,
      final_snapshot: false,
      multi_attach_enabled: null,
      outpost_arn: null,
      size: 100 + (n % 400),
      timeouts: null,
      type: 'gp3',
      ...tagged(service, n),
    }),
    unknown: {
      arn: true,
      id: true,
      iops: true,
      kms_key_id: true,
      snapshot_id: true,
      tags: {},
      tags_all: {},
      throughput: true,
    },
    expressions: { kms_key_id: refersTo('aws_kms_key.this', 'arn'), encrypted: constant(true) },
  },
  {
    type: 'aws_db_instance',
    name: 'main',
    values: (service, n) => ({
      identifier: `${service}-main`,
      engine: 'postgres',
      engine_version: '16.4',
      instance_class: 'db.r6g.large',
      allocated_storage: 200,
      storage_encrypted: n % 6 !== 0,
      publicly_accessible: n % 50 === 0,
      username: 'app',
      password: `correct-horse-${n}`,
      multi_az: true,
      backup_retention_period: 14,
      deletion_protection: true,
      auto_minor_version_upgrade: true,
      apply_immediately: null,
      copy_tags_to_snapshot: true,
      enabled_cloudwatch_logs_exports: ['postgresql', 'upgrade'],
      iam_database_authentication_enabled: true,
      max_allocated_storage: 1000,
      performance_insights_enabled: true,
      skip_final_snapshot: false,
      timeouts: null,
      ...tagged(service, n),
    }),
    unknown: {
      address: true,
      arn: true,
      endpoint: true,
      id: true,
      kms_key_id: true,
      port: true,
      resource_id: true,
      enabled_cloudwatch_logs_exports: [false, false],
      tags: {},
      tags_all: {},
      vpc_security_group_ids: true,
    },
    sensitive: { password: true, enabled_cloudwatch_logs_exports: [false, false], tags: {}, tags_all: {} },
    expressions: {
      kms_key_id: refersTo('aws_kms_key.this', 'arn'),
      password: { references: ['var.database_password'] },
      vpc_security_group_ids: refersTo('aws_security_group.web', 'id'),
    },
  },
  {
    type: 'aws_security_group',
    name: 'web',
    values: (service, n) => ({
      name: `${service}-web`,
      description: `Traffic to ${service}`,
      revoke_rules_on_delete: false,
      ingress: [443, 8080, 9090].map((port) => ({
        cidr_blocks: [port === 9090 && n % 20 === 0 ? '0.0.0.0/0' : '10.0.0.0/8', '172.16.0.0/12'],
        description: `port ${port}`,
        from_port: port,
        ipv6_cidr_blocks: [],
        prefix_list_ids: [],
        protocol: 'tcp',
        security_groups: [],
        self: false,
        to_port: port,
      })),
      timeouts: null,
      vpc_id: 'vpc-0a1b2c3d4e5f60718',
      ...tagged(service, n),
    }),
    unknown: { arn: true, egress: true, id: true, name_prefix: true, owner_id: true, tags: {}, tags_all: {} },
    expressions: { name: nameOf, ingress: constant([]) },
  },
  {
    type: 'aws_ecs_task_definition',
    name: 'app',
    values: (service, n) => ({
      family: service,
      cpu: '1024',
      memory: '2048',
      network_mode: 'awsvpc',
      requires_compatibilities: ['FARGATE'],
      container_definitions: JSON.stringify(
        ['app', 'proxy', 'metrics'].map((name, at) => ({
          name,
          image: `registry.example.com:443/${service}/${name}:${n % 25 === 0 ? 'latest' : `1.${n % 30}.${at}`}`,
          essential: at === 0,
          cpu: 256,
          memory: 512,
          environment: environment(service, 16),
          portMappings: [{ containerPort: 8080 + at, protocol: 'tcp' }],
        })),
      ),
      skip_destroy: false,
      volume: [],
      ...tagged(service, n),
    }),
    unknown: { arn: true, arn_without_revision: true, id: true, revision: true, tags: {}, tags_all: {}, volume: [] },
    expressions: { container_definitions: { references: ['var.image', 'var.name'] }, family: nameOf },
  },
  {
    type: 'aws_lambda_function',
    name: 'worker',
    values: (service, n) => ({
      function_name: `${service}-worker`,
      handler: 'index.handler',
      runtime: 'nodejs20.x',
      memory_size: 512,
      timeout: 30,
      package_type: 'Zip',
      publish: false,
      environment: [
        { variables: Object.fromEntries(environment(service, 24).map(({ name, value }) => [name, value])) },
      ],
      reserved_concurrent_executions: -1,
      vpc_config: [],
      ...tagged(service, n),
    }),
    unknown: {
      arn: true,
      id: true,
      invoke_arn: true,
      kms_key_arn: true,
      last_modified: true,
      role: true,
      version: true,
      environment: [{ variables: {} }],
      tags: {},
      tags_all: {},
      tracing_config: true,
    },
    expressions: { role: refersTo('aws_iam_role.app', 'arn'), kms_key_arn: refersTo('aws_kms_key.this', 'arn') },
  },
  {
    type: 'aws_iam_role',
    name: 'app',
    values: (service, n) => ({
      name: `${service}-app`,
      assume_role_policy: policy(service, 6),
      description: null,
      force_detach_policies: false,
      inline_policy: [{ name: 'data', policy: policy(service, 9) }],
      max_session_duration: 3600,
      path: '/',
      permissions_boundary: null,
      ...tagged(service, n),
    }),
    unknown: {
      arn: true,
      create_date: true,
      id: true,
      inline_policy: [{}],
      managed_policy_arns: true,
      tags: {},
      tags_all: {},
      unique_id: true,
    },
    expressions: {
      name: nameOf,
      assume_role_policy: {
        references: ['data.aws_iam_policy_document.assume.json', 'data.aws_iam_policy_document.assume'],
      },
    },
  },
  {
    type: 'aws_cloudwatch_log_group',
    name: 'app',
    values: (service, n) => ({
      name: `/services/${service}`,
      retention_in_days: n % 3 === 0 ? 0 : 30,
      skip_destroy: false,
      ...tagged(service, n),
    }),
    unknown: {
      arn: true,
      id: true,
      kms_key_id: true,
      log_group_class: true,
      name_prefix: true,
      tags: {},
      tags_all: {},
    },
    expressions: { kms_key_id: refersTo('aws_kms_key.this', 'arn'), name: nameOf },
  },
  {
    type: 'kubernetes_deployment',
    name: 'app',
    values: (service, n) => ({
      metadata: [
        {
          annotations: null,
          generate_name: null,
          labels: { app: service, ...tagsOf(service, n) },
          name: service,
          namespace: `team-${n % 5}`,
        },
      ],
      spec: [
        {
          min_ready_seconds: 0,
          paused: false,
          replicas: String(1 + (n % 4)),
          selector: [{ match_expressions: [], match_labels: { app: service } }],
          template: [
            {
              metadata: [{ annotations: null, labels: { app: service }, name: null, namespace: null }],
              spec: [
                {
                  container: ['app', 'sidecar'].map((name, at) => ({
                    name,
                    image: `registry.example.com:443/${service}/${name}:2.${n % 40}.${at}`,
                    env: environment(service, 12).map((variable) => ({ ...variable, value_from: [] })),
                    resources:
                      at === 1 && n % 3 === 0
                        ? [{ limits: {}, requests: {} }]
                        : [{ limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '250m', memory: '256Mi' } }],
                    security_context: [
                      { allow_privilege_escalation: false, privileged: false, read_only_root_filesystem: true },
                    ],
                  })),
                  restart_policy: 'Always',
                  termination_grace_period_seconds: 30,
                },
              ],
            },
          ],
        },
      ],
      timeouts: null,
      wait_for_rollout: true,
    }),
    unknown: { id: true, metadata: [{ generation: true, resource_version: true, uid: true }] },
    expressions: { metadata: [{ name: nameOf, labels: { references: ['var.labels'] } }] },
  },
];

/** @param resources how many resource instances the plan has; about 4 KB each */
export function generatePlan(resources: number): JsonObject {
  const changes: JsonObject[] = [];
  const modules: JsonObject[] = [];
  for (let n = 0; n * TEMPLATES.length < resources; n++) {
    const service = `service-${String(n).padStart(5, '0')}`;
    const module = `module.service["${service}"]`;
    const planned: JsonObject[] = [];
    for (const template of TEMPLATES.slice(0, resources - n * TEMPLATES.length)) {
      const { type, name, unknown, sensitive = {} } = template;
      const values = template.values(service, n);
      const address = `${module}.${type}.${name}`;
      const provider_name = `registry.terraform.io/hashicorp/${type.split('_')[0]}`;
      const identity = { mode: 'managed', type, name, provider_name };
      planned.push({ address, ...identity, schema_version: 1, values, sensitive_values: sensitive });
      changes.push({
        address,
        module_address: module,
        ...identity,
        change: {
          actions: ['create'],
          before: null,
          after: values,
          after_unknown: unknown,
          before_sensitive: false,
          after_sensitive: sensitive,
        },
      });
    }
    modules.push({ resources: planned, address: module });
  }
  return {
    format_version: '1.2',
    terraform_version: '1.9.8',
    planned_values: { root_module: { child_modules: modules } },
    resource_changes: changes,
    configuration: configuration(),
    timestamp: '2026-01-01T00:00:00Z',
    applyable: true,
    complete: true,
    errored: false,
  };
}

function configuration(): JsonObject {
  const resources = TEMPLATES.map(({ type, name, expressions }) => ({
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    provider_config_key: type.split('_')[0] as string,
    expressions,
    schema_version: 1,
  }));
  const each = { references: ['each.key'] };
  return {
    provider_config: {
      aws: {
        name: 'aws',
        full_name: 'registry.terraform.io/hashicorp/aws',
        expressions: { region: constant('eu-west-1') },
      },
      kubernetes: { name: 'kubernetes', full_name: 'registry.terraform.io/hashicorp/kubernetes' },
    },
    root_module: {
      module_calls: {
        service: {
          source: './modules/service',
          expressions: { name: each, database_password: { references: ['var.passwords', 'each.key'] } },
          for_each_expression: { references: ['var.services'] },
          module: { resources, variables: { name: {}, database_password: { sensitive: true } } },
        },
      },
      variables: { services: {}, passwords: { sensitive: true } },
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const count = Number(process.argv[2] ?? 10_000);
  if (!Number.isInteger(count) || count < 1) throw new Error('the number of resources must be a positive whole number');
  process.stdout.write(JSON.stringify(generatePlan(count)));
}
