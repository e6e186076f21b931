import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { planDocument } from '../../src/examples/plan.ts';
import type { Plan } from '../../src/examples/schema.ts';
import type { JsonObject } from '../../src/json.ts';
import { parseTraversal, withKey } from '../../src/sources/terraform/address.ts';
import type { Attributes } from '../../src/sources/terraform/attributes.ts';
import { planGraph, readPlan } from '../../src/sources/terraform/plan.ts';
import { cursors } from '../../src/sources/terraform/resource.ts';
import { sharedTerraform } from '../helpers/shared.ts';

/** The cursor over the resource of that address. */
function cursorsOf(document: JsonObject): (address: string) => Attributes {
  const graph = planGraph(document, { name: 'plan.json' });
  const attributesOf = cursors(graph);
  const byAddress = new Map(graph.nodes.map((node) => [node.address, node]));
  return (address) => {
    const node = byAddress.get(address);
    if (node === undefined) throw new Error(`no ${address} in the plan`);
    return attributesOf(node);
  };
}

/** What an unknown attribute refers to: `address.attribute`. */
function references(attributes: Attributes, ...keys: (string | number)[]): string[] {
  const reading = attributes.read(...keys);
  if (reading.state !== 'unknown') throw new Error(`${attributes.path(...keys)} is ${reading.state}`);
  return reading.references.map(({ address, attribute }) => (attribute === '' ? address : `${address} ${attribute}`));
}

function addresses(related: Attributes[]): string[] {
  return related.map(({ source }) => source.address);
}

/** A plan with that configuration of its root module. */
function configured(plan: Plan, root_module: JsonObject): JsonObject {
  return { ...planDocument(plan), configuration: { provider_config: {}, root_module } };
}

const refers = (...names: string[]): JsonObject => ({ references: names });
const resource = (address: string, expressions: JsonObject, more: JsonObject = {}): JsonObject => {
  const [type = '', name = ''] = address.split('.');
  return { address, mode: 'managed', type, name, provider_config_key: 'aws', expressions, ...more };
};

const BUCKET = { values: { bucket_prefix: 'b-', tags: null }, unknown: { id: true, arn: true, bucket: true } };
const BLOCK = { values: { block_public_acls: true }, unknown: { id: true, bucket: true } };
const PAB = 'aws_s3_bucket_public_access_block';

t.test('a flag that the plan does not know is unset only where nothing could have set it', async (t) => {
  const volume = (references?: string[]): Plan => ({
    'aws_ebs_volume.v': {
      values: { size: 1 },
      unknown: { encrypted: true },
      ...(references && { references: { encrypted: references } }),
    },
  });
  const state = (document: JsonObject) =>
    readPlan(document, { name: 'plan.json' })[0]?.resource.facets.encryption?.[0]?.state;
  const { configuration: _, ...bare } = planDocument(volume());

  t.equal(state(planDocument(volume())), 'unencrypted', 'left out, the provider fills it in');
  t.equal(state(planDocument(volume(['var.encrypted']))), 'unencrypted', 'a variable is known, so it was null');
  t.equal(state(planDocument(volume(['local.encrypted']))), 'unknown', 'a local value may come from anywhere');
  t.equal(state(planDocument(volume(['aws_ebs_volume.other.encrypted', 'aws_ebs_volume.v']))), 'unknown');
  t.equal(state(bare), 'unknown', 'without a configuration nothing says that it was left out');
});

