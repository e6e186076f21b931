/** The report as it is: the same JSON that the REST API answers. */
import type { ReportFormat } from '../format.ts';

export const json: ReportFormat = { write: (report) => `${JSON.stringify(report, null, 2)}\n` };
