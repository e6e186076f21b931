/** Balancers, networks, names, distributions and API stages. */
import { block, lift, same, settings, tags, words } from '../fields.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

const redirect = block('redirect', same('Host Path Port Protocol Query StatusCode'));

const action = {
  ...same('Order TargetGroupArn Type'),
  RedirectConfig: redirect,
  FixedResponseConfig: block('fixed_response', same('ContentType MessageBody StatusCode')),
  ForwardConfig: block('forward', {
    TargetGroups: block('target_group', { TargetGroupArn: 'arn', Weight: 'weight' }),
    TargetGroupStickinessConfig: block('stickiness', { DurationSeconds: 'duration', Enabled: 'enabled' }),
  }),
};

const record = {
  ...same('HealthCheckId Name SetIdentifier Type'),
  HostedZoneId: 'zone_id',
  TTL: 'ttl',
  ResourceRecords: 'records',
  AliasTarget: block('alias', {
    DNSName: 'name',
    HostedZoneId: 'zone_id',
    EvaluateTargetHealth: 'evaluate_target_health',
  }),
  Failover: 'failover_routing_policy.0.type',
  Weight: 'weighted_routing_policy.0.weight',
  Region: 'latency_routing_policy.0.region',
  MultiValueAnswer: 'multivalue_answer_routing_policy',
};

const accessLogs = block('access_log_settings', same('DestinationArn Format'));

const flowLog = (attribute: string) =>
  tagged('aws_flow_log', {
    ...same('LogDestination LogDestinationType LogFormat LogGroupName MaxAggregationInterval TrafficType'),
    ResourceId: attribute,
    DeliverLogsPermissionArn: 'iam_role_arn',
  });

const behaviour = same('ViewerProtocolPolicy');

