/** Registries, clusters and task definitions. */
import { all, answer, type ExposureAnswer, each, once, when } from '../combinators/about.ts';
import { atRest } from '../combinators/at-rest.ts';
import { networkWay, way } from '../combinators/exposed.ts';
import { inTransit } from '../combinators/in-transit.ts';
import type { FactTable } from '../combinators/kinds.ts';
import { computed, look, text, texts, wordOf } from '../combinators/place.ts';
import { taskContainers } from '../containers/ecs.ts';
import { AWS } from './pages.ts';

/** Kubernetes versions from which EKS encrypts all API data by itself. */
const ENCRYPTED_SINCE = 28;
const VERSION = computed('version');

const secrets = { part: 'the data of the Kubernetes API', key: computed('encryption_config.0.provider.0.key_arn') };

function isOld(version: string | undefined): boolean {
  const minor = /^1\.(?<minor>\d+)/.exec(version ?? '')?.groups?.minor;
  return minor !== undefined && Number(minor) < ENCRYPTED_SINCE;
}

/** An API server gives control, so its port is none that may be open to the world: the answer names no port. */
const endpoint: ExposureAnswer = answer(
  { aspect: 'exposure', text: '`vpc_config.endpoint_public_access` with `public_access_cidrs`' },
  (attributes) => {
    const what = 'public API endpoint';
    const open = look(attributes, computed('vpc_config.0.endpoint_public_access'));
    if (open.state === 'unknown') return [way(what, open.path, 'unknown')];
    if (open.state === 'value' && wordOf(open.value) === 'false') return [way(what, open.path, 'private')];
    const at = computed('vpc_config.0.public_access_cidrs');
    const ranges = texts(attributes, at);
    if (ranges.known.length > 0 || ranges.unknown) return networkWay({ what, attributes, ranges: [at], ports: 'none' });
    const remedy = { text: 'set vpc_config.endpoint_public_access = false, or limit vpc_config.public_access_cidrs' };
    return [{ what, path: look(attributes, at).path, state: 'public', cidrs: ['0.0.0.0/0'], remedy }];
  },
);

export const containers: FactTable = {
  aws_ecr_repository: {
    encryption: atRest({
      part: 'the repository',
      key: computed('encryption_configuration.0.kms_key'),
      byDefault: AWS.ecr,
    }),
  },
  aws_eks_cluster: {
    encryption: once(
      [VERSION],
      all(
        when((attributes) => isOld(text(attributes, VERSION)), atRest(secrets)),
        when((attributes) => !isOld(text(attributes, VERSION)), atRest({ ...secrets, byDefault: AWS.eks })),
      ),
    ),
    exposure: endpoint,
  },
  aws_ecs_task_definition: {
    containers: taskContainers,
    encryption: each(
      'volume',
      each(
        'efs_volume_configuration',
        inTransit({
          part: 'traffic to the file system',
          at: 'transit_encryption',
          on: ['ENABLED'],
          absent: 'unencrypted',
        }),
      ),
    ),
  },
};
