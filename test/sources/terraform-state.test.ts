import t from 'tap';
import { GatehouseError } from '../../src/errors.ts';
import type { JsonObject, JsonValue } from '../../src/json.ts';
import type { Resource } from '../../src/resource/resource.ts';
import { SENSITIVE } from '../../src/sources/terraform/attributes.ts';
import { readState } from '../../src/sources/terraform/state.ts';
import { sharedTerraform } from '../helpers/shared.ts';

function read(document: JsonObject): Map<string, Resource> {
  const all = readState(document, { name: 'terraform.tfstate' }).map(({ resource }) => resource);
  return new Map(all.map((resource) => [resource.id, resource]));
}

function refusal(document: JsonObject): { code: string; message: string } {
  try {
    read(document);
  } catch (thrown) {
    if (thrown instanceof GatehouseError) return { code: thrown.code, message: thrown.message };
    throw thrown;
  }
  return { code: 'none', message: '' };
}

/** A version-4 state of one resource with those instances. */
function raw(type: string, instances: JsonValue[], more: JsonObject = {}): JsonObject {
  const provider = 'provider["registry.terraform.io/hashicorp/aws"]';
  const resources = [{ mode: 'managed', type, name: 'x', provider, instances, ...more }];
  return {
    version: 4,
    terraform_version: '1.9.8',
    serial: 3,
    lineage: 'a',
    outputs: {},
    resources,
    check_results: null,
  };
}

t.test('what terraform show -json writes of a state', async (t) => {
  const resource = (address: string, values: JsonObject, more: JsonObject = {}): JsonObject => {
    const [type = '', name = ''] = address.split('.').slice(-2);
    return { address, mode: 'managed', type, name: name.replace(/\[.*/, ''), values, sensitive_values: {}, ...more };
  };
  const resources = read({
    format_version: '1.0',
    terraform_version: '1.9.8',
    values: {
      outputs: { secret: { value: 'hunter2', sensitive: true } },
      root_module: {
        resources: [
          resource('aws_vpc.main', { tags: { team: 'a' }, tags_all: { team: 'a', env: 'prod' } }),
          resource('aws_db_instance.d', { name: 'd', password: 'hunter2' }, { sensitive_values: { password: true } }),
          resource('data.aws_vpc.other', {}, { mode: 'data' }),
          resource('aws_vpc.main', { tags: null }, { deposed_key: 'abcd1234' }),
        ],
        child_modules: [
          {
            address: 'module.m["a.b"]',
            resources: [resource('module.m["a.b"].aws_vpc.this[0]', { tags: null }, { index: 0 })],
            child_modules: [
              {
                address: 'module.m["a.b"].module.n',
                resources: [resource('module.m["a.b"].module.n.aws_vpc.v', { tags: null })],
              },
            ],
          },
        ],
      },
    },
  });

  t.strictSame(
    [...resources].map(([id, { operation }]) => [id, operation]),
    [
      ['aws_vpc.main', 'exists'],
      ['aws_db_instance.d', 'exists'],
      ['aws_vpc.main (deposed abcd1234)', 'delete'],
      ['module.m["a.b"].aws_vpc.this[0]', 'exists'],
      ['module.m["a.b"].module.n.aws_vpc.v', 'exists'],
    ],
  );
  t.strictSame(resources.get('aws_vpc.main')?.labels, { team: 'a', env: 'prod' });
  t.strictSame(resources.get('aws_db_instance.d')?.object, { name: 'd', password: SENSITIVE });
  t.notMatch(JSON.stringify([...resources.values()]), 'hunter2');
});

t.test('a state file as it is stored', async (t) => {
  const instances = [
    { index_key: 'a.b', attributes: { id: 'vpc-1', tags: { team: 'a' } }, sensitive_attributes: [] },
    { index_key: 1, attributes: { id: 'vpc-2', tags: {} } },
    { deposed: 'abcd1234', attributes: { id: 'vpc-3' } },
  ];
  const secret = [
    [{ type: 'get_attr', value: 'setting' }],
    [
      { type: 'get_attr', value: 'block' },
      { type: 'index', value: { value: 1, type: 'number' } },
      { type: 'get_attr', value: 'key' },
    ],
    [
      { type: 'get_attr', value: 'map' },
      { type: 'index', value: 'a' },
    ],
  ];
  const attributes = {
    setting: 'hunter2',
    block: [{ key: 'shown' }, { key: 'hunter2' }],
    map: { a: 'hunter2', b: 'shown' },
    master_password: 'hunter2',
    manage_master_user_password: true,
    tags: { team: 'a' },
  };
  const resources = read(raw('aws_vpc', instances, { module: 'module.m["x"]' }));
  const marked = read(raw('aws_rds_cluster', [{ attributes, sensitive_attributes: secret }])).get('aws_rds_cluster.x');
  const parameter = read(raw('aws_ssm_parameter', [{ attributes: { name: '/a', value: 'hunter2' } }]));

  t.strictSame(
    [...resources.keys()],
    ['module.m["x"].aws_vpc.x["a.b"]', 'module.m["x"].aws_vpc.x[1]', 'module.m["x"].aws_vpc.x (deposed abcd1234)'],
  );
  t.strictSame(resources.get('module.m["x"].aws_vpc.x["a.b"]')?.facets.tags?.values, { team: 'a' });
  t.strictSame(marked?.object, {
    setting: SENSITIVE,
    block: [{ key: 'shown' }, { key: SENSITIVE }],
    map: { a: SENSITIVE, b: 'shown' },
    master_password: SENSITIVE,
    manage_master_user_password: true,
    tags: { team: 'a' },
  });
  t.equal(parameter.get('aws_ssm_parameter.x')?.object.value, SENSITIVE, 'secret by its meaning');
  t.equal(read(raw('aws_vpc', instances, { mode: 'data' })).size, 0);
  t.equal(
    read(raw('aws_x', [{ attributes: { a: 'hunter2' }, sensitive_attributes: [[{ type: 'unheard-of' }]] }])).get(
      'aws_x.x',
    )?.object.a,
    SENSITIVE,
    'a mark that cannot be read hides everything',
  );
});

t.test('other formats are refused with what to do', async (t) => {
  for (const version of [1, 2, 3, 5, '4']) {
    t.match(refusal({ version, modules: [] }), {
      code: 'PLAN_VERSION_UNSUPPORTED',
      message: `terraform.tfstate: this Terraform state file has version ${JSON.stringify(version)}; version 4 is supported`,
    });
  }
  t.match(refusal({ format_version: '2.0', values: {} }), { code: 'PLAN_VERSION_UNSUPPORTED' });
  t.match(refusal(raw('aws_vpc', [{ attributes_flat: { id: 'vpc-1' } }])), {
    code: 'INPUT_UNREADABLE',
    message: /aws_vpc\.x is stored as Terraform 0\.11 did/,
  });
  t.equal(read({ format_version: '1.0', terraform_version: '1.9.8' }).size, 0, 'an empty state');
});

t.test('the state among the plans of other projects', async (t) => {
  const document = sharedTerraform(t, 'checkov-corrupted.json');
  if (document === undefined) return;

  t.strictSame(read(document).get('test_instance.test')?.object, { id: '621124146446964903', ami: SENSITIVE });
});
