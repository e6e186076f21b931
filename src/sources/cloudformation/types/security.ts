/** Keys, secrets, and who may use what. */
import { block, json, same } from '../fields.ts';
import { type Part, type TemplateTypes, tagged, type } from './type.ts';

/** Policies that are written inside of who has them. */
const inline = (as: string, link: string): Part => ({
  as,
  link,
  each: 'Policies',
  fields: { PolicyName: 'name', PolicyDocument: json('policy') },
});

const named = { PolicyName: 'name', PolicyDocument: json('policy') };

export const security: TemplateTypes = {
  'AWS::KMS::Key': tagged('aws_kms_key', {
    ...same('Description EnableKeyRotation KeyUsage MultiRegion RotationPeriodInDays'),
    Enabled: 'is_enabled',
    KeyPolicy: json('policy'),
    KeySpec: 'customer_master_key_spec',
    PendingWindowInDays: 'deletion_window_in_days',
  }),
  'AWS::KMS::ReplicaKey': tagged('aws_kms_replica_key', {
    ...same('Description Enabled PrimaryKeyArn'),
    KeyPolicy: json('policy'),
    PendingWindowInDays: 'deletion_window_in_days',
  }),
  'AWS::KMS::Alias': type('aws_kms_alias', { AliasName: 'name', TargetKeyId: 'target_key_id' }),
  'AWS::IAM::Role': tagged(
    'aws_iam_role',
    {
      ...same('Description ManagedPolicyArns MaxSessionDuration Path PermissionsBoundary'),
      RoleName: 'name',
      AssumeRolePolicyDocument: json('assume_role_policy'),
    },
    { parts: [inline('aws_iam_role_policy', 'role')], places: { inline_policy: 'Policies' } },
  ),
  'AWS::IAM::User': tagged(
    'aws_iam_user',
    { ...same('Path PermissionsBoundary'), UserName: 'name' },
    { parts: [inline('aws_iam_user_policy', 'user')] },
  ),
  'AWS::IAM::Group': type(
    'aws_iam_group',
    { ...same('Path'), GroupName: 'name' },
    { parts: [inline('aws_iam_group_policy', 'group')] },
  ),
  'AWS::IAM::Policy': type(
    'aws_iam_role_policy',
    { ...named, Roles: 'role' },
    {
      instead: [
        { where: 'Users', type: type('aws_iam_user_policy', { ...named, Users: 'user' }) },
        { where: 'Groups', type: type('aws_iam_group_policy', { ...named, Groups: 'group' }) },
      ],
    },
  ),
  'AWS::IAM::RolePolicy': type('aws_iam_role_policy', { ...named, RoleName: 'role' }),
  'AWS::IAM::UserPolicy': type('aws_iam_user_policy', { ...named, UserName: 'user' }),
  'AWS::IAM::GroupPolicy': type('aws_iam_group_policy', { ...named, GroupName: 'group' }),
  'AWS::IAM::ManagedPolicy': type('aws_iam_policy', {
    ...same('Description Path'),
    ManagedPolicyName: 'name',
    PolicyDocument: json('policy'),
  }),
  'AWS::IAM::AccessKey': type('aws_iam_access_key', { ...same('Status'), UserName: 'user' }),
  'AWS::SecretsManager::Secret': tagged(
    'aws_secretsmanager_secret',
    {
      ...same('Description KmsKeyId Name'),
      ReplicaRegions: block('replica', same('KmsKeyId Region')),
    },
    {
      parts: [
        { as: 'aws_secretsmanager_secret_version', link: 'secret_id', fields: { SecretString: 'secret_string' } },
      ],
    },
  ),
  'AWS::SecretsManager::RotationSchedule': type('aws_secretsmanager_secret_rotation', {
    ...same('SecretId'),
    RotationLambdaARN: 'rotation_lambda_arn',
    RotateImmediatelyOnUpdate: 'rotate_immediately',
    RotationRules: block('rotation_rules', same('AutomaticallyAfterDays Duration ScheduleExpression')),
  }),
  'AWS::SecretsManager::ResourcePolicy': type('aws_secretsmanager_secret_policy', {
    ...same('BlockPublicPolicy'),
    SecretId: 'secret_arn',
    ResourcePolicy: json('policy'),
  }),
  'AWS::SSM::Parameter': tagged('aws_ssm_parameter', {
    ...same('Description Name Tier Type Value'),
  }),
};
