/** Templates as a source: what is read of them, and where findings say that it stands. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::Sub is written
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { GatehouseError } from '../../src/errors.ts';
import type { JsonValue } from '../../src/json.ts';
import type { Resource, SourcedResource } from '../../src/resource/resource.ts';
import type { Deployment } from '../../src/sources/cloudformation/parameters.ts';
import { TYPES } from '../../src/sources/cloudformation/types/index.ts';
import { readDocument } from '../../src/sources/read.ts';

/** Of all types: what a table says something about. */
const properties = [...new Set(Object.values(TYPES).flatMap(({ fields }) => Object.keys(fields)))];

/** Its resources, without the parameters that are judged beside them. */
function read(text: string, deployment?: Deployment): SourcedResource[] {
  return readDocument(text, { name: 'template.yaml', deployment }).resources.filter(({ ifAsked }) => !ifAsked);
}

/** The resource of that type of Terraform, the first where there are several. */
function one(text: string, type: string, deployment?: Deployment): Resource {
  const found = read(text, deployment).find((sourced) => sourced.type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found.resource;
}

/** A template of one volume whose size is that value. */
const volume = (value: string, sections = '') => `
${sections}
Resources:
  Key: {Type: AWS::KMS::Key}
  Disk:
    Type: AWS::EC2::Volume
    Properties:
      AvailabilityZone: ${value}
`;

/** What a value comes to: the value itself, or what it refers to. */
function readValue(value: string, sections?: string, deployment?: Deployment): unknown {
  const { object, unknown } = one(volume(value, sections), 'aws_ebs_volume', deployment);
  const mark = unknown?.['/availability_zone'];
  if (mark === undefined) return object.availability_zone ?? 'absent';
  return { refers: mark.references.map(({ type, id, attribute }) => `${type}.${id}.${attribute}`), open: mark.open };
}

t.test('functions give what a template tells, in either form', (t) => {
  const sections = `
Parameters:
  Env: {Type: String, Default: dev}
  Zones: {Type: CommaDelimitedList, Default: "a, b"}
  Free: {Type: String}
  Secret: {Type: String, NoEcho: true, Default: hunter2}
  Kept: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}
Mappings:
  ByEnv: {dev: {zone: eu-central-1a}, prod: {zone: eu-central-1b}}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  NotProd: !Not [!Condition IsProd]
  Both: !And [!Condition NotProd, !Equals [a, a]]
  Either: !Or [!Condition IsProd, !Equals [!Ref Free, x]]
`;
  const refers = (...names: string[]) => ({ refers: names, open: names.length === 0 });
  const open = refers();
  const cases: [string, unknown][] = [
    ['!Ref Env', 'dev'],
    ['{Ref: Env}', 'dev'],
    ['!Ref Free', open],
    ['!Ref Kept', open],
    ['!Ref Nobody', open],
    ['!Ref AWS::AccountId', refers()],
    ['!Ref AWS::NoValue', 'absent'],
    ['!Ref Key', refers('aws_kms_key.Key.id')],
    ['!GetAtt Key.Arn', refers('aws_kms_key.Key.arn')],
    ['{"Fn::GetAtt": [Key, Arn]}', refers('aws_kms_key.Key.arn')],
    ["!Sub 'zone-${Env}'", 'zone-dev'],
    ["!Sub 'zone-${!Env}'", 'zone-${Env}'],
    ["!Sub ['${x}-${Env}', {x: !Select [1, !Ref Zones]}]", 'b-dev'],
    ["!Sub '${Key.Arn}/x'", refers('aws_kms_key.Key.arn')],
    ["!Join ['-', [a, !Ref Env]]", 'a-dev'],
    ["!Join ['', !Split ['.', a.b]]", 'ab'],
    ['!FindInMap [ByEnv, !Ref Env, zone]', 'eu-central-1a'],
    ['!FindInMap [ByEnv, !Ref Free, zone]', open],
    ['!If [IsProd, a, b]', 'b'],
    ['!If [NotProd, a, b]', 'a'],
    ['!If [Both, a, b]', 'a'],
    ['!If [Either, a, b]', open],
    ['!If [Either, a, a]', 'a'],
    ['!If [Nobody, a, b]', open],
    ['!If [Both, !Ref AWS::NoValue, b]', 'absent'],
    ['!Base64 text', 'text'],
    ['!ImportValue other', open],
    ['!Sub {}', open],
    ['!Select [9, !Ref Zones]', refers()],
    ["'{{resolve:ssm:/zone}}'", open],
  ];
  for (const [written, expected] of cases) t.same(readValue(written, sections), expected, written);
  t.end();
});

t.test('secrets are never shown', (t) => {
  const hidden = `Parameters: {Secret: {Type: String, NoEcho: true, Default: hunter2}}`;
  t.equal(readValue('!Ref Secret', hidden), '(sensitive value)');
  t.equal(readValue('!Ref Secret', hidden, { parameters: { Secret: 'hunter3' } }), '(sensitive value)');
  t.equal(readValue("'{{resolve:secretsmanager:db:SecretString:password}}'"), '(sensitive value)');

  const { object } = one(
    'Resources: {Db: {Type: "AWS::RDS::DBInstance", Properties: {MasterUserPassword: hunter2}}}',
    'aws_db_instance',
  );
  t.equal(object.password, '(sensitive value)');
  t.end();
});

t.test('a password that is fetched from where secrets are kept is none that the stack keeps', (t) => {
  const database = (password: string) =>
    one(
      `
Resources:
  Kept: {Type: AWS::SecretsManager::Secret}
  Db: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: ${password}}}
`,
      'aws_db_instance',
    ).object;
  const kept = database("!Sub '{{resolve:secretsmanager:${Kept}:SecretString:password}}'");
  t.match(kept, { password: undefined, password_wo_version: '(sensitive value)' });
  t.match(database('!Ref Password'), { password_wo_version: undefined });
  t.end();
});

t.test('of a script the part that is written is read', (t) => {
  const template = `
Resources:
  Host:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: !Sub |
          curl http://\${AWS::StackName}.example.com
          export TOKEN=written
`;
  const { object } = one(template, 'aws_instance');
  t.match(object.user_data, /^curl http:\/\/\(known after deployment\)\.example\.com\nexport TOKEN=written$/m);
  t.end();
});

t.test('what is known of the deployment goes before defaults', (t) => {
  const sections = 'Parameters: {Env: {Type: String, Default: dev}, Count: {Type: Number, Default: 2}}';
  t.equal(readValue('!Ref Env', sections, { parameters: { Env: 'prod' } }), 'prod');
  t.equal(readValue('!Ref Count', sections), 2);
  t.equal(readValue("!Sub '${AWS::Region}a'", sections, { region: 'eu-central-1' }), 'eu-central-1a');
  t.equal(readValue('!Ref AWS::Partition', sections, { region: 'cn-north-1' }), 'aws-cn');

  const tagged = one(volume('a'), 'aws_ebs_volume', { region: 'eu-west-1', tags: { team: 'shop' } });
  t.match(tagged, { region: 'eu-west-1', facets: { tags: { values: { team: 'shop' } } } });
  t.end();
});

t.test('what a condition leaves out is left out only where somebody said so', (t) => {
  const template = `
Parameters: {Env: {Type: String, Default: dev}}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Disk:
    Type: AWS::EC2::Volume
    Condition: IsProd
    Properties:
      Encrypted: !If [IsProd, true, false]
      AvailabilityZone: !Ref Env
`;
  // By its default it would not be there; where it is, the condition holds, and Env is what it asks for.
  t.match(one(template, 'aws_ebs_volume').object, { encrypted: true, availability_zone: 'prod' });
  t.same(read(template, { parameters: { Env: 'dev' } }), []);
  t.equal(read(template, { parameters: { Env: 'prod' } }).length, 1);
  t.end();
});

t.test('a bucket is what Terraform makes of it: resources that refer to it', (t) => {
  const template = `
Resources:
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !Ref Key}
      LifecycleConfiguration:
        Rules:
          - {Id: old, Status: Enabled, ExpirationInDays: 30, Transitions: [{StorageClass: GLACIER, TransitionInDays: 7}]}
  Key: {Type: AWS::KMS::Key}
`;
  const versioning = one(template, 'aws_s3_bucket_versioning');
  t.same(versioning.object, { versioning_configuration: [{ status: 'Enabled' }] });
  t.match(versioning.unknown, { '/bucket': { references: [{ type: 'aws_s3_bucket', id: 'Logs', attribute: 'id' }] } });
  t.match(one(template, 'aws_s3_bucket_lifecycle_configuration').object, {
    rule: [{ expiration: [{ days: 30 }], transition: [{ storage_class: 'GLACIER', days: 7 }] }],
  });
  t.match(one(template, 'aws_s3_bucket').facets.encryption, [{ state: 'encrypted', key: 'customer' }]);
  t.end();
});

t.test('a policy is judged by what is known of it', (t) => {
  const state = (principal: string) => {
    const template = `
Parameters:
  Account: {Type: String}
  Pinned: {Type: String, AllowedPattern: '[0-9]{12}'}
Mappings: {Balancers: {eu-central-1: {Account: '054676820928'}}}
Resources:
  Logs: {Type: AWS::S3::Bucket}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Logs
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: s3:GetObject, Resource: !Sub '\${Logs.Arn}/*', Principal: {AWS: ${principal}}}
`;
    return one(template, 'aws_s3_bucket').facets.exposure?.map((way) => way.state);
  };
  t.same(state("'*'"), ['public']);
  t.same(state("!Sub 'arn:aws:iam::${AWS::AccountId}:root'"), ['private']);
  t.same(state("!ImportValue 'reader'"), ['private']);
  t.same(state('!FindInMap [Balancers, !Ref AWS::Region, Account]'), ['private']);
  t.same(state('!Ref Pinned'), ['private']);
  t.same(state('!Ref Account'), ['unknown'], 'it may be *');
  t.end();
});

t.test('findings name what was written', (t) => {
  const template = `
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - IpProtocol: tcp
          CidrIp: !If [Nobody, 10.0.0.0/8, 0.0.0.0/0]
  Service:
    Type: AWS::ECS::Service
    Properties:
      DeploymentConfiguration:
        MinimumHealthyPercent: 50
`;
  const [group, service] = read(template);
  t.same(group?.written?.identity, {
    source: 'cloudformation',
    type: 'AWS::EC2::SecurityGroup',
    id: 'Group',
    name: 'Group',
  });
  const places: [SourcedResource | undefined, string, string, number][] = [
    [group, '', '/Resources/Group', 3],
    [group, '/ingress/0/cidr_blocks', '/Resources/Group/Properties/SecurityGroupIngress/0/CidrIp', 8],
    [group, '/ingress/0/to_port', '/Resources/Group/Properties/SecurityGroupIngress/0/ToPort', 7],
    [group, '/tags', '/Resources/Group/Properties/Tags', 5],
    [group, '/nobody_knows', '/Resources/Group', 3],
    [
      service,
      '/deployment_circuit_breaker/0/rollback',
      '/Resources/Service/Properties/DeploymentConfiguration/DeploymentCircuitBreaker/Rollback',
      12,
    ],
    [
      service,
      '/deployment_minimum_healthy_percent',
      '/Resources/Service/Properties/DeploymentConfiguration/MinimumHealthyPercent',
      13,
    ],
  ];
  for (const [resource, given, path, line] of places) {
    t.equal(resource?.written?.pathOf(given), path, given);
    t.same(resource?.locate?.(path), { file: 'template.yaml', line }, path);
  }
  t.equal(
    service?.written?.say('set deployment_circuit_breaker.enable = true on this aws_ecs_service; it is good'),
    'set DeploymentCircuitBreaker.Enable: true on this AWS::ECS::Service; it is good',
  );
  t.equal(
    service?.written?.say('the state keeps it; add an aws_flow_log with its vpc_id, and aws_s3_bucket_versioning'),
    'the stack keeps it; add an AWS::EC2::FlowLog with its ResourceId, and VersioningConfiguration of AWS::S3::Bucket',
  );
  t.end();
});

t.test('a place inside of a function is that of the property in the text', (t) => {
  const template = `
Parameters: {Env: {Type: String, Default: a}}
Conditions: {IsA: !Equals [!Ref Env, a]}
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      DeploymentConfiguration: !If
        - IsA
        - DeploymentCircuitBreaker:
            Enable: false
        - !Ref AWS::NoValue
`;
  const [service] = read(template);
  const path = service?.written?.pathOf('/deployment_circuit_breaker/0/enable') ?? '';
  t.equal(path, '/Resources/Service/Properties/DeploymentConfiguration/Fn::If/1/DeploymentCircuitBreaker/Enable');
  t.equal(service?.locate?.(path)?.line, 11);
  t.end();
});

t.test('JSON is read with its lines, and no tag is mistaken in it', (t) => {
  const template = JSON.stringify(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { Disk: { Type: 'AWS::EC2::Volume', Properties: { Encrypted: 'true' } } },
    },
    null,
    2,
  );
  const [disk] = read(template);
  t.match(disk?.resource.facets.encryption, [{ state: 'encrypted' }]);
  t.equal(disk?.locate?.('/Resources/Disk/Properties/Encrypted')?.line, 7);
  t.match(
    read(`{Resources: {Disk: {Type: 'AWS::EC2::Volume', Properties: {Encrypted: !Ref Key}}}}`)[0]?.resource.unknown,
    {
      '/encrypted': { open: true },
    },
  );
  t.end();
});