t.test('addresses are taken apart whatever their keys hold', async (t) => {
  t.strictSame(parseTraversal('module.m["a.b[0]"].aws_kms_key.k["c\\"d"].arn'), [
    { name: 'module' },
    { name: 'm', key: 'a.b[0]' },
    { name: 'aws_kms_key' },
    { name: 'k', key: 'c"d' },
    { name: 'arn' },
  ]);
  t.strictSame(parseTraversal('aws_subnet.a[12].ids[0]').at(1), { name: 'a', key: 12 });
  t.strictSame(parseTraversal('a.b["$${x} %%{y} \\u00e9 \\n"]').at(1), {
    name: 'b',
    key: ['$', '{x} %{y} \u00e9 \n'].join(''),
  });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat()), (key) => {
      const [, , , step] = parseTraversal(`${withKey('module.m', key)}.${withKey('aws_vpc.v', key)}.id`);
      return step?.key === key;
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseTraversal(text))));
});

t.test('a reference within a module is to the instance of the same key', async (t) => {
  const at = cursorsOf(
    planDocument({
      'aws_kms_key.k[0]': { unknown: { arn: true } },
      'aws_kms_key.k[1]': { unknown: { arn: true } },
      'aws_ebs_volume.v[0]': {
        unknown: { kms_key_id: true },
        references: { kms_key_id: ['aws_kms_key.k', 'count.index'] },
      },
      'aws_ebs_volume.v[1]': {
        unknown: { kms_key_id: true },
        references: { kms_key_id: ['aws_kms_key.k', 'count.index'] },
      },
      'aws_ebs_volume.fixed': {
        unknown: { kms_key_id: true },
        references: { kms_key_id: ['aws_kms_key.k[1].arn', 'aws_kms_key.k[1]', 'aws_kms_key.k'] },
      },
      'aws_ebs_volume.any': { unknown: { kms_key_id: true }, references: { kms_key_id: ['aws_kms_key.k'] } },
      'aws_ebs_volume.data': {
        unknown: { kms_key_id: true },
        references: { kms_key_id: ['data.aws_kms_key.d.arn', 'data.aws_kms_key.d'] },
      },
    }),
  );

  t.strictSame(references(at('aws_ebs_volume.v[0]'), 'kms_key_id'), ['aws_kms_key.k[0]']);
  t.strictSame(references(at('aws_ebs_volume.v[1]'), 'kms_key_id'), ['aws_kms_key.k[1]']);
  t.strictSame(references(at('aws_ebs_volume.fixed'), 'kms_key_id'), ['aws_kms_key.k[1] arn']);
  t.strictSame(references(at('aws_ebs_volume.any'), 'kms_key_id'), ['aws_kms_key.k[0]', 'aws_kms_key.k[1]']);
  t.strictSame(references(at('aws_ebs_volume.data'), 'kms_key_id'), [], 'data that the configuration does not have');
});

