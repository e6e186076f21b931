/** Keys and who may use what. */
import { json, same } from '../fields.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

export const security: TemplateTypes = {
  'AWS::KMS::Key': tagged('aws_kms_key', {
    ...same('Description EnableKeyRotation KeyUsage MultiRegion'),
    Enabled: 'is_enabled',
    KeyPolicy: json('policy'),
    KeySpec: 'customer_master_key_spec',
    PendingWindowInDays: 'deletion_window_in_days',
    RotationPeriodInDays: 'rotation_period_in_days',
  }),
  'AWS::KMS::Alias': type('aws_kms_alias', { AliasName: 'name', TargetKeyId: 'target_key_id' }),
  'AWS::IAM::Role': tagged(
    'aws_iam_role',
    {
      ...same('Description ManagedPolicyArns MaxSessionDuration Path PermissionsBoundary'),
      RoleName: 'name',
      AssumeRolePolicyDocument: json('assume_role_policy'),
    },
    {
      parts: [
        {
          as: 'aws_iam_role_policy',
          link: 'role',
          each: 'Policies',
          fields: { PolicyName: 'name', PolicyDocument: json('policy') },
        },
      ],
    },
  ),
  'AWS::IAM::ManagedPolicy': type('aws_iam_policy', {
    ...same('Description Path'),
    ManagedPolicyName: 'name',
    PolicyDocument: json('policy'),
  }),
};
