/**
 * What the server judges with, as one reference that is exchanged whole: a request that took it keeps it to its end, so no
 * answer mixes two configurations. What cannot be loaded leaves the last good one in use; before the first there is none.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { checkSchedules } from '../audits/schedule.ts';
import type { Config } from '../config/schema.ts';
import { readContext } from '../context/around.ts';
import { type ClusterContext, followCluster } from '../context/cluster.ts';
import { type Inventory, inventoryOf, noInventory } from '../context/inventory.ts';
import type { ScanIndex } from '../context/scans.ts';
import { watchScans } from '../context/watch-scans.ts';
import { GatehouseError, messageOf } from '../errors.ts';
import { type Counts, createCounts } from '../objects/counts.ts';
import { withComposed } from '../objects/with-objects.ts';
import type { Metrics } from '../plugins/metrics.ts';
import { type KnownToken, resolveTokens } from '../plugins/tokens.ts';
import type { Resource } from '../resource/resource.ts';
import { readSetup, type Setup } from '../setup.ts';
import { type Leadership, neverLeading } from './leadership.ts';
import { liveObjects } from './objects.ts';
import { type Watch, watchFiles } from './watch.ts';

export interface Current extends Setup {
  /** What admission knows to stand around an object. */
  inventory: Inventory;
  /** Tokens that the REST API accepts. */
  tokens: readonly KnownToken[];
}

export interface Live {
  current(): Current | undefined;
  /** Why the newest configuration is not in use; undefined where it is. */
  problem(): GatehouseError | undefined;
  /** What of the cluster was never read yet, and why: until it is, rules that need it cannot answer. */
  waiting(): string[];
  /** Called after each exchange. */
  onChange(listener: (current: Current) => void): void;
  close(): Promise<void>;
}

export interface LiveOptions {
  configFile?: string | undefined;
  /** Goes before `scans.directory` of the configuration. */
  scansDirectory?: string | undefined;
  /** Whether this server writes the status of cluster objects; it does not where none is given. */
  leadership?: Leadership;
  /** Of what Waivers cover, for that status. */
  counts?: Counts;
  log: Logger;
  metrics: Metrics;
}

