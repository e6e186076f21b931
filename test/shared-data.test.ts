/**
 * Documents of other projects, through the doors they belong to. What is asserted was judged by hand once, resource by resource,
 * so a difference is a change of what users are told: read the document before changing what is expected.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { loadScans } from '../src/context/scans.ts';
import { judgeAll } from '../src/engine.ts';
import { approaches, judgeExample } from '../src/examples/approaches.ts';
import { dig, type JsonObject, type JsonValue } from '../src/json.ts';
import type { Report } from '../src/reports/report.ts';
import { fromPointer } from '../src/resource/pointer.ts';
import type { SourcedResource } from '../src/resource/resource.ts';
import { wholeType } from '../src/resource/whole.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { readDocument } from '../src/sources/read.ts';
import { shell } from './cli/run.ts';
import { configFor, examplesOf } from './helpers/examples.ts';
import { sharedData } from './helpers/shared.ts';
import { build } from './server/app.ts';

interface Expected {
  resources: number;
  /** Have none of `team`, `env` and `cost-center`: three warnings each. With the path of the tags where it is not `/tags`. */
  untagged: (string | [id: string, tags: string])[];
  /** The other findings, as `rule action id path`. */
  others: string[];
}

const SUBMODULE = 'module.s3_module.module.s3_submodule.aws_s3_bucket.submodule_bucket';
const BLOCK = 'module.s3_bucket.aws_s3_bucket_public_access_block.this[0]';