t.test('what all functions of a serverless application have counts for each', (t) => {
  const template = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: nodejs20.x, Environment: {Variables: {A: a, B: b}}, Tags: {team: shop}}
Resources:
  Pay: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {B: c}}, Tags: {env: prod}}}
`;
  const { object, facets } = one(template, 'aws_lambda_function');
  t.match(object, { runtime: 'nodejs20.x', environment: [{ variables: { A: 'a', B: 'c' } }] });
  t.same(facets.tags?.values, { team: 'shop', env: 'prod' });
  t.end();
});

t.test('what is not judged is said', (t) => {
  const { kind, notes, resources } = readDocument(
    `
Transform: [AWS::LanguageExtensions, MyMacro]
Resources:
  Thing: {Type: AWS::IoT::Thing, Properties: {Tags: [{Key: team, Value: shop}]}}
  Other: {Type: Custom::Other}
`,
    { name: 'template.yaml' },
  );
  t.equal(kind, 'cloudformation-template');
  t.same(
    resources.map(({ type }) => type),
    ['AWS::IoT::Thing', 'Custom::Other'],
  );
  t.same(resources[0]?.resource.facets.tags?.values, { team: 'shop' });
  t.match(notes, [
    /MyMacro/,
    /--template-stage Processed/,
    /2 resources are of types .*: AWS::IoT::Thing, Custom::Other$/,
  ]);
  t.end();
});

t.test('only templates are taken for templates', (t) => {
  const refusal = (text: string): string => {
    try {
      read(text);
    } catch (thrown) {
      if (thrown instanceof GatehouseError) return thrown.message;
      throw thrown;
    }
    return 'none';
  };
  t.match(refusal('AWSTemplateFormatVersion: 2010-09-09\n'), /CloudFormation template without Resources/);
  t.match(refusal('Resources: {a: {Type: Foo}}\n'), /has the keys Resources/);
  t.equal(refusal('Resources: {a: {Type: AWS::SNS::Topic}}\n'), 'none');
  t.end();
});

t.test('nothing that a template may hold is an error or a pass', (t: Test) => {
  const odd = [
    'null',
    '[]',
    '{}',
    '!If []',
    '!Sub {}',
    '!Join x',
    '!FindInMap [a]',
    '!Select []',
    '!GetAtt []',
    '!Ref {}',
  ];
  for (const value of [...odd, '!Split [x]', '!Nobody x', '{"Fn::If": null}', '!If [!Ref x, a, b]', '!Equals [a, b]']) {
    const resources = read(`
Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties: {Encrypted: ${value}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: ${value}, Tags: ${value}}
  Whole:
    Type: AWS::EC2::Volume
    Properties: ${value}
  Nothing: ${value}
