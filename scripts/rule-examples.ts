/** The examples of a rule as its page shows them. */
import type { RuleExample } from '../src/examples/schema.ts';
import { hclOf } from './hcl.ts';
import { fenced, list, yaml } from './markdown.ts';

type Finding = NonNullable<RuleExample['expect']>[number];

/** Bad ones first. What several examples share is shown once. */
export function exampleSections(file: string, examples: readonly RuleExample[]): string[] {
  const shown = new Set<string>();
  const of = (kind: RuleExample['kind']) =>
    examples.filter((example) => example.kind === kind).map((example) => exampleText(example, shown));
  return [
    `## Examples\n\nThe tests judge [every one of them](${file}) at every door.`,
    '### Found',
    ...of('bad'),
    '### Accepted',
    ...of('good'),
  ];
}

/** Id of what the example is about, as reports have it. */
export function subjectOf({ expect = [], plan, manifest = '' }: RuleExample): string {
  const named = expect.find(({ resource }) => resource !== undefined)?.resource ?? Object.keys(plan ?? {})[0];
  if (named !== undefined) return named;
  const part = (key: string) => new RegExp(`^metadata.*?\\b${key}: *([\\w.-]+)`, 'ms').exec(manifest)?.[1];
  const kind = /^kind: *(\w+)/m.exec(manifest)?.[1] ?? '*';
  const namespace = part('namespace');
  return `${namespace === undefined ? '' : `${namespace}/`}${kind}/${part('name') ?? '*'}`;
}

function exampleText(example: RuleExample, shown: Set<string>): string {
  const {
    name,
    manifest,
    plan,
    template,
    deployment,
    request,
    parameters,
    context,
    scans,
    expect = [],
    unknowns = [],
    fixed,
  } = example;
  const parts = [`#### ${name.charAt(0).toUpperCase()}${name.slice(1)}`];
  if (request?.before !== undefined) parts.push(fenced('yaml', request.before), `which \`${request.user}\` changes to`);
  else if (request) parts.push(`\`${request.user}\` deletes`);
  if (manifest !== undefined) parts.push(fenced('yaml', manifest));
  if (plan !== undefined) parts.push(fenced('hcl', hclOf(plan)));
  if (template !== undefined) parts.push(fenced('yaml', template));
  if (deployment !== undefined) parts.push('deployed with', yaml(deployment));
  if (context !== undefined) parts.push('beside', fenced('yaml', context));
  if (parameters !== undefined) parts.push('with the parameters', yaml(parameters));
  if (scans !== undefined) parts.push(...scanTexts(scans, shown));
  if (expect.length > 0) parts.push(`Violates:\n\n${findings(example, expect)}`);
  if (unknowns.length > 0) parts.push(`Not known yet:\n\n${findings(example, unknowns)}`);
  if (fixed) parts.push('Gatehouse patches it.');
  return parts.join('\n\n');
}

function findings({ plan }: RuleExample, found: readonly Finding[]): string {
  const first = Object.keys(plan ?? {})[0];
  return list(
    found.map(({ resource = first, path, message }) => {
      const where = resource === undefined ? `\`${path}\`` : `\`${resource}\` at \`${path}\``;
      return message === undefined ? where : `${where}: ${message.replaceAll('`', "'")}`;
    }),
  );
}

function scanTexts(scans: Record<string, unknown>, shown: Set<string>): string[] {
  if (Object.keys(scans).length === 0) return ['and no scan'];
  return Object.entries(scans).flatMap(([file, report]) => {
    const text = fenced('json', JSON.stringify(report, null, 2));
    if (shown.has(text)) return [`and the scan \`${file}\` from above`];
    shown.add(text);
    return [`and the scan \`${file}\``, text];
  });
}
