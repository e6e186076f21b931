/** `gatehouse rules`: the catalogue for people, and as JSON. */
import { stringify } from 'yaml';
import { GatehouseError } from '../errors.ts';
import { count, type Paint, painter, paragraph } from '../reports/text/layout.ts';
import { originsOf } from '../rules/bundle.ts';
import type { ParameterSchema, RuleMetadata } from '../rules/catalogue.ts';
import { insteadOf } from '../rules/renamed.ts';
import { loadRules } from '../setup.ts';
import { templateTypes } from '../sources/cloudformation/types/index.ts';
import { type ConfigOptions, configFileOf } from './configuration.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { coloured, widthOf } from './terminal.ts';

interface RulesOptions extends ConfigOptions {
  format: 'text' | 'json';
}

const SEVERITY_STYLE = { critical: 'red', high: 'red', medium: 'yellow', low: 'blue' } as const;

export async function listRules({ format, ...options }: RulesOptions): Promise<ExitCode> {
  const { bundle } = await loadRules(configFileOf(options));
  const { rules } = bundle.catalogue;
  const origins = originsOf(bundle);
  if (format === 'json') {
    process.stdout.write(
      `${JSON.stringify(
        rules.map((rule) => withOrigin(rule, origins)),
        null,
        2,
      )}\n`,
    );
    return EXIT.ok;
  }
  const paint = painter(coloured(process.stdout));
  const header = ['RULE', 'PACK', 'DEFAULT', 'ACTION', 'SEVERITY', 'TITLE', ...(origins.size > 0 ? ['BUNDLE'] : [])];
  const rows = rules.map(({ id, pack, severity, action, title, requires, default: on }) => [
    id,
    pack,
    requires.includes('scans') ? `${on}*` : on,
    action,
    severity,
    title,
    ...(origins.size > 0 ? [origins.get(id) ?? ''] : []),
  ]);
  const widths = header.map((cell, index) => Math.max(cell.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = [paint('gray', line(header)), ...rows.map(line)];
  if (rules.some(({ requires }) => requires.includes('scans'))) {
    lines.push('', paint('gray', '* once a source of scans is configured: --scans DIR, or scans.directory'));
  }
  if (rules.some((rule) => rule.default === 'off')) {
    lines.push(
      '',
      paint('gray', 'What is off by default is turned on by its pack: packs: {canary: on}, or with another action'),
    );
  }
  lines.push('', paint('gray', `${count(rules.length, 'rule')}. More about one: gatehouse rules show RULE`));
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

/** @throws GatehouseError RULE_UNKNOWN */
export async function showRule(id: string, { format, ...options }: RulesOptions): Promise<ExitCode> {
  const { bundle } = await loadRules(configFileOf(options));
  const { rules } = bundle.catalogue;
  const origins = originsOf(bundle);
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) {
    const known = rules.map((each) => each.id);
    throw new GatehouseError('RULE_UNKNOWN', `there is no rule ${id}${insteadOf(id, known, '`gatehouse rules list`')}`);
  }
  const text =
    format === 'json' ? `${JSON.stringify(withOrigin(rule, origins), null, 2)}\n` : ruleText(rule, origins.get(id));
  process.stdout.write(text);
  return EXIT.ok;
}

function withOrigin(rule: RuleMetadata, origins: ReadonlyMap<string, string>): RuleMetadata & { bundle?: string } {
  const bundle = origins.get(rule.id);
  return bundle === undefined ? rule : { ...rule, bundle };
}

/** @param bundle where it comes from, unless it is Gatehouse's own */
function ruleText(rule: RuleMetadata, bundle: string | undefined): string {
  const paint = painter(coloured(process.stdout));
  const width = widthOf(process.stdout);
  const { id, title, severity, pack, action, unknown, description, references, requires, operations } = rule;
  const lines = [
    `${paint('bold', id)}  ${title}`,
    `${paint(SEVERITY_STYLE[severity], severity)}${paint('gray', `  pack ${pack}, ${rule.default} by default, action ${action}, on unknown values: ${unknown}${bundle === undefined ? '' : `, from ${bundle}`}`)}`,
    '',
    ...description.split(/\n\n+/).flatMap((part) => [...paragraph(part, { width, margin: 0 }), '']),
  ];
  lines.push(paint('bold', 'What to do'), ...paragraph(rule.remediation, { width, margin: 2 }), '');
  if (requires.includes('scans'))
    lines.push('Off until a source of scans is configured: --scans DIR, or scans.directory.', '');
  if (rule.kinds) lines.push(...paragraph(`Judges ${rule.kinds.join(', ')}.`, { width, margin: 0 }), '');
  const inTemplates = templateTypes(rule.kinds ?? []);
  if (inTemplates.length > 0)
    lines.push(...paragraph(`In CloudFormation templates: ${inTemplates.join(', ')}.`, { width, margin: 0 }), '');
  if (rule.doors.length < 3) lines.push(`Judged at ${rule.doors.join(' and ')} only.`, '');
  if (operations.includes('delete')) lines.push('Judges deletions too.', '');
  lines.push(paint('bold', 'Parameters'), ...parameterLines(rule.parameters, width, paint), '');
  lines.push(paint('bold', 'Configuration'), ...exampleOf(rule).map((line) => `  ${line}`));
  if (references.length > 0) lines.push('', paint('bold', 'References'), ...references.map((link) => `  ${link}`));
  return `${lines.join('\n')}\n`;
}

function parameterLines(schema: ParameterSchema, width: number, paint: Paint): string[] {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return ['  none'];
  return properties.flatMap(([name, property]) => {
    const value = property.default === undefined ? '' : `, default ${JSON.stringify(property.default)}`;
    const about = paragraph(property.description ?? '', { width, margin: 6 });
    return [`  ${paint('cyan', name)}  ${paint('gray', typeOf(property) + value)}`, ...about];
  });
}

/** `array of string`, `map of quantity`, `one of a, b`. */
function typeOf(schema: ParameterSchema): string {
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.join(', ')}`;
  if (schema.format !== undefined) return schema.format;
  const type = [schema.type ?? 'any'].flat().join(' or ');
  if (type === 'array' && schema.items) return `list of ${typeOf(schema.items)}`;
  const { additionalProperties: values } = schema;
  if (type === 'object' && typeof values === 'object') return `map of ${typeOf(values)}`;
  return type;
}

/** A piece of configuration that means what the defaults mean, to start from. */
function exampleOf({ id, action, unknown, parameters }: RuleMetadata): string[] {
  const defaults = Object.entries(parameters.properties ?? {}).flatMap(([name, schema]) =>
    schema.default === undefined ? [] : [[name, schema.default] as const],
  );
  const settings = {
    action,
    unknown,
    ...(defaults.length > 0 && { parameters: Object.fromEntries(defaults) }),
  };
  return stringify({ rules: { [id]: settings } }, { flowCollectionPadding: false, lineWidth: 0 })
    .trimEnd()
    .split('\n');
}