t.test('references go through module inputs and outputs and keep the instance', async (t) => {
  const volume = { unknown: { kms_key_id: true } };
  const plan = configured(
    {
      'module.keys["a"].aws_kms_key.this[0]': { unknown: { arn: true } },
      'module.keys["b"].aws_kms_key.this[0]': { unknown: { arn: true } },
      'module.disks["a"].aws_ebs_volume.v': volume,
      'module.disks["b"].aws_ebs_volume.v': volume,
      'module.disks["b"].module.inner.aws_ebs_volume.deep': volume,
      'aws_ebs_volume.named': volume,
      'aws_ebs_volume.lost["a"]': volume,
      'aws_ebs_volume.each["b"]': volume,
      'aws_ebs_volume.read': volume,
    },
    {
      resources: [
        resource('aws_ebs_volume.named', { kms_key_id: refers('module.keys["b"].arn', 'module.keys["b"]') }),
        resource('aws_ebs_volume.lost', { kms_key_id: refers('module.keys', 'each.key') }),
        resource(
          'aws_ebs_volume.each',
          { kms_key_id: refers('each.value.arn', 'each.value') },
          { for_each_expression: refers('module.keys') },
        ),
        resource('aws_ebs_volume.read', { kms_key_id: refers('data.aws_kms_key.d.arn', 'data.aws_kms_key.d') }),
        { ...resource('aws_kms_key.d', {}), mode: 'data' },
      ],
      module_calls: {
        keys: {
          expressions: {},
          for_each_expression: refers('var.names'),
          module: {
            outputs: {
              arn: { expression: refers('aws_kms_key.this[0].arn', 'aws_kms_key.this[0]', 'aws_kms_key.this') },
            },
            resources: [resource('aws_kms_key.this', {})],
          },
        },
        disks: {
          expressions: { key: refers('module.keys', 'each.key') },
          for_each_expression: refers('var.names'),
          module: {
            resources: [resource('aws_ebs_volume.v', { kms_key_id: refers('var.key') })],
            module_calls: {
              inner: {
                expressions: { key_arn: refers('var.key') },
                module: { resources: [resource('aws_ebs_volume.deep', { kms_key_id: refers('var.key_arn') })] },
              },
            },
          },
        },
      },
    },
  );
  const at = cursorsOf(plan);

  const a = ['module.keys["a"].aws_kms_key.this[0] arn'];
  const b = ['module.keys["b"].aws_kms_key.this[0] arn'];
  t.strictSame(references(at('module.disks["a"].aws_ebs_volume.v'), 'kms_key_id'), a);
  t.strictSame(references(at('module.disks["b"].aws_ebs_volume.v'), 'kms_key_id'), b);
  t.strictSame(references(at('module.disks["b"].module.inner.aws_ebs_volume.deep'), 'kms_key_id'), b);
  t.strictSame(references(at('aws_ebs_volume.named'), 'kms_key_id'), b);
  t.strictSame(references(at('aws_ebs_volume.lost["a"]'), 'kms_key_id'), a, 'Terraform does not write which output');
  t.strictSame(references(at('aws_ebs_volume.each["b"]'), 'kms_key_id'), b);
  t.strictSame(references(at('aws_ebs_volume.read'), 'kms_key_id'), ['data.aws_kms_key.d arn']);
});

t.test('references of nested blocks are told apart, and what the provider computes is not a reference', async (t) => {
  const device = (name: string, key?: string): JsonObject => ({
    device_name: { constant_value: name },
    ...(key !== undefined && { kms_key_id: refers(`${key}.arn`, key) }),
  });
  const at = cursorsOf(
    configured(
      {
        'aws_kms_key.a': { unknown: { arn: true } },
        'aws_kms_key.b': { unknown: { arn: true } },
        'aws_instance.i': {
          // A set: the plan's order is not the configuration's.
          values: {
            ebs_block_device: [{ device_name: '/dev/b' }, { device_name: '/dev/a' }, { device_name: '/dev/c' }],
          },
          unknown: {
            ebs_block_device: [{ kms_key_id: true }, { kms_key_id: true }, { kms_key_id: true }],
            root_block_device: true,
          },
        },
        'aws_instance.dynamic': {
          values: { ebs_block_device: [{ device_name: '/dev/b' }] },
          unknown: { ebs_block_device: [{ kms_key_id: true }] },
        },
      },
      {
        resources: [
          resource('aws_instance.i', {
            ebs_block_device: [device('/dev/a', 'aws_kms_key.a'), device('/dev/b', 'aws_kms_key.b'), device('/dev/c')],
          }),
          resource('aws_instance.dynamic', {}),
        ],
      },
    ),
  );
  const instance = at('aws_instance.i');

  t.strictSame(references(instance, 'ebs_block_device', 0, 'kms_key_id'), ['aws_kms_key.b arn']);
  t.strictSame(references(instance, 'ebs_block_device', 1, 'kms_key_id'), ['aws_kms_key.a arn']);
  t.match(instance.read('ebs_block_device', 0, 'kms_key_id'), { computed: false });
  t.match(instance.read('ebs_block_device', 2, 'kms_key_id'), { computed: true, references: [] });
  t.match(instance.read('root_block_device'), { computed: true });
  t.match(
    at('aws_instance.dynamic').read('ebs_block_device', 0, 'kms_key_id'),
    { computed: false },
    'a dynamic block is not in the configuration',
  );
});