const TERRAFORM: Record<string, Expected> = {
  // A distribution without behaviours: the document leaves out nearly all of it.
  'checkov-after-unknown.json': { resources: 1, untagged: [], others: [] },
  // Rules that let in other security groups, no ranges; a rule carries no tags.
  'checkov-change-keys.json': { resources: 2, untagged: [], others: [] },
  // Really a state.
  'checkov-corrupted.json': { resources: 1, untagged: [], others: [] },
  // Replaced, so it is judged as it will be.
  'checkov-deleted-resources.json': { resources: 1, untagged: ['aws_secretsmanager_secret.default'], others: [] },
  'checkov-module-connected.json': { resources: 2, untagged: ['module.s3-bucket.aws_s3_bucket.this[0]'], others: [] },
  // Buckets are encrypted where nothing is said; the volume of an instance without a block is its image's choice.
  'checkov-nested-large.json': {
    resources: 55,
    untagged: [
      'aws_db_instance.default',
      'aws_db_option_group.default',
      'aws_db_parameter_group.default',
      'aws_db_subnet_group.default',
      'aws_ebs_snapshot.example_snapshot',
      'aws_ebs_volume.web_host_storage',
      'aws_ecr_repository.repository',
      'aws_eks_cluster.eks_cluster',
      'aws_elasticsearch_domain.monitoring-framework',
      'aws_elb.weblb',
      'aws_flow_log.vpcflowlogs',
      'aws_iam_role.ec2role',
      'aws_iam_role.iam_for_eks',
      'aws_iam_role.iam_for_lambda',
      'aws_iam_user.user',
      'aws_instance.db_app',
      'aws_instance.web_host',
      'aws_internet_gateway.web_igw',
      'aws_kms_key.logs_key',
      'aws_lambda_function.analysis_lambda',
      'aws_neptune_cluster.default',
      'aws_neptune_cluster_instance.default[0]',
      'aws_network_interface.web-eni',
      'aws_route_table.web_rtb',
      'aws_s3_bucket.data',
      'aws_s3_bucket.data_science',
      'aws_s3_bucket.financials',
      'aws_s3_bucket.flowbucket',
      'aws_s3_bucket.logs',
      'aws_s3_bucket.operations',
      'aws_s3_bucket_object.data_object',
      'aws_security_group.default',
      'aws_security_group.web-node',
      'aws_subnet.eks_subnet1',
      'aws_subnet.eks_subnet2',
      'aws_subnet.web_subnet',
      'aws_subnet.web_subnet2',
      'aws_vpc.eks_vpc',
      'aws_vpc.web_vpc',
    ],
    others: [
      'encryption deny aws_db_instance.default /storage_encrypted',
      'public-access deny aws_db_instance.default /publicly_accessible',
      'encryption deny aws_ebs_volume.web_host_storage /encrypted',
      'public-access deny aws_eks_cluster.eks_cluster /vpc_config/0/public_access_cidrs',
      'encryption deny aws_elasticsearch_domain.monitoring-framework /domain_endpoint_options/0/enforce_https',
      'encryption deny aws_elasticsearch_domain.monitoring-framework /encrypt_at_rest/0/enabled',
      'encryption deny aws_elasticsearch_domain.monitoring-framework /node_to_node_encryption/0/enabled',
      // By `aws_elasticsearch_domain_policy.monitoring-framework-policy`.
      'public-access deny aws_elasticsearch_domain.monitoring-framework /access_policies',
      'encryption deny aws_elb.weblb /listener/0/lb_protocol',
      'encryption deny aws_neptune_cluster.default /storage_encrypted',
      'public-access deny aws_s3_bucket.data /acl',
      // Port 22; port 80 of the same group may be open.
      'public-access deny aws_security_group.web-node /ingress/0/cidr_blocks',
    ],
  },
  'checkov-nested-modules-connections.json': {
    resources: 9,
    untagged: [
      'aws_s3_bucket.root_bucket',
      'module.s3_bucket.aws_s3_bucket.this[0]',
      'module.s3_module.aws_s3_bucket.module_bucket',
      SUBMODULE,
    ],
    others: [
      // By `module.s3_bucket.aws_s3_bucket_acl.this[0]`.
      'public-access deny module.s3_bucket.aws_s3_bucket.this[0] /acl',
      `public-access deny ${BLOCK} /block_public_acls`,
      `public-access deny ${BLOCK} /block_public_policy`,
      `public-access deny ${BLOCK} /ignore_public_acls`,
      `public-access deny ${BLOCK} /restrict_public_buckets`,
    ],
  },
  // An endpoint is public, to everyone, where nothing is said. A data source is not judged.
  'checkov-no-values.json': {
    resources: 1,
    untagged: ['aws_eks_cluster.cluster'],
    others: ['public-access deny aws_eks_cluster.cluster /vpc_config/0/public_access_cidrs'],
  },
  'checkov-tags-variety.json': {
    resources: 3,
    untagged: ['aws_dynamodb_table.basic-dynamodb-table'],
    // A list has no place for a key that is not there: one warning for all three.
    others: [
      'required-tags warn aws_autoscaling_group.example /tags',
      'required-tags warn aws_autoscaling_group.example2 /tag',
    ],
  },
  'checkov-utf-16.json': { resources: 3, untagged: ['aws_s3_bucket.s3-bucket'], others: [] },
  // Buckets are encrypted also where nothing asks for it.
  'regula-bucket-sse-infra.json': {
    resources: 4,
    untagged: [
      'aws_kms_key.key',
      'aws_s3_bucket.aes_encrypted',
      'aws_s3_bucket.kms_encrypted',
      'aws_s3_bucket.unencrypted',
    ],
    others: [],
  },
  'regula-key-rotation-infra.json': {
    resources: 3,
    untagged: ['aws_kms_key.blank-invalid', 'aws_kms_key.invalid', 'aws_kms_key.valid'],
    others: [],
  },
  'regula-tag-all-resources-infra.json': {
    resources: 4,
    untagged: ['aws_s3_bucket.invalid', 'aws_vpc.invalid', 'aws_vpc.untagged', 'aws_vpc.valid'],
    others: [],
  },
  'regula-volume-encrypted-infra.json': {
    resources: 3,
    untagged: ['aws_ebs_volume.bad', 'aws_ebs_volume.good', 'aws_ebs_volume.missing'],
    others: [
      'encryption deny aws_ebs_volume.bad /encrypted',
      // Known after apply only because the configuration leaves it out.
      'encryption deny aws_ebs_volume.missing /encrypted',
    ],
  },
};

const SHOP = 'adservice cartservice checkoutservice currencyservice emailservice frontend loadgenerator paymentservice';
const INIT = 'resource-limits deny default/Deployment/loadgenerator /spec/template/spec/initContainers/0/resources';

