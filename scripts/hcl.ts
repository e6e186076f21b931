/** The compact plans of examples, as a person would have written them in Terraform's language. */

import type { Plan, PlanResource } from '../src/examples/schema.ts';
import { isObject, type JsonValue } from '../src/json.ts';

/** One `resource` block per address. What no block can show (a module, an instance, a delete) is said in a comment. */
export function hclOf(plan: Plan): string {
  return Object.entries(plan)
    .map(([address, resource]) => block(address, resource))
    .join('\n\n');
}

function block(address: string, resource: PlanResource): string {
  const [, type = '', name = ''] = /([^.[\]"]+)\.([^.[\]"]+)(?:\[[^\]]*\])?$/.exec(address) ?? [];
  const actions = resource.actions?.join(', ');
  const notes = [
    ...(address === `${type}.${name}` ? [] : [address]),
    ...(actions === undefined || actions === 'create' ? [] : [`planned: ${actions}`]),
  ];
  const lines = [...notes.map((note) => `# ${note}`), `resource "${type}" "${name}" {`];
  lines.push(...body(shown(resource), 1), '}');
  return lines.join('\n');
}

/** Text that is written as it is, not as a string: a reference. */
class Expression {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Shown = JsonValue | Expression | Shown[] | { [key: string]: Shown };

/** The values with what refers to something instead of what is only known after apply. */
function shown({ values = {}, unknown = {}, references = {} }: PlanResource): { [key: string]: Shown } {
  const result = structuredClone(values) as { [key: string]: Shown };
  const computed = Object.keys(unknown).filter((key) => unknown[key] === true);
  for (const [dotted, [reference]] of Object.entries(references)) {
    if (reference !== undefined) place(result, dotted.split('.'), new Expression(reference));
  }
  for (const key of computed) {
    if (!Object.hasOwn(result, key)) place(result, [key], new Expression('(known after apply)'));
  }
  return result;
}

function place(node: { [key: string]: Shown }, keys: string[], value: Shown): void {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) {
    node[key] = value;
    return;
  }
  node[key] ??= /^\d+$/.test(rest[0] ?? '') ? [] : {};
  place(node[key] as { [key: string]: Shown }, rest, value);
}

function body(values: { [key: string]: Shown }, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const single = Object.entries(values).filter(([, value]) => !isBlocks(value));
  const width = Math.max(0, ...single.map(([key]) => key.length));
  const lines = single.map(([key, value]) => `${indent}${key.padEnd(width)} = ${expression(value, depth)}`);
  for (const [key, value] of Object.entries(values)) {
    if (!isBlocks(value)) continue;
    for (const inner of value) lines.push(`${indent}${key} {`, ...body(inner, depth + 1), `${indent}}`);
  }
  return lines;
}

function isBlocks(value: Shown): value is { [key: string]: Shown }[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item));
}

function expression(value: Shown, depth: number): string {
  if (value instanceof Expression) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => expression(item, depth)).join(', ')}]`;
  if (typeof value === 'string' && /^[[{]/.test(value)) return jsonencode(value);
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value as { [key: string]: Shown });
  if (entries.length === 0) return '{}';
  const indent = '  '.repeat(depth + 1);
  const width = Math.max(...entries.map(([key]) => label(key).length));
  const lines = entries.map(([key, item]) => `${indent}${label(key).padEnd(width)} = ${expression(item, depth + 1)}`);
  return ['{', ...lines, `${'  '.repeat(depth)}}`].join('\n');
}

/** JSON in a string, as nobody writes it by hand. */
function jsonencode(text: string): string {
  try {
    return `jsonencode(${inline(JSON.parse(text))})`;
  } catch {
    return JSON.stringify(text);
  }
}

function inline(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${label(key)} = ${inline(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function label(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key);
}
