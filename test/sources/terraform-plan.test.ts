import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { GatehouseError } from '../../src/errors.ts';
import { planDocument } from '../../src/examples/plan.ts';
import type { Plan } from '../../src/examples/schema.ts';
import type { JsonObject, JsonValue } from '../../src/json.ts';
import type { Resource } from '../../src/resource/resource.ts';
import { readDocument } from '../../src/sources/read.ts';
import { withKey } from '../../src/sources/terraform/address.ts';
import { SENSITIVE } from '../../src/sources/terraform/attributes.ts';
import { planGraph, readPlan } from '../../src/sources/terraform/plan.ts';
import { cursors } from '../../src/sources/terraform/resource.ts';
import { sharedData, sharedTerraform } from '../helpers/shared.ts';

function read(document: JsonObject): Map<string, Resource> {
  const all = readPlan(document, { name: 'plan.json' }).map(({ resource }) => resource);
  return new Map(all.map((resource) => [resource.id, resource]));
}

function readOne(address: string, plan: Plan[string], document: JsonObject = {}): Resource {
  const resource = read({ ...planDocument({ [address]: plan }), ...document }).get(address);
  if (resource === undefined) throw new Error(`no ${address} in the plan`);
  return resource;
}

/** What is thrown, with its code. */
function refusal(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof GatehouseError) return { code: thrown.code, message: thrown.message };
    throw thrown;
  }
  return { code: 'none', message: '' };
}

/** One entry of `resource_changes`. */
function change(address: string, actions: string[], more: JsonObject = {}, inside: JsonObject = {}): JsonObject {
  const [type = '', name = ''] = address.split('.');
  const deleted = actions.every((action) => action === 'delete' || action === 'forget');
  const values = { tags: { team: 'a' } };
  return {
    address,
    mode: 'managed',
    type,
    name,
    ...more,
    change: { actions, before: values, after: deleted ? null : values, after_unknown: {}, ...inside },
  };
}

t.test('formats 0.1 to 1.x are read, others refused by name', async (t) => {
  const plan = (format_version: JsonValue) => ({ ...planDocument({}), format_version });

  for (const version of ['0.1', '0.2', '1.0', '1.2', '1.99']) {
    t.strictSame(readPlan(plan(version), { name: 'plan.json' }), [], version);
  }
  for (const version of ['2.0', '10.1', '1', 'x', '', 1.2, null]) {
    const { code, message } = refusal(() => readPlan(plan(version), { name: 'plan.json' }));
    t.equal(code, 'PLAN_VERSION_UNSUPPORTED');
    t.match(
      message,
      `plan.json: this Terraform plan has format_version ${JSON.stringify(version)}; versions 0.1 to 1.x`,
    );
  }
  const { format_version: _, ...unversioned } = planDocument({});
  t.match(refusal(() => readPlan(unversioned, { name: 'p' })).message, 'names no format_version');
  const errored = refusal(() => readPlan({ ...planDocument({}), errored: true }, { name: 'p' }));
  t.match(errored, { code: 'INPUT_UNREADABLE', message: /stopped before everything was planned/ });
});

t.test('what is about to happen to a resource', async (t) => {
  const resources = read({
    ...planDocument({}),
    resource_changes: [
      change('aws_vpc.same', ['no-op']),
      change('aws_vpc.new', ['create']),
      change('aws_vpc.changed', ['update']),
      change('aws_vpc.replaced', ['delete', 'create']),
      change('aws_vpc.replaced_first', ['create', 'delete']),
      change('aws_vpc.replaced_left', ['create', 'forget']),
      change('aws_vpc.deleted', ['delete']),
      change('aws_vpc.forgotten', ['forget']),
      change('aws_vpc.imported', ['no-op'], {}, { importing: { id: 'vpc-1' } }),
      change('aws_vpc.moved', ['no-op'], { previous_address: 'aws_vpc.old' }),
      change('aws_vpc.new', ['delete'], { deposed: '00000001' }),
      change('aws_vpc.read', ['read'], { mode: 'data' }),
    ],
    deferred_changes: [{ reason: 'instance_count_unknown', resource_change: change('aws_vpc.later', ['create']) }],
  });

  t.strictSame(Object.fromEntries([...resources].map(([id, { operation }]) => [id, operation])), {
    'aws_vpc.same': 'exists',
    'aws_vpc.new': 'create',
    'aws_vpc.changed': 'update',
    'aws_vpc.replaced': 'replace',
    'aws_vpc.replaced_first': 'replace',
    'aws_vpc.replaced_left': 'replace',
    'aws_vpc.deleted': 'delete',
    'aws_vpc.forgotten': 'delete',
    'aws_vpc.imported': 'exists',
    'aws_vpc.moved': 'exists',
    'aws_vpc.new (deposed 00000001)': 'delete',
    'aws_vpc.later': 'create',
  });
  t.strictSame(resources.get('aws_vpc.deleted')?.facets, {}, 'nothing is asked of what is deleted');
  t.strictSame(resources.get('aws_vpc.deleted')?.object, { tags: { team: 'a' } });
  t.ok(resources.get('aws_vpc.replaced')?.facets.tags);
});