`);
    t.equal(resources.map(({ resource }) => resource.id).includes('Disk'), true, value);
    const states = resources[0]?.resource.facets.encryption?.map(({ state }) => state);
    t.notSame(states, ['encrypted'], value);
  }
  const self = 'Conditions: {A: !Condition A}\n';
  t.same(readValue('!If [A, a, b]', self), { refers: [], open: true });
  t.end();
});

t.test('whatever stands in a template, it is read, and each resource can be judged', (t) => {
  const functions = [
    'Ref',
    'Fn::Sub',
    'Fn::ForEach::A',
    'Fn::Transform',
    'Fn::If',
    'Fn::GetAtt',
    'Fn::Join',
    'Fn::Select',
    'Fn::FindInMap',
    'Fn::Split',
  ];
  const names = ['Tags', 'Key', 'Value', 'Encrypted', 'Policies', 'PolicyDocument', 'Rules', '__proto__', ...functions];
  const value = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<JsonValue>(null, true, 0, '', 'A', 'Known', '${A}', 'AWS::NoValue', 'AWS::Region'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names, ...properties), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  const resource = fc.record({ Type: fc.constantFrom(...Object.keys(TYPES)), Properties: value, Condition: value });
  const sections = fc.record({
    Parameters: value,
    Mappings: value,
    Conditions: fc.dictionary(fc.constant('A'), value),
  });
  fc.assert(
    fc.property(
      sections,
      fc.dictionary(fc.constantFrom('A', 'B', 'Known'), resource, { minKeys: 1 }),
      fc.tuple(fc.constantFrom('A', '${A}'), value, fc.dictionary(fc.constantFrom('A', 'X${A}', '&{A}'), resource)),
      (rest, plain, loop) => {
        const Resources = { ...plain, 'Fn::ForEach::L': loop };
        for (const sourced of read(JSON.stringify({ ...rest, Resources }))) {
          const { resource: found, written } = sourced;
          const places = [...Object.keys(found.unknown ?? {}), ...Object.keys(found.object).map((key) => `/${key}`)];
          for (const place of places) if (!written?.pathOf(place).startsWith('/Resources/')) return false;
        }
        return true;
      },
    ),
    { numRuns: 500 },
  );
  t.pass('for 500 templates');
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  t.equal(read(`{"Resources":{"A":{"Type":"AWS::EC2::Volume","Properties":{"Size":${deep}}}}}`).length, 1);
  t.end();
});

t.test('parameters are judged where a rule asks; what is not echoed is given to none', (t) => {
  const { resources } = readDocument(
    `Parameters:
  Password: {Type: String, NoEcho: true, Default: Tr0ub4dor&3}
  Environment: {Type: String, Default: prod}
Resources:
  Topic: {Type: AWS::SNS::Topic}
`,
    { name: 'template.yaml' },
  );
  const parameters = resources.filter(({ ifAsked }) => ifAsked);
  t.strictSame(
    parameters.map(({ resource }) => [resource.id, resource.object]),
    [
      ['Password', { sensitive: true, default: '(sensitive value)' }],
      ['Environment', { sensitive: false, default: 'prod' }],
    ],
  );
  const [password] = parameters;
  const place = password?.written?.pathOf('/default') ?? '';
  t.strictSame([place, password?.locate?.(place)?.line], ['/Parameters/Password/Default', 2]);
  t.end();
});
