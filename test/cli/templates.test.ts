import t from 'tap';
import { shell } from './run.ts';

const template = `
Parameters: {Size: {Type: Number, Default: 1}}
Resources:
  Disk: {Type: AWS::EC2::Volume, Properties: {Encrypted: false, Size: !Ref Size}}
  Thing: {Type: AWS::IoT::Thing}
`;

t.test('a template is judged in its own words, and what no rule knows is named', async (t) => {
  const config = 'rules: {required-tags: {action: off}}\nwaivers: []\n';
  const { gatehouse, write } = shell(t, { 'gatehouse.yaml': config, 'stacks/shop.yaml': template });

  const { code, stdout, stderr } = await gatehouse(['check', 'stacks']);

  t.equal(code, 1);
  t.equal(
    stdout,
    `stacks/shop.yaml

  Disk  AWS::EC2::Volume
    ✖ encryption  high, denied
      the volume: not encrypted at rest; set Encrypted: true
      stacks/shop.yaml:4  /Resources/Disk/Properties/Encrypted

✖ 2 resources: 1 denied, 0 warned, 0 unknown, 0 waived
`,
  );
  t.match(stderr, /stacks\/shop\.yaml: 1 resource is of a type that no rule knows in a template.*: AWS::IoT::Thing/);

  write(
    'gatehouse.yaml',
    `${config.replace('waivers: []\n', '')}waivers: [{rule: encryption, resource: Disk, owner: me, reason: test, expires: 2099-01-01}]\n`,
  );
  const waived = await gatehouse(['check', 'stacks']);
  t.equal(waived.code, 0, waived.stdout);
});
