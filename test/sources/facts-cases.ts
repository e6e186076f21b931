/** What is said of each Terraform type: encrypted, unencrypted or exposed, and unknown. */
import type { JsonObject } from '../../src/json.ts';
import type { Case } from './facts-values.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/3f1c';
const ref = (at: string): Case => ({ unknown: { [at]: true }, refers: { [at]: 'aws_kms_key.a' } });
const lost = (at: string): Case => ({ unknown: { [at]: true } });
const open = (policy: object = {}): JsonObject => ({
  policy: JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: '*', ...policy } }),
});

/** Type, attributes, what is said. */
export const CASES: [string, Case, string[]][] = [
  // Volumes: only the switch encrypts.
  ['aws_ebs_volume', { values: { encrypted: true } }, ['encrypted/provider']],
  ['aws_ebs_volume', { values: { encrypted: true, kms_key_id: KEY } }, ['encrypted/customer']],
  ['aws_ebs_volume', { values: { encrypted: true }, ...ref('kms_key_id') }, ['encrypted/customer']],
  ['aws_ebs_volume', { values: { encrypted: true, kms_key_id: KEY, id: 'vol-1' } }, ['encrypted/unknown']],
  [
    'aws_ebs_volume',
    { values: { encrypted: true }, ...lost('kms_key_id'), configured: ['encrypted'] },
    ['encrypted/provider'],
  ],
  ['aws_ebs_volume', { values: { encrypted: 'true', kms_key_id: 'alias/aws/ebs' } }, ['encrypted/provider']],
  ['aws_ebs_volume', lost('encrypted'), ['unencrypted']],
  ['aws_ebs_volume', { ...lost('encrypted'), values: { snapshot_id: 'snap-1' } }, ['unknown']],
  ['aws_ebs_volume', { ...lost('encrypted'), refers: { encrypted: 'aws_ssm_parameter.a' } }, ['unknown']],
  ['aws_ebs_volume', { values: { encrypted: true }, sensitive: { encrypted: true } }, ['unknown']],
  ['aws_ebs_snapshot_copy', { values: { source_snapshot_id: 's' } }, ['unknown']],
  ['aws_ebs_encryption_by_default', { values: { enabled: false } }, ['unencrypted']],
  ['aws_instance', { unknown: { root_block_device: true } }, []],
  [
    'aws_instance',
    { values: { root_block_device: [{ encrypted: true }], ebs_block_device: [{ encrypted: false }] } },
    ['encrypted/provider', 'unencrypted'],
  ],
  [
    'aws_launch_template',
    { values: { block_device_mappings: [{ ebs: [{ encrypted: 'false' }] }, { ebs: [{ encrypted: 'true' }] }] } },
    ['unencrypted', 'encrypted/provider'],
  ],
  ['aws_launch_configuration', { values: { root_block_device: [{}] } }, ['unencrypted/'.slice(0, 11)]],
  ['aws_efs_file_system', { values: { encrypted: false } }, ['unencrypted']],
  ['aws_fsx_lustre_file_system', ref('kms_key_id'), ['encrypted/customer']],
  [
    'aws_workspaces_workspace',
    { values: { root_volume_encryption_enabled: true, volume_encryption_key: KEY } },
    ['encrypted/customer', 'unencrypted'],
  ],
  // Buckets.
  [
    'aws_s3_bucket',
    { unknown: { server_side_encryption_configuration: true }, configured: [] },
    ['encrypted/provider'],
  ],
  [
    'aws_s3_bucket',
    {
      related: {
        aws_s3_bucket_server_side_encryption_configuration: [
          { rule: [{ apply_server_side_encryption_by_default: [{ kms_master_key_id: KEY }] }] },
        ],
      },
    },
    ['encrypted/customer'],
  ],
  ['aws_s3_bucket', { values: { acl: 'public-read' } }, ['encrypted/provider', 'public']],
  [
    'aws_s3_bucket',
    { values: { acl: 'public-read' }, related: { aws_s3_bucket_public_access_block: [{ ignore_public_acls: true }] } },
    ['encrypted/provider', 'private'],
  ],
  ['aws_s3_bucket', { related: { aws_s3_bucket_policy: [open()] } }, ['encrypted/provider', 'public']],
  [
    'aws_s3_bucket',
    {
      related: {
        aws_s3_bucket_policy: [open()],
        aws_s3_bucket_public_access_block: [{ restrict_public_buckets: true }],
      },
    },
    ['encrypted/provider', 'private'],
  ],
  [
    'aws_s3_bucket',
    {
      related: {
        aws_s3_bucket_acl: [
          {
            access_control_policy: [
              { grant: [{ grantee: [{ uri: 'http://acs.amazonaws.com/groups/global/AllUsers' }] }] },
            ],
          },
        ],
      },
    },
    ['encrypted/provider', 'public'],
  ],
  ['aws_s3_bucket_acl', { values: { acl: 'public-read-write' } }, ['public']],
  [
    'aws_s3_bucket_acl',
    { values: { acl: 'public-read' }, unknown: { bucket: true }, refers: { bucket: 'aws_s3_bucket.a' } },
    [],
  ],
  ['aws_s3_bucket_policy', { values: open() }, ['public']],
  ['aws_s3_bucket_policy', lost('policy'), ['unknown']],
  [
    'aws_s3_bucket_public_access_block',
    { values: { block_public_acls: true, block_public_policy: true, ignore_public_acls: true } },
    ['private', 'private', 'private', 'public'],
  ],
  // Databases.
  ['aws_db_instance', { values: { storage_encrypted: false, publicly_accessible: true } }, ['unencrypted', 'public']],
  [
    'aws_db_instance',
    {
      values: { storage_encrypted: true },
      unknown: { publicly_accessible: true },
      refers: { publicly_accessible: 'x.y' },
    },
    ['encrypted/provider', 'unknown'],
  ],
  ['aws_db_instance', { values: { replicate_source_db: 'primary' } }, ['unknown', 'private']],
  ['aws_rds_cluster', { values: { engine: 'aurora-mysql' }, ...lost('storage_encrypted') }, ['encrypted/provider']],
  ['aws_rds_cluster', { values: { engine: 'postgres' }, ...lost('storage_encrypted') }, ['unencrypted']],
  ['aws_rds_cluster', { values: { engine: 'aurora-mysql', storage_encrypted: false } }, ['unencrypted']],
  ['aws_docdb_cluster', { values: { storage_encrypted: true } }, ['encrypted/provider']],
  ['aws_neptune_cluster', { values: {} }, ['unencrypted']],
  ['aws_dynamodb_table', { unknown: { server_side_encryption: true }, configured: [] }, ['encrypted/provider']],
  [
    'aws_dynamodb_table',
    { values: { server_side_encryption: [{ enabled: true, kms_key_arn: KEY }] } },
    ['encrypted/customer'],
  ],
  ['aws_redshift_cluster', { values: { encrypted: false, publicly_accessible: true } }, ['unencrypted', 'public']],
  ['aws_redshift_cluster', {}, ['encrypted/provider', 'private']],
  [
    'aws_elasticache_replication_group',
    {
      values: {
        at_rest_encryption_enabled: true,
        transit_encryption_enabled: true,
        transit_encryption_mode: 'preferred',
      },
    },
    ['encrypted/provider', 'encrypted', 'unencrypted'],
  ],
  ['aws_elasticache_replication_group', { values: { engine: 'redis' } }, ['unencrypted', 'unencrypted']],
  [
    'aws_elasticache_replication_group',
    { values: { engine: 'valkey', transit_encryption_enabled: true } },
    ['encrypted/provider', 'encrypted'],
  ],
  ['aws_elasticache_cluster', { values: { engine: 'redis' } }, ['unencrypted', 'unencrypted']],
  ['aws_elasticache_cluster', { values: { engine: 'memcached', transit_encryption_enabled: true } }, ['encrypted']],
  ['aws_memorydb_cluster', { values: { tls_enabled: false } }, ['encrypted/provider', 'unencrypted']],
  [
    'aws_opensearch_domain',
    {
      values: {
        encrypt_at_rest: [{ enabled: true }],
        node_to_node_encryption: [{ enabled: true }],
        domain_endpoint_options: [{ enforce_https: true, tls_security_policy: 'Policy-Min-TLS-1-0-2019-07' }],
      },
    },
    ['encrypted/provider', 'encrypted', 'encrypted', 'unencrypted'],
  ],
  [
    'aws_elasticsearch_domain',
    { values: { access_policies: open().policy ?? '' } },
    ['unencrypted', 'unencrypted', 'unencrypted', 'public'],
  ],
  [
    'aws_elasticsearch_domain',
    { values: { access_policies: open().policy ?? '', vpc_options: [{ subnet_ids: ['s'] }] } },
    ['unencrypted', 'unencrypted', 'unencrypted'],
  ],
  [
    'aws_dax_cluster',
    { values: { server_side_encryption: [{ enabled: true }], cluster_endpoint_encryption_type: 'NONE' } },
    ['encrypted/unsupported', 'unencrypted'],
  ],
  ['aws_db_proxy', { values: { require_tls: true } }, ['encrypted']],
  ['aws_db_snapshot', { values: { shared_accounts: ['all'] } }, ['public']],
  // Messaging.
  ['aws_sqs_queue', lost('sqs_managed_sse_enabled'), ['encrypted/provider']],
  ['aws_sqs_queue', { values: { sqs_managed_sse_enabled: false } }, ['unencrypted']],
  [
    'aws_sqs_queue',
    { values: { sqs_managed_sse_enabled: false }, ...ref('kms_master_key_id') },
    ['encrypted/customer'],
  ],
  ['aws_sns_topic', {}, ['unencrypted']],
  ['aws_sns_topic', ref('kms_master_key_id'), ['encrypted/customer']],
  ['aws_sns_topic', lost('kms_master_key_id'), ['unknown']],
  ['aws_sns_topic', { values: { kms_master_key_id: 'alias/aws/sns' } }, ['encrypted/provider']],
  [
    'aws_sns_topic',
    { unknown: { kms_master_key_id: true }, refers: { kms_master_key_id: 'data.aws_kms_alias.a' } },
    ['encrypted/unknown'],
  ],
  ['aws_kinesis_stream', { values: { encryption_type: 'NONE' } }, ['unencrypted']],
  [
    'aws_kinesis_stream',
    { values: { encryption_type: 'KMS', kms_key_id: 'alias/aws/kinesis' } },
    ['encrypted/provider'],
  ],
  [
    'aws_kinesis_firehose_delivery_stream',
    { values: { kinesis_source_configuration: [{ kinesis_stream_arn: 'a' }] } },
    [],
  ],
  ['aws_kinesis_firehose_delivery_stream', {}, ['unencrypted']],
  [
    'aws_msk_cluster',
    { values: { encryption_info: [{ encryption_in_transit: [{ client_broker: 'TLS_PLAINTEXT' }] }] } },
    ['encrypted/provider', 'unencrypted', 'encrypted', 'private'],
  ],
  ['aws_mq_broker', { values: { publicly_accessible: true } }, ['encrypted/provider', 'public']],
  // Everything else of AWS.
  ['aws_cloudwatch_log_group', ref('kms_key_id'), ['encrypted/customer']],
  ['aws_cloudwatch_log_group', lost('kms_key_id'), ['encrypted/unknown']],
  [
    'aws_ecr_repository',
    { values: { encryption_configuration: [{ encryption_type: 'KMS', kms_key: KEY }] } },
    ['encrypted/customer'],
  ],
  ['aws_secretsmanager_secret', {}, ['encrypted/provider']],
  ['aws_ssm_parameter', { values: { type: 'String' } }, []],
  ['aws_ssm_parameter', { values: { type: 'SecureString', key_id: 'alias/aws/ssm' } }, ['encrypted/provider']],
  [
    'aws_eks_cluster',
    { values: { version: '1.27', vpc_config: [{ endpoint_public_access: false }] } },
    ['unencrypted', 'private'],
  ],
  ['aws_eks_cluster', { values: { version: '1.31', vpc_config: [{}] } }, ['encrypted/provider', 'public']],
  [
    'aws_eks_cluster',
    {
      values: {
        version: '1.31',
        vpc_config: [{ endpoint_public_access: true, public_access_cidrs: ['203.0.113.0/24'] }],
      },
    },
    ['encrypted/provider', 'private'],
  ],
  ['aws_lambda_function', {}, ['encrypted/provider']],
  ['aws_lambda_function_url', { values: { authorization_type: 'NONE' } }, ['public']],
  ['aws_lambda_permission', { values: { principal: '*' } }, ['public']],
  ['aws_lambda_permission', { values: { principal: '*', principal_org_id: 'o-1' } }, ['private']],
  [
    'aws_codebuild_project',
    { values: { artifacts: [{ encryption_disabled: true }] } },
    ['encrypted/provider', 'unencrypted'],
  ],
  [
    'aws_glue_data_catalog_encryption_settings',
    {
      values: {
        data_catalog_encryption_settings: [
          {
            encryption_at_rest: [{ catalog_encryption_mode: 'DISABLED' }],
            connection_password_encryption: [{ return_connection_password_encrypted: true }],
          },
        ],
      },
    },
    ['unencrypted', 'encrypted/provider'],
  ],
  [
    'aws_emr_security_configuration',
    { values: { configuration: '{"EncryptionConfiguration":{"EnableAtRestEncryption":true}}' } },
    ['encrypted/unknown', 'unencrypted'],
  ],
  [
    'aws_ecs_task_definition',
    {
      values: {
        volume: [{ efs_volume_configuration: [{}] }, { efs_volume_configuration: [{ transit_encryption: 'ENABLED' }] }],
      },
    },
    ['unencrypted', 'encrypted'],
  ],
  [
    'aws_lb_listener',
    { values: { protocol: 'HTTP', port: 80, default_action: [{ type: 'forward' }] } },
    ['unencrypted'],
  ],
  [
    'aws_lb_listener',
    { values: { protocol: 'HTTP', port: 80, default_action: [{ redirect: [{ protocol: 'HTTPS' }] }] } },
    ['encrypted'],
  ],
  [
    'aws_alb_listener',
    { values: { protocol: 'HTTPS', ssl_policy: 'ELBSecurityPolicy-2016-08' } },
    ['encrypted', 'unencrypted'],
  ],
  [
    'aws_lb_listener',
    { values: { protocol: 'HTTPS', ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' } },
    ['encrypted', 'encrypted'],
  ],
  ['aws_lb_listener', { values: { protocol: 'TCP', port: 443 } }, []],
  [
    'aws_elb',
    { values: { listener: [{ lb_protocol: 'http', lb_port: 80 }, { lb_protocol: 'tcp' }, { lb_protocol: 'ssl' }] } },
    ['unencrypted', 'encrypted'],
  ],
  [
    'aws_cloudfront_distribution',
    {
      values: {
        default_cache_behavior: [{ viewer_protocol_policy: 'allow-all' }],
        viewer_certificate: [{ acm_certificate_arn: 'a', minimum_protocol_version: 'TLSv1' }],
      },
    },
    ['unencrypted', 'unencrypted'],
  ],
  [
    'aws_cloudfront_distribution',
    {
      values: {
        default_cache_behavior: [{ viewer_protocol_policy: 'https-only' }],
        viewer_certificate: [{ cloudfront_default_certificate: true }],
      },
    },
    ['encrypted'],
  ],
  ['aws_api_gateway_method_settings', { values: { settings: [{ caching_enabled: true }] } }, ['unencrypted']],
  ['aws_transfer_server', { values: { protocols: ['FTP', 'SFTP'] } }, ['unencrypted']],
  // Policies.
  ['aws_kms_key', { values: open() }, ['public']],
  ['aws_kms_key', lost('policy'), []],
  ['aws_sqs_queue_policy', { values: open({ Principal: { AWS: ['*'] } }) }, ['public']],
  [
    'aws_sqs_queue_policy',
    { values: open({ Condition: { ArnEquals: { 'AWS:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:t' } } }) },
    ['private'],
  ],
  ['aws_sqs_queue_policy', { values: open({ Condition: { StringLike: { 'aws:SourceArn': '*' } } }) }, ['public']],
  [
    'aws_sqs_queue_policy',
    { values: open({ Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } } }) },
    ['public'],
  ],
  ['aws_sqs_queue_policy', { values: open({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }) }, ['public']],
  [
    'aws_sns_topic_policy',
    { values: open({ Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } } }) },
    ['public'],
  ],
  ['aws_sns_topic_policy', { values: open({ Effect: 'Deny' }) }, ['private']],
  [
    'aws_iam_role',
    {
      values: { assume_role_policy: '{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"}}]}' },
    },
    ['private'],
  ],
  ['aws_ecr_repository_policy', { values: { policy: 'not JSON' } }, ['unknown']],
  [
    'aws_opensearch_domain_policy',
    { values: { access_policies: open().policy ?? '' }, refers: { domain_name: 'aws_opensearch_domain.a' } },
    [],
  ],
  ['aws_opensearch_domain_policy', { values: { access_policies: open().policy ?? '' } }, ['public']],
  // Google Cloud.
  [
    'google_storage_bucket',
    {
      unknown: { encryption: [{ default_kms_key_name: true }] },
      refers: { 'encryption.0.default_kms_key_name': 'google_kms_crypto_key.a' },
    },
    ['encrypted/customer'],
  ],
  ['google_storage_bucket_iam_member', { values: { member: 'allUsers' } }, ['public']],
  ['google_project_iam_binding', { values: { members: ['user:a@example.com'] } }, ['private']],
  [
    'google_pubsub_topic_iam_policy',
    { values: { policy_data: '{"bindings":[{"members":["allAuthenticatedUsers"]}]}' } },
    ['public'],
  ],
  ['google_storage_bucket_acl', { values: { role_entity: ['READER:allUsers'] } }, ['public']],
  [
    'google_bigquery_dataset',
    { values: { access: [{ special_group: 'allAuthenticatedUsers' }, { special_group: 'projectOwners' }] } },
    ['encrypted/provider', 'public'],
  ],
  [
    'google_sql_database_instance',
    {
      values: {
        settings: [
          { ip_configuration: [{ ssl_mode: 'ENCRYPTED_ONLY', authorized_networks: [{ value: '0.0.0.0/0' }] }] },
        ],
      },
    },
    ['encrypted/provider', 'encrypted', 'public'],
  ],
  ['google_sql_database_instance', {}, ['encrypted/provider', 'unencrypted']],
  ['google_redis_instance', {}, ['encrypted/provider', 'unencrypted']],
  ['google_container_cluster', {}, ['encrypted/provider', 'public']],
  [
    'google_container_cluster',
    { values: { private_cluster_config: [{ enable_private_endpoint: true }] } },
    ['encrypted/provider'],
  ],
  [
    'google_compute_firewall',
    { values: { source_ranges: ['0.0.0.0/0'], allow: [{ protocol: 'tcp', ports: ['22'] }] } },
    ['public'],
  ],
  [
    'google_compute_firewall',
    { values: { direction: 'EGRESS', source_ranges: ['0.0.0.0/0'], allow: [{ protocol: 'all' }] } },
    [],
  ],
  // Azure.
  [
    'azurerm_storage_account',
    { values: { https_traffic_only_enabled: false, min_tls_version: 'TLS1_0', allow_nested_items_to_be_public: true } },
    ['encrypted/provider', 'unencrypted', 'unencrypted'],
  ],
  ['azurerm_storage_container', { values: { container_access_type: 'blob' } }, ['public']],
  [
    'azurerm_managed_disk',
    { unknown: { disk_encryption_set_id: true }, refers: { disk_encryption_set_id: 'azurerm_disk_encryption_set.a' } },
    ['encrypted/customer'],
  ],
  ['azurerm_mssql_database', { values: { transparent_data_encryption_enabled: false } }, ['unencrypted']],
  [
    'azurerm_postgresql_server',
    { values: { ssl_enforcement_enabled: false } },
    ['encrypted/unsupported', 'unencrypted'],
  ],
  [
    'azurerm_mssql_firewall_rule',
    { values: { start_ip_address: '0.0.0.0', end_ip_address: '255.255.255.255' } },
    ['public'],
  ],
  ['azurerm_mssql_firewall_rule', { values: { start_ip_address: '0.0.0.0', end_ip_address: '0.0.0.0' } }, ['private']],
  [
    'azurerm_redis_cache',
    { values: { non_ssl_port_enabled: true, minimum_tls_version: '1.0' } },
    ['unencrypted', 'unencrypted'],
  ],
  ['azurerm_linux_web_app', { values: { https_only: true } }, ['encrypted']],
  [
    'azurerm_network_security_rule',
    {
      values: {
        direction: 'Inbound',
        access: 'Allow',
        protocol: 'Tcp',
        source_address_prefix: '*',
        destination_port_range: '22',
      },
    },
    ['public'],
  ],
  [
    'azurerm_network_security_group',
    { values: { security_rule: [{ direction: 'Inbound', access: 'Deny', source_address_prefix: '*' }] } },
    [],
  ],
  // Kubernetes.
  ['kubernetes_service_v1', { values: { spec: [{ type: 'LoadBalancer', port: [{ port: 443 }] }] } }, ['public']],
  [
    'kubernetes_service',
    { values: { spec: [{ type: 'LoadBalancer' }] }, unknown: { spec: [{ load_balancer_source_ranges: true }] } },
    ['unknown'],
  ],
  [
    'kubernetes_service',
    { values: { spec: [{ type: 'LoadBalancer', load_balancer_source_ranges: ['10.0.0.0/8'] }] } },
    ['private'],
  ],
  ['kubernetes_ingress_v1', { values: { spec: [{ rule: [{ host: 'a.example.com' }] }] } }, ['unencrypted']],
  [
    'kubernetes_ingress_v1',
    { values: { spec: [{ rule: [{ host: 'a.example.com' }], tls: [{ hosts: ['a.example.com'] }] }] } },
    ['encrypted'],
  ],
  ['kubernetes_storage_class', { values: { storage_provisioner: 'ebs.csi.aws.com' } }, ['unencrypted/provider']],
];
