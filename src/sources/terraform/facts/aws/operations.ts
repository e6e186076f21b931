/** Logs, secrets, trails, analytics. */
import { decoded, isObject, objectAt } from '../../../../json.ts';
import { all, answer, type EncryptionAnswer, when } from '../combinators/about.ts';
import { atRest, unencrypted } from '../combinators/at-rest.ts';
import { traffic } from '../combinators/in-transit.ts';
import type { FactTable } from '../combinators/kinds.ts';
import { computed, look, text } from '../combinators/place.ts';
import { AWS } from './pages.ts';

const CATALOG = 'data_catalog_encryption_settings.0';
const GLUE = 'encryption_configuration.0';

/** EMR keeps its settings in one JSON document. */
const mapReduce: EncryptionAnswer = answer(
  [
    { aspect: 'at-rest', text: '`configuration`' },
    { aspect: 'in-transit', text: '`configuration`' },
  ],
  (attributes) => {
    const found = look(attributes, 'configuration');
    const document = found.state === 'value' ? decoded(found.value) : undefined;
    const atRestPart = { part: 'the data of clusters' };
    if (!isObject(document)) {
      return [
        { aspect: 'at-rest', ...atRestPart, path: found.path, state: 'unknown' },
        traffic('traffic between nodes', found.path, 'unknown'),
      ];
    }
    const settings = objectAt(document, 'EncryptionConfiguration');
    const remedy = (key: string) => ({ text: `set EncryptionConfiguration.${key} = true in configuration` });
    return [
      settings.EnableAtRestEncryption === true
        ? { aspect: 'at-rest', ...atRestPart, path: found.path, state: 'encrypted', key: 'unknown' }
        : unencrypted(atRestPart, found.path, remedy('EnableAtRestEncryption')),
      settings.EnableInTransitEncryption === true
        ? traffic('traffic between nodes', found.path, 'encrypted')
        : traffic('traffic between nodes', found.path, 'unencrypted', remedy('EnableInTransitEncryption')),
    ];
  },
);

export const operations: FactTable = {
  aws_cloudwatch_log_group: {
    encryption: atRest({ part: 'the log group', key: 'kms_key_id', byDefault: AWS.logs }),
  },
  aws_secretsmanager_secret: {
    encryption: atRest({ part: 'the secret', key: 'kms_key_id', byDefault: AWS.secrets }),
  },
  // A plain String is for what is no secret; that somebody put one there cannot be seen from here.
  aws_ssm_parameter: {
    encryption: when(
      (attributes) => text(attributes, 'type') === 'SecureString',
      atRest({ part: 'the parameter', flag: 'type', on: ['SecureString'], key: computed('key_id') }),
    ),
  },
  aws_cloudtrail: {
    encryption: atRest({ part: 'the log files', key: 'kms_key_id', byDefault: AWS.cloudtrail }),
  },
  aws_cloudtrail_event_data_store: {
    encryption: atRest({ part: 'the event data store', key: 'kms_key_id', byDefault: AWS.cloudtrail }),
  },
  aws_athena_workgroup: {
    encryption: atRest({
      part: 'the query results',
      key: 'configuration.0.result_configuration.0.encryption_configuration.0.kms_key_arn',
      byDefault: AWS.s3,
    }),
  },
  aws_athena_database: {
    encryption: atRest({
      part: 'the query results',
      key: 'encryption_configuration.0.kms_key',
      byDefault: AWS.s3,
    }),
  },
  aws_glue_data_catalog_encryption_settings: {
    encryption: all(
      atRest({
        part: 'the data catalog',
        flag: `${CATALOG}.encryption_at_rest.0.catalog_encryption_mode`,
        on: ['SSE-KMS', 'SSE-KMS-WITH-SERVICE-ROLE'],
        key: `${CATALOG}.encryption_at_rest.0.sse_aws_kms_key_id`,
      }),
      atRest({
        part: 'connection passwords',
        flag: `${CATALOG}.connection_password_encryption.0.return_connection_password_encrypted`,
        key: `${CATALOG}.connection_password_encryption.0.aws_kms_key_id`,
      }),
    ),
  },
  aws_glue_security_configuration: {
    encryption: all(
      atRest({
        part: 'what jobs write to S3',
        key: `${GLUE}.s3_encryption.0.kms_key_arn`,
        byDefault: AWS.s3,
      }),
      atRest({
        part: 'the logs of jobs',
        key: `${GLUE}.cloudwatch_encryption.0.kms_key_arn`,
        byDefault: AWS.logs,
      }),
      atRest({
        part: 'job bookmarks',
        flag: `${GLUE}.job_bookmarks_encryption.0.job_bookmarks_encryption_mode`,
        on: ['CSE-KMS'],
        key: `${GLUE}.job_bookmarks_encryption.0.kms_key_arn`,
      }),
    ),
  },
  aws_emr_security_configuration: { encryption: mapReduce },
};
