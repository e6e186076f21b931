/** Helm as users have it, version 3 and version 4, which `scripts/chart/install.sh` puts in place. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/json.ts';
import { type Finished, run } from '../e2e/client.ts';
import { objectsOf } from '../e2e/setup.ts';

export const CHART = 'charts/admission';
export const NAMESPACE = 'gatehouse-system';
export const RELEASE = 'gatehouse';

const VERSIONS = ['v3.22.0', 'v4.3.1'] as const;

export interface Helm {
  version: string;
  /** @param values what is given by `--values` */
  run(args: readonly string[], values?: JsonObject): Promise<Finished>;
  /** The objects that these values make. @throws Error with what Helm said */
  template(values?: JsonObject): Promise<JsonObject[]>;
}

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'gatehouse-ci');

/** The Helms of this machine. */
export function helms(kubeconfig?: string): Helm[] {
  return VERSIONS.map((version) => ({ version, path: join(cache, `helm-${version}`) }))
    .filter(({ path }) => existsSync(path))
    .map(({ version, path }) => helm(version, path, kubeconfig));
}

/** What cert-manager and the Prometheus Operator define: their kinds, as the chart asks for them. */
export function foreignDefinitions(): JsonObject[] {
  const directories = readdirSync(cache).filter((name) => name.startsWith('crds-'));
  const files = directories.flatMap((name) => readdirSync(join(cache, name)).map((file) => join(cache, name, file)));
  return files.flatMap((file) => objectsOf(readFileSync(file, 'utf8')));
}

export const NO_HELM = 'no helm: run scripts/chart/install.sh';

function helm(version: string, path: string, kubeconfig: string | undefined): Helm {
  const runHelm: Helm['run'] = (args, values) =>
    run(path, [...args, '--namespace', NAMESPACE, ...(values ? ['--values', '-'] : [])], {
      env: { ...(kubeconfig && { KUBECONFIG: kubeconfig }) },
      ...(values && { input: JSON.stringify(values) }),
    });
  return {
    version,
    run: runHelm,
    template: async (values = {}) => {
      // A Helm that `go install` built takes Kubernetes for 1.20.
      const { code, stdout, stderr } = await runHelm(['template', RELEASE, CHART, '--kube-version', '1.33'], values);
      if (code !== 0) throw new Error(stderr);
      return objectsOf(stdout);
    },
  };
}
