import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readConfiguration } from '../../scripts/patterns/configuration.ts';

const read = async (t: Test, text: string) => {
  const folder = t.testdir({ 'main.tf': text, 'policy.json': '{"Version": "2012-10-17"}' });
  return readConfiguration([join(folder, 'main.tf')], folder);
};

t.test('what is known before apply is planned, and what refers to a resource is unknown', async (t) => {
  const { plan, regions } = await read(
    t,
    `provider "aws" { region = "eu-central-1" }
     provider "aws" {
       alias  = "west"
       region = "eu-west-1"
     }
     variable "environment" { default = "prod" }
     locals { tags = { team = "shop", env = var.environment } }
     resource "aws_db_instance" "orders" {
       provider          = aws.west
       identifier        = "orders-\${var.environment}"
       allocated_storage = 20
       storage_encrypted = true
       kms_key_id        = aws_kms_key.orders.arn
       subnet_ids        = ["subnet-1", aws_subnet.a[0].id]
       policy            = file("\${path.module}/policy.json")
       assume            = jsonencode({ Statement = [{ Effect = "Allow" }] })
       reader            = jsonencode({ Resource = aws_s3_bucket.logs.arn })
       tags              = local.tags
       name_of           = "x-\${data.aws_region.here.name}"
       restore { source = aws_db_instance.old.id }
       lifecycle { prevent_destroy = true }
     }`,
  );

  t.same(regions, { aws: 'eu-central-1', 'aws.west': 'eu-west-1' });
  t.same(plan, {
    'aws_db_instance.orders': {
      provider: 'west',
      values: {
        identifier: 'orders-prod',
        allocated_storage: 20,
        storage_encrypted: true,
        subnet_ids: ['subnet-1', null],
        policy: '{"Version": "2012-10-17"}',
        assume: '{"Statement":[{"Effect":"Allow"}]}',
        tags: { team: 'shop', env: 'prod' },
        restore: [{}],
      },
      unknown: {
        id: true,
        arn: true,
        kms_key_id: true,
        subnet_ids: [false, true],
        reader: true,
        name_of: true,
        restore: [{ source: true }],
      },
      references: {
        kms_key_id: ['aws_kms_key.orders.arn', 'aws_kms_key.orders'],
        subnet_ids: ['aws_subnet.a[0].id', 'aws_subnet.a'],
        reader: ['aws_s3_bucket.logs.arn', 'aws_s3_bucket.logs'],
        name_of: ['data.aws_region.here.name', 'data.aws_region.here'],
        'restore.0.source': ['aws_db_instance.old.id', 'aws_db_instance.old'],
      },
    },
  });
});

t.test('what it cannot plan is an error that says so', async (t) => {
  const refused = async (text: string) => {
    try {
      await read(t, text);
      return 'accepted';
    } catch (thrown) {
      return (thrown as Error).message;
    }
  };

  t.match(await refused('resource "aws_eip" "a" { count = 2 }'), /aws_eip\.a: count is not understood/);
  t.match(await refused('resource "aws_eip" "a" { name = upper("a") }'), /upper\("a"\) is not understood/);
  t.match(await refused('resource "aws_eip" "a" { name = var.name }'), /var\.name is not declared/);
  t.match(await refused('module "net" { source = "./net" }'), /modules are not understood/);
});