t.test('a split resource is joined to its own instance', async (t) => {
  await t.test('through count, for_each and modules, whatever the keys', async (t) => {
    const keys = fc.uniqueArray(fc.oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.nat(20)), {
      minLength: 1,
      maxLength: 6,
      selector: String,
    });
    const homogeneous = keys.map((all) => all.filter((key) => typeof key === typeof all[0]));
    const joined = () =>
      fc.assert(
        fc.property(homogeneous, homogeneous, fc.boolean(), (modules, keys, each) => {
          const [first] = keys;
          const hint = typeof first === 'number' ? 'count.index' : 'each.key';
          const plan: Plan = {};
          for (const module of modules) {
            for (const key of keys) {
              const prefix = withKey('module.m', module);
              plan[`${prefix}.${withKey('aws_s3_bucket.b', key)}`] = BUCKET;
              plan[`${prefix}.${withKey(`${PAB}.p`, key)}`] = {
                ...BLOCK,
                references: { bucket: each ? ['aws_s3_bucket.b', hint] : [hint, 'aws_s3_bucket.b'] },
              };
            }
          }
          const at = cursorsOf(planDocument(plan));
          for (const module of modules) {
            for (const key of keys) {
              const prefix = withKey('module.m', module);
              const bucket = at(`${prefix}.${withKey('aws_s3_bucket.b', key)}`);
              const related = addresses(bucket.related(PAB, 'bucket'));
              if (related.join() !== `${prefix}.${withKey(`${PAB}.p`, key)}`) return false;
              if (bucket.relatedUnknown(PAB, 'bucket')) return false;
            }
          }
          return true;
        }),
        { numRuns: 50 },
      );
    t.doesNotThrow(joined);
  });

  await t.test('by a known name, and through another part of the same bucket', async (t) => {
    const at = cursorsOf(
      planDocument({
        'aws_s3_bucket.named': { values: { bucket: 'logs', tags: null }, unknown: { id: true } },
        [`${PAB}.named`]: { values: { bucket: 'logs' }, unknown: { id: true } },
        'aws_s3_bucket.chained': BUCKET,
        'aws_s3_bucket_versioning.chained': {
          unknown: { bucket: true, id: true },
          references: { bucket: ['aws_s3_bucket.chained.id', 'aws_s3_bucket.chained'] },
        },
        [`${PAB}.chained`]: {
          ...BLOCK,
          references: { bucket: ['aws_s3_bucket_versioning.chained.id', 'aws_s3_bucket_versioning.chained'] },
        },
        'aws_s3_bucket.gone': { values: { bucket: 'gone', tags: null } },
        [`${PAB}.gone`]: { values: { bucket: 'gone' }, actions: ['delete'] },
      }),
    );

    t.strictSame(addresses(at('aws_s3_bucket.named').related(PAB, 'bucket')), [`${PAB}.named`]);
    t.strictSame(addresses(at('aws_s3_bucket.chained').related(PAB, 'bucket')), [`${PAB}.chained`]);
    t.strictSame(addresses(at('aws_s3_bucket.gone').related(PAB, 'bucket')), [], 'what is deleted protects nothing');
  });

  await t.test('by what both names are made from', async (t) => {
    const named = (source: string) => ({ ...BUCKET, references: { bucket: [`${source}.hex`, source] } });
    const block = (source: string) => ({ ...BLOCK, references: { bucket: [`${source}.hex`, source] } });
    const at = cursorsOf(
      planDocument({
        'random_id.one': { unknown: { hex: true } },
        'random_id.two': { unknown: { hex: true } },
        'aws_s3_bucket.alone': named('random_id.one'),
        'aws_s3_bucket.first': named('random_id.two'),
        'aws_s3_bucket.second': named('random_id.two'),
        [`${PAB}.one`]: block('random_id.one'),
        [`${PAB}.two`]: block('random_id.two'),
      }),
    );

    t.strictSame(addresses(at('aws_s3_bucket.alone').related(PAB, 'bucket')), [`${PAB}.one`]);
    t.notOk(at('aws_s3_bucket.alone').relatedUnknown(PAB, 'bucket'));
    t.ok(at('aws_s3_bucket.first').relatedUnknown(PAB, 'bucket'), 'it may be the second one');
    t.ok(at('aws_s3_bucket.second').relatedUnknown(PAB, 'bucket'));
  });

  await t.test('and says so where it cannot be told', async (t) => {
    const twoOf = (reference: string[]) =>
      cursorsOf(
        planDocument({
          'aws_s3_bucket.a': BUCKET,
          'aws_s3_bucket.b': BUCKET,
          [`${PAB}.p`]: { ...BLOCK, references: { bucket: reference } },
        }),
      );
    const conditional = twoOf([
      'var.first',
      'aws_s3_bucket.a.id',
      'aws_s3_bucket.a',
      'aws_s3_bucket.b.id',
      'aws_s3_bucket.b',
    ]);
    const local = twoOf(['local.bucket']);
    const only = cursorsOf(
      planDocument({ 'aws_s3_bucket.a': BUCKET, [`${PAB}.p`]: { ...BLOCK, references: { bucket: ['local.bucket'] } } }),
    );

    for (const at of [conditional, local]) {
      t.strictSame(addresses(at('aws_s3_bucket.a').related(PAB, 'bucket')), []);
      t.ok(at('aws_s3_bucket.a').relatedUnknown(PAB, 'bucket'));
      t.ok(at('aws_s3_bucket.b').relatedUnknown(PAB, 'bucket'));
    }
    t.strictSame(
      addresses(only('aws_s3_bucket.a').related(PAB, 'bucket')),
      [`${PAB}.p`],
      'nothing else could be in the local value',
    );
    t.notOk(only('aws_s3_bucket.a').relatedUnknown(PAB, 'bucket'));
  });
});

