/** Queries, catalogues, notebooks. */
import { block, json, same } from '../fields.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

export const analytics: TemplateTypes = {
  'AWS::Athena::WorkGroup': tagged('aws_athena_workgroup', {
    ...same('Description Name State'),
    WorkGroupConfiguration: block('configuration', {
      EnforceWorkGroupConfiguration: 'enforce_workgroup_configuration',
      ResultConfiguration: block('result_configuration', {
        ...same('OutputLocation'),
        EncryptionConfiguration: block('encryption_configuration', {
          EncryptionOption: 'encryption_option',
          KmsKey: 'kms_key_arn',
        }),
      }),
    }),
  }),
  'AWS::Glue::SecurityConfiguration': type('aws_glue_security_configuration', {
    ...same('Name'),
    EncryptionConfiguration: block('encryption_configuration', {
      CloudWatchEncryption: block('cloudwatch_encryption', {
        CloudWatchEncryptionMode: 'cloudwatch_encryption_mode',
        KmsKeyArn: 'kms_key_arn',
      }),
      JobBookmarksEncryption: block('job_bookmarks_encryption', same('JobBookmarksEncryptionMode KmsKeyArn')),
      S3Encryptions: block('s3_encryption', { S3EncryptionMode: 's3_encryption_mode', KmsKeyArn: 'kms_key_arn' }),
    }),
  }),
  'AWS::Glue::DataCatalogEncryptionSettings': type('aws_glue_data_catalog_encryption_settings', {
    ...same('CatalogId'),
    DataCatalogEncryptionSettings: block('data_catalog_encryption_settings', {
      ConnectionPasswordEncryption: block('connection_password_encryption', {
        KmsKeyId: 'aws_kms_key_id',
        ReturnConnectionPasswordEncrypted: 'return_connection_password_encrypted',
      }),
      EncryptionAtRest: block('encryption_at_rest', {
        CatalogEncryptionMode: 'catalog_encryption_mode',
        SseAwsKmsKeyId: 'sse_aws_kms_key_id',
      }),
    }),
  }),
  'AWS::EMR::SecurityConfiguration': type('aws_emr_security_configuration', {
    ...same('Name'),
    SecurityConfiguration: json('configuration'),
  }),
  'AWS::MWAA::Environment': tagged('aws_mwaa_environment', {
    ...same('AirflowVersion EnvironmentClass ExecutionRoleArn KmsKey Name SourceBucketArn WebserverAccessMode'),
  }),
  'AWS::SageMaker::Domain': tagged('aws_sagemaker_domain', same('AppNetworkAccessType AuthMode DomainName KmsKeyId')),
  'AWS::SageMaker::EndpointConfig': tagged('aws_sagemaker_endpoint_configuration', {
    EndpointConfigName: 'name',
    KmsKeyId: 'kms_key_arn',
    ProductionVariants: block('production_variants', same('InitialInstanceCount InstanceType ModelName VariantName')),
  }),
  'AWS::SageMaker::NotebookInstance': tagged('aws_sagemaker_notebook_instance', {
    ...same('DirectInternetAccess InstanceType KmsKeyId RoleArn RootAccess SubnetId'),
    NotebookInstanceName: 'name',
  }),
  'AWS::CodeArtifact::Domain': tagged(
    'aws_codeartifact_domain',
    { DomainName: 'domain' },
    {
      parts: [
        {
          as: 'aws_codeartifact_domain_permissions_policy',
          link: 'domain',
          fields: { PermissionsPolicyDocument: json('policy_document') },
        },
      ],
    },
  ),
  'AWS::CodeArtifact::Repository': tagged(
    'aws_codeartifact_repository',
    { DomainName: 'domain', RepositoryName: 'repository' },
    {
      parts: [
        {
          as: 'aws_codeartifact_repository_permissions_policy',
          link: 'repository',
          fields: { PermissionsPolicyDocument: json('policy_document') },
        },
      ],
    },
  ),
};
