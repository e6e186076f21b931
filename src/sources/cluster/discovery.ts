/** Which types a cluster holds, in which version, and which of them are worth an audit. */
import { arrayAt, dig, type JsonObject, stringAt } from '../../json.ts';
import { wildcard } from '../../rules/wildcard.ts';
import { type Connection, reasonOf } from './connection.ts';

/** A type whose objects can be listed. */
export interface ListableType {
  /** `apps/v1`, or `v1`. */
  apiVersion: string;
  kind: string;
  /** The plural name, as in a URL: `deployments`. */
  name: string;
  /** `/apis/apps/v1/deployments` */
  path: string;
}

export interface Discovery {
  types: ListableType[];
  /** What could not be asked, one line each. */
  warnings: string[];
}

/**
 * Groups that hold no configuration: measurements, leader election, what controllers derive, and the reports of other tools.
 * `extensions` repeats, on old clusters, what `apps` and `networking.k8s.io` hold.
 */
const SKIPPED_GROUPS = new Set([
  'aquasecurity.github.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'custom.metrics.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'external.metrics.k8s.io',
  'internal.apiserver.k8s.io',
  'metrics.k8s.io',
  'openreports.io',
  'reports.kyverno.io',
  'wgpolicyk8s.io',
]);

/** Single types of the same nature, as `group/plural`. */
const SKIPPED_TYPES = new Set([
  '/bindings',
  '/componentstatuses',
  '/endpoints',
  '/events',
  '/nodes',
  'apiregistration.k8s.io/apiservices',
  'apps/controllerrevisions',
  'networking.k8s.io/ipaddresses',
  'networking.k8s.io/servicecidrs',
  'storage.k8s.io/csinodes',
  'storage.k8s.io/csistoragecapacities',
  'storage.k8s.io/volumeattachments',
]);

/** Every listable type once, in the version that the server prefers among those that have it. */
export async function discover(connection: Connection): Promise<Discovery> {
  const warnings: string[] = [];
  const groups = [{ name: '', versions: ['v1'] }, ...(await readGroups(connection, warnings))];
  const perGroup = await Promise.all(
    groups
      .filter(({ name }) => !SKIPPED_GROUPS.has(name))
      .map(async ({ name, versions }) => {
        const lists = await Promise.all(versions.map((version) => readVersion(connection, name, version, warnings)));
        const byName = new Map<string, ListableType>();
        for (const type of lists.flat()) {
          if (!byName.has(type.name) && !SKIPPED_TYPES.has(`${name}/${type.name}`)) byName.set(type.name, type);
        }
        return [...byName.values()];
      }),
  );
  return { types: perGroup.flat(), warnings };
}

/**
 * The types that a glob of types means, each in the version that the server prefers. Its group is named, not globbed.
 * @returns none where the cluster does not serve them
 * @throws Error where the server does not say
 */
export async function servedTypes(connection: Connection, glob: string): Promise<ListableType[]> {
  const [group = '', version] = glob.split('/').length > 2 ? glob.split('/') : ['', 'v1'];
  const matches = wildcard(glob);
  const problems: string[] = [];
  const versions = group === '' ? [version ?? 'v1'] : await readVersions(connection, group);
  const byName = new Map<string, ListableType>();
  for (const one of versions) {
    for (const type of await readVersion(connection, group, one, problems)) {
      if (matches(`${type.apiVersion}/${type.kind}`) && !byName.has(type.name)) byName.set(type.name, type);
    }
    if (byName.size > 0) break;
  }
  const [problem] = problems;
  if (problem !== undefined) throw new Error(problem);
  return [...byName.values()];
}

async function readVersions(connection: Connection, group: string): Promise<string[]> {
  const reply = await connection.get(`/apis/${group}`);
  if (reply.status === 404) return [];
  if (reply.status !== 200) throw new Error(`the server does not say what ${group} holds (${reasonOf(reply)})`);
  return versionsOf(reply.body);
}

/** The preferred version first, then the others in the server's order. */
function versionsOf(group: unknown): string[] {
  const preferred = stringAt(group, 'preferredVersion', 'version');
  const all = arrayAt(group, 'versions').map((version) => stringAt(version, 'version'));
  return [...new Set([preferred, ...all])].filter((version) => version !== undefined);
}

async function readGroups(connection: Connection, warnings: string[]): Promise<{ name: string; versions: string[] }[]> {
  const reply = await connection.get('/apis');
  if (reply.status !== 200) {
    warnings.push(`only the core API group was audited: the server does not list the others (${reasonOf(reply)})`);
    return [];
  }
  return arrayAt(reply.body, 'groups').map((group) => ({
    name: stringAt(group, 'name') ?? '',
    versions: versionsOf(group),
  }));
}

async function readVersion(
  connection: Connection,
  group: string,
  version: string,
  problems: string[],
): Promise<ListableType[]> {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const root = group === '' ? `/api/${version}` : `/apis/${apiVersion}`;
  const reply = await connection.get(root);
  if (reply.status === 404) return [];
  if (reply.status !== 200) {
    // An aggregated API whose server is down answers 503 for its whole group.
    problems.push(`${apiVersion} was not audited: the server does not say what it holds (${reasonOf(reply)})`);
    return [];
  }
  return arrayAt(reply.body, 'resources')
    .filter(isListable)
    .map((resource) => {
      const name = stringAt(resource, 'name') ?? '';
      return { apiVersion, kind: stringAt(resource, 'kind') ?? '', name, path: `${root}/${name}` };
    });
}

/** Subresources have a slash in their name. */
function isListable(resource: unknown): resource is JsonObject {
  const name = stringAt(resource, 'name') ?? '';
  return (
    name !== '' && !name.includes('/') && (dig(resource, 'verbs') as string[] | undefined)?.includes('list') === true
  );
}
