/** Resource policies that stand in a resource of their own, and what a policy guards besides data: keys and roles. */
import { answer, when } from '../combinators/about.ts';
import { way } from '../combinators/exposed.ts';
import type { FactTable } from '../combinators/kinds.ts';
import { ownerIsHere } from '../combinators/owner.ts';
import { type At, computed, isSet, look, text } from '../combinators/place.ts';
import { policyExposure } from '../combinators/policy.ts';

const policy = (what: string, at: At = 'policy') => ({ exposure: policyExposure({ what, at }) });

/** The domain answers for its policy where it is in the same document: it knows whether it is inside a VPC. */
const domainPolicy = (domain: string) => ({
  exposure: when(
    (attributes) => !ownerIsHere(attributes, 'domain_name', domain),
    policyExposure({ what: 'domain policy', at: 'access_policies' }),
  ),
});

export const policies: FactTable = {
  aws_sqs_queue_policy: policy('queue policy'),
  aws_sns_topic_policy: policy('topic policy'),
  aws_ecr_repository_policy: policy('repository policy'),
  aws_ecr_registry_policy: policy('registry policy'),
  aws_kms_key: policy('key policy', computed('policy')),
  aws_kms_external_key: policy('key policy', computed('policy')),
  aws_kms_replica_key: policy('key policy', computed('policy')),
  aws_kms_key_policy: policy('key policy'),
  aws_secretsmanager_secret_policy: policy('secret policy'),
  aws_iam_role: policy('trust policy', 'assume_role_policy'),
  aws_dynamodb_resource_policy: policy('table policy'),
  aws_kinesis_resource_policy: policy('stream policy'),
  aws_msk_cluster_policy: policy('cluster policy'),
  aws_glue_resource_policy: policy('catalog policy'),
  aws_cloudwatch_log_resource_policy: policy('log policy', 'policy_document'),
  aws_cloudwatch_event_bus_policy: policy('event bus policy'),
  aws_codeartifact_domain_permissions_policy: policy('domain policy', 'policy_document'),
  aws_codeartifact_repository_permissions_policy: policy('repository policy', 'policy_document'),
  aws_acmpca_policy: policy('certificate authority policy'),
  aws_opensearch_domain_policy: domainPolicy('aws_opensearch_domain'),
  aws_elasticsearch_domain_policy: domainPolicy('aws_elasticsearch_domain'),
  aws_cloudwatch_event_permission: {
    exposure: answer({ aspect: 'exposure', text: '`principal` is `*` without `condition`' }, (attributes) => {
      const { path } = look(attributes, 'principal');
      const open = text(attributes, 'principal') === '*' && !isSet(attributes, 'condition');
      const remedy = { text: 'name the account, or add a condition on aws:PrincipalOrgID' };
      return [
        open ? way('event bus permission', path, 'public', remedy) : way('event bus permission', path, 'private'),
      ];
    }),
  },
};
