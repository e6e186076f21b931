/** Registries, clusters and what runs in them. */
import { block, each, json, lift, lowerCamel, same, value } from '../fields.ts';
import { type TemplateTypes, tagged, type } from './type.ts';

export const containers: TemplateTypes = {
  'AWS::ECR::Repository': tagged(
    'aws_ecr_repository',
    {
      ...same('ImageTagMutability'),
      RepositoryName: 'name',
      EmptyOnDelete: 'force_delete',
      EncryptionConfiguration: block('encryption_configuration', same('EncryptionType KmsKey')),
      ImageScanningConfiguration: block('image_scanning_configuration', same('ScanOnPush')),
      ImageTagMutabilityExclusionFilters: block('image_tag_mutability_exclusion_filter', {
        ImageTagMutabilityExclusionFilterType: 'filter_type',
        ImageTagMutabilityExclusionFilterValue: 'filter',
      }),
    },
    {
      parts: [
        {
          as: 'aws_ecr_lifecycle_policy',
          link: 'repository',
          fields: { LifecyclePolicy: lift({ LifecyclePolicyText: json('policy') }) },
        },
        { as: 'aws_ecr_repository_policy', link: 'repository', fields: { RepositoryPolicyText: json('policy') } },
      ],
    },
  ),
  'AWS::ECR::RegistryPolicy': type('aws_ecr_registry_policy', { PolicyText: json('policy') }),
  'AWS::ECR::RegistryScanningConfiguration': type('aws_ecr_registry_scanning_configuration', {
    ...same('ScanType'),
    Rules: block('rule', {
      ...same('ScanFrequency'),
      RepositoryFilters: block('repository_filter', same('Filter FilterType')),
    }),
  }),
  'AWS::ECS::TaskDefinition': tagged('aws_ecs_task_definition', {
    ...same('Cpu ExecutionRoleArn Family IpcMode Memory NetworkMode PidMode RequiresCompatibilities TaskRoleArn'),
    ContainerDefinitions: value('container_definitions', lowerCamel),
    Volumes: block('volume', {
      ...same('Name'),
      EFSVolumeConfiguration: block('efs_volume_configuration', {
        ...same('RootDirectory TransitEncryption TransitEncryptionPort'),
        FilesystemId: 'file_system_id',
        AuthorizationConfig: block('authorization_config', { AccessPointId: 'access_point_id', IAM: 'iam' }),
      }),
    }),
  }),
  'AWS::ECS::Cluster': tagged('aws_ecs_cluster', {
    ClusterName: 'name',
    ClusterSettings: block('setting', same('Name Value')),
  }),
  'AWS::EKS::Cluster': tagged('aws_eks_cluster', {
    ...same('DeletionProtection Name RoleArn Version'),
    EncryptionConfig: block('encryption_config', {
      ...same('Resources'),
      Provider: block('provider', same('KeyArn')),
    }),
    Logging: lift({ ClusterLogging: lift({ EnabledTypes: each('enabled_cluster_log_types', 'Type') }) }),
    ResourcesVpcConfig: block(
      'vpc_config',
      same('EndpointPrivateAccess EndpointPublicAccess PublicAccessCidrs SecurityGroupIds SubnetIds'),
    ),
  }),
  'AWS::EKS::Nodegroup': tagged('aws_eks_node_group', {
    ...same('AmiType CapacityType ClusterName InstanceTypes Labels'),
    NodegroupName: 'node_group_name',
    NodeRole: 'node_role_arn',
    Subnets: 'subnet_ids',
    LaunchTemplate: block('launch_template', same('Id Name Version')),
    NodeRepairConfig: block('node_repair_config', same('Enabled')),
    ScalingConfig: block('scaling_config', same('DesiredSize MaxSize MinSize')),
    Taints: block('taint', same('Effect Key Value')),
  }),
};
