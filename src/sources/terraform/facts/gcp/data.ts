import type { Exposure } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { all, answer, each } from '../combinators/about.ts';
import { atRest } from '../combinators/at-rest.ts';
import { networkWay, way } from '../combinators/exposed.ts';
import { inTransit, traffic } from '../combinators/in-transit.ts';
import { type DescribedFacts, type FactTable, named } from '../combinators/kinds.ts';
import { type At, computed, look, text, wordOf } from '../combinators/place.ts';
import { setTo } from '../combinators/remedy.ts';

import { EVERYONE } from './iam.ts';
import { controlPlane } from './network.ts';

const DEFAULT = 'https://cloud.google.com/docs/security/encryption/default-encryption';
const EXAMPLE = 'google_kms_crypto_key.example.id';

const always = (part: string, ...key: At[]): DescribedFacts => ({
  encryption: atRest({ part, key, keyExample: EXAMPLE, byDefault: DEFAULT }),
});

const CONNECTIONS = 'settings.0.ip_configuration.0';

/** `ssl_mode` took the place of `require_ssl`; a server that names neither takes both kinds of connection. */
const sqlTransit = answer(
  { aspect: 'in-transit' as const, text: '`ssl_mode` or `require_ssl`' },
  (attributes: Attributes) => {
    const part = 'traffic of clients';
    const mode = look(attributes, computed(`${CONNECTIONS}.ssl_mode`));
    const required = look(attributes, `${CONNECTIONS}.require_ssl`);
    if (mode.state === 'unknown') return [traffic(part, mode.path, 'unknown')];
    if (mode.state === 'value' && mode.value !== 'ALLOW_UNENCRYPTED_AND_ENCRYPTED')
      return [traffic(part, mode.path, 'encrypted')];
    if (mode.state === 'absent' && required.state === 'unknown') return [traffic(part, required.path, 'unknown')];
    if (mode.state === 'absent' && required.state === 'value' && wordOf(required.value) === 'true') {
      return [traffic(part, required.path, 'encrypted')];
    }
    return [traffic(part, mode.path, 'unencrypted', setTo(attributes, `${CONNECTIONS}.ssl_mode`, 'ENCRYPTED_ONLY'))];
  },
);

const networks = each(
  'settings',
  each(
    'ip_configuration',
    each(
      'authorized_networks',
      answer<Exposure>({ aspect: 'exposure', text: '`value`' }, (one) =>
        networkWay({ what: 'authorized network', attributes: one, ranges: ['value'], ports: 'none' }),
      ),
    ),
  ),
);
const sqlExposure = answer<Exposure>({ aspect: 'exposure', text: '`authorized_networks`' }, networks);

const diskKey = (block: string): At[] => [computed(`${block}.0.kms_key_self_link`)];

export const gcpData: FactTable = {
  google_storage_bucket: always('the bucket', 'encryption.0.default_kms_key_name'),
  ...named(
    ['google_compute_disk', 'google_compute_region_disk'],
    always('the disk', ...diskKey('disk_encryption_key')),
  ),
  google_compute_snapshot: always('the snapshot', ...diskKey('snapshot_encryption_key')),
  google_compute_image: always('the image', ...diskKey('image_encryption_key')),
  google_compute_instance: {
    encryption: all(
      each(
        'boot_disk',
        atRest({ part: 'the boot disk', key: computed('kms_key_self_link'), keyExample: EXAMPLE, byDefault: DEFAULT }),
      ),
      each(
        'attached_disk',
        atRest({
          part: 'an attached disk',
          key: computed('kms_key_self_link'),
          keyExample: EXAMPLE,
          byDefault: DEFAULT,
        }),
      ),
    ),
  },
  google_sql_database_instance: {
    encryption: all(
      atRest({
        part: 'the storage of the database',
        key: computed('encryption_key_name'),
        keyExample: EXAMPLE,
        byDefault: DEFAULT,
      }),
      sqlTransit,
    ),
    exposure: sqlExposure,
  },
  google_alloydb_cluster: always('the cluster', 'encryption_config.0.kms_key_name'),
  google_spanner_database: always('the database', 'encryption_config.0.kms_key_name'),
  google_bigtable_instance: {
    encryption: each(
      'cluster',
      atRest({ part: 'a cluster', key: computed('kms_key_name'), keyExample: EXAMPLE, byDefault: DEFAULT }),
    ),
  },
  google_bigquery_dataset: {
    ...always('the dataset', 'default_encryption_configuration.0.kms_key_name'),
    exposure: each(
      'access',
      answer({ aspect: 'exposure', text: '`special_group`, `iam_member`' }, (access) => {
        const group = ['special_group', 'iam_member'].find((key) => EVERYONE.test(text(access, key) ?? ''));
        if (group === undefined) {
          const open = ['special_group', 'iam_member'].find((key) => look(access, key).state === 'unknown');
          return open === undefined ? [] : [way('access entry of the dataset', access.path(open), 'unknown')];
        }
        return [
          way('access entry of the dataset', access.path(group), 'public', {
            text: 'name the groups that need access',
          }),
        ];
      }),
    ),
  },
  google_bigquery_table: always('the table', 'encryption_configuration.0.kms_key_name'),
  google_pubsub_topic: always('the topic', 'kms_key_name'),
  google_secret_manager_secret: always('the secret', 'replication.0.auto.0.customer_managed_encryption.0.kms_key_name'),
  google_artifact_registry_repository: always('the repository', 'kms_key_name'),
  google_filestore_instance: always('the file share', 'kms_key_name'),
  google_dataproc_cluster: always('the disks of the cluster', 'cluster_config.0.encryption_config.0.kms_key_name'),
  google_redis_instance: {
    encryption: all(
      atRest({ part: 'the data of the cache', key: 'customer_managed_key', keyExample: EXAMPLE, byDefault: DEFAULT }),
      inTransit({
        part: 'traffic of clients',
        at: 'transit_encryption_mode',
        on: ['SERVER_AUTHENTICATION'],
        absent: 'unencrypted',
      }),
    ),
  },
  google_container_cluster: {
    ...always('the data of the Kubernetes API', computed('database_encryption.0.key_name')),
    exposure: controlPlane,
  },
  google_container_node_pool: always('the disks of the nodes', 'node_config.0.boot_disk_kms_key'),
};
