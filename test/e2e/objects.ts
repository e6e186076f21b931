/** Objects to put into a cluster. */
import { dig, type JsonObject, objectAt, stringAt } from '../../src/json.ts';
import type { Client } from './client.ts';
import { createAll } from './setup.ts';

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

/** What the controllers, which the lab lacks, would make of the Deployment `good`. */
export async function createOwned(client: Client): Promise<void> {
  const { body: deployment } = await client.send('GET', '/apis/apps/v1/namespaces/shop/deployments/good');
  const template = dig(deployment, 'spec', 'template') as JsonObject;
  const metadataOf = (owner: JsonObject, name: string) => ({
    name,
    namespace: 'shop',
    labels: objectAt(template, 'metadata', 'labels'),
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: stringAt(owner, 'kind') ?? '',
        name: stringAt(owner, 'metadata', 'name') ?? '',
        uid: stringAt(owner, 'metadata', 'uid') ?? '',
        controller: true,
      },
    ],
  });
  const { body: replicaSet } = await client.create({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadataOf(deployment, 'good-1'),
    spec: { replicas: 3, selector: objectAt(deployment, 'spec', 'selector'), template },
  });
  await createAll(client, [
    { apiVersion: 'v1', kind: 'Pod', metadata: metadataOf(replicaSet, 'good-1-x'), spec: objectAt(template, 'spec') },
  ]);
}

/** A role to list those resources, for that user. */
export function grant(user: string, resources: string[]): JsonObject[] {
  const group = 'rbac.authorization.k8s.io';
  return [
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRole',
      metadata: { name: user },
      rules: [{ apiGroups: ['', 'apps'], resources, verbs: ['list'] }],
    },
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: user },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: user },
      subjects: [{ apiGroup: group, kind: 'User', name: user }],
    },
  ];
}
