/** Instances, groups of them, services, and who may reach them. */
import { block, lift, only, same, script } from '../fields.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

const ebs = same('DeleteOnTermination Encrypted Iops KmsKeyId SnapshotId Throughput VolumeSize VolumeType');

const metadata = block('metadata_options', same('HttpEndpoint HttpTokens HttpPutResponseHopLimit'));

const devices = { ...block('ebs_block_device', { ...same('DeviceName'), Ebs: lift(ebs) }), as: only('Ebs') };

const rule = {
  ...same('Description FromPort ToPort'),
  IpProtocol: 'protocol',
  CidrIp: 'cidr_blocks.0',
  CidrIpv6: 'ipv6_cidr_blocks.0',
};

const ingress = (group: string) => ({ ...rule, SourcePrefixListId: 'prefix_list_ids.0', SourceSecurityGroupId: group });
const egress = (group: string) => ({
  ...rule,
  DestinationPrefixListId: 'prefix_list_ids.0',
  DestinationSecurityGroupId: group,
});

/** What stands inside of a group, and what stands alone and names it. */
const INSIDE = 'security_groups.0';
const ALONE = 'source_security_group_id';
const ofGroup = { GroupId: 'security_group_id' };

const launchTemplate = block('launch_template', {
  LaunchTemplateId: 'id',
  LaunchTemplateName: 'name',
  Version: 'version',
});

export const compute: TemplateTypes = {
  'AWS::EC2::Instance': tagged('aws_instance', {
    ...same('DisableApiTermination EbsOptimized IamInstanceProfile InstanceType KeyName Monitoring SubnetId'),
    ...same('AvailabilityZone'),
    ImageId: 'ami',
    UserData: script('user_data'),
    LaunchTemplate: launchTemplate,
    SecurityGroupIds: 'vpc_security_group_ids',
    MetadataOptions: metadata,
    BlockDeviceMappings: devices,
  }),
  'AWS::EC2::LaunchTemplate': type('aws_launch_template', {
    LaunchTemplateName: 'name',
    LaunchTemplateData: lift({
      ...same('ImageId InstanceType KeyName'),
      UserData: script('user_data'),
      MetadataOptions: metadata,
      BlockDeviceMappings: {
        ...block('block_device_mappings', { ...same('DeviceName'), Ebs: block('ebs', ebs) }),
        as: only('Ebs'),
      },
    }),
  }),
  'AWS::EC2::SecurityGroup': tagged('aws_security_group', {
    GroupDescription: 'description',
    GroupName: 'name',
    VpcId: 'vpc_id',
    SecurityGroupIngress: block('ingress', ingress(INSIDE)),
    SecurityGroupEgress: block('egress', egress(INSIDE)),
  }),
  'AWS::EC2::SecurityGroupIngress': type(
    'aws_security_group_rule',
    { ...ingress(ALONE), ...ofGroup },
    { defaults: { type: 'ingress' } },
  ),
  'AWS::EC2::SecurityGroupEgress': type(
    'aws_security_group_rule',
    { ...egress(ALONE), ...ofGroup },
    { defaults: { type: 'egress' } },
  ),
  'AWS::AutoScaling::AutoScalingGroup': type(
    'aws_autoscaling_group',
    {
      ...same('AvailabilityZones CapacityRebalance DesiredCapacity HealthCheckGracePeriod HealthCheckType'),
      ...same('MaxSize MinSize VPCZoneIdentifier'),
      AutoScalingGroupName: 'name',
      LaunchConfigurationName: 'launch_configuration',
      LaunchTemplate: launchTemplate,
      LoadBalancerNames: 'load_balancers',
      TargetGroupARNs: 'target_group_arns',
      TrafficSources: block('traffic_source', same('Identifier Type')),
      Tags: block('tag', same('Key Value PropagateAtLaunch')),
    },
    {
      beside: {
        // Of CloudFormation alone; an instance refresh of Terraform does the same in other words.
        UpdatePolicy: block('update_policy', {
          AutoScalingRollingUpdate: block('auto_scaling_rolling_update', same('MaxBatchSize MinInstancesInService')),
          AutoScalingReplacingUpdate: block('auto_scaling_replacing_update', same('WillReplace')),
        }),
      },
    },
  ),
  'AWS::ECS::Service': tagged('aws_ecs_service', {
    ...same('Cluster DesiredCount EnableExecuteCommand HealthCheckGracePeriodSeconds LaunchType PlatformVersion'),
    ...same('PropagateTags SchedulingStrategy TaskDefinition AvailabilityZoneRebalancing'),
    ServiceName: 'name',
    DeploymentController: block('deployment_controller', same('Type')),
    DeploymentConfiguration: lift({
      Alarms: block('alarms', same('AlarmNames Enable Rollback')),
      DeploymentCircuitBreaker: block('deployment_circuit_breaker', same('Enable Rollback')),
      MaximumPercent: 'deployment_maximum_percent',
      MinimumHealthyPercent: 'deployment_minimum_healthy_percent',
    }),
    LoadBalancers: block('load_balancer', {
      ...same('ContainerName ContainerPort TargetGroupArn'),
      LoadBalancerName: 'elb_name',
    }),
    NetworkConfiguration: lift({
      AwsvpcConfiguration: block('network_configuration', same('AssignPublicIp SecurityGroups Subnets')),
    }),
  }),
  'AWS::AutoScaling::LaunchConfiguration': type('aws_launch_configuration', {
    ...same('AssociatePublicIpAddress EbsOptimized IamInstanceProfile ImageId InstanceType KeyName SecurityGroups'),
    ...same('SpotPrice'),
    LaunchConfigurationName: 'name',
    UserData: script('user_data'),
    InstanceMonitoring: 'enable_monitoring',
    MetadataOptions: metadata,
    BlockDeviceMappings: devices,
  }),
  'AWS::AutoScaling::ScheduledAction': type('aws_autoscaling_schedule', {
    ...same('DesiredCapacity EndTime MaxSize MinSize Recurrence StartTime TimeZone'),
    AutoScalingGroupName: 'autoscaling_group_name',
  }),
};
