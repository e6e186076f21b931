/** Verifies one bundle of others beside the server, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import type { Unpacked } from './files.ts';
import { verify } from './verify.ts';

export interface VerifyData {
  bundle: Unpacked;
  /** One number: the example that is being judged, by its place; -1 before the first. */
  judging: SharedArrayBuffer;
}

const { bundle, judging } = workerData as VerifyData;
const at = new Int32Array(judging);
try {
  await verify(bundle, (index) => Atomics.store(at, 0, index));
  parentPort?.postMessage({});
} catch (thrown) {
  parentPort?.postMessage({ problem: messageOf(thrown) });
}
