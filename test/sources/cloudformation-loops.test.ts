/** What the transforms of a template make of it: loops are worked out, what cannot be is said. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::Sub is written
import t from 'tap';
import type { SourcedResource } from '../../src/resource/resource.ts';
import type { Deployment } from '../../src/sources/cloudformation/parameters.ts';
import { type ReadDocument, readDocument } from '../../src/sources/read.ts';

function read(text: string, deployment?: Deployment): ReadDocument {
  const document = readDocument(text, { name: 'template.yaml', deployment });
  return { ...document, resources: document.resources.filter(({ ifAsked }) => !ifAsked) };
}

/** `[id, an attribute]` of each resource. */
function valuesOf({ resources }: ReadDocument, attribute: string): unknown[] {
  return resources.map(({ resource: { id, object, unknown } }) => [
    id,
    unknown?.[`/${attribute}`] === undefined ? (object[attribute] ?? 'absent') : 'unknown',
  ]);
}

const place = ({ written, locate }: SourcedResource, pointer: string) => {
  const at = written?.pathOf(pointer) ?? '';
  return [at, locate?.(at)?.line];
};

t.test('a loop makes its resources, which stand where the loop is written', (t) => {
  const document = read(`
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: "a, b"}}
Mappings: {Sizes: {a: {size: 1}}}
Resources:
  Fn::ForEach::Disks:
    - Name
    - !Ref Names
    - Disk\${Name}:
        Type: AWS::EC2::Volume
        Properties:
          AvailabilityZone: !Sub 'zone-\${Name}'
          Size: !FindInMap [Sizes, !Ref Name, size, {DefaultValue: 9}]
          Encrypted: false
          KmsKeyId: !GetAtt [!Sub 'Key\${Name}', Arn]
  Keya: {Type: AWS::KMS::Key}
`);
  t.same(valuesOf(document, 'availability_zone'), [
    ['Diska', 'zone-a'],
    ['Diskb', 'zone-b'],
    ['Keya', 'absent'],
  ]);
  t.same(valuesOf(document, 'size').slice(0, 2), [
    ['Diska', 1],
    ['Diskb', 9],
  ]);
  t.same(document.notes, []);
  const [, disk] = document.resources;
  if (disk === undefined) throw new Error('no disk');
  const body = '/Resources/Fn::ForEach::Disks/2/Disk${Name}';
  t.same(place(disk, '/encrypted'), [`${body}/Properties/Encrypted`, 14]);
  t.same(place(disk, ''), [body, 9]);
  t.end();
});

t.test('loops stand in loops, in properties and among conditions', (t) => {
  const document = read(`
Conditions:
  Fn::ForEach::Are: [Env, [dev, prod], {'Is\${Env}': !Equals [!Ref Env, prod]}]
Resources:
  Fn::ForEach::Envs:
    - Env
    - [dev, prod]
    - Fn::ForEach::Zones:
        - Zone
        - [eu-1, eu-2]
        - 'Disk\${Env}&{Zone}':
            Type: AWS::EC2::Volume
            Condition: Is\${Env}
            Properties:
              Fn::ForEach::Both:
                - Property
                - [AvailabilityZone, SnapshotId]
                - \${Property}: !Ref Zone
`);
  t.same(valuesOf(document, 'availability_zone'), [
    ['Diskprodeu1', 'eu-1'],
    ['Diskprodeu2', 'eu-2'],
  ]);
  t.same(valuesOf(document, 'snapshot_id')[0], ['Diskprodeu1', 'eu-1']);
  const [disk] = document.resources;
  if (disk === undefined) throw new Error('no disk');
  t.same(place(disk, '/snapshot_id'), [
    '/Resources/Fn::ForEach::Envs/2/Fn::ForEach::Zones/2/Disk${Env}&{Zone}/Properties/Fn::ForEach::Both/2/${Property}',
    18,
  ]);
  t.same(document.notes, []);
  t.end();
});

