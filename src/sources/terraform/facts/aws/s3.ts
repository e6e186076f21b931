/** Buckets: their encryption, ACL, policy and public access block may each stand in a resource of their own. */
import type { Encryption, Exposure } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { all, answer, type EncryptionAnswer, type ExposureAnswer } from '../combinators/about.ts';
import { publicSwitch, way } from '../combinators/exposed.ts';
import { keyFacts } from '../combinators/key.ts';
import { type FactTable, named } from '../combinators/kinds.ts';
import { ownerIsHere } from '../combinators/owner.ts';
import { computed, look, text } from '../combinators/place.ts';
import { policyAt } from '../combinators/policy.ts';
import { setTo } from '../combinators/remedy.ts';
import { AWS } from './pages.ts';

const INLINE = 'server_side_encryption_configuration';
const SPLIT = 'aws_s3_bucket_server_side_encryption_configuration';
const KEY = 'rule.0.apply_server_side_encryption_by_default.0.kms_master_key_id';

/** ACLs that let everyone, or every AWS account, in. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
const OPEN_ACLS = new Set(['public-read', 'public-read-write', 'authenticated-read']);
const OPEN_GROUP = /\/global\/(?:AllUsers|AuthenticatedUsers)$/;

/** Every bucket is encrypted; its configuration, inline or split, only chooses the key. */
const bucketEncryption: EncryptionAnswer = answer(
  { aspect: 'at-rest', text: `always, key \`${INLINE}\` or \`${SPLIT}\``, byDefault: AWS.s3 },
  (attributes) => {
    const path = attributes.path(INLINE);
    const base = { aspect: 'at-rest' as const, part: 'the bucket', path, state: 'encrypted' as const };
    const inline = keyFacts(attributes, [computed(`${INLINE}.0.${KEY}`)]);
    const split = attributes.related(SPLIT, 'bucket').map((configuration) => keyFacts(configuration, [KEY]).key);
    const own = split.find((one) => one !== 'provider') ?? inline.key;
    const key = own === 'provider' && attributes.relatedUnknown(SPLIT, 'bucket') ? 'unknown' : own;
    const written = attributes.blocks(INLINE).length > 0 || split.length > 0;
    const facts: Encryption = { ...base, keyPath: attributes.path(INLINE), ...(key !== undefined && { key }) };
    if (key === 'provider') {
      facts.keyRemedy = {
        text: `add an ${SPLIT} with sse_algorithm = "aws:kms" and a key of your own`,
        snippet: KEY_SNIPPET,
      };
    }
    return [written ? facts : { ...facts, byDefault: AWS.s3 }];
  },
);

const KEY_SNIPPET = `resource "${SPLIT}" "example" {
  bucket = aws_s3_bucket.example.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.example.arn
    }
  }
}`;

/** What the bucket's public access block makes of an open ACL or policy. */
function blocked(bucket: Attributes, flags: string[]): boolean | 'unknown' {
  const found = bucket
    .related('aws_s3_bucket_public_access_block', 'bucket')
    .flatMap((block) => flags.map((flag) => block.flag(flag)));
  if (found.includes(true)) return true;
  if (bucket.relatedUnknown('aws_s3_bucket_public_access_block', 'bucket')) return 'unknown';
  return found.includes('unknown') ? 'unknown' : false;
}

function behindBlock(bucket: Attributes, ways: Exposure[], flags: string[]): Exposure[] {
  const isBlocked = blocked(bucket, flags);
  return ways.map((one) => {
    if (one.state === 'private' || isBlocked === false) return one;
    const { remedy: _, ...rest } = one;
    return { ...rest, state: isBlocked === true ? 'private' : 'unknown' };
  });
}

function aclWays(attributes: Attributes): Exposure[] {
  const found = look(attributes, computed('acl'));
  const canned =
    found.state === 'unknown'
      ? [way('bucket ACL', found.path, 'unknown')]
      : OPEN_ACLS.has(text(attributes, computed('acl')) ?? '')
        ? [way('bucket ACL', found.path, 'public', setTo(attributes, 'acl', 'private'))]
        : [];
  const grants = [
    ...attributes.blocks('grant').map((grant) => ({ grant, uri: 'uri' })),
    ...attributes
      .blocks('access_control_policy')
      .flatMap((policy) => policy.blocks('grant').map((grant) => ({ grant, uri: 'grantee.0.uri' }))),
  ].flatMap(({ grant, uri }) => {
    const isOpen = OPEN_GROUP.test(text(grant, uri) ?? '');
    return isOpen
      ? [way('bucket grant', look(grant, uri).path, 'public', { text: 'remove the grant to everyone' })]
      : [];
  });
  return [...canned, ...grants];
}

/** The bucket answers for its split ACL and policy too, because its public access block decides what they open. */
const bucketExposure: ExposureAnswer = answer(
  {
    aspect: 'exposure',
    text: '`acl`, `grant`, `policy` and split resources, unless blocked by `aws_s3_bucket_public_access_block`',
  },
  (bucket) => {
    const acls = bucket.related('aws_s3_bucket_acl', 'bucket').flatMap(aclWays);
    const policies = bucket
      .related('aws_s3_bucket_policy', 'bucket')
      .flatMap((one) => policyAt('bucket policy', one, 'policy'));
    // A split resource's path is no path of the bucket: the answer stands where the bucket itself would say it.
    const here =
      (key: string, type: string) =>
      (one: Exposure): Exposure => ({
        ...one,
        path: bucket.path(key),
        ...(one.remedy !== undefined && { remedy: { text: `in its ${type}, ${one.remedy.text}` } }),
      });
    return [
      ...behindBlock(
        bucket,
        [...aclWays(bucket), ...acls.map(here('acl', 'aws_s3_bucket_acl'))],
        ['block_public_acls', 'ignore_public_acls'],
      ),
      ...behindBlock(
        bucket,
        [
          ...policyAt('bucket policy', bucket, computed('policy')),
          ...policies.map(here('policy', 'aws_s3_bucket_policy')),
        ],
        ['block_public_policy', 'restrict_public_buckets'],
      ),
    ];
  },
);

/** A split resource speaks for itself only where its bucket is not in the same document. */
const withoutBucket = (attributes: Attributes) => !ownerIsHere(attributes, 'bucket', 'aws_s3_bucket');

const BLOCKS = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'] as const;

const publicAccessBlock = {
  exposure: all(
    ...BLOCKS.map((at) =>
      publicSwitch({ what: `public access block (${at})`, at, on: [false], absent: 'public', off: true }),
    ),
  ),
};

export const s3: FactTable = {
  aws_s3_bucket: { encryption: bucketEncryption, exposure: bucketExposure },
  aws_s3_directory_bucket: { encryption: bucketEncryption },
  aws_s3_bucket_acl: {
    exposure: answer(
      { aspect: 'exposure', text: '`acl`, `access_control_policy` (where its bucket is elsewhere)' },
      (attributes) => (withoutBucket(attributes) ? aclWays(attributes) : []),
    ),
  },
  aws_s3_bucket_policy: {
    exposure: answer(
      { aspect: 'exposure', text: '`policy` allows everyone (where its bucket is elsewhere)' },
      (attributes) => (withoutBucket(attributes) ? policyAt('bucket policy', attributes, 'policy') : []),
    ),
  },
  ...named(['aws_s3_object', 'aws_s3_bucket_object', 'aws_s3_object_copy'], {
    exposure: answer({ aspect: 'exposure', text: '`acl`' }, aclWays),
  }),
  ...named(['aws_s3_bucket_public_access_block', 'aws_s3_account_public_access_block'], publicAccessBlock),
};
