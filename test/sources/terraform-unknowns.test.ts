/** What rules that read a Terraform resource itself are told beside its values: what is unknown, and where it is. */
import t from 'tap';
import { planDocument } from '../../src/examples/plan.ts';
import type { Plan } from '../../src/examples/schema.ts';
import type { JsonObject } from '../../src/json.ts';
import { readDocument } from '../../src/sources/read.ts';

function resourcesOf(document: JsonObject) {
  const { resources } = readDocument(JSON.stringify(document), { name: 'plan.json' });
  return new Map(resources.map(({ resource }) => [resource.id, resource]));
}

t.test('what is known only after apply stands by its path, with what it refers to', async (t) => {
  const plan: Plan = {
    'aws_kms_key.logs': { unknown: { arn: true } },
    'aws_cloudwatch_log_group.app': {
      values: { name: 'app', retention_in_days: 30 },
      unknown: { arn: true, kms_key_id: true, tags_all: true },
      references: { kms_key_id: ['aws_kms_key.logs.arn', 'aws_kms_key.logs'], tags_all: ['local.tags'] },
    },
    'aws_db_instance.db': { values: { restore: [{ source: 'x' }] }, unknown: { restore: [{ use_latest: true }] } },
  };
  const found = resourcesOf(planDocument(plan));

  t.strictSame(found.get('aws_cloudwatch_log_group.app')?.unknown, {
    '/arn': { computed: true, references: [], open: false },
    '/kms_key_id': {
      computed: false,
      references: [{ type: 'aws_kms_key', id: 'aws_kms_key.logs', attribute: 'arn' }],
      open: false,
    },
    '/tags_all': { computed: false, references: [], open: true },
  });
  t.strictSame(Object.keys(found.get('aws_db_instance.db')?.unknown ?? {}), ['/restore/0/use_latest'], 'in a block');
});

t.test('a resource is where its own attributes or its provider put it', async (t) => {
  const plan: Plan = {
    'aws_s3_bucket.own': { values: { region: 'eu-west-3' } },
    'aws_s3_bucket.arn': { values: { arn: 'arn:aws:rds:eu-north-1:123456789012:db:x' } },
    'aws_s3_bucket.global': { values: { arn: 'arn:aws:s3:::logs' } },
    'aws_instance.zone': { values: { availability_zone: 'us-gov-west-1a' } },
    'aws_s3_bucket.alias': { provider: 'west', values: {} },
    'aws_s3_bucket.elsewhere': { provider: 'other', values: {} },
    'google_sql_database_instance.db': { values: { region: 'europe-west3' } },
    'azurerm_storage_account.a': { values: { location: 'West Europe' } },
    'random_id.x': { values: {} },
  };
  const found = resourcesOf(planDocument(plan, { aws: 'eu-central-1', 'aws.west': 'eu-west-1' }));
  const regions = Object.fromEntries([...found].map(([id, { region }]) => [id, region]));

  t.strictSame(regions, {
    'aws_s3_bucket.own': 'eu-west-3',
    'aws_s3_bucket.arn': 'eu-north-1',
    'aws_s3_bucket.global': 'eu-central-1',
    'aws_instance.zone': 'us-gov-west-1',
    'aws_s3_bucket.alias': 'eu-west-1',
    'aws_s3_bucket.elsewhere': undefined,
    'google_sql_database_instance.db': 'europe-west3',
    'azurerm_storage_account.a': 'westeurope',
    'random_id.x': undefined,
  });
});

t.test('a region that a variable of the root module names is known', async (t) => {
  const document = planDocument({ 'aws_s3_bucket.b': { values: {} } });
  const region = (references: string[]) => ({ provider_config: { aws: { expressions: { region: { references } } } } });
  const where = (references: string[]) => {
    const configuration = { ...(document.configuration as JsonObject), ...region(references) };
    const variables = { region: { value: 'eu-west-1' } };
    return resourcesOf({ ...document, configuration, variables }).get('aws_s3_bucket.b')?.region;
  };

  t.equal(where(['var.region']), 'eu-west-1');
  t.equal(where(['local.region']), undefined);
  t.equal(where(['var.region', 'var.other']), undefined);
});
