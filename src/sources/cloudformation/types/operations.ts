/** Alarms, logs, trails, rules, budgets and deployments. */
import { block, each, json, keyed, lift, named, same, tags } from '../fields.ts';
import { type Term, textOf } from '../term.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

const alarm = {
  ...same('ActionsEnabled AlarmActions AlarmDescription AlarmName InsufficientDataActions'),
  OKActions: 'ok_actions',
};

export const operations: TemplateTypes = {
  'AWS::CloudWatch::Alarm': tagged('aws_cloudwatch_metric_alarm', {
    ...alarm,
    ...same('ComparisonOperator DatapointsToAlarm EvaluationPeriods ExtendedStatistic MetricName Namespace Period'),
    ...same('Statistic Threshold TreatMissingData Unit'),
    Dimensions: named('dimensions'),
  }),
  'AWS::CloudWatch::CompositeAlarm': tagged('aws_cloudwatch_composite_alarm', {
    ...alarm,
    ...same('AlarmRule'),
    ActionsSuppressor: 'actions_suppressor.0.alarm',
  }),
  'AWS::Logs::LogGroup': tagged('aws_cloudwatch_log_group', {
    ...same('KmsKeyId LogGroupClass RetentionInDays'),
    DeletionProtectionEnabled: 'deletion_protection_enabled',
    LogGroupName: 'name',
  }),
  'AWS::Logs::ResourcePolicy': type('aws_cloudwatch_log_resource_policy', same('PolicyDocument PolicyName')),
  'AWS::CloudTrail::Trail': tagged('aws_cloudtrail', {
    ...same('EnableLogFileValidation IncludeGlobalServiceEvents IsMultiRegionTrail IsOrganizationTrail S3BucketName'),
    ...same('S3KeyPrefix SnsTopicName'),
    CloudWatchLogsLogGroupArn: 'cloud_watch_logs_group_arn',
    CloudWatchLogsRoleArn: 'cloud_watch_logs_role_arn',
    IsLogging: 'enable_logging',
    KMSKeyId: 'kms_key_id',
    TrailName: 'name',
    EventSelectors: block('event_selector', {
      ...same('ExcludeManagementEventSources IncludeManagementEvents ReadWriteType'),
      DataResources: block('data_resource', same('Type Values')),
    }),
    AdvancedEventSelectors: block('advanced_event_selector', {
      ...same('Name'),
      FieldSelectors: block(
        'field_selector',
        same('EndsWith Equals Field NotEndsWith NotEquals NotStartsWith StartsWith'),
      ),
    }),
  }),
  'AWS::CloudTrail::EventDataStore': tagged('aws_cloudtrail_event_data_store', {
    ...same('KmsKeyId MultiRegionEnabled Name OrganizationEnabled RetentionPeriod TerminationProtectionEnabled'),
  }),
  'AWS::Config::ConfigurationRecorder': type(
    'aws_config_configuration_recorder',
    {
      ...same('Name'),
      RoleARN: 'role_arn',
      RecordingGroup: block('recording_group', {
        ...same('AllSupported ResourceTypes'),
        IncludeGlobalResourceTypes: 'include_global_resource_types',
        ExclusionByResourceTypes: block('exclusion_by_resource_types', same('ResourceTypes')),
        RecordingStrategy: block('recording_strategy', same('UseOnly')),
      }),
    },
    {
      // CloudFormation starts a recorder that it makes.
      parts: [
        {
          as: 'aws_config_configuration_recorder_status',
          link: 'name',
          always: true,
          fields: { StartedOnCreate: 'is_enabled' },
          defaults: { is_enabled: true },
        },
      ],
    },
  ),
  'AWS::Config::DeliveryChannel': type('aws_config_delivery_channel', {
    ...same('Name S3BucketName S3KeyPrefix'),
    SnsTopicARN: 'sns_topic_arn',
  }),
  'AWS::Config::ConfigRule': type('aws_config_config_rule', {
    ...same('Description MaximumExecutionFrequency'),
    ConfigRuleName: 'name',
    InputParameters: json('input_parameters'),
    Scope: block('scope', same('ComplianceResourceTypes TagKey TagValue')),
    Source: block('source', { ...same('Owner SourceIdentifier'), SourceDetails: block('source_detail') }),
  }),
  'AWS::Config::ConformancePack': type('aws_config_conformance_pack', {
    ConformancePackName: 'name',
    TemplateBody: 'template_body',
  }),
  'AWS::Config::RemediationConfiguration': type('aws_config_remediation_configuration', {
    ...same('Automatic ConfigRuleName MaximumAutomaticAttempts ResourceType RetryAttemptSeconds TargetId TargetType'),
    Parameters: { ...block('parameter'), as: parameters },
  }),
  'AWS::GuardDuty::Detector': tagged('aws_guardduty_detector', same('Enable FindingPublishingFrequency')),
  'AWS::SecurityHub::Hub': tagged('aws_securityhub_account', same('ControlFindingGenerator EnableDefaultStandards')),
  'AWS::Organizations::Account': tagged('aws_organizations_account', {
    ...same('Email RoleName'),
    AccountName: 'name',
  }),
  'AWS::Budgets::Budget': tagged('aws_budgets_budget', {
    ResourceTags: tags,
    Budget: lift({
      ...same('BudgetType TimeUnit'),
      BudgetName: 'name',
      BudgetLimit: lift({ Amount: 'limit_amount', Unit: 'limit_unit' }),
      CostFilters: keyed('cost_filters'),
    }),
    NotificationsWithSubscribers: {
      ...block('notification', {
        Notification: lift(same('ComparisonOperator NotificationType Threshold ThresholdType')),
        Subscribers: lift({ EMAIL: 'subscriber_email_addresses', SNS: 'subscriber_sns_topic_arns' }),
      }),
      as: subscribed,
    },
  }),
  'AWS::CE::AnomalyMonitor': tagged('aws_ce_anomaly_monitor', {
    ResourceTags: tags,
    ...same('MonitorDimension MonitorType'),
    MonitorName: 'name',
    MonitorSpecification: 'monitor_specification',
  }),
  'AWS::CE::AnomalySubscription': tagged('aws_ce_anomaly_subscription', {
    ResourceTags: tags,
    ...same('Frequency MonitorArnList'),
    SubscriptionName: 'name',
    Subscribers: block('subscriber', same('Address Type')),
  }),
  'AWS::CodeDeploy::DeploymentGroup': tagged('aws_codedeploy_deployment_group', {
    ...same('DeploymentConfigName DeploymentGroupName ServiceRoleArn'),
    ApplicationName: 'app_name',
    AutoScalingGroups: 'autoscaling_groups',
    AlarmConfiguration: block('alarm_configuration', {
      Alarms: each('alarms', 'Name'),
      Enabled: 'enabled',
      IgnorePollAlarmFailure: 'ignore_poll_alarm_failure',
    }),
    AutoRollbackConfiguration: block('auto_rollback_configuration', same('Enabled Events')),
    BlueGreenDeploymentConfiguration: block('blue_green_deployment_config', {
      DeploymentReadyOption: block('deployment_ready_option', same('ActionOnTimeout WaitTimeInMinutes')),
      GreenFleetProvisioningOption: block('green_fleet_provisioning_option', same('Action')),
      TerminateBlueInstancesOnDeploymentSuccess: block(
        'terminate_blue_instances_on_deployment_success',
        same('Action TerminationWaitTimeInMinutes'),
      ),
    }),
    DeploymentStyle: block('deployment_style', same('DeploymentOption DeploymentType')),
    ECSServices: block('ecs_service', same('ClusterName ServiceName')),
  }),
  'AWS::CodeDeploy::DeploymentConfig': type('aws_codedeploy_deployment_config', {
    ...same('ComputePlatform DeploymentConfigName'),
    MinimumHealthyHosts: block('minimum_healthy_hosts', same('Type Value')),
    TrafficRoutingConfig: block('traffic_routing_config', {
      ...same('Type'),
      TimeBasedCanary: block('time_based_canary', { CanaryInterval: 'interval', CanaryPercentage: 'percentage' }),
      TimeBasedLinear: block('time_based_linear', { LinearInterval: 'interval', LinearPercentage: 'percentage' }),
    }),
  }),
  'AWS::CodeBuild::Project': tagged('aws_codebuild_project', {
    ...same('Description EncryptionKey Name ServiceRole'),
    Artifacts: block('artifacts', same('EncryptionDisabled Location Type')),
    SecondaryArtifacts: block('secondary_artifacts', same('EncryptionDisabled Location Type')),
    Environment: block('environment', {
      ...same('ComputeType Image PrivilegedMode Type'),
      EnvironmentVariables: block('environment_variable', same('Name Type Value')),
    }),
  }),
  'AWS::CodeCommit::Repository': tagged('aws_codecommit_repository', same('KmsKeyId RepositoryName')),
};

