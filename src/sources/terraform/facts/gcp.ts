/** Google Cloud: everything at rest is encrypted, so the key, the way in and the members are what is asked. */
import { arrayAt, isObject, type JsonValue } from '../../../json.ts';
import { isWorld } from '../../../resource/cidr.ts';
import type { Exposure, PortRange } from '../../../resource/facets.ts';
import type { Attributes } from '../attributes.ts';
import { all, answer, type ExposureAnswer, each } from './combinators/about.ts';
import { atRest } from './combinators/at-rest.ts';
import { ALL_PORTS, networkWay, way } from './combinators/exposed.ts';
import { inTransit, tlsPolicy, traffic } from './combinators/in-transit.ts';
import { type DescribedFacts, type FactTable, named } from './combinators/kinds.ts';
import { type At, computed, look, nameOf, text, texts, wordOf } from './combinators/place.ts';
import { setTo } from './combinators/remedy.ts';

const DEFAULT = 'https://cloud.google.com/docs/security/encryption/default-encryption';
const EXAMPLE = 'google_kms_crypto_key.example.id';
const HTTPS = [{ protocol: 'tcp', from: 443, to: 443 }];

const always = (part: string, ...key: At[]): DescribedFacts => ({
  encryption: atRest({ part, key, keyExample: EXAMPLE, byDefault: DEFAULT }),
});

/** Principals that stand for anyone, or for anyone with a Google account. */
const EVERYONE = /(?:^|[:/])(?:allUsers|allAuthenticatedUsers)$/i;

/** Resources with IAM members of their own. Each has `_iam_member` and `_iam_binding`. */
const WITH_MEMBERS = [
  'artifact_registry_repository',
  'bigquery_dataset',
  'bigquery_table',
  'cloud_run_service',
  'cloud_run_v2_service',
  'cloudfunctions_function',
  'cloudfunctions2_function',
  'compute_disk',
  'compute_image',
  'compute_instance',
  'compute_snapshot',
  'dataproc_cluster',
  'folder',
  'kms_crypto_key',
  'kms_key_ring',
  'organization',
  'project',
  'pubsub_subscription',
  'pubsub_topic',
  'secret_manager_secret',
  'service_account',
  'spanner_database',
  'spanner_instance',
  'storage_bucket',
];

function membersExposure(at: At, what: string): ExposureAnswer {
  return answer({ aspect: 'exposure', text: `\`${nameOf(at)}\` has \`allUsers\`` }, (attributes) => {
    const { known, unknown } = texts(attributes, at);
    const { path } = look(attributes, at);
    const remedy = { text: 'name the users, groups or service accounts that need access' };
    if (known.some((member) => EVERYONE.test(member))) return [way(what, path, 'public', remedy)];
    return [way(what, path, unknown ? 'unknown' : 'private')];
  });
}

const policyData: ExposureAnswer = answer(
  { aspect: 'exposure', text: '`policy_data` has `allUsers`' },
  (attributes) => {
    const found = look(attributes, 'policy_data');
    const document = found.state === 'value' ? decode(found.value) : undefined;
    if (!isObject(document)) return [way('access policy', found.path, 'unknown')];
    const members = arrayAt(document, 'bindings').flatMap((binding) => arrayAt(binding, 'members'));
    const open = members.some((member) => typeof member === 'string' && EVERYONE.test(member));
    const remedy = { text: 'name the users, groups or service accounts that need access' };
    return [open ? way('access policy', found.path, 'public', remedy) : way('access policy', found.path, 'private')];
  },
);

const iam: FactTable = Object.fromEntries(
  WITH_MEMBERS.flatMap((name) => [
    [`google_${name}_iam_member`, { exposure: membersExposure('member', 'access of a member') }],
    [`google_${name}_iam_binding`, { exposure: membersExposure('members', 'access of members') }],
    [`google_${name}_iam_policy`, { exposure: policyData }],
  ]),
);

/** An older way to share: access lists. */
const accessList = answer<Exposure>({ aspect: 'exposure', text: '`predefined_acl`, `role_entity`' }, (attributes) => {
  const canned = text(attributes, computed('predefined_acl'));
  const { known, unknown } = texts(attributes, computed('role_entity'));
  const open = /^(?:publicRead(?:Write)?|authenticatedRead)$/.test(canned ?? '');
  if (open)
    return [
      way('access list', attributes.path('predefined_acl'), 'public', setTo(attributes, 'predefined_acl', 'private')),
    ];
  const path = attributes.path('role_entity');
  if (known.some((entity) => EVERYONE.test(entity)))
    return [way('access list', path, 'public', { text: 'remove allUsers' })];
  return unknown ? [way('access list', path, 'unknown')] : [];
});