t.test('tags, wherever the provider keeps them', async (t) => {
  const tags = (type: string, plan: Plan[string], document: JsonObject = {}) =>
    readOne(`${type}.x`, plan, document).facets.tags;
  const withDefaults = (expressions: JsonObject, key = 'aws'): JsonObject => ({
    configuration: {
      provider_config: { aws: { name: 'aws' }, [key]: { name: 'aws', expressions } },
      root_module: {
        resources: [{ mode: 'managed', type: 'aws_vpc', name: 'x', provider_config_key: key, expressions: {} }],
      },
    },
  });
  const defaults = { default_tags: [{ tags: { constant_value: { team: 'platform', env: 'prod' } } }] };
  const vpc = { values: { tags: { env: 'dev' } }, unknown: { tags_all: true } };

  t.match(tags('aws_vpc', { values: { tags: { a: '1' }, tags_all: { a: '1', b: '2' } } }), {
    taggable: true,
    state: 'known',
    path: '/tags',
    style: 'tags',
    values: { a: '1', b: '2' },
    unknownValues: [],
  });
  t.match(tags('aws_vpc', { values: { tags: null } }), { taggable: true, state: 'known', values: {} });
  t.match(tags('aws_iam_policy_attachment', { values: { name: 'x' } }), { taggable: false });
  t.match(tags('aws_vpc', { values: { tags: { a: '1' } }, unknown: { tags: { b: true } } }), {
    state: 'known',
    values: { a: '1' },
    unknownValues: ['b'],
  });
  t.match(tags('aws_vpc', { values: { tags: { a: 'hidden', b: '2' } }, sensitive: { tags: { a: true } } }), {
    state: 'known',
    values: { b: '2' },
    unknownValues: ['a'],
  });
  t.match(tags('aws_vpc', { values: { tags: { a: 'hidden' } }, sensitive: { tags: true } }), {
    state: 'unknown',
    values: {},
  });
  t.match(tags('aws_vpc', { unknown: { tags: true, tags_all: true }, references: { tags: ['local.tags'] } }), {
    taggable: true,
    state: 'unknown',
  });

  t.strictSame(tags('aws_vpc', vpc, withDefaults(defaults))?.values, { env: 'dev', team: 'platform' });
  t.strictSame(tags('aws_vpc', vpc, withDefaults(defaults, 'aws.east'))?.values, { env: 'dev', team: 'platform' });
  t.strictSame(tags('aws_vpc', vpc, withDefaults({}))?.values, { env: 'dev' });
  t.match(
    tags('aws_vpc', vpc, withDefaults({ default_tags: [{ tags: { references: ['local.tags'] } }] })),
    { state: 'unknown', values: { env: 'dev' } },
    'default tags that the plan does not tell',
  );
  t.match(tags('aws_vpc', vpc, { configuration: null }), { state: 'unknown' });

  const neighbours = read({
    ...planDocument({
      'aws_vpc.x': vpc,
      'aws_subnet.seen': {
        values: { tags: { env: 'prod', Name: 'a' }, tags_all: { env: 'prod', Name: 'a', team: 'b' } },
      },
      'aws_subnet.elsewhere': { values: { tags: null, tags_all: { 'cost-center': 'c' } } },
    }),
    configuration: {
      provider_config: {
        aws: { name: 'aws', expressions: { default_tags: [{ tags: { references: ['var.tags'] } }] } },
        'aws.east': { name: 'aws', alias: 'east' },
      },
      root_module: {
        resources: [
          { mode: 'managed', type: 'aws_vpc', name: 'x', provider_config_key: 'aws' },
          { mode: 'managed', type: 'aws_subnet', name: 'seen', provider_config_key: 'aws' },
          { mode: 'managed', type: 'aws_subnet', name: 'elsewhere', provider_config_key: 'aws.east' },
        ],
      },
    },
  });
  t.match(
    neighbours.get('aws_vpc.x')?.facets.tags,
    { state: 'unknown', values: { env: 'dev', team: 'b', 'cost-center': undefined } },
    'default tags as they show on another resource of the provider',
  );
  t.strictSame(
    read({
      ...planDocument({ 'module.net["a"].module.in.aws_vpc.x': vpc }),
      configuration: {
        provider_config: { 'module.net:aws': { name: 'aws', expressions: defaults } },
        root_module: {
          module_calls: {
            net: {
              module: {
                module_calls: {
                  in: {
                    module: {
                      resources: [
                        {
                          mode: 'managed',
                          type: 'aws_vpc',
                          name: 'x',
                          provider_config_key: 'module.net.module.in:aws',
                        },
                      ],
                    },
                  },
                },
              },
            },
          },
        },
      },
    }).get('module.net["a"].module.in.aws_vpc.x')?.facets.tags?.values,
    { env: 'dev', team: 'platform' },
    'the provider of the module that calls it',
  );

  const group = { key: 'team', value: 'a', propagate_at_launch: true };
  t.match(tags('aws_autoscaling_group', { values: { tag: [group], tags: null } }), {
    path: '/tag',
    values: { team: 'a' },
  });
  t.match(tags('aws_autoscaling_group', { values: { tag: [], tags: [group] } }), { values: { team: 'a' } });
  t.match(tags('aws_autoscaling_group', { values: { tag: [{ key: 'team' }] }, unknown: { tag: [{ value: true }] } }), {
    state: 'known',
    unknownValues: ['team'],
  });
  t.match(
    tags('google_compute_instance', {
      values: { tags: ['web'], labels: { team: 'a' } },
      unknown: { effective_labels: true },
    }),
    {
      path: '/labels',
      style: 'labels',
      values: { team: 'a' },
    },
  );
  t.match(tags('google_compute_instance', { values: { labels: {}, effective_labels: { team: 'b' } } }), {
    values: { team: 'b' },
  });
  t.match(tags('google_compute_firewall', { values: { tags: ['web'] } }), { taggable: false });
  t.match(tags('azurerm_storage_account', { values: { tags: { team: 'a' } } }), {
    path: '/tags',
    values: { team: 'a' },
  });
  t.match(
    tags('kubernetes_deployment', { values: { metadata: [{ labels: { team: 'a' }, annotations: { env: 'b' } }] } }),
    {
      path: '/metadata/0/labels',
      style: 'labels',
      values: { team: 'a', env: 'b' },
    },
  );
});

