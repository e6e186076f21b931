/** What stands around a workload in a cluster, and workloads that are judged by it. */
import type { JsonObject } from '../../src/json.ts';
import { deployment } from './objects.ts';

export const labels = { team: 'shop' };
export const namespace = (name: string, labelled = true): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, ...(labelled && { labels }) },
});
export const budget = (app: string): JsonObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: app, namespace: 'shop', labels },
  spec: { maxUnavailable: 1, selector: { matchLabels: { app } } },
});
export const limitRange = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'limits', namespace: name, labels },
  spec: { limits: [{ type: 'Container', default: { cpu: '1', memory: '1Gi' }, defaultRequest: { cpu: '1' } }] },
});
export const waiver = (name: string): JsonObject => ({
  apiVersion: 'gatehouse.dev/v1alpha1',
  kind: 'Waiver',
  metadata: { name, namespace: 'shop' },
  spec: {
    rule: 'no-latest',
    selector: { names: [name] },
    owner: 'team-search',
    reason: 'The vendor ships one tag only.',
    expires: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
  },
});
export const ruleSet = (name: string, rules: JsonObject): JsonObject => ({
  apiVersion: 'gatehouse.dev/v1alpha1',
  kind: 'RuleSet',
  metadata: { name },
  spec: { rules },
});
export const replicated = (name: string): JsonObject => {
  const object = deployment(name);
  return { ...object, spec: { ...(object.spec as JsonObject), replicas: 3 } };
};
export const colored = (name: string, color: string): JsonObject => {
  const object = deployment(`${name}-${color}`);
  const selected = { app: name, color };
  const spec = { containers: [{ name: 'web', image: 'registry.example.com/web:1' }] };
  return {
    ...object,
    spec: { selector: { matchLabels: selected }, template: { metadata: { labels: selected }, spec } },
  };
};
export const service = (app: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: app, namespace: 'shop', labels },
  spec: { selector: { app }, ports: [{ port: 80 }] },
});
export const unlimited = (name: string): JsonObject => ({
  ...deployment('unlimited'),
  metadata: { name: 'unlimited', namespace: name, labels },
});
/** Without the label that its namespace has to have in its place. */
export const untagged = (name: string): JsonObject => ({
  ...deployment('untagged'),
  metadata: { name: 'untagged', namespace: name },
});
export const latest = (name: string): JsonObject => deployment(name, { image: 'nginx:latest' });