function portsOf(rule: Attributes): PortRange[] {
  const written = text(rule, 'protocol')?.toLowerCase() ?? 'all';
  const protocol = written === 'all' ? '-1' : written;
  if (/^(?:icmp|ipv6-icmp|1|58)$/.test(protocol)) return [];
  const { known } = texts(rule, 'ports');
  if (known.length === 0) return [{ protocol, ...ALL_PORTS }];
  return known.map((range) => {
    const [from = '0', to = from] = range.split('-');
    const [low, high] = [Number(from), Number(to)];
    return Number.isInteger(low) && Number.isInteger(high)
      ? { protocol, from: low, to: high }
      : { protocol, ...ALL_PORTS };
  });
}

/** Only what lets traffic in counts, and only where the rule is on. */
const firewall = answer<Exposure>(
  { aspect: 'exposure', text: '`source_ranges` of an ingress rule that allows' },
  (attributes) => {
    if (text(attributes, computed('direction')) === 'EGRESS' || attributes.flag('disabled') === true) return [];
    const ports = attributes.blocks('allow').flatMap(portsOf);
    if (ports.length === 0) return [];
    const unsure = attributes.blocks('allow').find((rule) => look(rule, 'ports').state === 'unknown');
    return networkWay({
      what: 'firewall rule',
      attributes,
      ranges: [computed('source_ranges')],
      ports: unsure === undefined ? ports : undefined,
      ...(unsure !== undefined && { portsPath: unsure.path('ports') }),
    });
  },
);

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

const sqlExposure = answer<Exposure>({ aspect: 'exposure', text: '`authorized_networks`' }, (attributes) => {
  const settings = attributes.blocks('settings').flatMap((one) => one.blocks('ip_configuration'));
  return settings
    .flatMap((one) => one.blocks('authorized_networks'))
    .flatMap((network) =>
      networkWay({ what: 'authorized network', attributes: network, ranges: ['value'], ports: undefined }),
    )
    .map((one) =>
      one.state === 'unknown' && one.cidrs.some(isWorld) ? { ...one, state: 'public' as const, remedy: NARROW } : one,
    );
});

const NARROW = { text: 'limit authorized_networks to the ranges that need it' };

/** Without authorized networks anyone can reach the API server, unless its endpoint is private. */
const controlPlane = answer<Exposure>(
  { aspect: 'exposure', text: '`master_authorized_networks_config`, `private_cluster_config`' },
  (attributes) => {
    const what = 'public API endpoint';
    if (attributes.flag('private_cluster_config', 0, 'enable_private_endpoint') === true) return [];
    const config = look(attributes, computed('master_authorized_networks_config'));
    if (config.state === 'unknown') return [way(what, config.path, 'unknown')];
    const blocks = attributes.blocks('master_authorized_networks_config').flatMap((one) => one.blocks('cidr_blocks'));
    const written = attributes.blocks('master_authorized_networks_config').length > 0;
    const ways = blocks.flatMap((one) => networkWay({ what, attributes: one, ranges: ['cidr_block'], ports: HTTPS }));
    if (written) return ways;
    const remedy = {
      text: 'list in master_authorized_networks_config who may reach it, or set enable_private_endpoint = true',
    };
    return [{ what, path: config.path, state: 'public', cidrs: ['0.0.0.0/0'], ports: HTTPS, remedy }];
  },
);

function decode(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return undefined;
  }
}

const diskKey = (block: string): At[] => [computed(`${block}.0.kms_key_self_link`)];

export const gcp: FactTable = {
  ...iam,
  google_storage_bucket: always('the bucket', 'encryption.0.default_kms_key_name'),
  ...named(['google_storage_bucket_acl', 'google_storage_object_acl', 'google_storage_default_object_acl'], {
    exposure: accessList,
  }),
  ...named(
    [
      'google_storage_bucket_access_control',
      'google_storage_object_access_control',
      'google_storage_default_object_access_control',
    ],
    {
      exposure: membersExposure('entity', 'access entry'),
    },
  ),
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
        if (group === undefined) return [];
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
  google_compute_firewall: { exposure: firewall },
  google_compute_ssl_policy: {
    encryption: tlsPolicy({
      at: 'min_tls_version',
      isOld: (version) => /^TLS_1_[01]$/.test(version),
      advise: 'TLS_1_2',
      absent: 'unencrypted',
    }),
  },
};
