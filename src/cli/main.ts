/** The command line: which commands there are. What a command does is loaded when it is asked for. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { GatehouseError } from '../errors.ts';
import { formatNames } from '../reports/format.ts';
import { version } from '../version.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { printError } from './problems.ts';

const EXIT_CODES = `
Exit codes:
  0  nothing is denied
  1  something is denied
  2  something could not be judged: input, configuration, evaluation or usage`;

const CONFIG_HELP = 'configuration (default: gatehouse.yaml in the current directory, where there is one)';

/** Runs an action and keeps its exit code; nothing calls process.exit, so that a pipe gets all that was written. */
function run<Arguments extends unknown[]>(action: (...given: Arguments) => Promise<ExitCode>) {
  return async (...given: Arguments): Promise<void> => {
    process.exitCode = await action(...given);
  };
}

/** Without a path, what is piped in. A terminal is asked for a path instead of being waited for. */
function orPiped(paths: string[]): string[] {
  if (paths.length > 0) return paths;
  if (!process.stdin.isTTY) return ['-'];
  throw new GatehouseError('USAGE', 'name files or directories, or pipe a document in; gatehouse help shows examples');
}

function buildProgram(): Command {
  const program = new Command('gatehouse')
    .description('One rule set that judges Kubernetes admission, Terraform plans in CI and live systems in audits.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'show the help of a command')
    .showHelpAfterError('(gatehouse --help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  $ gatehouse check k8s/                           judge manifests
  $ terraform show -json tfplan | gatehouse check -   judge a plan
  $ gatehouse fix --diff k8s/                      show what could be mended
  $ gatehouse audit --kubeconfig ~/.kube/config    audit a cluster
  $ gatehouse serve                                serve admission and the REST API
${EXIT_CODES}`,
    );
  addCheck(program);
  addFix(program);
  addAudit(program);
  addScorecard(program);
  addRules(program);
  addBuild(program);
  addServe(program);
  program
    .command('version')
    .description('print the version')
    .action(() => {
      process.stdout.write(`${version}\n`);
    });
  return program;
}

function addJudging(command: Command): Command {
  return command
    .option('-c, --config <file>', CONFIG_HELP)
    .option('--no-config', 'use no configuration file')
    .option('--scans <dir>', 'directory of Trivy JSON reports, for image-scan')
    .addOption(
      repeatable(
        '--parameter <name=value>',
        'a parameter of CloudFormation templates, before those of files (repeatable)',
      ),
    )
    .addOption(
      repeatable('--parameters <file>', 'their parameters, as the AWS CLI or CodePipeline takes them (repeatable)'),
    );
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description)
    .argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value])
    .default(undefined);
}

function formatOption(): Option {
  return new Option('-f, --format <format>', 'how to write the report').choices(formatNames).default('text');
}

const contextOption = () =>
  repeatable(
    '--context-file <path>',
    'manifests that stand around what is judged, as namespaces and disruption budgets (repeatable)',
  );

function addCheck(program: Command): void {
  addJudging(program.command('check'))
    .description(
      'Judge Kubernetes manifests, Terraform plans and states, and CloudFormation templates, recognised by their content.',
    )
    .argument('[path...]', 'files, directories, or - for standard input, which a pipe need not say')
    .addOption(formatOption())
    .addOption(contextOption())
    .addHelpText(
      'after',
      `
All manifests given together are one set: a budget in one file guards the workload in another. Each plan is a set of its own.
A file that is neither a plan, a state, a template nor manifests is an error; the others are judged all the same.
What a kustomization among them takes as a part (patches, values) is not judged by itself; judge what it builds.

Examples:
  $ gatehouse check k8s/ tfplan.json
  $ terraform show -json tfplan | gatehouse check -
  $ helm template shop charts/shop | gatehouse check --config policy/gatehouse.yaml -
  $ kustomize build overlays/prod | gatehouse check -
  $ gatehouse check --parameters prod.json --parameter Version=1.2 stacks/shop.yaml
  $ gatehouse check --format json k8s/ > report.json
${EXIT_CODES}`,
    )
    .action(run(async (paths, options) => (await import('./check.ts')).check(orPiped(paths), options)));
}

function addFix(program: Command): void {
  addJudging(program.command('fix'))
    .description("Write the rules' fixes into manifests; comments, order and formatting stay.")
    .argument('[path...]', 'files, directories, or - to read standard input and write standard output')
    .option('-n, --dry-run', 'write nothing, say what would be mended')
    .option('-d, --diff', 'write nothing, print a unified diff')
    .addOption(contextOption())
    .addHelpText(
      'after',
      `
What no rule can mend by itself is offered as text to paste. Plans and state are never written; for them there are offers only.

Examples:
  $ gatehouse fix --diff k8s/
  $ gatehouse fix k8s/
  $ kustomize build overlays/prod | gatehouse fix - | kubectl apply -f -
${EXIT_CODES}
Nothing denied means: nothing that remains after the fixes.`,
    )
    .action(run(async (paths, options) => (await import('./fix.ts')).fix(orPiped(paths), options)));
}

function addAudit(program: Command): void {
  addJudging(program.command('audit'))
    .description('Audit a cluster, a Terraform state, or a dump, and keep the report.')
    .argument('[path...]', 'state files, plans or dumps (kubectl get -A -o json), directories, or -')
    .option(
      '--kubeconfig <file>',
      'audit the cluster of this kubeconfig (default: KUBECONFIG, ~/.kube/config, the pod)',
    )
    .option('--context <name>', "the kubeconfig's context to use")
    .option('--state <file...>', 'Terraform state files, as further paths')
    .addOption(formatOption())
    .option('-o, --output <file>', 'where to keep the report (default: audits/<UTC time>.json)')
    .option('--no-output', 'do not keep the report')
    .option('--compare <file>', 'an earlier report: says what is new, fixed and still there')
    .addHelpText(
      'after',
      `
Without a path the cluster of the kubeconfig is audited. What a workload made (the Pods of a Deployment) is judged through it.

Examples:
  $ gatehouse audit --kubeconfig ~/.kube/config --context production
  $ kubectl get all,ns,pdb,ingress -A -o json | gatehouse audit -
  $ gatehouse audit --state terraform.tfstate --compare audits/2026-11-01T06-00-00Z.json
${EXIT_CODES}`,
    )
    .action(run(async (paths, options) => (await import('./audit.ts')).audit(paths, options)));
}

function addScorecard(program: Command): void {
  addJudging(program.command('scorecard'))
    .description('Say for each pattern how many resources keep its promise, by team and environment, and why not.')
    .argument('[path...]', 'plans, state files, manifests or dumps, directories, or -')
    .option(
      '--kubeconfig <file>',
      'look at the cluster of this kubeconfig (default: KUBECONFIG, ~/.kube/config, the pod)',
    )
    .option('--context <name>', "the kubeconfig's context to use")
    .addOption(new Option('-f, --format <format>', 'how to write it').choices(['markdown', 'json']).default('markdown'))
    .option('--all', 'look at packs that are off, too')
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText(
      'after',
      `
Without a path the cluster of the kubeconfig is looked at. Nothing is denied: the exit code says whether all could be judged.

Examples:
  $ gatehouse scorecard --all --kubeconfig ~/.kube/config
  $ gatehouse scorecard --format json k8s/ terraform.tfstate > scorecard.json`,
    )
    .action(run(async (paths, options) => (await import('./scorecard.ts')).scorecard(paths, options)));
}

function addRules(program: Command): void {
  const rules = program.command('rules').description('What is judged: the rules, their parameters and their defaults.');
  const format = () => new Option('-f, --format <format>', 'how to write it').choices(['text', 'json']).default('text');
  rules
    .command('list')
    .description('list the rules')
    .option('-c, --config <file>', CONFIG_HELP)
    .option('--no-config', 'use no configuration file')
    .addOption(format())
    .action(run(async (options) => (await import('./rules.ts')).listRules(options)));
  rules
    .command('show')
    .description('show one rule: what it judges, its parameters, how to configure it')
    .argument('<id>', 'as in: gatehouse rules list')
    .option('-c, --config <file>', CONFIG_HELP)
    .option('--no-config', 'use no configuration file')
    .addOption(format())
    .action(run(async (id, options) => (await import('./rules.ts')).showRule(id, options)));
}

function addBuild(program: Command): void {
  program
    .command('build')
    .description('Make a bundle of rules of your own, to be loaded beside those of Gatehouse.')
    .argument('<folder>', 'the rules: Rego with METADATA, and examples beside them')
    .requiredOption('-o, --output <bundle>', 'where to write it: *.tar.gz, or a directory')
    .addHelpText(
      'after',
      `
Needs opa 1.22 or newer, named by OPA= or on the PATH. The rules are checked as those of Gatehouse are: METADATA, builtins,
schemas, their tests, and each example as both evaluators judge it. docs/bundles.md tells how to write them.

Example:
  $ gatehouse build policy/ -o policy.tar.gz`,
    )
    .action(run(async (folder, options) => (await import('./build.ts')).build(folder, options)));
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description('Serve admission webhooks, the REST API and scheduled audits over TLS.')
    .option('-c, --config <file>', CONFIG_HELP)
    .option('--no-config', 'use no configuration file')
    .option('--scans <dir>', 'directory of Trivy JSON reports, for image-scan')
    .option('--host <host>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'port to listen on (default: 8443)', parsePort)
    .option('--tls-cert <file>', 'certificate chain, PEM (default: a development certificate is made under certs/)')
    .option('--tls-key <file>', 'its private key, PEM')
    .option(
      '--processes <n>',
      'how many processes serve on the port, to use as many cores (default: 1)',
      parseProcesses,
    )
    .addHelpText(
      'after',
      `
Examples:
  $ gatehouse serve
  $ gatehouse serve --config /etc/gatehouse/gatehouse.yaml --host 0.0.0.0 --tls-cert tls.crt --tls-key tls.key`,
    )
    .action(run(async (options) => (await import('./serve.ts')).serve(options)));
}

function parseProcesses(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 64) throw new InvalidArgumentError('give a number from 1 to 64.');
  return count;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('a port is a number from 0 to 65535.');
  return port;
}

/** Whoever reads a pipe may stop reading: what was to be said is said, and that is no fault. */
function endQuietlyOnClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
      throw error;
    });
  }
}

async function main(): Promise<void> {
  endQuietlyOnClosedPipes();
  try {
    await buildProgram().parseAsync();
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      // Help that was asked for ends well; help in place of a command does not.
      const asked = ['commander.helpDisplayed', 'commander.version'].includes(thrown.code);
      process.exitCode = asked || process.argv[2] === 'help' ? EXIT.ok : EXIT.failed;
      return;
    }
    printError(thrown);
    process.exitCode = EXIT.failed;
  }
}

await main();
