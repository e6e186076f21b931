/** Audits on their schedules: each runs once when this server has to run it, and then as its cron says, never twice at a time. */
import { Cron } from 'croner';
import type { Logger } from 'pino';
import type { AuditSettings } from '../config/schema.ts';
import { describeError } from '../describe-error.ts';
import { type ErrorCode, GatehouseError, messageOf } from '../errors.ts';
import type { Judge } from '../judging/pool.ts';
import type { Elsewhere, Leadership } from '../live/leadership.ts';
import type { Current, Live } from '../live/live.ts';
import type { Counts } from '../objects/counts.ts';
import type { Metrics } from '../plugins/metrics.ts';
import type { Report } from '../reports/report.ts';
import type { Scorecard } from '../scorecard/scorecard.ts';
import { compareReports } from './compare.ts';
import type { Comparison } from './report.ts';
import { runAudit } from './run.ts';

/** The last run of an audit. Before the first has ended `finishedAt` is absent. */
export interface AuditResult {
  name: string;
  schedule: string;
  /** RFC 3339. */
  startedAt?: string;
  finishedAt?: string;
  /** The last report that could be made; `error` says why a later run made none. */
  report?: Report;
  /** Of the same run. */
  scorecard?: Scorecard;
  /** With the report before that one, since the server was started. */
  comparison?: Comparison;
  /** What was not read, and why. */
  warnings?: string[];
  error?: { code: ErrorCode | 'INTERNAL'; message: string };
}

export interface AuditList {
  audits: AuditResult[];
  /** Who runs them, where this server does not: of the audits only their names and schedules are known here. */
  elsewhere?: Elsewhere;
}

export interface Audits {
  list(): Promise<AuditList>;
  close(): Promise<void>;
}

interface Scheduled {
  settings: AuditSettings;
  result: AuditResult;
  cron: Cron;
  stop: AbortController;
  running: Promise<void> | undefined;
}

/** @throws GatehouseError CONFIG_INVALID where a schedule is no cron expression or a name stands twice */
export function checkSchedules(audits: readonly AuditSettings[]): void {
  const names = new Set<string>();
  for (const [index, { name, schedule }] of audits.entries()) {
    if (names.has(name)) throw new GatehouseError('CONFIG_INVALID', `audits.${index}: there are two audits ${name}`);
    names.add(name);
    try {
      new Cron(schedule, { paused: true, timezone: 'UTC' }).stop();
    } catch (thrown) {
      const problem = `audits.${index}.schedule is ${JSON.stringify(schedule)}: ${messageOf(thrown)}`;
      throw new GatehouseError('CONFIG_INVALID', problem, { cause: thrown });
    }
  }
}

export interface AuditsOptions {
  live: Live;
  /** Only who leads runs them. */
  leadership: Leadership;
  /** Told what Waivers cover. */
  counts: Counts;
  judge: Judge;
  metrics: Metrics;
  log: Logger;
}

export function startAudits({ live, leadership, counts, judge, metrics, log }: AuditsOptions): Audits {
  const scheduled = new Map<string, Scheduled>();

  const run = async (audit: Scheduled): Promise<void> => {
    const current = live.current();
    if (current === undefined || audit.running !== undefined) return;
    audit.running = runOnce(audit, current).finally(() => {
      audit.running = undefined;
    });
    await audit.running;
  };

  const runOnce = async ({ settings, result, stop }: Scheduled, current: Current): Promise<void> => {
    const { name } = settings;
    result.startedAt = new Date().toISOString();
    log.info({ audit: name }, 'audit started');
    try {
      const { report, scorecard, warnings, counted } = await runAudit(settings, current, judge, stop.signal);
      if (stop.signal.aborted) return;
      if (result.report) {
        result.comparison = compareReports(result.report, report, `the run of ${result.finishedAt}`);
      }
      result.report = report;
      if (scorecard) result.scorecard = scorecard;
      if (warnings.length > 0) result.warnings = warnings;
      else delete result.warnings;
      delete result.error;
      recordReport(metrics, name, report);
      if (counted) counts.take(name, counted);
      log.info({ audit: name, summary: report.summary, warnings: warnings.length }, 'audit finished');
    } catch (thrown) {
      if (stop.signal.aborted) return;
      const foreseen = thrown instanceof GatehouseError;
      result.error = foreseen
        ? { code: thrown.code, message: thrown.message }
        : { code: 'INTERNAL', message: 'The audit failed inside Gatehouse. The log says more.' };
      metrics.audits.inc({ audit: name, result: 'failure' });
      log.error({ audit: name, error: describeError(thrown) }, 'audit failed');
    }
    result.finishedAt = new Date().toISOString();
  };

  const stop = (audit: Scheduled) => {
    audit.cron.stop();
    audit.stop.abort();
    // What it found is told by who runs it next, and nobody else.
    metrics.forgetAudit(audit.settings.name);
    counts.forget(audit.settings.name);
  };

  const arrange = () => {
    const configured = live.current()?.config.audits ?? [];
    const wanted = new Map((leadership.leading() ? configured : []).map((settings) => [settings.name, settings]));
    for (const [name, audit] of scheduled) {
      if (JSON.stringify(wanted.get(name)) === JSON.stringify(audit.settings)) continue;
      stop(audit);
      scheduled.delete(name);
    }
    // From zero: Prometheus sees no increase in a counter whose first value is one.
    for (const { name } of configured) metrics.audits.inc({ audit: name, result: 'failure' }, 0);
    for (const [name, settings] of wanted) {
      if (scheduled.has(name)) continue;
      const { schedule } = settings;
      const audit: Scheduled = {
        settings,
        result: { name, schedule },
        cron: new Cron(schedule, { timezone: 'UTC' }, () => run(audit)),
        stop: new AbortController(),
        running: undefined,
      };
      scheduled.set(name, audit);
      void run(audit);
    }
  };

  live.onChange(arrange);
  leadership.onChange(arrange);
  arrange();

  return {
    list: async () => {
      const elsewhere = leadership.elsewhere();
      if (elsewhere === undefined) return { audits: [...scheduled.values()].map(({ result }) => result) };
      const configured = live.current()?.config.audits ?? [];
      return { audits: configured.map(({ name, schedule }) => ({ name, schedule })), elsewhere };
    },
    close: async () => {
      const running = [...scheduled.values()].map((audit) => audit.running);
      for (const audit of scheduled.values()) stop(audit);
      scheduled.clear();
      await Promise.all(running);
    },
  };
}

function recordReport(metrics: Metrics, audit: string, report: Report): void {
  metrics.audits.inc({ audit, result: 'success' });
  metrics.auditFound(audit, report.summary);
  metrics.countFindings('audit', report.violations);
  if (report.errors) metrics.evaluationErrors.inc({ door: 'audit' }, report.errors.length);
}
