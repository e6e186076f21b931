// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::ForEach is written
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

const byParameters = `
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Encrypted: {Type: String, Default: "true"}
  Password: {Type: String, NoEcho: true, Default: ""}
  Size: {Type: Number, Default: 1}
Resources:
  Disk: {Type: AWS::EC2::Volume, Properties: {Encrypted: !Ref Encrypted, Size: 1}}
`;
const onlyEncryption = 'rules: {required-tags: {action: off}}\n';

t.test('parameters come from the command line, its files and the configuration, in that order', async (t) => {
  const { gatehouse } = shell(t, {
    'gatehouse.yaml': `${onlyEncryption}cloudformation: {parameters: {Encrypted: "true"}}\n`,
    'stacks/shop.yaml': byParameters,
    'cli.json':
      '[{"ParameterKey": "Encrypted", "ParameterValue": "false"}, {"ParameterKey": "Env", "ParameterValue": "prod"}]',
    'pipeline.json': '{"Parameters": {"Encrypted": "false"}, "Tags": {"team": "shop"}}',
    'plain.yaml': 'Encrypted: false\n',
    'sync.yaml': 'template-file-path: shop.yaml\nparameters: {Encrypted: "false"}\n',
    'deploy.json': '["Encrypted=false", "Env=prod"]',
    'kept.json': '[{"ParameterKey": "Encrypted", "UsePreviousValue": true}]',
  });
  const codeOf = async (...args: string[]) => (await gatehouse(['check', 'stacks', ...args])).code;

  t.equal(await codeOf(), 0, 'the configuration alone');
  for (const file of ['cli.json', 'pipeline.json', 'plain.yaml', 'sync.yaml', 'deploy.json'])
    t.equal(await codeOf('--parameters', file), 1, file);
  t.equal(await codeOf('--parameters', 'cli.json', '--parameter', 'Encrypted=true'), 0, 'an option before a file');
  t.equal(await codeOf('--parameters', 'cli.json', '--parameters', 'kept.json'), 0, 'a later file before an earlier');
  const kept = await gatehouse(['check', 'stacks', '--parameters', 'kept.json']);
  t.match(kept.stdout, /1 unknown/, 'what the stack has stays, and nobody says what that is');

  const args = ['stacks', '--parameter', 'Encrypted=false'];
  t.equal((await gatehouse(['fix', '--dry-run', ...args])).code, 1);
  t.equal((await gatehouse(['audit', '--no-output', ...args])).code, 1);
  t.match((await gatehouse(['scorecard', ...args])).stdout, /encryption/);
});

t.test('parameters that do not fit are refused, and their values shown to nobody', async (t) => {
  const { gatehouse } = shell(t, {
    'gatehouse.yaml': onlyEncryption,
    'shop.yaml': byParameters,
    'list.json': '["hunter2"]',
    'nested.json': '{"Password": {"is": "hunter2"}}',
    'broken.json': '{"Password": "hunter2',
  });
  const cases: [string[], RegExp][] = [
    [['--parameter', 'Enb=hunter2'], /--parameter: no template .* has a parameter Enb; did you mean Env\? \(USAGE\)/],
    [['--parameter', 'hunter2'], /give --parameter a name and a value, once for each: --parameter Env=prod/],
    [['--parameter', 'ParameterKey=Env,ParameterValue=hunter2'], /--parameter Env=prod/],
    [['--parameter', 'Env=hunter2'], /--parameter: Env of shop\.yaml takes one of dev, prod/],
    [['--parameter', 'Size=hunter2'], /--parameter: Size of shop\.yaml takes a number/],
    [['--parameters', 'list.json'], /list\.json: is no file of parameters; accepted are/],
    [['--parameters', 'nested.json'], /nested\.json: Password is no text, number or boolean/],
    [['--parameters', 'broken.json'], /broken\.json: is neither JSON nor YAML/],
    [['--parameters', 'missing.json'], /missing\.json: does not exist/],
  ];
  for (const [args, expected] of cases) {
    const { code, stdout, stderr } = await gatehouse(['check', 'shop.yaml', ...args]);
    t.equal(code, 2, args.join(' '));
    t.match(stderr, expected);
    t.notMatch(stdout + stderr, /hunter2/);
  }
  const cluster = await gatehouse(['audit', '--parameter', 'Env=prod']);
  t.equal(cluster.code, 2);
  t.match(cluster.stderr, /--parameter is of CloudFormation templates; name their files, too/);
});

t.test('files of parameters that lie beside templates are no error, and no input', async (t) => {
  const parameters = '[{"ParameterKey": "Encrypted", "ParameterValue": "true"}]';
  const { gatehouse } = shell(t, {
    'gatehouse.yaml': onlyEncryption,
    'stacks/shop.yaml': byParameters,
    'stacks/prod.json': parameters,
    'stacks/dev.json': '{"Parameters": {"Encrypted": "true"}}',
  });

  const { code, stderr } = await gatehouse(['check', 'stacks']);
  t.equal(code, 0, stderr);
  t.match(
    stderr,
    /stacks\/prod\.json: holds the parameters of a stack, which count where they are given by --parameters/,
  );
  t.match(stderr, /stacks\/dev\.json: holds the parameters/);

  const named = await gatehouse(['check', 'stacks/dev.json']);
  t.equal(named.code, 2);
  t.match(named.stderr, /looks like the parameters of a stack; give them by `--parameters FILE` with its template/);
});

t.test('a report as JSON says what is not judged', async (t) => {
  const { gatehouse } = shell(t, { 'shop.yaml': template });
  const { stdout } = await gatehouse(['check', 'shop.yaml', '--format', 'json']);
  t.match(JSON.parse(stdout), { notes: [/shop\.yaml: 1 resource is of a type .*: AWS::IoT::Thing/] });
});

t.test('what a macro or a loop may make beside a resource is not taken for missing', async (t) => {
  const { gatehouse, write } = shell(t);
  const resources = 'Resources:\n  Disk: {Type: AWS::EC2::Volume, Properties: {Encrypted: true}}\n';
  const found = async (template: string) => {
    write('gatehouse.yaml', 'rules: {volume-backups: {action: deny}, required-tags: {action: off}}\n');
    write('shop.yaml', template);
    const { stdout } = await gatehouse(['check', 'shop.yaml']);
    return stdout.split('\n').at(-2);
  };

  t.match(await found(resources), /1 denied, 0 warned, 0 unknown/);
  t.match(await found(`Transform: [Company]\n${resources}`), /0 denied, \d warned, 1 unknown/);
  const loop = '  Fn::ForEach::Plans: [Name, !Ref Nobody, {"${Name}": {Type: AWS::Backup::BackupSelection}}]\n';
  t.match(await found(resources + loop), /0 denied, \d warned, 1 unknown/);
  const serverless = `Transform: AWS::Serverless-2016-10-31\n${resources}`;
  t.match(await found(serverless), /1 denied/, 'which makes no backups');
});
