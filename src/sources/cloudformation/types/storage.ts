/** Buckets, volumes, file systems, backups. */
import { block, json, keyed, lift, same, tags, words } from '../fields.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

/** The public access block, the versions, the key and so on of a bucket are resources of their own in Terraform. */
const part = (as: string, fields: Parameters<typeof lift>[0]) => ({ as, link: 'bucket', fields });

const encryption = part('aws_s3_bucket_server_side_encryption_configuration', {
  BucketEncryption: lift({
    ServerSideEncryptionConfiguration: block('rule', {
      ...same('BucketKeyEnabled'),
      ServerSideEncryptionByDefault: block('apply_server_side_encryption_by_default', {
        SSEAlgorithm: 'sse_algorithm',
        KMSMasterKeyID: 'kms_master_key_id',
      }),
    }),
  }),
});

const transition = { ...same('StorageClass'), TransitionInDays: 'days', TransitionDate: 'date' };
const oldTransition = { ...same('StorageClass NewerNoncurrentVersions'), TransitionInDays: 'noncurrent_days' };

const lifecycle = lift({
  Rules: block('rule', {
    ...same('Id Status'),
    Prefix: 'filter.0.prefix',
    ExpirationInDays: 'expiration.0.days',
    ExpirationDate: 'expiration.0.date',
    Transitions: block('transition', transition),
    Transition: block('transition', transition),
    NoncurrentVersionExpirationInDays: 'noncurrent_version_expiration.0.noncurrent_days',
    NoncurrentVersionExpiration: block('noncurrent_version_expiration', same('NoncurrentDays NewerNoncurrentVersions')),
    NoncurrentVersionTransitions: block('noncurrent_version_transition', oldTransition),
    NoncurrentVersionTransition: block('noncurrent_version_transition', oldTransition),
    AbortIncompleteMultipartUpload: block('abort_incomplete_multipart_upload', same('DaysAfterInitiation')),
  }),
});

const replication = lift({
  ...same('Role'),
  Rules: block('rule', {
    ...same('Id Status Prefix Priority'),
    DeleteMarkerReplication: block('delete_marker_replication', same('Status')),
    Destination: block('destination', {
      ...same('Bucket Account StorageClass'),
      EncryptionConfiguration: block('encryption_configuration', { ReplicaKmsKeyID: 'replica_kms_key_id' }),
      Metrics: block('metrics', same('Status')),
      ReplicationTime: block('replication_time', same('Status')),
    }),
  }),
});

const fileSystem = (as: string) => tagged(as, same('KmsKeyId StorageCapacity StorageType SubnetIds'));

const lifecycleOfBackup = block('lifecycle', {
  DeleteAfterDays: 'delete_after',
  MoveToColdStorageAfterDays: 'cold_storage_after',
});

