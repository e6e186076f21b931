import type { Report } from '../reports/report.ts';
import type { Answer } from './messages.ts';

/** A report as it is sent, with what the metrics count of it. */
export function answerOf(report: Report, warnings: string[] = []): Answer {
  const found = new Map<string, Answer['found'][number]>();
  for (const { rule, action } of report.violations) {
    const key = `${rule}\n${action}`;
    const entry = found.get(key) ?? { rule, action, count: 0 };
    entry.count += 1;
    found.set(key, entry);
  }
  return { text: JSON.stringify(report), found: [...found.values()], errors: report.errors?.length ?? 0, warnings };
}
