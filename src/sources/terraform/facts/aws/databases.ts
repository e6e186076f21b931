/** Databases. */

import type { Attributes } from '../../attributes.ts';
import { all, answer, type EncryptionAnswer, type ExposureAnswer, once, when } from '../combinators/about.ts';
import { atRest } from '../combinators/at-rest.ts';
import { publicSwitch, way } from '../combinators/exposed.ts';
import { inTransit } from '../combinators/in-transit.ts';
import { type FactTable, named } from '../combinators/kinds.ts';
import { computed, text, texts } from '../combinators/place.ts';
import { AWS } from './pages.ts';

const KMS = computed('kms_key_id');

const publiclyAccessible = publicSwitch({
  what: 'database with a public address',
  at: computed('publicly_accessible'),
  absent: 'private',
});

const clusterStorage = {
  part: 'the storage of the cluster',
  flag: computed('storage_encrypted'),
  inherits: ['snapshot_identifier', computed('replication_source_identifier')],
};

/** Aurora encrypts every cluster created since 2026-02-18; a cluster of another engine must ask for it. */
const isAurora = (attributes: Attributes) => (text(attributes, 'engine') ?? 'aurora').startsWith('aurora');

const rdsCluster: EncryptionAnswer = once(
  ['engine'],
  all(
    when(isAurora, atRest({ ...clusterStorage, key: KMS, byDefault: AWS.aurora })),
    when((attributes) => !isAurora(attributes), atRest({ ...clusterStorage, key: KMS })),
  ),
);

const sharedSnapshot: ExposureAnswer = answer(
  { aspect: 'exposure', text: '`shared_accounts` has `all`' },
  (attributes) => {
    const { known, unknown } = texts(attributes, computed('shared_accounts'));
    const path = attributes.path('shared_accounts');
    if (known.includes('all')) return [way('snapshot', path, 'public', { text: 'share it with named accounts only' })];
    return unknown ? [way('snapshot', path, 'unknown')] : known.length > 0 ? [way('snapshot', path, 'private')] : [];
  },
);

export const databases: FactTable = {
  aws_db_instance: {
    encryption: atRest({
      part: 'the storage of the database',
      flag: 'storage_encrypted',
      key: KMS,
      inherits: ['replicate_source_db', computed('snapshot_identifier'), 'restore_to_point_in_time'],
    }),
    exposure: publiclyAccessible,
  },
  // Its storage is the cluster's, which says whether it is encrypted.
  ...named(
    [
      'aws_rds_cluster_instance',
      'aws_neptune_cluster_instance',
      'aws_lightsail_database',
      'aws_timestreaminfluxdb_db_instance',
    ],
    {
      exposure: publiclyAccessible,
    },
  ),
  aws_rds_cluster: { encryption: rdsCluster },
  aws_rds_global_cluster: {
    encryption: atRest({
      part: 'the storage of the cluster',
      flag: computed('storage_encrypted'),
      inherits: [computed('source_db_cluster_identifier')],
      byDefault: AWS.aurora,
    }),
  },
  aws_docdb_cluster: { encryption: atRest({ ...clusterStorage, key: KMS }) },
  aws_neptune_cluster: { encryption: atRest({ ...clusterStorage, key: computed('kms_key_arn') }) },
  aws_neptunegraph_graph: {
    exposure: publicSwitch({ what: 'public endpoint', at: computed('public_connectivity'), absent: 'private' }),
  },
  ...named(['aws_db_snapshot', 'aws_db_snapshot_copy', 'aws_db_cluster_snapshot', 'aws_rds_cluster_snapshot_copy'], {
    exposure: sharedSnapshot,
  }),
  aws_db_proxy: { encryption: inTransit({ part: 'traffic of clients', at: 'require_tls', absent: 'unencrypted' }) },
  aws_dynamodb_table: {
    encryption: atRest({
      part: 'the table',
      key: computed('server_side_encryption.0.kms_key_arn'),
      byDefault: AWS.dynamodb,
    }),
  },
  aws_dynamodb_table_replica: {
    encryption: atRest({ part: 'the replica', key: computed('kms_key_arn'), byDefault: AWS.dynamodb }),
  },
  aws_redshift_cluster: {
    encryption: atRest({ part: 'the cluster', flag: 'encrypted', key: KMS, byDefault: AWS.redshift }),
    exposure: publiclyAccessible,
  },
  aws_redshiftserverless_namespace: {
    encryption: atRest({ part: 'the namespace', key: KMS, byDefault: AWS.redshiftServerless }),
  },
  aws_redshiftserverless_workgroup: { exposure: publiclyAccessible },
  aws_timestreamwrite_database: {
    encryption: atRest({ part: 'the database', key: KMS, byDefault: AWS.timestream }),
  },
  aws_keyspaces_table: {
    encryption: atRest({
      part: 'the table',
      key: computed('encryption_specification.0.kms_key_identifier'),
      byDefault: AWS.keyspaces,
    }),
  },
  aws_dms_replication_instance: {
    encryption: atRest({ part: 'the storage of the instance', key: computed('kms_key_arn'), byDefault: AWS.dms }),
    exposure: publicSwitch({
      what: 'replication instance with a public address',
      at: computed('publicly_accessible'),
      absent: 'private',
    }),
  },
};
