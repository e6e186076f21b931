/** Instances and what starts them, functions, builds. */
import { all, answer, each, once, when } from '../combinators/about.ts';
import { atRest } from '../combinators/at-rest.ts';
import { publicSwitch, way } from '../combinators/exposed.ts';
import { type FactTable, named } from '../combinators/kinds.ts';
import { computed, isSet, look, text } from '../combinators/place.ts';
import { AWS } from './pages.ts';

const KEY = computed('kms_key_id');

/** Where there is no block, the image decides, and a plan does not know the image: nothing is said. */
const instanceVolumes = all(
  each('root_block_device', atRest({ part: 'the root volume', flag: computed('encrypted'), key: KEY })),
  each(
    'ebs_block_device',
    atRest({ part: 'a block device', flag: computed('encrypted'), key: KEY, inherits: [computed('snapshot_id')] }),
  ),
);

const templateVolumes = each(
  'block_device_mappings',
  each('ebs', atRest({ part: 'a block device', flag: 'encrypted', key: 'kms_key_id', inherits: ['snapshot_id'] })),
);

export const compute: FactTable = {
  // A public address alone opens nothing: the security groups decide who comes in, and they are judged.
  ...named(['aws_instance', 'aws_spot_instance_request'], { encryption: instanceVolumes }),
  aws_launch_configuration: {
    encryption: all(
      each('root_block_device', atRest({ part: 'the root volume', flag: computed('encrypted') })),
      each(
        'ebs_block_device',
        atRest({ part: 'a block device', flag: computed('encrypted'), inherits: [computed('snapshot_id')] }),
      ),
    ),
  },
  aws_launch_template: { encryption: templateVolumes },
  aws_lambda_function: {
    encryption: atRest({ part: 'code and environment', key: 'kms_key_arn', byDefault: AWS.lambda }),
  },
  aws_lambda_function_url: {
    exposure: publicSwitch({
      what: 'function URL without authentication',
      at: 'authorization_type',
      on: ['NONE'],
      absent: 'private',
      off: 'AWS_IAM',
    }),
  },
  ...named(['aws_lambda_permission', 'aws_lambda_layer_version_permission'], {
    exposure: answer(
      { aspect: 'exposure', text: '`principal` is `*` without a source or organisation' },
      (attributes) => {
        const principal = look(attributes, 'principal');
        if (principal.state === 'unknown') return [way('permission', principal.path, 'unknown')];
        const narrowed = ['source_arn', 'source_account', 'principal_org_id', 'organization_id'].some((at) =>
          isSet(attributes, at),
        );
        if (text(attributes, 'principal') !== '*' || narrowed) return [way('permission', principal.path, 'private')];
        return [
          way('permission', principal.path, 'public', {
            text: 'name the principal, or set source_arn or principal_org_id',
          }),
        ];
      },
    ),
  }),
  aws_codebuild_project: {
    encryption: all(
      atRest({ part: 'the build output', key: computed('encryption_key'), byDefault: AWS.codebuild }),
      once(
        ['artifacts', 'artifacts.0.encryption_disabled'],
        when(
          (attributes) => attributes.flag('artifacts', 0, 'encryption_disabled') === true,
          atRest({ part: 'the artifacts', flag: 'artifacts.0.encryption_disabled', on: [false] }),
        ),
        'the artifacts',
      ),
    ),
  },
  aws_codecommit_repository: {
    encryption: atRest({ part: 'the repository', key: computed('kms_key_id'), byDefault: AWS.codecommit }),
  },
  aws_sagemaker_notebook_instance: {
    encryption: atRest({ part: 'the notebook volume', key: 'kms_key_id', byDefault: AWS.sagemakerVolumes }),
  },
  aws_sagemaker_endpoint_configuration: {
    encryption: atRest({ part: 'the storage volumes', key: 'kms_key_arn', byDefault: AWS.sagemakerVolumes }),
  },
  aws_sagemaker_domain: {
    encryption: atRest({ part: 'the home directories', key: 'kms_key_id', byDefault: AWS.sagemakerDomain }),
  },
  aws_mwaa_environment: {
    encryption: atRest({ part: 'the environment', key: computed('kms_key'), byDefault: AWS.airflow }),
  },
};
