/** Caches and search. */
import { block, json, keyed, listed, same } from '../fields.ts';
import { type TemplateTypes, tagged } from './type.ts';

const cluster = (instances: string) => ({
  ...same('DedicatedMasterCount DedicatedMasterEnabled InstanceCount InstanceType WarmEnabled ZoneAwarenessEnabled'),
  [instances]: block('zone_awareness_config', same('AvailabilityZoneCount')),
});

const search = {
  ...same('DomainName'),
  AccessPolicies: json('access_policies'),
  AdvancedOptions: keyed('advanced_options'),
  AdvancedSecurityOptions: block('advanced_security_options', same('Enabled InternalUserDatabaseEnabled')),
  DomainEndpointOptions: block('domain_endpoint_options', {
    CustomEndpointEnabled: 'custom_endpoint_enabled',
    EnforceHTTPS: 'enforce_https',
    TLSSecurityPolicy: 'tls_security_policy',
  }),
  EBSOptions: block('ebs_options', { EBSEnabled: 'ebs_enabled', ...same('Iops VolumeSize VolumeType') }),
  EncryptionAtRestOptions: block('encrypt_at_rest', same('Enabled KmsKeyId')),
  LogPublishingOptions: listed('log_publishing_options', 'log_type', {
    CloudWatchLogsLogGroupArn: 'cloudwatch_log_group_arn',
    Enabled: 'enabled',
  }),
  NodeToNodeEncryptionOptions: block('node_to_node_encryption', same('Enabled')),
  VPCOptions: block('vpc_options', same('SecurityGroupIds SubnetIds')),
};

export const caches: TemplateTypes = {
  'AWS::OpenSearchService::Domain': tagged('aws_opensearch_domain', {
    ...search,
    ...same('EngineVersion'),
    ClusterConfig: block('cluster_config', {
      ...cluster('ZoneAwarenessConfig'),
      MultiAZWithStandbyEnabled: 'multi_az_with_standby_enabled',
    }),
  }),
  'AWS::Elasticsearch::Domain': tagged('aws_elasticsearch_domain', {
    ...search,
    ...same('ElasticsearchVersion'),
    ElasticsearchClusterConfig: block('cluster_config', cluster('ZoneAwarenessConfig')),
  }),
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html
  'AWS::ElastiCache::ReplicationGroup': tagged(
    'aws_elasticache_replication_group',
    {
      ...same('AtRestEncryptionEnabled AuthToken AutomaticFailoverEnabled Engine EngineVersion KmsKeyId'),
      ...same('GlobalReplicationGroupId NumCacheClusters NumNodeGroups Port ReplicasPerNodeGroup ReplicationGroupId'),
      ...same('SecurityGroupIds SnapshotRetentionLimit SnapshotWindow TransitEncryptionEnabled TransitEncryptionMode'),
      CacheNodeType: 'node_type',
      MultiAZEnabled: 'multi_az_enabled',
      ReplicationGroupDescription: 'description',
    },
    { defaults: { automatic_failover_enabled: true } },
  ),
  'AWS::ElastiCache::CacheCluster': tagged('aws_elasticache_cluster', {
    ...same('Engine EngineVersion NumCacheNodes Port SnapshotRetentionLimit TransitEncryptionEnabled'),
    AZMode: 'az_mode',
    CacheNodeType: 'node_type',
    ClusterName: 'cluster_id',
    VpcSecurityGroupIds: 'security_group_ids',
  }),
  'AWS::ElastiCache::ServerlessCache': tagged('aws_elasticache_serverless_cache', {
    ...same('Description Engine KmsKeyId SecurityGroupIds SnapshotRetentionLimit SubnetIds'),
    ServerlessCacheName: 'name',
  }),
  'AWS::MemoryDB::Cluster': tagged('aws_memorydb_cluster', {
    ...same('EngineVersion NodeType NumReplicasPerShard NumShards SecurityGroupIds SnapshotRetentionLimit'),
    ACLName: 'acl_name',
    ClusterName: 'name',
    KmsKeyId: 'kms_key_arn',
    TLSEnabled: 'tls_enabled',
  }),
  'AWS::DAX::Cluster': tagged('aws_dax_cluster', {
    ...same('AvailabilityZones ClusterEndpointEncryptionType ClusterName NodeType ReplicationFactor'),
    SSESpecification: block('server_side_encryption', { SSEEnabled: 'enabled' }),
  }),
};
