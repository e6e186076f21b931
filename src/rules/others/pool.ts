/**
 * The workers that run rules of others: bounded in memory and in time, ended and replaced when they overrun, so that a rule
 * that runs away harms one answer. Each works on one question at a time; the others wait here, so many and no longer.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GatehouseError, messageOf } from '../../errors.ts';
import type { RuleInput } from '../../resource/input.ts';
import type { RuleFinding } from '../evaluator/evaluator.ts';
import { checkLimits, type Limits } from '../limits.ts';
import { type FromWorker, idsOf, type Question, type Rules, type WorkerData } from './messages.ts';

/** Two, so that one is there while the other is being replaced. */
const WORKERS = 2;
const MAX_WAITING = 256;
/**
 * MiB. A rule is told to end at `MAX_HEAP`; this is for what one call of a builtin may make beyond it. Were it nearer, a single
 * large allocation could find no room, at which V8 ends the process and not the thread.
 */
const MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 };
/** The most that one question may take, whatever the caller would wait. */
const MAX_MS = 5_000;
/** A rule is told to end before its worker is ended: its own error says more, and the worker can go on. */
const GRACE = 0.8;
/** After the caller was answered the worker may still come back by itself; a busy machine is no runaway. */
const KILL_AFTER_MS = 250;

export interface OtherRules {
  /**
   * Every finding of the rules of others that `input.rules` names.
   * @throws GatehouseError EVALUATION_FAILED with the rule that failed, TIMED_OUT or CALLER_GONE by the limits, BUSY where
   *   too many wait
   */
  evaluate(input: RuleInput, limits?: Limits): Promise<RuleFinding[]>;
  /** Starts the workers before they are asked. @throws GatehouseError BUNDLE_INVALID */
  warm(): Promise<void>;
  /** Ends each worker as soon as it has nothing to do. Who asks all the same is still answered. */
  retire(): void;
}

interface Job {
  input: RuleInput;
  limits: Limits | undefined;
  timer: NodeJS.Timeout | undefined;
  resolve(findings: RuleFinding[]): void;
  reject(error: unknown): void;
}

interface Member {
  worker: Worker;
  running: Int32Array;
  ready: boolean;
  job: Job | undefined;
}

export class Pool implements OtherRules {
  readonly #rules: Rules;
  readonly #ids: readonly string[];
  readonly #members = new Set<Member>();
  readonly #waiting: Job[] = [];
  readonly #warming: { resolve(): void; reject(error: unknown): void }[] = [];
  #retired = false;

  constructor(rules: Rules) {
    this.#rules = rules;
    this.#ids = idsOf(rules);
  }