export const storage: TemplateTypes = {
  'AWS::S3::Bucket': tagged(
    'aws_s3_bucket',
    { BucketName: 'bucket', ObjectLockEnabled: 'object_lock_enabled' },
    {
      parts: [
        part('aws_s3_bucket_versioning', {
          VersioningConfiguration: block('versioning_configuration', same('Status')),
        }),
        encryption,
        part('aws_s3_bucket_public_access_block', {
          PublicAccessBlockConfiguration: lift(
            same('BlockPublicAcls BlockPublicPolicy IgnorePublicAcls RestrictPublicBuckets'),
          ),
        }),
        part('aws_s3_bucket_acl', {
          AccessControl: words('acl', {
            Private: 'private',
            PublicRead: 'public-read',
            PublicReadWrite: 'public-read-write',
            AuthenticatedRead: 'authenticated-read',
            LogDeliveryWrite: 'log-delivery-write',
          }),
        }),
        part('aws_s3_bucket_ownership_controls', {
          OwnershipControls: lift({ Rules: block('rule', same('ObjectOwnership')) }),
        }),
        part('aws_s3_bucket_lifecycle_configuration', { LifecycleConfiguration: lifecycle }),
        part('aws_s3_bucket_replication_configuration', { ReplicationConfiguration: replication }),
        part('aws_s3_bucket_logging', {
          LoggingConfiguration: lift({ DestinationBucketName: 'target_bucket', LogFilePrefix: 'target_prefix' }),
        }),
        part('aws_s3_bucket_object_lock_configuration', {
          ObjectLockConfiguration: lift({
            ...same('ObjectLockEnabled'),
            Rule: block('rule', { DefaultRetention: block('default_retention', same('Mode Days Years')) }),
          }),
        }),
        part('aws_s3_bucket_website_configuration', { WebsiteConfiguration: lift({}) }),
      ],
      places: {
        acl: 'AccessControl',
        versioning: 'VersioningConfiguration',
        server_side_encryption_configuration: 'BucketEncryption',
        lifecycle_rule: 'LifecycleConfiguration',
        logging: 'LoggingConfiguration',
        replication_configuration: 'ReplicationConfiguration',
      },
    },
  ),
  'AWS::S3::BucketPolicy': type('aws_s3_bucket_policy', { Bucket: 'bucket', PolicyDocument: json('policy') }),
  'AWS::EC2::Volume': tagged('aws_ebs_volume', {
    ...same('AvailabilityZone Encrypted Iops KmsKeyId MultiAttachEnabled Size SnapshotId Throughput'),
    VolumeType: 'type',
  }),
  'AWS::EC2::VolumeAttachment': type('aws_volume_attachment', {
    ...same('InstanceId VolumeId'),
    Device: 'device_name',
  }),
  'AWS::S3Express::DirectoryBucket': tagged(
    'aws_s3_directory_bucket',
    { BucketName: 'bucket' },
    { parts: [encryption], places: { server_side_encryption_configuration: 'BucketEncryption' } },
  ),
  'AWS::EFS::FileSystem': tagged(
    'aws_efs_file_system',
    {
      ...same('AvailabilityZoneName Encrypted KmsKeyId PerformanceMode ProvisionedThroughputInMibps ThroughputMode'),
      FileSystemTags: tags,
      LifecyclePolicies: block('lifecycle_policy', {
        TransitionToArchive: 'transition_to_archive',
        TransitionToIA: 'transition_to_ia',
        TransitionToPrimaryStorageClass: 'transition_to_primary_storage_class',
      }),
    },
    {
      parts: [
        { as: 'aws_efs_file_system_policy', link: 'file_system_id', fields: { FileSystemPolicy: json('policy') } },
        {
          as: 'aws_efs_backup_policy',
          link: 'file_system_id',
          fields: { BackupPolicy: block('backup_policy', same('Status')) },
        },
        {
          as: 'aws_efs_replication_configuration',
          link: 'source_file_system_id',
          fields: {
            ReplicationConfiguration: lift({
              Destinations: block('destination', same('FileSystemId KmsKeyId Region')),
            }),
          },
        },
      ],
    },
  ),
  'AWS::FSx::FileSystem': {
    ...fileSystem('aws_fsx_windows_file_system'),
    instead: [
      { where: 'FileSystemType', is: 'LUSTRE', type: fileSystem('aws_fsx_lustre_file_system') },
      { where: 'FileSystemType', is: 'ONTAP', type: fileSystem('aws_fsx_ontap_file_system') },
      { where: 'FileSystemType', is: 'OPENZFS', type: fileSystem('aws_fsx_openzfs_file_system') },
    ],
  },
  'AWS::Backup::BackupVault': tagged(
    'aws_backup_vault',
    { BackupVaultName: 'name', EncryptionKeyArn: 'kms_key_arn', BackupVaultTags: keyed('tags') },
    {
      parts: [
        { as: 'aws_backup_vault_policy', link: 'backup_vault_name', fields: { AccessPolicy: json('policy') } },
        {
          as: 'aws_backup_vault_lock_configuration',
          link: 'backup_vault_name',
          fields: { LockConfiguration: lift(same('ChangeableForDays MaxRetentionDays MinRetentionDays')) },
        },
        {
          as: 'aws_backup_vault_notifications',
          link: 'backup_vault_name',
          fields: { Notifications: lift({ BackupVaultEvents: 'backup_vault_events', SNSTopicArn: 'sns_topic_arn' }) },
        },
      ],
    },
  ),
  'AWS::Backup::BackupPlan': tagged('aws_backup_plan', {
    BackupPlanTags: keyed('tags'),
    BackupPlan: lift({
      BackupPlanName: 'name',
      BackupPlanRule: block('rule', {
        ...same('RuleName ScheduleExpressionTimezone EnableContinuousBackup'),
        ScheduleExpression: 'schedule',
        TargetBackupVault: 'target_vault_name',
        Lifecycle: lifecycleOfBackup,
        CopyActions: block('copy_action', {
          DestinationBackupVaultArn: 'destination_vault_arn',
          Lifecycle: lifecycleOfBackup,
        }),
      }),
    }),
  }),
  'AWS::Backup::BackupSelection': type('aws_backup_selection', {
    BackupPlanId: 'plan_id',
    BackupSelection: lift({
      ...same('IamRoleArn NotResources Resources'),
      SelectionName: 'name',
      Conditions: block('condition'),
      ListOfTags: block('selection_tag', { ConditionKey: 'key', ConditionType: 'type', ConditionValue: 'value' }),
    }),
  }),
  'AWS::DLM::LifecyclePolicy': tagged('aws_dlm_lifecycle_policy', {
    ...same('DefaultPolicy Description ExecutionRoleArn State'),
    PolicyDetails: block('policy_details', {
      ...same('PolicyType ResourceLocations ResourceType ResourceTypes'),
      TargetTags: { ...tags, to: 'target_tags' },
      Schedules: block('schedule', {
        ...same('CopyTags Name'),
        CreateRule: block('create_rule', {
          ...same('CronExpression Interval IntervalUnit Times'),
        }),
        RetainRule: block('retain_rule', same('Count Interval IntervalUnit')),
      }),
    }),
  }),
  'AWS::WorkSpaces::Workspace': tagged('aws_workspaces_workspace', {
    ...same('BundleId DirectoryId UserName VolumeEncryptionKey'),
    RootVolumeEncryptionEnabled: 'root_volume_encryption_enabled',
    UserVolumeEncryptionEnabled: 'user_volume_encryption_enabled',
  }),
};
