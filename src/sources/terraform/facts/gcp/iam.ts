/** Google Cloud: who is let in, by IAM or by the older access lists. */
import { arrayAt, decoded, isObject } from '../../../../json.ts';
import type { Exposure } from '../../../../resource/facets.ts';
import { answer, type ExposureAnswer } from '../combinators/about.ts';
import { way } from '../combinators/exposed.ts';
import { type FactTable, named } from '../combinators/kinds.ts';
import { type At, computed, look, nameOf, text, texts } from '../combinators/place.ts';
import { setTo } from '../combinators/remedy.ts';

/** Principals that stand for anyone, or for anyone with a Google account. */
export const EVERYONE = /(?:^|[:/])(?:allUsers|allAuthenticatedUsers)$/i;

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
    const document = found.state === 'value' ? decoded(found.value) : undefined;
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

export const gcpIam: FactTable = {
  ...iam,
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
};