t.test('a Kubernetes resource is known by its own name and namespace', async (t) => {
  const metadata = [{ name: 'web', namespace: 'shop', labels: { app: 'web' }, annotations: { note: 'x' } }];
  const resource = readOne('module.a.kubernetes_deployment_v1.this["x"]', { values: { metadata } });
  const manifest = { kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } };

  t.match(resource, {
    source: 'terraform',
    type: 'kubernetes_deployment_v1',
    id: 'module.a.kubernetes_deployment_v1.this["x"]',
    name: 'web',
    namespace: 'shop',
    labels: { app: 'web' },
  });
  t.notOk('note' in resource.labels);
  t.match(readOne('kubernetes_manifest.m', { values: { manifest } }), { name: 'shop', labels: { team: 'a' } });
  t.match(readOne('aws_vpc.this[0]', { values: { tags: null } }), { name: 'this', id: 'aws_vpc.this[0]' });
});

t.test('what is sensitive stays in, and JSON in a string is decoded', async (t) => {
  const containers = [{ name: 'web', image: 'nginx:1.27.3' }];
  const text = JSON.stringify(containers);
  const open = readOne('aws_ecs_task_definition.t', { values: { container_definitions: text, family: 'web' } });
  const closed = readOne('aws_ecs_task_definition.t', {
    values: { container_definitions: text },
    sensitive: { container_definitions: true },
  });
  const nested = readOne('aws_db_instance.d', {
    values: {
      name: 'db',
      list: ['a', 'hunter2'],
      block: [{ key: 'hunter2', other: 1, none: null }],
      whole: { deep: ['hunter2'] },
    },
    sensitive: { list: [false, true], block: [{ key: true, none: true }], whole: true },
  });
  const unmarked = readOne('kubernetes_secret.s', { values: { data: { key: 'hunter2' }, metadata: [{ name: 's' }] } });
  const all = read({
    ...planDocument({}),
    resource_changes: [change('aws_vpc.v', ['create'], {}, { after: { a: 'hunter2', b: [1] }, after_sensitive: true })],
  });

  t.strictSame(open.object, { container_definitions: containers, family: 'web' });
  t.strictSame(closed.object, { container_definitions: SENSITIVE });
  t.strictSame(nested.object, {
    name: 'db',
    list: ['a', SENSITIVE],
    block: [{ key: SENSITIVE, other: 1, none: null }],
    whole: SENSITIVE,
  });
  t.equal(unmarked.object.data, SENSITIVE);
  t.strictSame(all.get('aws_vpc.v')?.object, { a: SENSITIVE, b: SENSITIVE });
  t.equal(
    readOne('aws_ecs_task_definition.t', { values: { container_definitions: '[{' } }).object.container_definitions,
    '[{',
  );
});

