/** What a server needs of the other processes that serve on its port. */
import type { AuditList } from '../audits/schedule.ts';

/** The process that runs the scheduled audits. */
export const AUDITS_IN = 1;

export interface Peers {
  /** From 1: in its log lines. */
  number: number;
  /** True where it takes the place of one that died, while others serve. */
  replaces: boolean;
  /** Asks the process that runs the audits; undefined in that process. */
  audits: (() => Promise<AuditList>) | undefined;
  /** The metrics of all processes together, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** What this process tells the others when they ask. */
  answer(answers: { metrics(): Promise<object[]>; audits(): Promise<AuditList> }): void;
}
