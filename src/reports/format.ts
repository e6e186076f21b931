/** The formats of a report: a new one is a folder here and a line in this list. */
import type { AuditReport } from '../audits/report.ts';
import type { Report } from './report.ts';

export interface FormatOptions {
  /** Columns to fill, where the format is one that people read. */
  width: number;
  colour: boolean;
  /** What a person would type to have the fixes written, where that is possible. */
  fixCommand?: string | undefined;
  /** What is offered for pasting, whole; otherwise only what is short. */
  wholeOffers?: boolean;
}

export interface ReportFormat {
  /** The whole text, with its last line end. */
  write(report: Report | AuditReport, options: FormatOptions): string;
}

/** By name, each loaded only when it is asked for. */
export const formats = {
  text: async () => (await import('./text/text.ts')).text,
  json: async () => (await import('./json/json.ts')).json,
} as const satisfies Record<string, () => Promise<ReportFormat>>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as FormatName[];