t.test('a plan without resource_changes is read from planned_values', async (t) => {
  const { resource_changes: _, ...document } = planDocument({
    'module.m["a"].aws_ebs_volume.v[0]': {
      values: { size: 10, tags: { team: 'a' }, snapshot_id: null },
      references: { kms_key_id: ['var.key'], snapshot_id: ['var.snapshot'] },
      sensitive: { size: true },
    },
  });
  const graph = planGraph(document, { name: 'plan.json' });
  const [node] = graph.nodes;
  if (node === undefined) return t.fail('nothing was read');
  const attributes = cursors(graph)(node);

  t.match(read(document).get('module.m["a"].aws_ebs_volume.v[0]'), {
    operation: 'exists',
    name: 'v',
    object: { size: SENSITIVE, tags: { team: 'a' } },
  });
  t.match(attributes.read('kms_key_id'), { state: 'unknown', computed: false });
  t.match(attributes.read('snapshot_id'), { state: 'absent' });
});

t.test('plans of other projects', async (t) => {
  const expected: Record<string, (t: Test, resources: Map<string, Resource>) => void> = {
    'checkov-after-unknown.json': (t, resources) => {
      const { object, operation } = resources.get('aws_cloudfront_distribution.cloudfront') as Resource;
      t.equal(operation, 'create');
      t.strictSame(
        object,
        { logging_config: [{ include_cookies: false, prefix: 'cloudfront' }] },
        'the planned values',
      );
    },
    'checkov-change-keys.json': (t, resources) => {
      t.strictSame([...resources.keys()], ['aws_security_group_rule.foo', 'aws_security_group_rule.bar']);
      const { operation, object, facets } = resources.get('aws_security_group_rule.foo') as Resource;
      t.equal(operation, 'update');
      t.equal(object.to_port, 5433, 'what it will be');
      t.equal(facets.tags?.taggable, false);
    },
    'checkov-deleted-resources.json': (t, resources) => {
      const { operation, facets } = resources.get('aws_secretsmanager_secret.default') as Resource;
      t.equal(operation, 'replace');
      t.match(facets.tags, { taggable: true, state: 'known', values: {} }, 'no tags, and none from the provider');
    },
    'checkov-nested-large.json': (t, resources) => {
      t.equal(resources.size, 55);
      t.equal(resources.get('aws_iam_access_key.user')?.facets.tags?.taggable, false);
      t.equal(
        resources.get('aws_db_instance.default')?.object.password,
        SENSITIVE,
        'though format 0.1 does not mark it',
      );
      t.equal(resources.get('aws_neptune_cluster_instance.default[0]')?.name, 'default');
    },
    'checkov-no-values.json': (t, resources) => {
      t.strictSame([...resources.keys()], ['aws_eks_cluster.cluster'], 'a data source is not a resource');
    },
    'checkov-tags-variety.json': (t, resources) => {
      const values = { tag1: 'test', tag2: 'test' };
      t.match(resources.get('aws_autoscaling_group.example')?.facets.tags, { path: '/tag', values });
      t.match(resources.get('aws_autoscaling_group.example2')?.facets.tags, { path: '/tag', values });
      t.match(resources.get('aws_dynamodb_table.basic-dynamodb-table')?.facets.tags, { path: '/tags', values });
    },
    'regula-bucket-sse-infra.json': (t, resources) => t.equal(resources.size, 4),
    'regula-key-rotation-infra.json': (t, resources) => t.equal(resources.size, 3),
    'regula-tag-all-resources-infra.json': (t, resources) => {
      t.strictSame(resources.get('aws_vpc.untagged')?.facets.tags?.values, {});
      t.strictSame(resources.get('aws_vpc.valid')?.facets.tags?.values, { Name: '123456' });
    },
    'regula-volume-encrypted-infra.json': (t, resources) => t.equal(resources.size, 3),
    'checkov-module-connected.json': (t, resources) => t.equal(resources.size, 2),
    'checkov-nested-modules-connections.json': (t, resources) => t.equal(resources.size, 9),
  };
  const directory = sharedData(t);
  if (directory === undefined) return;
  const utf16 = readDocument(readFileSync(join(directory, 'terraform', 'checkov-utf-16.json')), { name: 'utf-16' });
  t.strictSame(
    utf16.resources.map(({ resource }) => resource.id),
    ['aws_iam_role_policy.fail_1', 'aws_s3_bucket.s3-bucket', 'null_resource.name'],
  );
  const files = readdirSync(join(directory, 'terraform'));
  const elsewhere = ['checkov-utf-16.json', 'checkov-corrupted.json'];
  t.same(new Set(files), new Set([...Object.keys(expected), ...elsewhere]), 'every file is looked at');
  for (const [name, check] of Object.entries(expected)) {
    const document = sharedTerraform(t, name);
    if (document) check(t, read(document));
  }
});