/** Every Deployment has one replica, fixed tags, and resources but for one init container; its one load balancer is on port 80. */
const MANIFEST: Expected = {
  resources: 35,
  untagged: [...SHOP.split(' '), 'productcatalogservice', 'recommendationservice', 'redis-cart', 'shippingservice'].map(
    (name) => [`default/Deployment/${name}`, '/metadata/labels'],
  ),
  others: ['limits/cpu', 'limits/memory', 'requests/cpu', 'requests/memory'].map((at) => `${INIT}/${at}`),
};

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Every finding as `rule action id path`, sorted. */
function expectedFindings({ untagged, others }: Expected): string[] {
  const missing = untagged.flatMap((one) => {
    const [id, tags] = typeof one === 'string' ? [one, '/tags'] : one;
    return ['cost-center', 'env', 'team'].map((key) => `required-tags warn ${id} ${tags}/${key}`);
  });
  return [...missing, ...others].sort(byText);
}

function findingsOf({ violations }: Pick<Report, 'violations'>): string[] {
  return violations.map(({ rule, action, resource, path }) => `${rule} ${action} ${resource.id} ${path}`).sort(byText);
}

function assertReport(t: Test, report: Report, expected: Expected, name: string): void {
  t.equal(report.summary.resources, expected.resources, `${name}: resources`);
  t.strictSame(findingsOf(report), expectedFindings(expected), `${name}: violations`);
  t.strictSame(report.unknowns, [], `${name}: unknowns`);
  t.strictSame(report.waived, [], `${name}: waived`);
}

t.test('plans and states are judged as by hand: by the engine, over REST and by the command', async (t) => {
  const directory = sharedData(t);
  if (directory === undefined) return;
  const from = join(directory, 'terraform');
  t.strictSame(readdirSync(from).sort(byText), Object.keys(TERRAFORM).sort(byText), 'every document is judged');
  const rules = await RuleSet.create(await loadBundle());
  const { app } = await build(t);

  for (const [name, expected] of Object.entries(TERRAFORM)) {
    const bytes = readFileSync(join(from, name));
    const { kind, resources } = readDocument(bytes, { name });
    assertReport(t, judgeAll(rules, resources, { door: 'ci', now: 0 }), expected, name);
    const posted = await app.inject({ method: 'POST', url: '/v1/terraform/plan', payload: bytes });
    if (kind === 'terraform-plan') assertReport(t, posted.json<Report>(), expected, `${name} over REST`);
    else t.match(posted.json(), { error: { code: 'INPUT_UNRECOGNISED' } }, `${name} is no plan`);
  }

  const { code, stdout } = await shell(t).gatehouse(['check', '--format', 'json', from]);
  t.equal(code, 1);
  const all = Object.values(TERRAFORM);
  assertReport(
    t,
    JSON.parse(stdout) as Report,
    {
      resources: all.reduce((sum, { resources }) => sum + resources, 0),
      untagged: all.flatMap(({ untagged }) => untagged),
      others: all.flatMap(({ others }) => others),
    },
    'all of them by the command',
  );
});

t.test('manifests are judged as by hand: by the engine, over REST and by the command', async (t) => {
  const directory = sharedData(t);
  if (directory === undefined) return;
  const file = join(directory, 'kubernetes', 'microservices-demo.yaml');
  const bytes = readFileSync(file);
  const { app } = await build(t);

  const rules = await RuleSet.create(await loadBundle());
  const { resources } = readDocument(bytes, { name: file });
  assertReport(t, judgeAll(rules, resources, { door: 'ci', now: 0 }), MANIFEST, 'engine');
  const posted = await app.inject({ method: 'POST', url: '/v1/manifests', payload: bytes });
  assertReport(t, posted.json<Report>(), MANIFEST, 'REST');
  const { code, stdout } = await shell(t).gatehouse(['check', '--format', 'json', file]);
  t.equal(code, 1);
  const report = JSON.parse(stdout) as Report;
  assertReport(t, report, MANIFEST, 'command');
  const limit = report.violations.find(({ rule }) => rule === 'resource-limits');
  t.equal(limit?.location?.line, 468, 'the line is where the container begins');
});