/** Subscribers by their kind: Terraform has a list for each. */
function subscribed(term: Term): Term {
  if (term.kind !== 'list') return term;
  return { ...term, items: term.items.map(withSubscribers) };
}

function withSubscribers(item: Term): Term {
  const subscribers = item.kind === 'map' ? item.entries.get('Subscribers') : undefined;
  if (item.kind !== 'map' || subscribers?.kind !== 'list') return item;
  const kinds = new Map<string, Term>();
  for (const one of subscribers.items) {
    if (one.kind !== 'map') return { ...item, entries: new Map([...item.entries, ['Subscribers', one]]) };
    const kind = textOf(one.entries.get('SubscriptionType')) ?? '';
    const address = one.entries.get('Address');
    const known = kinds.get(kind);
    if (address === undefined) continue;
    if (known?.kind === 'list') known.items.push(address);
    else kinds.set(kind, { kind: 'list', items: [address], at: subscribers.at });
  }
  return { ...item, entries: new Map([...item.entries, ['Subscribers', { ...item, entries: kinds }]]) };
}

/** `{AutomationAssumeRole: {StaticValue: ...}}` as blocks that have a name. */
function parameters(term: Term): Term {
  if (term.kind !== 'map') return term;
  const items = [...term.entries].map(([name, { at }]): Term => {
    return { kind: 'map', entries: new Map([['Name', { kind: 'scalar', value: name, at }]]), at };
  });
  return { kind: 'list', items, at: term.at };
}