t.test('whatever a document holds', async (t) => {
  const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;
  const word = fc.constantFrom('aws_vpc', 'a', 'module.m["x"]', 'data', 'managed', '__proto__', 'constructor');
  const entry = fc.record(
    {
      address: fc.oneof(word, json),
      mode: fc.oneof(word, json),
      type: fc.oneof(word, fc.constantFrom('aws_ecs_task_definition', 'kubernetes_secret', 'google_x'), json),
      name: fc.oneof(word, json),
      index: json,
      module_address: fc.oneof(word, json),
      change: fc.oneof(
        fc.record({
          actions: fc.oneof(fc.array(fc.constantFrom('create', 'delete', 'update', 'no-op', 'x')), json),
          after: fc.oneof(fc.record({ tags: json, labels: json, metadata: json, container_definitions: json }), json),
          after_unknown: fc.oneof(fc.record({ tags: json }), json),
          after_sensitive: fc.oneof(fc.record({ tags: json }), json),
        }),
        json,
      ),
    },
    { requiredKeys: [] },
  );
  await t.test('nothing but a foreseen error is thrown', async (t) => {
    const document = fc.record(
      {
        format_version: fc.constantFrom('1.2', '0.1'),
        resource_changes: fc.oneof(fc.array(entry), json),
        planned_values: json,
        configuration: json,
      },
      { requiredKeys: ['format_version'] },
    );
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(document, (plan) => {
          refusal(() => read(plan as JsonObject));
        }),
        { numRuns: 500 },
      ),
    );
  });

  await t.test('no sensitive value is in any resource', async (t) => {
    const SECRET = 'hunter2';
    const marked: fc.Arbitrary<[JsonValue, JsonValue]> = fc.letrec<{ node: [JsonValue, JsonValue] }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.tuple(fc.constantFrom<JsonValue[]>('plain', 1, null, true), fc.constantFrom<JsonValue[]>(false, {})),
        fc.tuple(fc.constantFrom<JsonValue[]>(SECRET, [SECRET], { a: { b: SECRET } }), fc.constant<JsonValue>(true)),
        fc
          .dictionary(fc.string(), tie('node'), { maxKeys: 4 })
          .map((parts): [JsonValue, JsonValue] => [
            Object.fromEntries(Object.entries(parts).map(([key, [value]]) => [key, value])),
            Object.fromEntries(Object.entries(parts).map(([key, [, mark]]) => [key, mark])),
          ]),
        fc
          .array(tie('node'), { maxLength: 3 })
          .map((parts): [JsonValue, JsonValue] => [parts.map(([value]) => value), parts.map(([, mark]) => mark)]),
      ),
    })).node;
    const attributes = fc.dictionary(
      fc.constantFrom(
        'tags',
        'tags_all',
        'tag',
        'labels',
        'metadata',
        'container_definitions',
        'ingress',
        'policy',
        'rule',
      ),
      marked,
    );
    const types = fc.constantFrom(
      'aws_vpc',
      'aws_autoscaling_group',
      'aws_ecs_task_definition',
      'aws_s3_bucket',
      'aws_security_group',
      'google_sql_database_instance',
      'kubernetes_deployment',
    );
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(types, attributes, fc.boolean(), (type, parts, deleted) => {
          const values = Object.fromEntries(Object.entries(parts).map(([key, [value]]) => [key, value]));
          const marks = Object.fromEntries(Object.entries(parts).map(([key, [, mark]]) => [key, mark]));
          const inside = deleted
            ? { before: values, before_sensitive: marks, after: null }
            : { after: values, after_sensitive: marks };
          const resource_changes = [change(`${type}.x`, [deleted ? 'delete' : 'create'], {}, inside)];
          const resources = read({ ...planDocument({}), resource_changes });
          return resources.size === 1 && !JSON.stringify([...resources.values()]).includes(SECRET);
        }),
        { numRuns: 500 },
      ),
    );
  });

  await t.test('every instance has its own address', async (t) => {
    const keys = fc.uniqueArray(fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat(9)), { maxLength: 5 });
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(keys, keys, (modules, keys) => {
          const plan: Plan = {};
          for (const module of modules) {
            for (const key of keys)
              plan[`${withKey('module.m', module)}.${withKey('aws_vpc.v', key)}`] = { values: { tags: null } };
          }
          const resources = readPlan(planDocument(plan), { name: 'plan.json' });
          const ids = new Set(resources.map(({ resource }) => resource.id));
          return ids.size === modules.length * keys.length && resources.every(({ resource }) => resource.name === 'v');
        }),
      ),
    );
  });
});