t.test('of a loop over what is not known, nothing is taken for kept or broken', (t) => {
  const template = `
Parameters: {Names: {Type: CommaDelimitedList}, Options: {Type: CommaDelimitedList}}
Resources:
  Fn::ForEach::Disks: [Name, !Ref Names, {'Disk\${Name}': {Type: AWS::EC2::Volume}}]
  Disk:
    Type: AWS::EC2::Volume
    Properties:
      Size: 1
      Fn::ForEach::Settings: [Option, !Ref Options, {'\${Option}': true}]
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {BucketEncryption: {'Fn::ForEach::Settings': [Option, !Ref Options, {'\${Option}': true}], Other: 1}}
`;
  const document = read(template);
  t.same(valuesOf(document, 'encrypted')[0], ['Disk', 'unknown']);
  t.same(valuesOf(document, 'size')[0], ['Disk', 1]);
  t.same(
    document.resources[0]?.resource.facets.encryption?.map(({ state }) => state),
    ['unknown'],
  );
  t.same(document.notes, [
    'Fn::ForEach::Disks has a collection that is not known before deployment; give the parameter Names a value: the resources that it makes are not judged',
    'Fn::ForEach::Settings has a collection that is not known before deployment; give the parameter Options a value: what it makes of Disk is not judged',
    'Fn::ForEach::Settings has a collection that is not known before deployment; give the parameter Options a value: what it makes of Bucket is not judged',
  ]);

  const known = read(template, { parameters: { Names: 'a,b', Options: 'Encrypted' } });
  t.same(valuesOf(known, 'encrypted').slice(0, 3), [
    ['Diska', 'absent'],
    ['Diskb', 'absent'],
    ['Disk', true],
  ]);
  t.same(known.notes, []);
  t.end();
});

t.test('a loop that is malformed or makes too much is said to be so', (t) => {
  const malformed = read('Resources: {"Fn::ForEach::X": [a], A: {Type: AWS::SNS::Topic}}');
  t.match(malformed.notes, [/^Fn::ForEach::X is no identifier, collection and fragment: the resources .* not judged$/]);

  const items = JSON.stringify(Array.from({ length: 200 }, (_, index) => `item${index}`));
  let body = `{"D\${A}\${B}\${C}\${D}": {Type: AWS::EC2::Volume}}`;
  for (const name of ['A', 'B', 'C', 'D']) body = `{"Fn::ForEach::${name}": [${name}, ${items}, ${body}]}`;
  const bomb = read(`Resources: {"Fn::ForEach::All": [E, ${items}, ${body}], A: {Type: AWS::SNS::Topic}}`);
  t.match(bomb.notes?.join('\n'), /makes more than CloudFormation takes: the resources that it makes are not judged/);
  t.end();
});

t.test('what macros make is said not to be judged, with how to have it judged', (t) => {
  const notesOn = (template: string) => read(template).notes?.join('\n') ?? '';

  const serverless = notesOn(`
Transform: [AWS::Serverless-2016-10-31]
Resources: {Pay: {Type: AWS::Serverless::Function}}
`);
  t.match(serverless, /what AWS::Serverless-2016-10-31 makes of this template \(roles, .*\) is not judged/);
  t.match(serverless, /change set .*aws cloudformation get-template .*--template-stage Processed/);

  const included = read(`
Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties: {Size: 1, Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://x/y}}}
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://x/z}}
`);
  t.match(included.notes, [
    /what Fn::Transform adds to Disk is not judged/,
    /the resources that Fn::Transform makes are not judged/,
    /--template-stage Processed/,
  ]);
  t.same(valuesOf(included, 'encrypted'), [['Disk', 'unknown']], 'it may be in what is included');

  t.equal(notesOn('Transform: AWS::LanguageExtensions\nResources: {A: {Type: AWS::SNS::Topic}}'), '');
  t.end();
});
