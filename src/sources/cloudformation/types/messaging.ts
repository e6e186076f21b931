/** Queues, topics, streams, brokers and workflows. */
import { block, json, lift, same } from '../fields.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

export const messaging: TemplateTypes = {
  'AWS::SQS::Queue': tagged('aws_sqs_queue', {
    ...same('ContentBasedDeduplication DelaySeconds FifoQueue KmsDataKeyReusePeriodSeconds KmsMasterKeyId'),
    ...same('MessageRetentionPeriod SqsManagedSseEnabled'),
    QueueName: 'name',
    MaximumMessageSize: 'max_message_size',
    ReceiveMessageWaitTimeSeconds: 'receive_wait_time_seconds',
    RedrivePolicy: json('redrive_policy'),
    RedriveAllowPolicy: json('redrive_allow_policy'),
    VisibilityTimeout: 'visibility_timeout_seconds',
  }),
  'AWS::SQS::QueuePolicy': type('aws_sqs_queue_policy', { Queues: 'queue_url', PolicyDocument: json('policy') }),
  'AWS::SNS::Topic': tagged(
    'aws_sns_topic',
    { ...same('ContentBasedDeduplication DisplayName FifoTopic KmsMasterKeyId'), TopicName: 'name' },
    {
      parts: [
        {
          as: 'aws_sns_topic_subscription',
          link: 'topic_arn',
          each: 'Subscription',
          fields: same('Endpoint Protocol'),
        },
      ],
    },
  ),
  'AWS::SNS::TopicPolicy': type('aws_sns_topic_policy', { Topics: 'arn', PolicyDocument: json('policy') }),
  'AWS::SNS::Subscription': type('aws_sns_topic_subscription', {
    ...same('Endpoint Protocol RawMessageDelivery TopicArn'),
    FilterPolicy: json('filter_policy'),
    RedrivePolicy: json('redrive_policy'),
  }),
  'AWS::Kinesis::Stream': tagged('aws_kinesis_stream', {
    ...same('Name ShardCount'),
    RetentionPeriodHours: 'retention_period',
    StreamEncryption: lift({ EncryptionType: 'encryption_type', KeyId: 'kms_key_id' }),
    StreamModeDetails: block('stream_mode_details', same('StreamMode')),
  }),
  'AWS::Kinesis::ResourcePolicy': type('aws_kinesis_resource_policy', {
    ...same('ResourceArn'),
    ResourcePolicy: json('policy'),
  }),
  'AWS::KinesisFirehose::DeliveryStream': tagged(
    'aws_kinesis_firehose_delivery_stream',
    {
      DeliveryStreamName: 'name',
      DeliveryStreamEncryptionConfigurationInput: block('server_side_encryption', {
        KeyARN: 'key_arn',
        KeyType: 'key_type',
      }),
      KinesisStreamSourceConfiguration: block('kinesis_source_configuration', {
        KinesisStreamARN: 'kinesis_stream_arn',
        RoleARN: 'role_arn',
      }),
      MSKSourceConfiguration: block('msk_source_configuration', {
        MSKClusterARN: 'msk_cluster_arn',
        TopicName: 'topic_name',
      }),
    },
    // Who names a key asks for encryption.
    { defaults: { 'server_side_encryption.0.enabled': true } },
  ),
  'AWS::KinesisVideo::Stream': tagged('aws_kinesis_video_stream', same('DataRetentionInHours KmsKeyId Name')),
  'AWS::MSK::Cluster': tagged('aws_msk_cluster', {
    ...same('ClusterName EnhancedMonitoring KafkaVersion NumberOfBrokerNodes'),
    BrokerNodeGroupInfo: block('broker_node_group_info', {
      ...same('ClientSubnets InstanceType SecurityGroups'),
      ConnectivityInfo: block('connectivity_info', { PublicAccess: block('public_access', same('Type')) }),
    }),
    EncryptionInfo: block('encryption_info', {
      EncryptionAtRest: lift({ DataVolumeKMSKeyId: 'encryption_at_rest_kms_key_arn' }),
      EncryptionInTransit: block('encryption_in_transit', same('ClientBroker InCluster')),
    }),
    LoggingInfo: block('logging_info', {
      BrokerLogs: block('broker_logs', {
        CloudWatchLogs: block('cloudwatch_logs', same('Enabled LogGroup')),
        Firehose: block('firehose', same('DeliveryStream Enabled')),
        S3: block('s3', same('Bucket Enabled Prefix')),
      }),
    }),
  }),
  'AWS::MSK::ServerlessCluster': tagged('aws_msk_serverless_cluster', same('ClusterName')),
  'AWS::MSK::ClusterPolicy': type('aws_msk_cluster_policy', { ...same('ClusterArn'), Policy: json('policy') }),
  'AWS::AmazonMQ::Broker': tagged('aws_mq_broker', {
    ...same('AutoMinorVersionUpgrade BrokerName DeploymentMode EngineType EngineVersion HostInstanceType'),
    ...same('PubliclyAccessible SecurityGroups SubnetIds'),
    EncryptionOptions: block('encryption_options', { KmsKeyId: 'kms_key_id', UseAwsOwnedKey: 'use_aws_owned_key' }),
    Logs: block('logs', same('Audit General')),
  }),
  'AWS::Events::EventBus': tagged('aws_cloudwatch_event_bus', {
    ...same('Description KmsKeyIdentifier Name'),
    DeadLetterConfig: block('dead_letter_config', same('Arn')),
    Policy: json('policy'),
  }),
  'AWS::Events::Rule': tagged(
    'aws_cloudwatch_event_rule',
    {
      ...same('Description EventBusName Name RoleArn ScheduleExpression State'),
      EventPattern: json('event_pattern'),
    },
    {
      parts: [
        {
          as: 'aws_cloudwatch_event_target',
          link: 'rule',
          each: 'Targets',
          fields: {
            ...same('Arn Input InputPath RoleArn'),
            Id: 'target_id',
            DeadLetterConfig: block('dead_letter_config', same('Arn')),
            RetryPolicy: block('retry_policy', {
              MaximumEventAgeInSeconds: 'maximum_event_age_in_seconds',
              MaximumRetryAttempts: 'maximum_retry_attempts',
            }),
          },
        },
      ],
    },
  ),
  'AWS::Events::EventBusPolicy': type(
    'aws_cloudwatch_event_permission',
    { ...same('EventBusName Principal StatementId'), Condition: block('condition', same('Key Type Value')) },
    {
      instead: [
        {
          where: 'Statement',
          type: type('aws_cloudwatch_event_bus_policy', {
            ...same('EventBusName'),
            Statement: {
              ...json('policy'),
              as: (term) => ({ kind: 'map', entries: new Map([['Statement', term]]), at: term.at }),
            },
          }),
        },
      ],
    },
  ),
  'AWS::Scheduler::Schedule': type('aws_scheduler_schedule', {
    ...same('GroupName KmsKeyArn Name ScheduleExpression ScheduleExpressionTimezone State'),
    Target: block('target', {
      ...same('Arn Input RoleArn'),
      DeadLetterConfig: block('dead_letter_config', same('Arn')),
    }),
  }),
  'AWS::StepFunctions::StateMachine': tagged('aws_sfn_state_machine', {
    ...same('RoleArn'),
    StateMachineName: 'name',
    StateMachineType: 'type',
    Definition: json('definition'),
    DefinitionString: 'definition',
    EncryptionConfiguration: block('encryption_configuration', same('KmsDataKeyReusePeriodSeconds KmsKeyId Type')),
    LoggingConfiguration: block('logging_configuration', same('IncludeExecutionData Level')),
    TracingConfiguration: block('tracing_configuration', same('Enabled')),
  }),
};