t.test('a plan as Terraform writes it is read from its changes on, with the same result', async (t) => {
  const plan = planDocument({
    'aws_s3_bucket.a': { values: { bucket: 'a', tags: { note: ',"resource_changes":[' } } },
    'aws_ebs_volume.b': { values: { encrypted: false } },
  });
  const known = (document: JsonObject, indent?: number) =>
    readDocument(JSON.stringify(document, null, indent), { name: 'plan.json' }).resources.map(
      ({ resource }) => resource,
    );
  const expected = known(plan, 2);
  t.equal(expected.length, 2);

  t.same(known(plan), expected, 'a value that looks like the mark');
  t.same(known({ ...plan, planned_values: { root_module: {} } }), expected, 'what the changes tell is not asked twice');

  const [first, second] = plan.resource_changes as JsonObject[];
  const { change: inside } = second as { change: JsonObject };
  const bare = { ...plan, resource_changes: [first, { ...second, change: { ...inside, after: null } }] as JsonValue };
  t.same(known(bare), expected, 'what the changes do not tell is in the planned values');

  // An attribute may be called like a member of the plan: what stands in it is a value and nothing else.
  const hiding = { resource_changes: [], configuration: {} };
  const values = { root_module: { resources: [{ address: 'x.y', values: { a: 1, ...hiding } }] } };
  t.same(known({ ...plan, planned_values: values }), expected, 'an attribute of the name');

  const { format_version, ...rest } = plan;
  const early = { format_version, errored: true, ...rest } as JsonObject;
  t.equal(refusal(() => known(early)).code, 'INPUT_UNREADABLE', 'what another writer put before the changes counts');
  const deferred_changes = [{ reason: 'x', resource_change: change('aws_vpc.later', ['create']) }];
  t.equal(known({ format_version, deferred_changes, ...rest } as JsonObject).length, 3);

  const text = JSON.stringify(plan);
  t.equal(refusal(() => readDocument(text.slice(0, -1), { name: 'p' })).code, 'MANIFEST_INVALID', 'cut off');
});

t.test('user data of which the provider keeps a hash is what the configuration says', async (t) => {
  const hash = '44c6c808e6449ee36dfcfc4ebd66c1b9634b40f2';
  const plan = { values: { user_data: hash } };
  const configured = (user_data: JsonValue): JsonObject => ({
    configuration: {
      root_module: {
        resources: [
          {
            address: 'aws_instance.web',
            mode: 'managed',
            type: 'aws_instance',
            name: 'web',
            expressions: { user_data },
          },
        ],
      },
    },
  });

  const written = readOne('aws_instance.web', plan, configured({ constant_value: '#!/bin/sh' }));
  t.equal(written.object.user_data, '#!/bin/sh');

  const composed = readOne('aws_instance.web', plan, configured({ references: ['var.script'] }));
  t.equal(composed.object.user_data, hash, 'where it is no constant, the hash is all there is');
});
