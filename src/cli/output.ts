/** Writes reports where they belong. */
import type { AuditReport } from '../audits/report.ts';
import { type FormatName, type FormatOptions, formats } from '../reports/format.ts';
import type { Report } from '../reports/report.ts';
import { coloured, widthOf } from './terminal.ts';

export async function printReport(
  report: Report | AuditReport,
  format: FormatName,
  options: Partial<FormatOptions> = {},
  stream: NodeJS.WriteStream = process.stdout,
): Promise<void> {
  const writer = await formats[format]();
  stream.write(writer.write(report, { width: widthOf(stream), colour: coloured(stream), ...options }));
}