export const network: TemplateTypes = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': tagged(
    'aws_lb',
    {
      ...same('IpAddressType Name SecurityGroups Subnets'),
      Type: 'load_balancer_type',
      Scheme: words('internal', { internal: true, 'internet-facing': false }),
      LoadBalancerAttributes: settings({
        'access_logs.s3.enabled': 'access_logs.0.enabled',
        'access_logs.s3.bucket': 'access_logs.0.bucket',
        'access_logs.s3.prefix': 'access_logs.0.prefix',
        'deletion_protection.enabled': 'enable_deletion_protection',
        'load_balancing.cross_zone.enabled': 'enable_cross_zone_load_balancing',
        'routing.http.drop_invalid_header_fields.enabled': 'drop_invalid_header_fields',
      }),
    },
    { places: { access_logs: 'LoadBalancerAttributes' } },
  ),
  'AWS::ElasticLoadBalancingV2::Listener': type('aws_lb_listener', {
    ...same('LoadBalancerArn Port Protocol SslPolicy'),
    Certificates: lift({ CertificateArn: 'certificate_arn' }),
    DefaultActions: block('default_action', action),
  }),
  'AWS::ElasticLoadBalancingV2::ListenerRule': tagged('aws_lb_listener_rule', {
    ...same('ListenerArn Priority'),
    Conditions: block('condition', {
      PathPatternConfig: block('path_pattern', same('Values')),
      HostHeaderConfig: block('host_header', same('Values')),
      HttpHeaderConfig: block('http_header', same('HttpHeaderName Values')),
    }),
    Actions: block('action', action),
  }),
  'AWS::ElasticLoadBalancingV2::TargetGroup': tagged('aws_lb_target_group', {
    ...same('Name Port Protocol ProtocolVersion TargetType VpcId'),
    HealthCheckEnabled: 'health_check.0.enabled',
    HealthCheckIntervalSeconds: 'health_check.0.interval',
    HealthCheckPath: 'health_check.0.path',
    HealthCheckPort: 'health_check.0.port',
    HealthCheckProtocol: 'health_check.0.protocol',
    HealthCheckTimeoutSeconds: 'health_check.0.timeout',
    HealthyThresholdCount: 'health_check.0.healthy_threshold',
    UnhealthyThresholdCount: 'health_check.0.unhealthy_threshold',
    Matcher: lift({ HttpCode: 'health_check.0.matcher', GrpcCode: 'health_check.0.matcher' }),
    TargetGroupAttributes: settings({
      'deregistration_delay.timeout_seconds': 'deregistration_delay',
      'stickiness.enabled': 'stickiness.0.enabled',
      'stickiness.type': 'stickiness.0.type',
    }),
  }),
  'AWS::ElasticLoadBalancing::LoadBalancer': tagged('aws_elb', {
    ...same('AvailabilityZones Instances SecurityGroups Subnets'),
    LoadBalancerName: 'name',
    CrossZone: 'cross_zone_load_balancing',
    AccessLoggingPolicy: block('access_logs', {
      Enabled: 'enabled',
      EmitInterval: 'interval',
      S3BucketName: 'bucket',
      S3BucketPrefix: 'bucket_prefix',
    }),
    Listeners: block('listener', {
      ...same('InstancePort InstanceProtocol'),
      LoadBalancerPort: 'lb_port',
      Protocol: 'lb_protocol',
      SSLCertificateId: 'ssl_certificate_id',
    }),
    HealthCheck: block('health_check', same('HealthyThreshold Interval Target Timeout UnhealthyThreshold')),
  }),
  'AWS::EC2::VPC': tagged('aws_vpc', same('CidrBlock EnableDnsHostnames EnableDnsSupport InstanceTenancy')),
  'AWS::EC2::Subnet': tagged('aws_subnet', same('AvailabilityZone CidrBlock MapPublicIpOnLaunch VpcId')),
  'AWS::EC2::EIP': tagged('aws_eip', { ...same('Domain'), InstanceId: 'instance' }),
  'AWS::EC2::EIPAssociation': type('aws_eip_association', {
    ...same('AllocationId InstanceId NetworkInterfaceId'),
    EIP: 'public_ip',
  }),
  'AWS::EC2::NatGateway': tagged(
    'aws_nat_gateway',
    same('AllocationId ConnectivityType SecondaryAllocationIds SubnetId'),
  ),
  'AWS::EC2::FlowLog': {
    ...flowLog('vpc_id'),
    instead: [
      { where: 'ResourceType', is: 'Subnet', type: flowLog('subnet_id') },
      { where: 'ResourceType', is: 'NetworkInterface', type: flowLog('eni_id') },
      { where: 'ResourceType', is: 'TransitGateway', type: flowLog('transit_gateway_id') },
    ],
  },
  'AWS::Route53::RecordSet': type('aws_route53_record', record),
  'AWS::Route53::RecordSetGroup': type(
    'aws_route53_record',
    {},
    { hollow: true, parts: [{ as: 'aws_route53_record', each: 'RecordSets', fields: record }] },
  ),
  'AWS::Route53::HealthCheck': tagged('aws_route53_health_check', {
    HealthCheckTags: tags,
    HealthCheckConfig: lift({
      ...same('FailureThreshold MeasureLatency Port Regions RequestInterval ResourcePath SearchString Type'),
      AlarmIdentifier: lift({ Name: 'cloudwatch_alarm_name', Region: 'cloudwatch_alarm_region' }),
      ChildHealthChecks: 'child_healthchecks',
      EnableSNI: 'enable_sni',
      FullyQualifiedDomainName: 'fqdn',
      HealthThreshold: 'child_health_threshold',
      IPAddress: 'ip_address',
      InsufficientDataHealthStatus: 'insufficient_data_health_status',
      Inverted: 'invert_healthcheck',
      RoutingControlArn: 'routing_control_arn',
    }),
  }),
  'AWS::CloudFront::Distribution': tagged('aws_cloudfront_distribution', {
    DistributionConfig: lift({
      ...same('Comment Enabled'),
      WebACLId: 'web_acl_id',
      DefaultCacheBehavior: block('default_cache_behavior', behaviour),
      CacheBehaviors: block('ordered_cache_behavior', behaviour),
      Logging: block('logging_config', same('Bucket IncludeCookies Prefix')),
      Origins: block('origin', {
        ...same('DomainName'),
        Id: 'origin_id',
        CustomOriginConfig: block('custom_origin_config', { OriginProtocolPolicy: 'origin_protocol_policy' }),
      }),
      ViewerCertificate: block('viewer_certificate', {
        ...same('AcmCertificateArn IamCertificateId MinimumProtocolVersion'),
        CloudFrontDefaultCertificate: 'cloudfront_default_certificate',
      }),
    }),
  }),
  'AWS::ApiGateway::Stage': tagged(
    'aws_api_gateway_stage',
    {
      ...same('CacheClusterEnabled ClientCertificateId DeploymentId RestApiId StageName'),
      TracingEnabled: 'xray_tracing_enabled',
      AccessLogSetting: accessLogs,
    },
    {
      parts: [
        {
          as: 'aws_api_gateway_method_settings',
          link: 'stage_name',
          each: 'MethodSettings',
          fields: {
            CacheDataEncrypted: 'settings.0.cache_data_encrypted',
            CachingEnabled: 'settings.0.caching_enabled',
            DataTraceEnabled: 'settings.0.data_trace_enabled',
            LoggingLevel: 'settings.0.logging_level',
            MetricsEnabled: 'settings.0.metrics_enabled',
          },
        },
      ],
    },
  ),
  'AWS::ApiGatewayV2::Stage': tagged('aws_apigatewayv2_stage', {
    ...same('ApiId AutoDeploy DeploymentId'),
    StageName: 'name',
    AccessLogSettings: accessLogs,
  }),
  'AWS::ApiGateway::DomainName': tagged(
    'aws_api_gateway_domain_name',
    same('CertificateArn DomainName SecurityPolicy'),
  ),
  'AWS::ApiGatewayV2::DomainName': tagged('aws_apigatewayv2_domain_name', {
    ...same('DomainName'),
    DomainNameConfigurations: block('domain_name_configuration', same('CertificateArn EndpointType SecurityPolicy')),
  }),
  'AWS::AppSync::ApiCache': type(
    'aws_appsync_api_cache',
    same('ApiId AtRestEncryptionEnabled TransitEncryptionEnabled Ttl Type'),
  ),
  'AWS::Transfer::Server': tagged('aws_transfer_server', {
    ...same('Domain EndpointType LoggingRole Protocols SecurityPolicyName'),
  }),
};
