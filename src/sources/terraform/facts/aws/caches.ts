/** Caches and search. */

import type { Attributes } from '../../attributes.ts';
import { all, answer, type EncryptionAnswer, type ExposureAnswer, once, when } from '../combinators/about.ts';
import { atRest } from '../combinators/at-rest.ts';
import { inTransit, tlsPolicy, traffic } from '../combinators/in-transit.ts';
import type { FactTable } from '../combinators/kinds.ts';
import { computed, isSet, text } from '../combinators/place.ts';
import { policyAt } from '../combinators/policy.ts';
import { AWS } from './pages.ts';

const ENGINE = computed('engine');
const isValkey = (attributes: Attributes) => text(attributes, ENGINE) === 'valkey';
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
    const engine = text(attributes, ENGINE);
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

export const caches: FactTable = {
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
  aws_elasticache_replication_group: {
    encryption: all(
      once(
        [ENGINE],
        all(
          when(isValkey, atRest({ ...cacheGroup, byDefault: AWS.valkey })),
          when((attributes) => !isValkey(attributes), atRest(cacheGroup)),
        ),
      ),
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
  aws_elasticache_cluster: { encryption: once([ENGINE], loneCache) },
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
};
