/** What the server and its worker say to each other. */
import type { DescribedError } from '../describe-error.ts';
import type { ErrorCode } from '../errors.ts';
import type { Action } from '../reports/report.ts';
import type { Scorecard } from '../scorecard/scorecard.ts';
import type { Setup } from '../setup.ts';
import type { DocumentKind } from '../sources/read.ts';

export type Task = { document: Uint8Array; kind: DocumentKind } | { files: readonly string[] };

export interface Request {
  id: number;
  /** What to judge with, where it is another than the last time. */
  setup?: Pick<Setup, 'bundle' | 'config' | 'fileConfig' | 'waivers'>;
  task: Task;
}

export interface Answer {
  /** The report as JSON: it is sent on as it is, so that the server need not write it. */
  text: string;
  /** For metrics. */
  found: { rule: string; action: Action; count: number }[];
  errors: number;
  /** Of an audit of files. */
  scorecard?: Scorecard;
  /** What could not be read. */
  warnings: string[];
}

export type Response =
  | { id: number; answer: Answer }
  /** `code` is absent where nobody foresaw it. */
  | { id: number; error: { code?: ErrorCode; message: string; described: DescribedError } };
