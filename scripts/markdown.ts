/** Markdown, as the generated pages need it. */
import { stringify } from 'yaml';

/** Longer documents are cut: a page shows the point, and the file that it comes from shows the rest. */
const MAX_LINES = 40;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

export function fenced(language: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  const kept = lines.slice(0, MAX_LINES);
  if (lines.length > MAX_LINES) kept.push('...');
  return `\`\`\`${language}\n${kept.join('\n')}\n\`\`\``;
}

export function yaml(document: unknown): string {
  return fenced('yaml', stringify(document, { lineWidth: 100, aliasDuplicateObjects: false }));
}

/** One paragraph, whatever its lines were. */
export function flow(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
