/** Databases, caches and search. */

import type { Attributes } from '../../attributes.ts';
import { all, answer, type EncryptionAnswer, type ExposureAnswer, when } from '../combinators/about.ts';
import { atRest } from '../combinators/at-rest.ts';
import { publicSwitch, way } from '../combinators/exposed.ts';
import { inTransit, tlsPolicy, traffic } from '../combinators/in-transit.ts';
import { type FactTable, named } from '../combinators/kinds.ts';
import { computed, isSet, text, texts } from '../combinators/place.ts';
import { policyAt } from '../combinators/policy.ts';
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

const rdsCluster: EncryptionAnswer = all(
  when(isAurora, atRest({ ...clusterStorage, key: KMS, byDefault: AWS.aurora })),
  when((attributes) => !isAurora(attributes), atRest({ ...clusterStorage, key: KMS })),
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

const isValkey = (attributes: Attributes) => text(attributes, computed('engine')) === 'valkey';
const cacheGroup = {
  part: 'the data of the cache',
  flag: computed('at_rest_encryption_enabled'),
  key: 'kms_key_id',
  inherits: [computed('global_replication_group_id')],
};

/** A lone cluster of Redis or Valkey cannot be encrypted; Memcached keeps nothing at rest. */
const loneCache: EncryptionAnswer = answer(
  [
    { aspect: 'at-rest', text: 'never for Redis and Valkey' },
    { aspect: 'in-transit', text: '`transit_encryption_enabled`' },
  ],
  (attributes) => {
    if (isSet(attributes, computed('replication_group_id'))) return [];
    const engine = text(attributes, computed('engine'));
    if (engine === 'memcached') return cacheTransit(attributes);
    if (engine === undefined) return [];
    const path = attributes.path('engine');
    const remedy = { text: 'use an aws_elasticache_replication_group with at_rest_encryption_enabled = true' };
    return [
      { aspect: 'at-rest', part: 'the data of the cache', path, state: 'unencrypted', remedy },
      traffic('traffic of the cache', attributes.path('transit_encryption_enabled'), 'unencrypted', remedy),
    ];
  },
);

const cacheTransit = inTransit({
  part: 'traffic of the cache',
  at: computed('transit_encryption_enabled'),
  absent: 'unencrypted',
});

const search = {
  encryption: all(
    atRest({
      part: 'the data of the domain',
      flag: computed('encrypt_at_rest.0.enabled'),
      key: computed('encrypt_at_rest.0.kms_key_id'),
    }),
    inTransit({
      part: 'traffic between nodes',
      at: computed('node_to_node_encryption.0.enabled'),
      absent: 'unencrypted',
    }),
    inTransit({
      part: 'traffic of clients',
      at: computed('domain_endpoint_options.0.enforce_https'),
      absent: 'unencrypted',
    }),
    tlsPolicy({
      at: computed('domain_endpoint_options.0.tls_security_policy'),
      isOld: (policy) => policy.includes('-1-0-'),
      advise: 'Policy-Min-TLS-1-2-PFS-2023-10',
      absent: 'not-asked',
    }),
  ),
};

/** Inside a VPC the network decides; with fine-grained access control a caller must log in, whatever the policy. */
function searchExposure(splitPolicy: string): ExposureAnswer {
  const text = '`access_policies` allows everyone, without `vpc_options` or `advanced_security_options`';
  return answer({ aspect: 'exposure', text }, (attributes) => {
    if (isSet(attributes, 'vpc_options.0.subnet_ids')) return [];
    if (attributes.flag('advanced_security_options', 0, 'enabled') === true) return [];
    const split = attributes
      .related(splitPolicy, 'domain_name')
      .flatMap((one) => policyAt('domain policy', one, 'access_policies'));
    const path = attributes.path('access_policies');
    return [
      ...policyAt('domain policy', attributes, computed('access_policies')),
      ...split.map((one) => ({ ...one, path })),
    ];
  });
}

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
  aws_dax_cluster: {
    encryption: all(
      atRest({ part: 'the data of the cluster', flag: 'server_side_encryption.0.enabled' }),
      inTransit({
        part: 'traffic of clients',
        at: computed('cluster_endpoint_encryption_type'),
        on: ['TLS'],
        absent: 'unencrypted',
      }),
    ),
  },
  aws_redshift_cluster: {
    encryption: atRest({ part: 'the cluster', flag: 'encrypted', key: KMS, byDefault: AWS.redshift }),
    exposure: publiclyAccessible,
  },
  aws_redshiftserverless_namespace: {
    encryption: atRest({ part: 'the namespace', key: KMS, byDefault: AWS.redshiftServerless }),
  },
  aws_redshiftserverless_workgroup: { exposure: publiclyAccessible },
  aws_elasticache_replication_group: {
    encryption: all(
      when(isValkey, atRest({ ...cacheGroup, byDefault: AWS.valkey })),
      when((attributes) => !isValkey(attributes), atRest(cacheGroup)),
      cacheTransit,
      inTransit({
        part: 'traffic of clients that do not ask for TLS',
        at: computed('transit_encryption_mode'),
        off: ['preferred'],
        advise: 'required',
        absent: 'not-asked',
      }),
    ),
  },
  aws_elasticache_cluster: { encryption: loneCache },
  aws_elasticache_serverless_cache: {
    encryption: atRest({ part: 'the data of the cache', key: 'kms_key_id', byDefault: AWS.elasticache }),
  },
  aws_memorydb_cluster: {
    encryption: all(
      atRest({ part: 'the data of the cluster', key: 'kms_key_arn', byDefault: AWS.memorydb }),
      inTransit({ part: 'traffic of clients', at: 'tls_enabled', absent: 'encrypted' }),
    ),
  },
  aws_elasticsearch_domain: { ...search, exposure: searchExposure('aws_elasticsearch_domain_policy') },
  aws_opensearch_domain: { ...search, exposure: searchExposure('aws_opensearch_domain_policy') },
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
