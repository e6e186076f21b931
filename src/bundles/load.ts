/** Bundles of others, as the configuration names them: read, verified once by their content, and given to the engine. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GatehouseError, messageOf } from '../errors.ts';
import type { OtherBundle } from '../rules/bundle.ts';
import { readFiles } from './archive.ts';
import { FILES, type Unpacked, unpack } from './files.ts';
import type { VerifyData } from './verify-worker.ts';

/** All examples together; each evaluation in it has its own bounds. */
const VERIFY_MS = 60_000;
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

/** Revisions that were verified in this process: a reload of the same content need not be proven again. */
const verified = new Set<string>();

/** @throws GatehouseError BUNDLE_INVALID that says where, and which rule or example it fails by */
export function loadOthers(settings: readonly { path: string }[]): Promise<OtherBundle[]> {
  return Promise.all(settings.map(({ path }) => loadOther(path)));
}

async function loadOther(path: string): Promise<OtherBundle> {
  try {
    const bundle = unpack(await readFiles(path, FILES));
    await verifyBeside(bundle);
    const { revision, plan, wasm, rules } = bundle;
    return { revision, plan, wasm, rules, where: path };
  } catch (thrown) {
    throw new GatehouseError('BUNDLE_INVALID', messageOf(thrown), { where: path, cause: thrown });
  }
}

/** In a worker, because it runs the bundle's rules. @throws Error */
export async function verifyBeside(bundle: Unpacked): Promise<void> {
  if (verified.has(bundle.revision)) return;
  const judging = new SharedArrayBuffer(4);
  const at = new Int32Array(judging).fill(-1);
  const workerData: VerifyData = { bundle, judging };
  const file = new URL(`./verify-worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(file, { workerData, resourceLimits: MEMORY, env: {} });
  let timer: NodeJS.Timeout | undefined;
  const problem = await new Promise<string | undefined>((resolve) => {
    const during = (what: string) => {
      const example = bundle.examples[Atomics.load(at, 0)];
      resolve(example === undefined ? what : `rule ${example.rule}, example "${example.name}": ${what}`);
    };
    timer = setTimeout(() => during(`did not end within ${VERIFY_MS / 1000} s`), VERIFY_MS);
    worker.on('message', (message: { problem?: string }) => resolve(message.problem));
    worker.on('error', (thrown) => during(messageOf(thrown)));
    worker.on('exit', () => during('its worker ended'));
  });
  clearTimeout(timer);
  await worker.terminate();
  if (problem !== undefined) throw new Error(problem);
  verified.add(bundle.revision);
}