/** Loads and begins to watch. Never throws: what is wrong is the `problem()`, and is mended by mending the file. */
export async function startLive(options: LiveOptions): Promise<Live> {
  const { configFile, scansDirectory: givenScans, log, metrics } = options;
  const { leadership = neverLeading, counts = createCounts() } = options;
  let current: Current | undefined;
  let problem: GatehouseError | undefined;
  let loadedFrom: string | undefined;
  let watch: Watch | undefined;
  let watched = '';
  let stopScans: () => Promise<void> = async () => {};
  let scansDirectory: string | undefined;
  let cluster: { of: string; context: ClusterContext } | undefined;
  /** One exchange at a time, so that none is made of what another has replaced. */
  let turn: Promise<void> = Promise.resolve();
  const listeners: ((current: Current) => void)[] = [];

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work);
    return turn;
  };
  const objects = liveObjects({ leadership, counts, log, metrics, changed: () => void inTurn(compose) });

  const exchange = (next: Current) => {
    current = next;
    cluster?.context.watchSiblings(next.rules.siblingTypes('admission'));
    for (const listener of listeners) listener(next);
  };

  const followScans = async (directory: string | undefined) => {
    if (directory === scansDirectory) return;
    await stopScans();
    scansDirectory = directory;
    stopScans = async () => {};
    if (directory === undefined) return;
    stopScans = await watchScans(directory, {
      changed: (scans: ScanIndex) => current && exchange({ ...current, scans }),
      failed: (thrown) => log.error({ problem: messageOf(thrown) }, 'scans not reloaded'),
    });
  };

  /** The cluster's inventory, from the watches that run where they are the same cluster's. */
  const inventoryFor = ({ config: { context }, inventory }: Current): Inventory => {
    const of = JSON.stringify(context?.cluster);
    if (of !== cluster?.of) {
      cluster?.context.close();
      cluster = context?.cluster && { of, context: followCluster({ selection: context.cluster, log, metrics }) };
    }
    return cluster?.context.inventory ?? inventory;
  };

  const compose = async () => {
    if (current === undefined) return;
    try {
      const { config, rules, waivers } = await objects.compose(current);
      if (rules === current.rules) return;
      exchange({ ...current, config, rules, waivers });
      metrics.ruleSetInUse(rules.revision);
      log.info({ revision: rules.revision, waivers: waivers.length }, 'cluster objects taken over');
    } catch (thrown) {
      log.error({ problem: messageOf(thrown), serving: current.rules.revision }, 'cluster objects not taken over');
    }
  };

  const look = async () => {
    try {
      const stamp = await stampOf(configFile, current?.config);
      if (stamp === loadedFrom) return;
      const loaded = await load(configFile, givenScans);
      objects.follow(loaded.config);
      const next = await objects.compose(loaded);
      // Taken before the load and again after it: what changed in between is looked at once more.
      const samePaths = String(pathsOf(configFile, current?.config)) === String(pathsOf(configFile, next.config));
      loadedFrom = samePaths ? stamp : await stampOf(configFile, next.config);
      exchange({ ...next, inventory: inventoryFor(next) });
      // After the exchange: who leads begins with what is in use now.
      leadership.follow(next.config);
      await followScans(next.config.scans?.directory);
      metrics.configReloads.inc({ result: 'success' });
      metrics.ruleSetInUse(next.rules.revision);
      problem = undefined;
      log.info({ file: configFile, revision: next.rules.revision }, 'configuration loaded');
    } catch (thrown) {
      loadedFrom = undefined;
      const said = problem?.message;
      problem = foreseen(thrown);
      if (problem.message === said) return;
      metrics.configReloads.inc({ result: 'failure' });
      log.error(
        { file: configFile, code: problem.code, problem: problem.message, serving: current?.rules.revision },
        'configuration not loaded',
      );
    }
  };

  const follow = async () => {
    await look();
    // A bundle that is new in the configuration, and bad, is not in the one in use: mending it must be seen all the same.
    const bad = problem?.code === 'BUNDLE_INVALID' && problem.where !== undefined ? [problem.where] : [];
    const paths = [...new Set([...pathsOf(configFile, current?.config), ...bad])];
    if (paths.join('\n') === watched) return;
    watched = paths.join('\n');
    const before = watch;
    watch = paths.length === 0 ? undefined : watchFiles(paths, () => inTurn(follow));
    // Not awaited: this may be running inside the watch that is to be closed.
    void before?.close();
  };
  await inTurn(follow);

  return {
    current: () => current,
    problem: () => problem,
    waiting: () => [...(cluster?.context.waiting() ?? []), ...objects.waiting()],
    onChange: (listener) => void listeners.push(listener),
    close: async () => {
      await watch?.close();
      cluster?.context.close();
      await stopScans();
      objects.close();
    },
  };
}

async function load(configFile: string | undefined, scansDirectory: string | undefined): Promise<Current> {
  const read = await readSetup({ configFile, scansDirectory });
  const setup = await withComposed(read, read);
  checkSchedules(setup.config.audits ?? []);
  const files = setup.config.context?.files;
  await setup.rules.warm();
  return {
    ...setup,
    inventory:
      files === undefined ? noInventory : inventoryFrom((await readContext(files)).map(({ resource }) => resource)),
    tokens: await resolveTokens(setup.config.server?.tokens ?? []),
  };
}

/** Files that stand for the cluster hold some types; of the others nothing is known. */
function inventoryFrom(resources: Resource[]): Inventory {
  return inventoryOf(resources, { complete: (_matches, any) => any });
}

function foreseen(thrown: unknown): GatehouseError {
  if (thrown instanceof GatehouseError) return thrown;
  return new GatehouseError('CONFIG_INVALID', messageOf(thrown), { cause: thrown });
}

/** Everything that a load reads and that may change under it; scans are watched by their own watcher. */
function pathsOf(configFile: string | undefined, config: Config | undefined): string[] {
  const tokens = (config?.server?.tokens ?? []).flatMap(({ file }) => file ?? []);
  // A directory is written anew where its manifest is.
  const bundles = (config?.bundles ?? []).flatMap(({ path }) => [path, join(path, 'manifest.json')]);
  return [...(configFile === undefined ? [] : [configFile]), ...(config?.context?.files ?? []), ...bundles, ...tokens];
}

/** Equal where nothing changed: the configuration by its text, what it names by size and time. */
async function stampOf(configFile: string | undefined, config: Config | undefined): Promise<string> {
  const hash = createHash('sha256');
  for (const path of pathsOf(configFile, config)) {
    const stamp = path === configFile ? await readFile(path, 'utf8').catch(() => 'absent') : await fileStamp(path);
    hash.update(`${path}\n${stamp}\n`);
  }
  return hash.digest('hex');
}

async function fileStamp(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return 'absent';
  }
}