t.test('references that go in circles end', async (t) => {
  const circle = (name: string) => ({
    expression: refers(`module.${name}.out`, 'var.in', 'var.in', `module.${name}.out`),
  });
  const at = cursorsOf(
    configured(
      { 'module.a.aws_ebs_volume.v': { unknown: { kms_key_id: true } } },
      {
        module_calls: {
          a: {
            expressions: { in: refers('module.a.out', 'module.a', 'module.a.out') },
            module: {
              outputs: { out: circle('none'), in: circle('none') },
              resources: [resource('aws_ebs_volume.v', { kms_key_id: refers('var.in') })],
            },
          },
        },
      },
    ),
  );

  t.strictSame(references(at('module.a.aws_ebs_volume.v'), 'kms_key_id'), []);
});

t.test('plans of other projects: each bucket has its own public access block', async (t) => {
  const connected = sharedTerraform(t, 'checkov-nested-modules-connections.json');
  const module = sharedTerraform(t, 'checkov-module-connected.json');
  const sse = sharedTerraform(t, 'regula-bucket-sse-infra.json');
  if (!connected || !module || !sse) return;
  const at = cursorsOf(connected);
  const blockOf = (address: string) => addresses(at(address).related(PAB, 'bucket'));

  t.strictSame(blockOf('aws_s3_bucket.root_bucket'), [`${PAB}.root`]);
  t.strictSame(blockOf('module.s3_bucket.aws_s3_bucket.this[0]'), [`module.s3_bucket.${PAB}.this[0]`]);
  t.strictSame(blockOf('module.s3_module.aws_s3_bucket.module_bucket'), [`module.s3_module.${PAB}.module_bucket`]);
  t.strictSame(blockOf('module.s3_module.module.s3_submodule.aws_s3_bucket.submodule_bucket'), [
    `module.s3_module.module.s3_submodule.${PAB}.submodule_bucket`,
  ]);
  t.strictSame(addresses(cursorsOf(module)('module.s3-bucket.aws_s3_bucket.this[0]').related(PAB, 'bucket')), [
    `module.s3-bucket.${PAB}.this[0]`,
  ]);
  const rule = ['server_side_encryption_configuration', 0, 'rule', 0, 'apply_server_side_encryption_by_default', 0];
  t.strictSame(
    references(cursorsOf(sse)('aws_s3_bucket.kms_encrypted'), ...rule, 'kms_master_key_id'),
    ['aws_kms_key.key'],
    'format 0.1 does not say which attribute',
  );
});

