/** Buckets and volumes. */
import { block, json, lift, same, words } from '../fields.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

/** The public access block, the versions, the key and so on of a bucket are resources of their own in Terraform. */
const part = (as: string, fields: Parameters<typeof lift>[0]) => ({ as, link: 'bucket', fields });

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

export const storage: TemplateTypes = {
  'AWS::S3::Bucket': tagged(
    'aws_s3_bucket',
    { BucketName: 'bucket', ObjectLockEnabled: 'object_lock_enabled' },
    {
      parts: [
        part('aws_s3_bucket_versioning', {
          VersioningConfiguration: block('versioning_configuration', same('Status')),
        }),
        part('aws_s3_bucket_server_side_encryption_configuration', {
          BucketEncryption: lift({
            ServerSideEncryptionConfiguration: block('rule', {
              ...same('BucketKeyEnabled'),
              ServerSideEncryptionByDefault: block('apply_server_side_encryption_by_default', {
                SSEAlgorithm: 'sse_algorithm',
                KMSMasterKeyID: 'kms_master_key_id',
              }),
            }),
          }),
        }),
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
};
