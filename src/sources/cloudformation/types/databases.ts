/** Databases. */
import { block, json, lift, password, same, tags } from '../fields.ts';
import type { Term } from '../term.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

const credentials = {
  MasterUsername: 'username',
  MasterUserPassword: password('password'),
  ManageMasterUserPassword: 'manage_master_user_password',
};

const logs = { EnableCloudwatchLogsExports: 'enabled_cloudwatch_logs_exports' };

const iam = { EnableIAMDatabaseAuthentication: 'iam_database_authentication_enabled' };

/** An instance of a cluster: its storage, its backups and its deletion are the cluster's. */
const clusterInstance = tagged('aws_rds_cluster_instance', {
  ...same('AutoMinorVersionUpgrade AvailabilityZone CopyTagsToSnapshot Engine EngineVersion MonitoringInterval'),
  ...same('MonitoringRoleArn PromotionTier PubliclyAccessible'),
  DBClusterIdentifier: 'cluster_identifier',
  DBInstanceIdentifier: 'identifier',
  DBInstanceClass: 'instance_class',
  EnablePerformanceInsights: 'performance_insights_enabled',
  PerformanceInsightsKMSKeyId: 'performance_insights_kms_key_id',
});

const pitr = {
  PointInTimeRecoverySpecification: block('point_in_time_recovery', { PointInTimeRecoveryEnabled: 'enabled' }),
};

