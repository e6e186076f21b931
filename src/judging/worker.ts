/**
 * Judges documents beside the server. A plan of 100 MiB takes seconds to parse and judge and much memory; here it holds up no
 * review, and where the memory does not suffice, it is this thread that ends.
 */
import { parentPort } from 'node:worker_threads';
import { readContext } from '../context/around.ts';
import { loadScans, noScans, type ScanCache } from '../context/scans.ts';
import { describeError } from '../describe-error.ts';
import { GatehouseError, messageOf } from '../errors.ts';
import { objectsWith } from '../objects/objects.ts';
import { RuleSet } from '../rules/ruleset.ts';
import { answerOf } from './answer.ts';
import { type Judging, judgeDocument, judgeFiles } from './judge.ts';
import type { Answer, Request, Response } from './messages.ts';

const scanCache: ScanCache = new Map();
let latest: Request['setup'];
let judging: Judging | undefined;
let queue: Promise<void> = Promise.resolve();

async function prepare({ bundle, config, fileConfig, waivers }: NonNullable<Request['setup']>): Promise<Judging> {
  return {
    bundle,
    config,
    fileConfig,
    waivers,
    rules: await RuleSet.create(bundle, config, await objectsWith(bundle.catalogue, config, waivers)),
    scans: config.scans === undefined ? noScans : await loadScans(config.scans.directory, scanCache),
    around: await readContext(config.context?.files ?? []),
  };
}

async function answer({ setup, task }: Request): Promise<Answer> {
  if (setup) {
    latest = setup;
    judging = undefined;
  }
  if (latest === undefined) throw new Error('a task came before anything to judge with');
  // Kept only where it could be made: what could not be read now may be there for the next task.
  judging ??= await prepare(latest);
  if ('files' in task) {
    const { report, scorecard, warnings } = await judgeFiles(judging, task.files);
    return { ...answerOf(report, warnings), scorecard };
  }
  return answerOf(await judgeDocument(judging, task.document, task.kind));
}

async function respond(request: Request): Promise<void> {
  const { id } = request;
  let response: Response;
  try {
    response = { id, answer: await answer(request) };
  } catch (thrown) {
    const code = thrown instanceof GatehouseError ? { code: thrown.code } : {};
    response = { id, error: { ...code, message: messageOf(thrown), described: describeError(thrown) } };
  }
  parentPort?.postMessage(response);
}

// One at a time, so that what is judged with changes between two documents and never within one.
parentPort?.on('message', (request: Request) => {
  queue = queue.then(() => respond(request));
});
