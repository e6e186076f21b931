/** Objects to put into a cluster. */
import type { JsonObject } from '../../src/json.ts';

export function deployment(name: string, options: { image?: string; labels?: JsonObject } = {}): JsonObject {
  const { image = 'registry.example.com:5000/web:1.4.2', labels = { team: 'shop' } } = options;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', labels },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image }] } },
    },
  };
}

export function pod(name: string, namespace = 'default'): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { team: 'shop', app: 'x' } },
    spec: { containers: [{ name: 'web', image: 'nginx:1.27.3' }] },
  };
}

export function customResourceDefinition(): JsonObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'carts.shop.example.com' },
    spec: {
      group: 'shop.example.com',
      scope: 'Namespaced',
      names: { plural: 'carts', singular: 'cart', kind: 'Cart' },
      versions: [
        { name: 'v1', served: true, storage: true, schema },
        { name: 'v1alpha1', served: true, storage: false, schema },
      ],
    },
  };
}

/** An instance of the type that `customResourceDefinition` defines. */
export function cart(name: string): JsonObject {
  return { apiVersion: 'shop.example.com/v1', kind: 'Cart', metadata: { name, namespace: 'shop' }, spec: { items: 3 } };
}
