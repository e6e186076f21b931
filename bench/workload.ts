/** Objects that differ from each other as those of a cluster do; the same ones in every run. */
import type { JsonObject } from '../src/json.ts';

const IMAGES = ['nginx', 'nginx:1.27.3', 'registry.example.com:5000/shop/web:v1.4.2', 'ghcr.io/acme/api:latest'];

/** Deployments with one to three containers, Services, ConfigMaps and budgets, in turn. */
export function reviewObjects(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, index) => {
    const metadata = { name: `app-${index}`, namespace: `team-${index % 7}`, labels: labels(index) };
    if (index % 10 === 8) return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { key: 'value'.repeat(20) } };
    if (index % 10 === 9) {
      return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: {
          type: index % 20 === 9 ? 'LoadBalancer' : 'ClusterIP',
          ports: [{ port: 443 }],
          selector: { app: metadata.name },
        },
      };
    }
    return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deploymentSpec(index) };
  });
}

function labels(index: number): JsonObject {
  return index % 3 === 0
    ? { app: `app-${index}` }
    : { app: `app-${index}`, team: 'shop', env: 'prod', 'cost-center': '42' };
}

function deploymentSpec(index: number): JsonObject {
  const template = { metadata: { labels: { app: `app-${index}` } }, spec: { containers: containers(index) } };
  return { replicas: 1 + (index % 4), selector: { matchLabels: { app: `app-${index}` } }, template };
}

function containers(index: number): JsonObject[] {
  return Array.from({ length: 1 + (index % 3) }, (_, number) => ({
    name: `c${number}`,
    image: IMAGES[(index + number) % IMAGES.length] as string,
    env: Array.from({ length: index % 8 }, (_, at) => ({ name: `VARIABLE_${at}`, value: `value of ${at}` })),
    ...(index % 4 !== 0 && {
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '1.5Gi' } },
    }),
    ports: [{ containerPort: 8080 + number }],
  }));
}
