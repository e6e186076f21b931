/** Databases. */
import { block, json, lift, same } from '../fields.ts';
import { type TemplateTypes, tagged } from './type.ts';

const credentials = {
  MasterUsername: 'username',
  MasterUserPassword: 'password',
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
      ...same('StorageEncrypted StorageType'),
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
      instead: { where: 'DBClusterIdentifier', type: clusterInstance },
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
    MasterUserPassword: 'master_password',
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
  'AWS::DynamoDB::GlobalTable': tagged('aws_dynamodb_table', {
    ...same('BillingMode'),
    TableName: 'name',
    SSESpecification: block('server_side_encryption', { SSEEnabled: 'enabled' }),
    StreamSpecification: lift(same('StreamViewType')),
    Replicas: block('replica', {
      Region: 'region_name',
      PointInTimeRecoverySpecification: lift({ PointInTimeRecoveryEnabled: 'point_in_time_recovery' }),
      SSESpecification: lift({ KMSMasterKeyId: 'kms_key_arn' }),
      DeletionProtectionEnabled: 'deletion_protection_enabled',
    }),
  }),
};
