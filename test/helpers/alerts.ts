/** The chart's alerts. */
import { arrayAt, stringAt } from '../../src/json.ts';
import type { Helm } from './helm.ts';

export interface Alert {
  name: string;
  /** PromQL. */
  expression: string;
}

export async function alertsOf(helm: Helm): Promise<Alert[]> {
  const objects = await helm.template({ prometheusRule: { enabled: true } });
  return objects
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap((rule) => arrayAt(rule, 'spec', 'groups'))
    .flatMap((group) => arrayAt(group, 'rules'))
    .map((rule) => ({ name: stringAt(rule, 'alert') ?? '', expression: stringAt(rule, 'expr') ?? '' }));
}

/** Names of Gatehouse's own metrics and of the API server's. */
export function metricsIn(expression: string): string[] {
  return expression.match(/\b(gatehouse|apiserver)_[a-z_]+/g) ?? [];
}
