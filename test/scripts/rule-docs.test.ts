import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hclOf } from '../../scripts/hcl.ts';
import { fenced, table } from '../../scripts/markdown.ts';
import { patternPage, rulePages } from '../../scripts/rule-pages.ts';
import { parseConfig } from '../../src/config/load.ts';
import { docsLink } from '../../src/reports/docs-link.ts';
import { loadBundle } from '../../src/rules/bundle.ts';

const { catalogue } = await loadBundle();
const pages = await rulePages();

t.test('the pages in docs/rules are what the rules say now', async (t) => {
  t.strictSame(new Set(readdirSync('docs/rules')), new Set(pages.keys()), 'run `npm run docs`');
  for (const [file, text] of pages) {
    t.equal(readFileSync(join('docs/rules', file), 'utf8'), text, `docs/rules/${file}: run \`npm run docs\``);
  }
});

t.test('the index of the patterns is what the rules say now', async (t) => {
  t.equal(readFileSync('docs/patterns/README.md', 'utf8'), await patternPage(), 'run `npm run docs`');
});

t.test('what a page shows to copy into the configuration is accepted', async (t) => {
  for (const { id } of catalogue.rules) {
    const page = pages.get(`${id}.md`) ?? '';
    const section = (title: string) =>
      new RegExp(`^## ${title}\\n.*?^\`\`\`yaml\\n(.*?)^\`\`\``, 'ms').exec(page)?.[1] ?? '';

    const config = await parseConfig(section('Configure') + section('Waive'), catalogue, 'gatehouse.yaml');

    t.ok(config.rules?.[id], `${id}: it can be configured`);
    t.match(config.waivers, [{ rule: id, resource: /./ }], `${id}: and waived`);
  }
});

t.test('every rule is on the list, with its page', async (t) => {
  const list = pages.get('README.md') ?? '';

  for (const { id } of catalogue.rules) {
    t.match(list, `[\`${id}\`](${id}.md)`);
    t.equal(docsLink(id, undefined), `docs/rules/${id}.md`);
  }
  t.equal(docsLink('no-latest', 'https://example.com/rules/'), 'https://example.com/rules/no-latest.md');
});

t.test('a plan is shown as Terraform would have it written', async (t) => {
  const text = hclOf({
    'module.app.aws_instance.web["a"]': {
      actions: ['delete', 'create'],
      values: {
        ami: 'ami-1',
        tags: { team: 'shop', 'example.com/team': '7' },
        ebs_block_device: [{ encrypted: true }],
      },
      unknown: { arn: true, kms_key_id: true },
      references: { kms_key_id: ['aws_kms_key.data.arn'], 'root_block_device.0.kms_key_id': ['var.key'] },
    },
    'aws_ecs_task_definition.web': { values: { family: 'web', container_definitions: '[{"name": "web"}]', odd: '{' } },
  });

  t.equal(
    text,
    `# module.app.aws_instance.web["a"]
# planned: delete, create
resource "aws_instance" "web" {
  ami        = "ami-1"
  tags       = {
    team               = "shop"
    "example.com/team" = "7"
  }
  kms_key_id = aws_kms_key.data.arn
  arn        = (known after apply)
  ebs_block_device {
    encrypted = true
  }
  root_block_device {
    kms_key_id = var.key
  }
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web" }])
  odd                   = "{"
}`,
  );
});

t.test('long documents are cut, and a pipe does not end a cell', async (t) => {
  const long = fenced('yaml', Array.from({ length: 60 }, (_, line) => `line: ${line}`).join('\n'));

  t.match(long, /line: 39\n\.\.\.\n```$/);
  t.equal(
    table(['a'], [['x|y']])
      .split('\n')
      .at(-1),
    '| x\\|y |',
  );
});
