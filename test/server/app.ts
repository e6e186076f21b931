/** An app as the server builds it, on parts that a test holds in its hands; nothing listens and no file is watched. */
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { buildApp } from '../../src/app.ts';
import type { AuditResult } from '../../src/audits/schedule.ts';
import type { Config } from '../../src/config/schema.ts';
import { type Inventory, noInventory } from '../../src/context/inventory.ts';
import { noScans, type ScanIndex } from '../../src/context/scans.ts';
import type { GatehouseError } from '../../src/errors.ts';
import type { JsonObject } from '../../src/json.ts';
import { answerOf } from '../../src/judging/answer.ts';
import { judgeDocument } from '../../src/judging/judge.ts';
import type { Elsewhere } from '../../src/live/leadership.ts';
import type { Current } from '../../src/live/live.ts';
import { objectsWith } from '../../src/objects/objects.ts';
import type { NamespacedWaiver } from '../../src/objects/waiver.ts';
import { createLogger } from '../../src/plugins/logging.ts';
import { createMetrics } from '../../src/plugins/metrics.ts';
import { resolveTokens } from '../../src/plugins/tokens.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { RuleSet } from '../../src/rules/ruleset.ts';

export interface Built {
  app: FastifyInstance;
  /** Each line of the log. */
  log: JsonObject[];
  metrics(): Promise<string>;
}

export interface BuildOptions {
  config?: Config;
  scans?: ScanIndex;
  inventory?: Inventory;
  /** Of the cluster. */
  waivers?: readonly NamespacedWaiver[];
  /** What every evaluation throws. */
  breaks?: unknown;
  /** No rules were ever loaded, and this is why. */
  problem?: GatehouseError;
  audits?: AuditResult[];
  /** Who runs them in place of this server. */
  elsewhere?: Elsewhere;
  loopbackOnly?: boolean;
  level?: string;
}

export async function build(t: Test, options: BuildOptions = {}): Promise<Built> {
  const { config = {}, problem, audits = [], elsewhere, loopbackOnly = true, level = 'debug' } = options;
  const bundle = await loadBundle();
  const { waivers = [] } = options;
  const rules = await RuleSet.create(bundle, config, await objectsWith(bundle.catalogue, config, waivers));
  const current: Current = {
    bundle,
    config,
    fileConfig: config,
    rules: 'breaks' in options ? breaking(rules, options.breaks) : rules,
    waivers,
    scans: options.scans ?? noScans,
    inventory: options.inventory ?? noInventory,
    tokens: await resolveTokens(config.server?.tokens ?? []),
  };
  const log: JsonObject[] = [];
  const metrics = createMetrics();
  const app = await buildApp({
    live: {
      current: () => (problem ? undefined : current),
      problem: () => problem,
      waiting: () => [],
      onChange: () => {},
      close: async () => {},
    },
    audits: { list: async () => ({ audits, ...(elsewhere && { elsewhere }) }), close: async () => {} },
    // In place: a worker would not know what a test put into the parts.
    judge: async (task, judging) => {
      if ('files' in task) throw new Error('audits are not run here');
      return answerOf(await judgeDocument({ ...judging, around: [] }, task.document, task.kind));
    },
    metrics,
    exposition: () => metrics.registry.metrics(),
    log: createLogger(linesInto(log), level),
    unready: () => [],
    loopbackOnly,
  });
  t.teardown(() => app.close());
  return { app, log, metrics: () => metrics.registry.metrics() };
}

/** A stream for pino that keeps the lines parsed. */
export function linesInto(log: JsonObject[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      for (const line of String(chunk).split('\n')) if (line !== '') log.push(JSON.parse(line));
      done();
    },
  });
}

function breaking(rules: RuleSet, thrown: unknown): RuleSet {
  return Object.create(rules, {
    revision: { value: rules.revision },
    asksFor: { value: () => false },
    judge: {
      value: () => {
        throw thrown;
      },
    },
  });
}

export const UID = '705ab4f5-6393-11e8-b7cc-42010a800002';

/** A Deployment whose one container runs that image. */
export function deployment(image: string, namespace = 'shop'): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace, labels: { team: 'shop', env: 'prod', 'cost-center': '1' } },
    spec: { replicas: 1, template: { metadata: {}, spec: { containers: [{ name: 'web', image }] } } },
  };
}

/** The AdmissionReview of creating that object. */
export function review(object: JsonObject, request: JsonObject = {}): JsonObject {
  const [version = '', group = ''] = String(object.apiVersion).split('/').reverse();
  const { name, namespace } = object.metadata as JsonObject;
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: UID,
      kind: { group, version, kind: object.kind as string },
      resource: { group, version, resource: `${String(object.kind).toLowerCase()}s` },
      ...(namespace !== undefined && { namespace }),
      name: name as string,
      operation: 'CREATE',
      userInfo: { username: 'jane', groups: ['system:authenticated'] },
      object,
      dryRun: false,
      ...request,
    },
  };
}

/** Only this rule is on, so that a test does not depend on what others find. */
export function onlyRule(id: string, settings: JsonObject = {}, others: readonly string[] = ALL): Config['rules'] {
  return Object.fromEntries([
    ...others.filter((other) => other !== id).map((other) => [other, { action: 'off' as const }]),
    [id, settings],
  ]);
}

const { catalogue } = await loadBundle();
const ALL = catalogue.rules.map((rule) => rule.id);
