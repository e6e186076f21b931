/** Objects that differ from each other as those of a cluster do; the same ones in every run. */
import type { JsonObject } from '../src/json.ts';

/**
 * `sound`: nothing that the rules deny, which is what a cluster mostly sees. `mixed`: three of five are denied, for five reasons
 * on average; a finding costs more than a pass.
 */
export type Workload = 'sound' | 'mixed';

const SOUND_IMAGES = [
  'registry.example.com:5000/shop/web:v1.4.2',
  'nginx:1.27.3',
  'ghcr.io/acme/api:2.0.1',
  'redis:7.4.1@sha256:0f2f3ad4d7d8d7a4b3c9a0f3f0e1d2c3b4a5968778695a4b3c2d1e0f00112233',
];
const IMAGES = ['nginx', 'nginx:1.27.3', 'registry.example.com:5000/shop/web:v1.4.2', 'ghcr.io/acme/api:latest'];

/** Deployments with one to three containers, Services, ConfigMaps and budgets, in turn. */
export function reviewObjects(count: number, workload: Workload = 'mixed'): JsonObject[] {
  const isSound = workload === 'sound';
  return Array.from({ length: count }, (_, index) => {
    const metadata = { name: `app-${index}`, namespace: `team-${index % 7}`, labels: labels(index, isSound) };
    if (index % 10 === 8) return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { key: 'value'.repeat(20) } };
    if (index % 10 === 9) {
      return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: {
          type: !isSound && index % 20 === 9 ? 'LoadBalancer' : 'ClusterIP',
          ports: [{ port: 443 }],
          selector: { app: metadata.name },
        },
      };
    }
    return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deploymentSpec(index, isSound) };
  });
}

function labels(index: number, isSound: boolean): JsonObject {
  return !isSound && index % 3 === 0
    ? { app: `app-${index}` }
    : { app: `app-${index}`, team: 'shop', env: 'prod', 'cost-center': '42' };
}

function deploymentSpec(index: number, isSound: boolean): JsonObject {
  const template = { metadata: { labels: { app: `app-${index}` } }, spec: { containers: containers(index, isSound) } };
  return { replicas: 1 + (index % 4), selector: { matchLabels: { app: `app-${index}` } }, template };
}

function containers(index: number, isSound: boolean): JsonObject[] {
  const images = isSound ? SOUND_IMAGES : IMAGES;
  return Array.from({ length: 1 + (index % 3) }, (_, number) => ({
    name: `c${number}`,
    image: images[(index + number) % images.length] as string,
    env: Array.from({ length: index % 8 }, (_, at) => ({ name: `VARIABLE_${at}`, value: `value of ${at}` })),
    ...((isSound || index % 4 !== 0) && {
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '1.5Gi' } },
    }),
    ports: [{ containerPort: 8080 + number }],
  }));
}