/** What the default risk appetite, no CRITICAL and at most 5 HIGH, makes of each report while it is fresh. */
const SCANS: Record<string, RegExp | undefined> = {
  'alpine-39-high-critical.json': /has 2 CRITICAL vulnerabilities where 0 may be/,
  'alpine-39-skip.json': /found no packages to look up/,
  'alpine-39.json': /has 2 CRITICAL vulnerabilities where 0 may be/,
  'busybox-with-lockfile.json': undefined,
  'centos-6.json': undefined,
  'debian-buster-ignore-unfixed.json': /has 1 CRITICAL vulnerability where 0 may be/,
  'distroless-base.json': undefined,
  'fluentd-gems.json': /has 1 CRITICAL vulnerability where 0 may be/,
  'sl-micro-rancher5.4.json': undefined,
  'ubi-7.json': undefined,
  'ubuntu-1804.json': undefined,
};

t.test('scans give the verdicts that were counted by hand', async (t) => {
  const directory = sharedData(t);
  if (directory === undefined) return;
  const from = join(directory, 'trivy');
  t.strictSame(readdirSync(from).sort(byText), Object.keys(SCANS).sort(byText), 'every report is judged');
  const off = { action: 'off' } as const;
  const rules = await RuleSet.create(await loadBundle(), {
    scans: { directory: from },
    rules: { 'required-tags': off, 'resource-limits': off, 'no-latest': off, 'pod-disruption-budget': off },
  });
  const [fresh, stale] = ['2021-08-26T00:00:00Z', '2021-08-27T00:00:00Z'].map((time) => Date.parse(time));

  for (const [name, excess] of Object.entries(SCANS)) {
    const text = readFileSync(join(from, name), 'utf8');
    const [image] = (JSON.parse(text) as { Metadata: { RepoTags: string[] } }).Metadata.RepoTags;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'a', image }] },
    };
    const { resources } = readDocument(JSON.stringify(pod), { name });
    const scans = await loadScans(t.testdir({ [name]: text }));
    const judge = (now = 0) => judgeAll(rules, resources, { door: 'ci', now, scans }).violations;

    const found = judge(fresh);
    t.equal(found.length, excess === undefined ? 0 : 1, name);
    if (excess !== undefined) {
      t.match(found, [{ rule: 'image-scan', action: 'deny', path: '/spec/containers/0/image', message: excess }], name);
    }
    const isStale = name === 'alpine-39-skip.json' ? /found no packages/ : /more than 24h ago/;
    t.match(judge(stale), [{ rule: 'image-scan', action: 'deny', message: isStale }], `${name}, a day later`);
  }
});

/**
 * True where the pointer leads to something, or to where it would stand: below its nearest ancestor that is there, nothing may
 * contradict it.
 */
function isPlace(object: JsonObject, pointer: string): boolean {
  let node: JsonValue | undefined = object;
  for (const key of fromPointer(pointer)) {
    if (node === undefined || node === null) return true;
    if (Array.isArray(node) ? !/^\d+$/.test(key) || Number(key) > node.length : typeof node !== 'object') return false;
    node = dig(node, key);
  }
  return true;
}

t.test('every path leads into its own resource', async (t) => {
  const bundle = await loadBundle();
  const check = (set: readonly SourcedResource[], report: Report, name: string) => {
    const objects = new Map(set.map(({ resource }) => [resource.id, resource.object]));
    for (const { rule, resource, path } of [...report.violations, ...report.unknowns]) {
      // A finding on the set as a whole leads nowhere in it.
      const object = resource.type === wholeType(resource.source) ? {} : objects.get(resource.id);
      t.ok(object && isPlace(object, path), `${name}: ${rule} ${resource.id} ${path}`);
    }
  };

  for (const example of bundle.catalogue.rules.flatMap(examplesOf)) {
    const rules = await RuleSet.create(bundle, configFor(example));
    for (const approach of approaches(example)) {
      check(approach.set, judgeExample(rules, example, approach), `${example.name}, ${approach.name}`);
    }
  }
  const directory = sharedData(t);
  if (directory === undefined) return;
  const strict = { action: 'deny', parameters: { requireCustomerKey: true } } as const;
  const rules = await RuleSet.create(bundle, { rules: { encryption: strict } });
  const documents = [
    ...Object.keys(TERRAFORM).map((name) => join('terraform', name)),
    'kubernetes/microservices-demo.yaml',
  ];
  for (const name of documents) {
    const { resources } = readDocument(readFileSync(join(directory, name)), { name });
    check(resources, judgeAll(rules, resources, { door: 'ci', now: 0 }), name);
  }
});