export const databases: TemplateTypes = {
  'AWS::RDS::DBInstance': tagged(
    'aws_db_instance',
    {
      ...same('AllocatedStorage AutoMinorVersionUpgrade AvailabilityZone BackupRetentionPeriod CopyTagsToSnapshot'),
      ...same('DBSubnetGroupName DeleteAutomatedBackups DeletionProtection Engine EngineVersion KmsKeyId'),
      ...same('MaxAllocatedStorage MonitoringInterval MonitoringRoleArn MultiAZ Port PubliclyAccessible'),
      ...same('Iops StorageEncrypted StorageThroughput StorageType'),
      ...credentials,
      ...logs,
      ...iam,
      DBInstanceIdentifier: 'identifier',
      DBInstanceClass: 'instance_class',
      DBName: 'db_name',
      DBSnapshotIdentifier: 'snapshot_identifier',
      DBClusterSnapshotIdentifier: 'snapshot_identifier',
      EnablePerformanceInsights: 'performance_insights_enabled',
      PerformanceInsightsKMSKeyId: 'performance_insights_kms_key_id',
      SourceDBInstanceIdentifier: 'replicate_source_db',
      SourceDBClusterIdentifier: 'replicate_source_db',
      PreferredBackupWindow: 'backup_window',
      PreferredMaintenanceWindow: 'maintenance_window',
      VPCSecurityGroups: 'vpc_security_group_ids',
    },
    {
      instead: [{ where: 'DBClusterIdentifier', type: clusterInstance }],
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
      defaults: { backup_retention_period: 1 },
      parts: [
        {
          as: 'aws_db_instance_automated_backups_replication',
          link: 'source_db_instance_arn',
          fields: {
            AutomaticBackupReplicationRegion: 'region',
            AutomaticBackupReplicationRetentionPeriod: 'retention_period',
            AutomaticBackupReplicationKmsKeyId: 'kms_key_id',
          },
        },
      ],
    },
  ),
  'AWS::RDS::DBCluster': tagged('aws_rds_cluster', {
    ...same('AvailabilityZones BackupRetentionPeriod CopyTagsToSnapshot DatabaseName DBSubnetGroupName'),
    ...same('DeletionProtection Engine EngineMode EngineVersion GlobalClusterIdentifier KmsKeyId Port'),
    ...same('ReplicationSourceIdentifier SnapshotIdentifier StorageEncrypted StorageType VpcSecurityGroupIds'),
    ...logs,
    ...iam,
    DBClusterIdentifier: 'cluster_identifier',
    MasterUsername: 'master_username',
    MasterUserPassword: password('master_password'),
    ManageMasterUserPassword: 'manage_master_user_password',
    PreferredBackupWindow: 'preferred_backup_window',
    SourceDBClusterIdentifier: 'restore_to_point_in_time.0.source_cluster_identifier',
  }),
  'AWS::DynamoDB::Table': tagged('aws_dynamodb_table', {
    ...same('BillingMode DeletionProtectionEnabled TableClass'),
    ...pitr,
    TableName: 'name',
    SSESpecification: block('server_side_encryption', { SSEEnabled: 'enabled', KMSMasterKeyId: 'kms_key_arn' }),
    ProvisionedThroughput: lift({ ReadCapacityUnits: 'read_capacity', WriteCapacityUnits: 'write_capacity' }),
    StreamSpecification: lift(same('StreamViewType')),
    TimeToLiveSpecification: block('ttl', same('AttributeName Enabled')),
    ResourcePolicy: lift({ PolicyDocument: json('resource_policy') }),
  }),
  // It has no table of its own: each of its regions is a replica, the one that it is deployed in, too.
  'AWS::DynamoDB::GlobalTable': type(
    'aws_dynamodb_table',
    {
      ...same('BillingMode'),
      TableName: 'name',
      SSESpecification: block('server_side_encryption', { SSEEnabled: 'enabled' }),
      StreamSpecification: lift(same('StreamViewType')),
      Replicas: {
        ...lift({
          0: lift({
            Region: 'region',
            DeletionProtectionEnabled: 'deletion_protection_enabled',
            SSESpecification: lift({ KMSMasterKeyId: 'server_side_encryption.0.kms_key_arn' }),
            ...pitr,
            Tags: tags,
          }),
          Replicas: block('replica', {
            Region: 'region_name',
            PointInTimeRecoverySpecification: lift({ PointInTimeRecoveryEnabled: 'point_in_time_recovery' }),
            SSESpecification: lift({ KMSMasterKeyId: 'kms_key_arn' }),
            DeletionProtectionEnabled: 'deletion_protection_enabled',
          }),
        }),
        as: firstApart,
      },
    },
    { defaults: { tags: null } },
  ),
  'AWS::RDS::GlobalCluster': tagged('aws_rds_global_cluster', {
    ...same('DeletionProtection Engine EngineVersion GlobalClusterIdentifier StorageEncrypted'),
    SourceDBClusterIdentifier: 'source_db_cluster_identifier',
  }),
  'AWS::RDS::DBProxy': tagged('aws_db_proxy', {
    ...same('DebugLogging EngineFamily IdleClientTimeout RoleArn VpcSecurityGroupIds VpcSubnetIds'),
    DBProxyName: 'name',
    RequireTLS: 'require_tls',
  }),
  'AWS::DocDB::DBCluster': tagged('aws_docdb_cluster', {
    ...same('BackupRetentionPeriod DeletionProtection EngineVersion KmsKeyId Port SnapshotIdentifier StorageEncrypted'),
    ...same('ManageMasterUserPassword MasterUsername PreferredBackupWindow VpcSecurityGroupIds'),
    ...logs,
    DBClusterIdentifier: 'cluster_identifier',
    MasterUserPassword: password('master_password'),
  }),
  'AWS::Neptune::DBCluster': tagged('aws_neptune_cluster', {
    ...same('BackupRetentionPeriod CopyTagsToSnapshot DeletionProtection EngineVersion SnapshotIdentifier'),
    ...same('StorageEncrypted PreferredBackupWindow VpcSecurityGroupIds'),
    DBClusterIdentifier: 'cluster_identifier',
    DBPort: 'port',
    EnableCloudwatchLogsExports: 'enable_cloudwatch_logs_exports',
    IamAuthEnabled: 'iam_database_authentication_enabled',
    KmsKeyId: 'kms_key_arn',
  }),
  'AWS::Neptune::DBInstance': tagged('aws_neptune_cluster_instance', {
    ...same('AutoMinorVersionUpgrade AvailabilityZone PubliclyAccessible'),
    DBClusterIdentifier: 'cluster_identifier',
    DBInstanceClass: 'instance_class',
    DBInstanceIdentifier: 'identifier',
  }),
  'AWS::NeptuneGraph::Graph': tagged('aws_neptunegraph_graph', {
    ...same('DeletionProtection GraphName KmsKeyIdentifier PublicConnectivity ReplicaCount'),
  }),
  'AWS::Redshift::Cluster': tagged(
    'aws_redshift_cluster',
    {
      ...same('AutomatedSnapshotRetentionPeriod ClusterIdentifier ClusterType Encrypted EnhancedVpcRouting IamRoles'),
      ...same('KmsKeyId ManageMasterPassword MasterUsername MultiAZ NodeType NumberOfNodes Port PubliclyAccessible'),
      ...same('SnapshotIdentifier VpcSecurityGroupIds'),
      DBName: 'database_name',
      MasterUserPassword: password('master_password'),
    },
    {
      parts: [
        {
          as: 'aws_redshift_logging',
          link: 'cluster_identifier',
          fields: { LoggingProperties: lift(same('BucketName LogDestinationType LogExports S3KeyPrefix')) },
        },
      ],
    },
  ),
  'AWS::RedshiftServerless::Namespace': tagged('aws_redshiftserverless_namespace', {
    AdminUserPassword: password('admin_user_password'),
    ...same('AdminUsername DbName IamRoles KmsKeyId LogExports NamespaceName'),
    ManageAdminPassword: 'manage_admin_password',
  }),
  'AWS::RedshiftServerless::Workgroup': tagged('aws_redshiftserverless_workgroup', {
    ...same(
      'BaseCapacity EnhancedVpcRouting NamespaceName PubliclyAccessible SecurityGroupIds SubnetIds WorkgroupName',
    ),
  }),
  'AWS::Cassandra::Table': tagged('aws_keyspaces_table', {
    ...same('KeyspaceName TableName'),
    EncryptionSpecification: block('encryption_specification', {
      EncryptionType: 'type',
      KmsKeyIdentifier: 'kms_key_identifier',
    }),
    PointInTimeRecoveryEnabled: 'point_in_time_recovery.0.status',
  }),
  'AWS::Timestream::Database': tagged('aws_timestreamwrite_database', same('DatabaseName KmsKeyId')),
  'AWS::Timestream::InfluxDBInstance': tagged(
    'aws_timestreaminfluxdb_db_instance',
    same(
      'AllocatedStorage Bucket DbInstanceType DeploymentType Name Organization Password PubliclyAccessible Username',
    ),
  ),
  'AWS::Lightsail::Database': tagged('aws_lightsail_database', {
    ...same('AvailabilityZone PubliclyAccessible RelationalDatabaseName'),
    MasterUsername: 'master_username',
    MasterUserPassword: password('master_password'),
  }),
  'AWS::DMS::ReplicationInstance': tagged('aws_dms_replication_instance', {
    ...same('AllocatedStorage AutoMinorVersionUpgrade AvailabilityZone EngineVersion MultiAZ PubliclyAccessible'),
    ...same('ReplicationInstanceClass VpcSecurityGroupIds'),
    KmsKeyId: 'kms_key_arn',
    ReplicationInstanceIdentifier: 'replication_instance_id',
  }),
};

/** The first replica is the table as Terraform has it, and the others are its replicas. */
function firstApart(term: Term): Term {
  const [first, ...others] = term.kind === 'list' ? term.items : [];
  if (first?.kind !== 'map') return term;
  const { at } = term;
  return {
    kind: 'map',
    entries: new Map<string, Term>([
      ['0', first],
      ['Replicas', { kind: 'list', items: others, at }],
    ]),
    at,
  };
}
