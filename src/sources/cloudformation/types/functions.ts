/** Functions, as Lambda has them and as the Serverless Application Model writes them. */
import { block, keyed, lift, same } from '../fields.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

const environment = { Environment: block('environment', { Variables: keyed('variables') }) };

const lambda = {
  ...same(
    'Architectures CodeSigningConfigArn Description FunctionName Handler KmsKeyArn Layers MemorySize PackageType Role Runtime Timeout',
  ),
  ...same('ReservedConcurrentExecutions'),
  ...environment,
  LoggingConfig: block('logging_config', same('ApplicationLogLevel LogFormat LogGroup SystemLogLevel')),
  VpcConfig: block('vpc_config', same('SecurityGroupIds SubnetIds')),
};

const accessLogs = block('access_log_settings', same('DestinationArn Format'));

export const functions: TemplateTypes = {
  'AWS::Lambda::Function': tagged('aws_lambda_function', {
    ...lambda,
    Code: lift({ ImageUri: 'image_uri', S3Bucket: 's3_bucket', S3Key: 's3_key' }),
    DeadLetterConfig: block('dead_letter_config', same('TargetArn')),
    TracingConfig: block('tracing_config', same('Mode')),
  }),
  'AWS::Lambda::CodeSigningConfig': type('aws_lambda_code_signing_config', {
    ...same('Description'),
    AllowedPublishers: block('allowed_publishers', same('SigningProfileVersionArns')),
    CodeSigningPolicies: block('policies', same('UntrustedArtifactOnDeployment')),
  }),
  'AWS::Lambda::Url': type('aws_lambda_function_url', {
    ...same('Qualifier'),
    AuthType: 'authorization_type',
    TargetFunctionArn: 'function_name',
  }),
  'AWS::Lambda::Permission': type('aws_lambda_permission', {
    ...same('Action EventSourceToken FunctionName FunctionUrlAuthType Principal SourceAccount SourceArn'),
    PrincipalOrgID: 'principal_org_id',
  }),
  'AWS::Lambda::LayerVersionPermission': type('aws_lambda_layer_version_permission', {
    ...same('Action OrganizationId Principal'),
    LayerVersionArn: 'layer_name',
  }),
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
  'AWS::Serverless::Function': tagged('aws_lambda_function', {
    ...lambda,
    ImageUri: 'image_uri',
    DeadLetterQueue: block('dead_letter_config', same('TargetArn')),
    Tracing: 'tracing_config.0.mode',
  }),
  'AWS::Serverless::SimpleTable': tagged('aws_dynamodb_table', {
    TableName: 'name',
    PointInTimeRecoverySpecification: block('point_in_time_recovery', { PointInTimeRecoveryEnabled: 'enabled' }),
    SSESpecification: block('server_side_encryption', { SSEEnabled: 'enabled', KMSMasterKeyId: 'kms_key_arn' }),
  }),
  'AWS::Serverless::Api': tagged('aws_api_gateway_stage', {
    ...same('StageName CacheClusterEnabled'),
    TracingEnabled: 'xray_tracing_enabled',
    AccessLogSetting: accessLogs,
  }),
  'AWS::Serverless::HttpApi': tagged('aws_apigatewayv2_stage', { StageName: 'name', AccessLogSettings: accessLogs }),
};
