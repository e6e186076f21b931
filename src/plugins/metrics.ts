/**
 * The metrics, all of them: names are an interface, so they stand in one place. Labels come from closed sets only. Where several
 * processes serve, counters are summed; what would mean nothing as a sum says by `aggregator` how it is told of all of them.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Door } from '../config/schema.ts';
import type { Summary } from '../reports/report.ts';

/** Seconds. A review takes well under a millisecond; the API server gives up after 10 s or less. */
const REVIEW_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];
const REQUEST_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What an audit counts. As a record, so that none can be forgotten; the schema itself takes long to load. */
const FINDINGS = Object.keys({
  resources: true,
  denied: true,
  warned: true,
  audited: true,
  unknown: true,
  waived: true,
} satisfies Record<keyof Summary, true>);

export type Metrics = ReturnType<typeof createMetrics>;

/** Tells of each part of the context that is watched: its name, how many objects are kept, and its age in seconds where it was ever read. */
export type ContextReport = (observe: (part: string, objects: number, age: number | undefined) => void) => void;

/** @param options.process also what prom-client knows of the process: memory, event loop, garbage collection */
export function createMetrics(options: { process?: boolean } = {}) {
  const registry = new Registry();
  const registers = [registry];
  if (options.process) collectDefaultMetrics({ register: registry });

  const violations = new Counter({
    name: 'gatehouse_violations_total',
    help: 'Violations found, by rule, door and what the door did.',
    labelNames: ['rule', 'action', 'door'],
    registers,
  });
  const certificateExpiry = new Gauge({
    name: 'gatehouse_certificate_expiry_timestamp_seconds',
    help: 'When the certificate that is being served expires.',
    aggregator: 'min',
    registers,
  });
  const authorityExpiry = new Gauge({
    name: 'gatehouse_certificate_authority_expiry_timestamp_seconds',
    help: 'When the authority that signs serving certificates expires, where Gatehouse keeps its own in that Secret.',
    aggregator: 'min',
    labelNames: ['secret'],
    registers,
  });
  const ruleSet = new Gauge({
    name: 'gatehouse_rule_set_info',
    help: 'The revision of the rule set in use, as a label; the value is 1.',
    aggregator: 'max',
    labelNames: ['revision'],
    registers,
  });
  const contextParts = new Set<ContextReport>();
  new Gauge({
    name: 'gatehouse_context_objects',
    help: 'Objects of the cluster that are kept as context, by part.',
    aggregator: 'max',
    labelNames: ['part'],
    registers,
    collect() {
      this.reset();
      for (const report of contextParts) report((part, objects) => this.set({ part }, objects));
    },
  });
  new Gauge({
    name: 'gatehouse_context_age_seconds',
    help: 'How long ago a part of the context was last known to be as the cluster is.',
    aggregator: 'max',
    labelNames: ['part'],
    registers,
    collect() {
      this.reset();
      for (const report of contextParts) {
        report((part, _objects, age) => {
          if (age !== undefined) this.set({ part }, age);
        });
      }
    },
  });
  const clusterObjects = new Gauge({
    name: 'gatehouse_cluster_objects',
    help: 'Waivers and RuleSets of the cluster by state: Active, Expired, LastGood, Refused.',
    labelNames: ['kind', 'state'],
    aggregator: 'max',
    registers,
  });
  const auditFindings = new Gauge({
    name: 'gatehouse_audit_findings',
    help: 'What the last successful run of an audit found. Only the server that runs it has it.',
    aggregator: 'max',
    labelNames: ['audit', 'finding'],
    registers,
  });
  const auditSuccess = new Gauge({
    name: 'gatehouse_audit_last_success_timestamp_seconds',
    help: 'When an audit last ended well. Only the server that runs it has it.',
    aggregator: 'max',
    labelNames: ['audit'],
    registers,
  });
  const metrics = {
    registry,
    /** Asked when the metrics are read. */
    contextParts,
    contextEvents: new Counter({
      name: 'gatehouse_context_events_total',
      help: 'What the watches of the cluster told: added, modified, deleted, and listed for a whole list.',
      labelNames: ['part', 'event'],
      registers,
    }),
    reviews: new Counter({
      name: 'gatehouse_admission_reviews_total',
      help: 'Admission reviews answered. decision: allow, deny, pass (not judged: exempt or of no interest), error, gone (the client left before).',
      labelNames: ['webhook', 'operation', 'decision'],
      registers,
    }),
    reviewSeconds: new Histogram({
      name: 'gatehouse_admission_review_duration_seconds',
      help: 'From the whole body read to the answer written.',
      labelNames: ['webhook'],
      buckets: REVIEW_BUCKETS,
      registers,
    }),
    violations,
    breakGlass: new Counter({
      name: 'gatehouse_break_glass_total',
      help: 'Violations that were let through because the object said so itself, with owner, reason and expiry.',
      labelNames: ['rule'],
      registers,
    }),
    evaluationErrors: new Counter({
      name: 'gatehouse_evaluation_errors_total',
      help: 'Resources and reviews that could not be judged.',
      labelNames: ['door'],
      registers,
    }),
    ruleFailures: new Counter({
      name: 'gatehouse_rule_failures_total',
      help: 'Judgements that failed because of one rule: it ran away, ran out of memory or ended in an error.',
      labelNames: ['rule', 'door'],
      registers,
    }),
    configReloads: new Counter({
      name: 'gatehouse_config_reloads_total',
      help: 'Loads of the configuration with all that it names.',
      labelNames: ['result'],
      registers,
    }),
    certificateReloads: new Counter({
      name: 'gatehouse_certificate_reloads_total',
      help: 'Changes of the certificate or the client authorities. A failure leaves the last good one in use.',
      labelNames: ['result'],
      registers,
    }),
    certificateRotations: new Counter({
      name: 'gatehouse_certificate_rotations_total',
      help: 'Certificates that this replica made for all: authority, serving.',
      labelNames: ['certificate'],
      registers,
    }),
    caBundleWrites: new Counter({
      name: 'gatehouse_ca_bundle_writes_total',
      help: 'Objects whose caBundle this replica wrote, at a rotation or because somebody else had changed it.',
      registers,
    }),
    certificateFailures: new Counter({
      name: 'gatehouse_certificate_maintenance_failures_total',
      help: 'Attempts to look after the certificates that failed, as by missing rights or an API server that is away.',
      registers,
    }),
    leading: new Gauge({
      name: 'gatehouse_leader',
      help: '1 where this replica holds the Lease of that name.',
      labelNames: ['lease'],
      registers,
    }),
    callersRefused: new Counter({
      name: 'gatehouse_webhook_calls_refused_total',
      help: 'Calls of the webhooks without a client certificate that is accepted.',
      registers,
    }),
    requests: new Counter({
      name: 'gatehouse_http_requests_total',
      help: 'REST requests answered.',
      labelNames: ['route', 'method', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'gatehouse_http_request_duration_seconds',
      help: 'REST requests, from the first header to the last byte.',
      labelNames: ['route'],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    audits: new Counter({
      name: 'gatehouse_audits_total',
      help: 'Audits run.',
      labelNames: ['audit', 'result'],
      registers,
    }),
    /** The report of a run that ended now. */
    auditFound: (audit: string, summary: Readonly<Record<string, number>>) => {
      auditSuccess.set({ audit }, Math.floor(Date.now() / 1000));
      for (const [finding, count] of Object.entries(summary)) auditFindings.set({ audit, finding }, count);
    },
    /** This server does not run it any more. */
    forgetAudit: (audit: string) => {
      auditSuccess.remove({ audit });
      for (const finding of FINDINGS) auditFindings.remove({ audit, finding });
    },
    clusterObjects: (outcomes: readonly { kind: string; state: string }[]) => {
      clusterObjects.reset();
      for (const { kind, state } of outcomes) clusterObjects.inc({ kind, state });
    },
    /** @param expires milliseconds since the epoch */
    certificateExpires: (expires: number) => certificateExpiry.set(Math.floor(expires / 1000)),
    /** @param expires milliseconds since the epoch */
    authorityExpires: (secret: string, expires: number) => authorityExpiry.set({ secret }, Math.floor(expires / 1000)),
    ruleSetInUse: (revision: string) => {
      ruleSet.reset();
      ruleSet.set({ revision }, 1);
    },
    countFindings: (door: Door, found: readonly { rule: string; action: string; count?: number }[]) => {
      for (const { rule, action, count = 1 } of found) violations.inc({ rule, action, door }, count);
    },
  };
  // From zero: Prometheus sees no increase in a counter whose first value is one.
  for (const door of ['admission', 'ci', 'audit'] satisfies Door[]) metrics.evaluationErrors.inc({ door }, 0);
  for (const result of ['success', 'failure']) {
    metrics.configReloads.inc({ result }, 0);
    metrics.certificateReloads.inc({ result }, 0);
  }
  return metrics;
}