  evaluate(input: RuleInput, limits?: Limits): Promise<RuleFinding[]> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length >= MAX_WAITING) {
        throw new GatehouseError('BUSY', `${MAX_WAITING} resources are waiting for the rules of others already`);
      }
      const job: Job = { input, limits, timer: undefined, resolve, reject };
      // In the queue, too, the answer is due when it is due.
      if (limits) job.timer = setTimeout(() => this.#expire(job), Math.max(0, limits.deadline - performance.now()));
      this.#waiting.push(job);
      this.#dispatch();
    });
  }

  warm(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#warming.push({ resolve, reject });
      while (this.#members.size < WORKERS) this.#start();
      this.#warmed();
    });
  }

  retire(): void {
    this.#retired = true;
    for (const member of this.#members) this.#rest(member);
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const member = [...this.#members].find(({ ready, job }) => ready && job === undefined);
      if (member === undefined) {
        const starting = [...this.#members].filter(({ ready }) => !ready).length;
        if (this.#members.size < WORKERS && starting < this.#waiting.length) this.#start();
        return;
      }
      const job = this.#waiting.shift() as Job;
      try {
        if (job.limits) checkLimits(job.limits);
        this.#ask(member, job);
      } catch (thrown) {
        member.job = undefined;
        clearTimeout(job.timer);
        job.reject(failure(thrown));
      }
    }
  }

  /** @throws whatever cannot be copied to another thread, as what is nested too deep */
  #ask(member: Member, job: Job): void {
    const left = Math.min(MAX_MS, (job.limits?.deadline ?? Number.POSITIVE_INFINITY) - performance.now());
    const question: Question = { input: job.input, milliseconds: left * GRACE };
    member.worker.postMessage(question);
    clearTimeout(job.timer);
    job.timer = setTimeout(() => this.#overrun(member), left);
    member.job = job;
    member.worker.ref();
    // To the end: the one that has rested longest is asked next, while the other clears away what a runaway left.
    this.#members.delete(member);
    this.#members.add(member);
  }

  #start(): void {
    const running = new SharedArrayBuffer(4);
    const data: WorkerData = { ...this.#rules, running };
    const file = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(file, { workerData: data, resourceLimits: MEMORY, env: {} });
    const member: Member = { worker, running: new Int32Array(running), ready: false, job: undefined };
    this.#members.add(member);
    worker.on('message', (message: FromWorker) => this.#hear(member, message));
    worker.on('error', (thrown) => this.#fall(member, thrown));
    worker.on('exit', () => this.#fall(member, new Error('its worker ended')));
  }

  #hear(member: Member, message: FromWorker): void {
    if (message === 'ready') {
      member.ready = true;
      member.worker.unref();
      this.#warmed();
    } else {
      const { job } = member;
      member.job = undefined;
      member.worker.unref();
      clearTimeout(job?.timer);
      if ('findings' in message) job?.resolve(message.findings);
      else job?.reject(new GatehouseError('EVALUATION_FAILED', message.error, { rule: message.rule }));
      if (message.spent) this.#replace(member);
    }
    this.#dispatch();
    this.#rest(member);
  }

  /** A job whose time is over before a worker had it. */
  #expire(job: Job): void {
    const at = this.#waiting.indexOf(job);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    job.reject(
      new GatehouseError('TIMED_OUT', 'the time for the answer was over before the rules of others could run'),
    );
  }

  /** The caller has its answer in time; the worker is ended unless it comes back by itself soon after. */
  #overrun(member: Member): void {
    const late = new Error('did not end in time');
    member.job?.reject(failure(late, this.#running(member)));
    if (member.job === undefined) return;
    member.job.timer = setTimeout(() => {
      this.#fall(member, late);
      void member.worker.terminate();
    }, KILL_AFTER_MS);
  }

  #running({ running }: Member): string | undefined {
    return this.#ids[Atomics.load(running, 0)];
  }

  /** A worker that is no more, or is not to be any more. The answer that it owes is a failure; another takes its place. */
  #fall(member: Member, thrown: unknown): void {
    if (!this.#members.delete(member)) return;
    const { job, ready } = member;
    if (job) {
      clearTimeout(job.timer);
      job.reject(failure(thrown, this.#running(member)));
    }
    if (!ready) {
      // What does not start now would not start a moment later either.
      for (const waiting of this.#waiting.splice(0)) {
        clearTimeout(waiting.timer);
        waiting.reject(failure(thrown));
      }
      for (const { reject } of this.#warming.splice(0)) reject(invalid(thrown));
    } else if (!this.#retired || this.#waiting.length > 0) {
      this.#start();
    }
  }

  #replace(member: Member): void {
    this.#members.delete(member);
    void member.worker.terminate();
    if (!this.#retired) this.#start();
  }

  #rest(member: Member): void {
    if (!this.#retired || !member.ready || member.job !== undefined || this.#waiting.length > 0) return;
    this.#members.delete(member);
    void member.worker.terminate();
  }

  #warmed(): void {
    if (this.#members.size < WORKERS || [...this.#members].some(({ ready }) => !ready)) return;
    for (const { resolve } of this.#warming.splice(0)) resolve();
  }
}

function failure(thrown: unknown, rule?: string): GatehouseError {
  if (thrown instanceof GatehouseError) return thrown;
  const who = rule === undefined ? 'the rules of others' : `the rule ${rule}`;
  const memory = (thrown as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
  const why = memory ? `needed more memory than a worker has` : messageOf(thrown);
  return new GatehouseError('EVALUATION_FAILED', `${who} could not be evaluated: ${why}`, { rule, cause: thrown });
}

function invalid(thrown: unknown): GatehouseError {
  if (thrown instanceof GatehouseError) return thrown;
  return new GatehouseError('BUNDLE_INVALID', `the rules of others do not load: ${messageOf(thrown)}`, {
    cause: thrown,
  });
}
