/** Which cluster, and as whom: found where `kubectl` finds it. Client libraries are imported only here, and only when asked. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { GatehouseError, messageOf } from '../../errors.ts';
import { podLogin } from './pod.ts';

export interface ClusterSelection {
  /** Path of a kubeconfig. Without it: `KUBECONFIG`, `~/.kube/config`, the service account of the pod, in this order. */
  kubeconfig?: string | undefined;
  /** A context of that kubeconfig; its current one where none is named. */
  context?: string | undefined;
}

/** Of a KubeConfig what a connection needs. */
export type Login = Pick<
  KubeConfig,
  'getCurrentCluster' | 'getCurrentContext' | 'getCurrentUser' | 'applyToHTTPSOptions'
>;

/** @throws GatehouseError CLUSTER_UNREACHABLE where there is no such kubeconfig, context, cluster or user */
export async function loadKubeconfig({ kubeconfig, context }: ClusterSelection): Promise<Login> {
  const files = kubeconfigFiles(kubeconfig);
  const pod = files.length === 0 && context === undefined ? podLogin() : undefined;
  if (pod) return pod;
  if (files.length === 0) {
    throw new GatehouseError(
      'CLUSTER_UNREACHABLE',
      'no kubeconfig found: name one, set KUBECONFIG, or put one at ~/.kube/config',
    );
  }
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  for (const file of files) merge(config, readFile(new client.KubeConfig(), file));
  if (context !== undefined) config.setCurrentContext(context);
  check(config, files.join(delimiter));
  // `kubectl proxy` speaks plain HTTP, which the library refuses unless TLS is not to be verified; there is none to verify.
  config.clusters = config.clusters.map((cluster) =>
    cluster.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster,
  );
  return config;
}

/** The files to merge. As for kubectl, those of `KUBECONFIG` that do not exist are passed over; one that is named must exist. */
function kubeconfigFiles(named: string | undefined): string[] {
  if (named !== undefined) return [named];
  const listed = (process.env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) {
    const found = listed.filter((file) => existsSync(file));
    if (found.length > 0) return found;
    throw new GatehouseError('CLUSTER_UNREACHABLE', 'KUBECONFIG names no file that exists', {
      where: listed.join(delimiter),
    });
  }
  return [join(homedir(), '.kube', 'config')].filter((file) => existsSync(file));
}

function readFile(config: KubeConfig, file: string): KubeConfig {
  try {
    config.loadFromFile(file);
    return config;
  } catch (thrown) {
    throw new GatehouseError('CLUSTER_UNREACHABLE', problemOf(thrown), { where: file });
  }
}

/** The parser's own message quotes the lines around the fault, and in a kubeconfig those hold credentials. */
function problemOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && 'syscall' in thrown) return messageOf(thrown);
  const mark = (thrown as { mark?: { line?: number } } | undefined)?.mark;
  return `is not a kubeconfig${mark?.line === undefined ? '' : `: its YAML is wrong near line ${mark.line + 1}`}`;
}

/** As kubectl merges: the first file to name something wins. */
function merge(config: KubeConfig, part: KubeConfig): void {
  config.clusters = [...config.clusters, ...without(part.clusters, config.clusters)];
  config.users = [...config.users, ...without(part.users, config.users)];
  config.contexts = [...config.contexts, ...without(part.contexts, config.contexts)];
  config.currentContext ||= part.currentContext;
}

function without<T extends { name: string }>(list: readonly T[], known: readonly T[]): T[] {
  return list.filter(({ name }) => !known.some((other) => other.name === name));
}

function check(config: KubeConfig, where: string): void {
  const problem = (message: string) => new GatehouseError('CLUSTER_UNREACHABLE', message, { where });
  const names = config.contexts.map(({ name }) => name).join(', ') || 'none';
  if (!config.currentContext) throw problem(`has no current context: name one of its contexts (${names})`);
  const context = config.getContextObject(config.currentContext);
  if (context === null) throw problem(`has no context ${config.currentContext}; it has ${names}`);
  const { name, cluster, user } = context;
  const found = config.getCluster(cluster);
  if (found === null) throw problem(`its context ${name} names the cluster ${cluster}, which it lacks`);
  if (!/^https?:/.test(found.server) || !URL.canParse(found.server)) {
    throw problem(`its cluster ${cluster} has no server URL`);
  }
  if (config.getUser(user) === null) throw problem(`its context ${name} names the user ${user}, which it lacks`);
}