const CONFIGURATION = `
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
resource "terraform_data" "sensitive" { input = { shown = "a", hidden = var.secret, list = [var.secret] } }
variable "names" { default = ["a.b", "c\\"d", "e[0]/~"] }
resource "terraform_data" "key" {
  for_each = toset(var.names)
  input    = each.key
}
resource "terraform_data" "counted" { count = 2 }
resource "terraform_data" "pair" {
  count = 2
  input = terraform_data.counted[count.index].id
}
resource "terraform_data" "each" {
  for_each = terraform_data.key
  input    = each.value.id
}
module "m" {
  source   = "./m"
  for_each = toset(var.names)
  id       = terraform_data.key[each.key].id
}
resource "terraform_data" "out" {
  for_each = toset(var.names)
  input    = module.m[each.key].id
}
resource "terraform_data" "first" { input = module.m["a.b"].id }
`;
const MODULE = `
variable "id" {}
resource "terraform_data" "this" {
  count = 1
  input = var.id
}
output "id" { value = terraform_data.this[0].id }
`;

t.test('a plan that Terraform writes here and now', async (t) => {
  const terraform = (...words: string[]) =>
    execFileSync('terraform', words, {
      cwd: directory,
      encoding: 'utf8',
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-terraform-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  try {
    terraform('version');
  } catch {
    t.comment('terraform is not installed');
    return;
  }
  writeFileSync(join(directory, 'main.tf'), CONFIGURATION);
  execFileSync('mkdir', ['m'], { cwd: directory });
  writeFileSync(join(directory, 'm', 'main.tf'), MODULE);
  terraform('init', '-input=false', '-backend=false');
  terraform('plan', '-input=false', '-out=plan');
  const document = JSON.parse(terraform('show', '-json', 'plan')) as JsonObject;
  const at = cursorsOf(document);

  t.match(JSON.stringify(document), 'hunter2', 'Terraform writes the secret into its plan');
  t.notMatch(JSON.stringify(readPlan(document, { name: 'plan.json' }).map(({ resource }) => resource)), 'hunter2');
  t.match(at('terraform_data.sensitive').read('input', 'shown'), { state: 'known', value: 'a' });
  t.match(at('terraform_data.sensitive').read('input', 'list', 0), { state: 'sensitive' });

  t.strictSame(references(at('terraform_data.pair[1]'), 'input'), ['terraform_data.counted[1]']);
  t.strictSame(references(at('terraform_data.first'), 'input'), ['module.m["a.b"].terraform_data.this[0] id']);
  for (const key of ['a.b', 'c"d', 'e[0]/~']) {
    const resource = (address: string) => withKey(address, key);
    t.strictSame(references(at(resource('terraform_data.each')), 'input'), [`${resource('terraform_data.key')} id`]);
    const inside = `${resource('module.m')}.terraform_data.this[0]`;
    t.strictSame(references(at(inside), 'input'), [resource('terraform_data.key')]);
    t.strictSame(references(at(resource('terraform_data.out')), 'input'), [`${inside} id`]);
  }
});

t.test('a policy that is written during apply is judged by the statements of its data source', async (t) => {
  const JSON_OF = ['data.aws_iam_policy_document.d.json', 'data.aws_iam_policy_document.d'];
  const PROVIDER = refers('aws_iam_openid_connect_provider.p.arn', 'aws_iam_openid_connect_provider.p');
  const exposure = (
    policy: JsonObject,
    document: { values: JsonObject; unknown?: JsonObject; expressions?: JsonObject },
  ): unknown => {
    const change = (address: string, after: JsonObject, after_unknown: JsonObject, mode = 'managed'): JsonObject => {
      const [type = '', name = ''] = address.replace('data.', '').split('.');
      const actions = [mode === 'data' ? 'read' : 'create'];
      return { address, mode, type, name, change: { actions, before: null, after, after_unknown } };
    };
    const [read] = readPlan(
      {
        format_version: '1.2',
        resource_changes: [
          change('aws_sns_topic_policy.t', {}, { policy: true }),
          change('aws_iam_openid_connect_provider.p', {}, { arn: true }),
          change('data.aws_iam_policy_document.d', document.values, { json: true, ...document.unknown }, 'data'),
        ],
        configuration: {
          root_module: {
            resources: [
              resource('aws_sns_topic_policy.t', { policy }),
              resource('aws_iam_openid_connect_provider.p', {}),
              resource('aws_iam_policy_document.d', document.expressions ?? {}, { mode: 'data' }),
            ],
          },
        },
      },
      { name: 'plan.json' },
    );
    return read?.resource.facets.exposure?.[0]?.state;
  };
  const statement = (identifiers: string[], type = 'AWS', more: JsonObject = {}): { values: JsonObject } => ({
    values: { statement: [{ effect: null, principals: [{ type, identifiers }], not_principals: [], ...more }] },
  });
  const everyone = statement(['*']);
  const condition = { test: 'StringEquals', variable: 'aws:PrincipalArn', values: [null] };
  const conditional = (values: JsonObject) => ({
    ...statement(['*'], 'AWS', { condition: [condition] }),
    unknown: { statement: [{ condition: [{ values: [true] }] }] },
    expressions: { statement: [{ condition: [{ values }] }] },
  });

  t.equal(exposure(refers(...JSON_OF), everyone), 'public', 'found before anything is made');
  t.equal(exposure(refers(...JSON_OF), statement(['ec2.amazonaws.com'], 'Service')), 'private');
  t.equal(exposure(refers(...JSON_OF), statement(['*'], 'AWS', { effect: 'Deny' })), 'private');
  t.equal(exposure(refers(...JSON_OF), conditional(PROVIDER)), 'private', 'pinned to what is made');
  t.equal(exposure(refers(...JSON_OF), conditional(refers('local.arn'))), 'unknown');
  t.equal(
    exposure(refers(...JSON_OF), {
      values: { statement: [{ principals: [{ type: 'Federated', identifiers: [null] }] }] },
      unknown: { statement: [{ principals: [{ identifiers: [true] }] }] },
      expressions: { statement: [{ principals: [{ identifiers: PROVIDER }] }] },
    }),
    'private',
    'what is made is not everyone',
  );
  t.equal(exposure(refers(...JSON_OF), { values: {}, unknown: { statement: true } }), 'unknown');
  t.equal(
    exposure(refers(...JSON_OF), {
      values: { source_policy_documents: [null] },
      unknown: { source_policy_documents: [true] },
    }),
    'unknown',
    'made of what the plan does not tell',
  );
  t.equal(
    exposure(refers(...JSON_OF), {
      values: { source_policy_documents: ['{"Statement":{"Effect":"Allow","Principal":"*"}}'] },
    }),
    'public',
  );
  t.equal(exposure(refers('local.policy', ...JSON_OF), statement(['a'], 'Service')), 'unknown');
  t.equal(
    exposure(
      refers(...JSON_OF, 'aws_iam_openid_connect_provider.p.arn', 'aws_iam_openid_connect_provider.p'),
      everyone,
    ),
    'unknown',
  );
});
