/** Queues, topics, streams, brokers. */
import { all, answer, type EncryptionAnswer, once, when } from '../combinators/about.ts';
import { type AtRest, atRest, unencrypted } from '../combinators/at-rest.ts';
import { publicSwitch } from '../combinators/exposed.ts';
import { inTransit, traffic } from '../combinators/in-transit.ts';
import type { FactTable } from '../combinators/kinds.ts';
import { computed, isSet, look, wordOf } from '../combinators/place.ts';
import { policyExposure } from '../combinators/policy.ts';
import { setTo } from '../combinators/remedy.ts';
import { AWS } from './pages.ts';

const QUEUE: AtRest = { part: 'the queue', key: 'kms_master_key_id', byDefault: AWS.sqs };
const MANAGED = computed('sqs_managed_sse_enabled');

/** A KMS key, else SQS's own key, which is on unless it is switched off. */
const queueEncryption: EncryptionAnswer = answer(
  { aspect: 'at-rest', text: '`sqs_managed_sse_enabled` or key `kms_master_key_id`', byDefault: AWS.sqs },
  (attributes) => {
    const managed = look(attributes, MANAGED);
    const off = managed.state === 'value' && wordOf(managed.value) === 'false';
    if (look(attributes, 'kms_master_key_id').state !== 'absent') return atRest(QUEUE)(attributes);
    if (managed.state === 'unknown') {
      return [{ aspect: 'at-rest', part: QUEUE.part, path: managed.path, state: 'unknown' }];
    }
    if (!off) return atRest(QUEUE)(attributes);
    return [unencrypted(QUEUE, managed.path, setTo(attributes, 'sqs_managed_sse_enabled', true))];
  },
);

const SOURCES = ['kinesis_source_configuration.0.kinesis_stream_arn', 'msk_source_configuration.0.msk_cluster_arn'];

export const messaging: FactTable = {
  aws_sqs_queue: {
    encryption: queueEncryption,
    exposure: policyExposure({ what: 'queue policy', at: computed('policy') }),
  },
  aws_sns_topic: {
    encryption: atRest({ part: 'the topic', key: 'kms_master_key_id', keyExample: 'aws_kms_key.example.id' }),
    exposure: policyExposure({ what: 'topic policy', at: computed('policy') }),
  },
  aws_kinesis_stream: {
    encryption: atRest({ part: 'the stream', flag: 'encryption_type', on: ['KMS'], key: 'kms_key_id' }),
  },
  // A delivery stream that reads from another stream keeps nothing of its own.
  aws_kinesis_firehose_delivery_stream: {
    encryption: once(
      ['kinesis_source_configuration', 'msk_source_configuration'],
      when(
        (attributes) => !SOURCES.some((at) => isSet(attributes, at)),
        atRest({
          part: 'the delivery stream',
          flag: 'server_side_encryption.0.enabled',
          key: 'server_side_encryption.0.key_arn',
        }),
      ),
    ),
  },
  aws_kinesis_video_stream: {
    encryption: atRest({ part: 'the stream', key: computed('kms_key_id'), byDefault: AWS.kinesisVideo }),
  },
  aws_msk_cluster: {
    encryption: all(
      atRest({
        part: 'the data of the brokers',
        key: computed('encryption_info.0.encryption_at_rest_kms_key_arn'),
        byDefault: AWS.msk,
      }),
      inTransit({
        part: 'traffic of clients',
        at: computed('encryption_info.0.encryption_in_transit.0.client_broker'),
        on: ['TLS'],
        absent: 'encrypted',
        byDefault: AWS.msk,
      }),
      inTransit({
        part: 'traffic between brokers',
        at: computed('encryption_info.0.encryption_in_transit.0.in_cluster'),
        absent: 'encrypted',
        byDefault: AWS.msk,
      }),
    ),
    exposure: publicSwitch({
      what: 'brokers with public addresses',
      at: computed('broker_node_group_info.0.connectivity_info.0.public_access.0.type'),
      on: ['SERVICE_PROVIDED_EIPS'],
      absent: 'private',
      off: 'DISABLED',
    }),
  },
  aws_msk_serverless_cluster: {
    encryption: all(
      atRest({ part: 'the data of the brokers', byDefault: AWS.msk }),
      answer({ aspect: 'in-transit', text: 'always', byDefault: AWS.msk }, (attributes) => [
        { ...traffic('traffic of clients', attributes.path(), 'encrypted'), byDefault: AWS.msk },
      ]),
    ),
  },
  aws_mq_broker: {
    encryption: atRest({ part: 'the broker', key: computed('encryption_options.0.kms_key_id'), byDefault: AWS.mq }),
    exposure: publicSwitch({
      what: 'broker with a public address',
      at: computed('publicly_accessible'),
      absent: 'private',
    }),
  },
  aws_cloudwatch_event_bus: {
    encryption: atRest({ part: 'the event bus', key: 'kms_key_identifier', byDefault: AWS.eventbridge }),
  },
  aws_sfn_state_machine: {
    encryption: atRest({
      part: 'the state machine',
      key: computed('encryption_configuration.0.kms_key_id'),
      byDefault: AWS.stepFunctions,
    }),
  },
};
