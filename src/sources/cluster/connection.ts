/** Requests to one API server: authenticated, bounded in time, repeated where the server asks for it. */
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GatehouseError, messageOf } from '../../errors.ts';
import { isObject, type JsonObject, stringAt } from '../../json.ts';
import type { Login } from './kubeconfig.ts';

export interface Reply {
  status: number;
  /** Empty where the body is not a JSON object. */
  body: JsonObject;
}

export interface Connection {
  /** The server's URL, for messages. It holds no credentials. */
  server: string;
  /**
   * The answer to a GET, whatever its status.
   * @param path with its query, as `/api/v1/pods?limit=500`
   * @param accept the media types to ask for
   * @throws GatehouseError CLUSTER_UNREACHABLE where no answer came, or the credentials were refused
   */
  get(path: string, accept?: string): Promise<Reply>;
  /**
   * The answer to a write, whatever its status. It is tried once: whether it was done is not known where no answer came.
   * @param type the media type of the body
   * @throws GatehouseError CLUSTER_UNREACHABLE as for `get`
   */
  send(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown, type?: string): Promise<Reply>;
  /**
   * The lines of an answer that does not end, as they come: of a watch. Ends where the server ends it, or the signal does.
   * @param accept the media type to ask for
   * @throws WatchRefused where the status is not 200; GatehouseError CLUSTER_UNREACHABLE as for `get`
   */
  lines(path: string, signal: AbortSignal, accept?: string): AsyncIterable<string>;
  close(): void;
}

export interface ConnectionOptions {
  signal?: AbortSignal | undefined;
  /** How many requests run at a time. */
  concurrency: number;
  /** Milliseconds for one attempt, body included. */
  timeout?: number;
  /** Milliseconds before the second attempt; doubles with each further one. */
  backoff?: number;
}

/** The answer to a watch that the server does not begin. */
export class WatchRefused extends GatehouseError {
  readonly status: number;

  constructor(reply: Reply) {
    super('CLUSTER_UNREACHABLE', `the watch was refused: ${reasonOf(reply)}`);
    this.status = reply.status;
  }
}

const ATTEMPTS = 5;
const MAX_WAIT = 30_000;
/** TCP asks a silent peer after so many milliseconds whether it is there. */
const KEEP_ALIVE = 30_000;
const RETRIED = new Set([429, 500, 502, 503, 504]);
const unzip = promisify(gunzip);

/** Opens no connection yet. */
export function connect(config: Login, options: ConnectionOptions): Connection {
  const { signal, timeout = 60_000, backoff = 500 } = options;
  const server = withoutCredentials(config.getCurrentCluster()?.server ?? '');
  const user = config.getCurrentContext();
  let credentials: Promise<Credentials> | undefined;
  let answered = false;

  /** Who cannot log in now may be able to the next time. */
  function logIn(): Promise<Credentials> {
    const asked = authenticate(config, options.concurrency);
    asked.catch(() => {
      if (credentials === asked) credentials = undefined;
    });
    return asked;
  }

  /** One request as that user. A token of a credential plugin lives for minutes: where it is refused, a new one is asked for once. */
  async function ask<T extends { status: number }>(path: string, how: HowToAsk<T>): Promise<T> {
    for (let loggedIn = false; ; loggedIn = true) {
      credentials ??= logIn();
      const used = credentials;
      const { agent, headers } = await used;
      const request = { agent, headers: { ...headers, 'user-agent': 'gatehouse', ...how.headers } };
      const answer = await open(
        new URL(`${server}${path}`),
        { ...request, method: how.method, signal: how.signal },
        how.body,
      );
      answered = true;
      if (answer.statusCode !== 401) return how.read(answer);
      answer.resume();
      if (loggedIn) throw refused(server, user);
      if (credentials === used) credentials = undefined;
    }
  }

  async function get(path: string, accept = 'application/json'): Promise<Reply> {
    for (let tried = 1; ; tried += 1) {
      let wait = Math.min(backoff * 2 ** (tried - 1), MAX_WAIT) * (0.5 + Math.random() / 2);
      try {
        const headers = { accept, 'accept-encoding': 'gzip' };
        const reply = await within(timeout, signal, (limit) =>
          ask(path, { method: 'GET', headers, signal: limit, read }),
        );
        if (!RETRIED.has(reply.status) || tried >= ATTEMPTS) return reply;
        if (reply.retryAfter !== undefined) wait = Math.min(reply.retryAfter, MAX_WAIT);
      } catch (thrown) {
        if (thrown instanceof GatehouseError) throw thrown;
        signal?.throwIfAborted();
        // What never answered is wrongly named or down: say so at once instead of trying on.
        if (!answered || tried >= ATTEMPTS) throw unreachable(server, thrown, timeout);
      }
      await sleep(wait, undefined, signal ? { signal } : {});
    }
  }

  async function send(method: string, path: string, body: unknown, type = 'application/json'): Promise<Reply> {
    const headers = { accept: 'application/json', 'content-type': type };
    try {
      return await within(timeout, signal, (limit) =>
        ask(path, { method, headers, signal: limit, body: JSON.stringify(body), read }),
      );
    } catch (thrown) {
      if (thrown instanceof GatehouseError) throw thrown;
      signal?.throwIfAborted();
      throw unreachable(server, thrown, timeout);
    }
  }

  async function* lines(path: string, until: AbortSignal, accept = 'application/json'): AsyncGenerator<string> {
    const ended = AbortSignal.any([until, ...(signal ? [signal] : [])]);
    const headers = { accept };
    try {
      const stream = await ask(path, { method: 'GET', headers, signal: ended, read: watched });
      yield* linesOf(stream.answer);
    } catch (thrown) {
      if (ended.aborted) return;
      throw thrown instanceof GatehouseError ? thrown : unreachable(server, thrown, timeout);
    }
  }

  return {
    server,
    get,
    send,
    lines,
    close: () => {
      credentials?.then(
        ({ agent }) => agent.destroy(),
        () => undefined,
      );
    },
  };
}

interface Credentials {
  agent: Agent;
  headers: OutgoingHttpHeaders;
}

interface TimedReply extends Reply {
  /** Milliseconds. */
  retryAfter: number | undefined;
}

/** What TLS and HTTP need to be that user. */
async function authenticate(config: Login, concurrency: number): Promise<Credentials> {
  const applied: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(applied);
  } catch (thrown) {
    const context = config.getCurrentContext();
    const plugin: unknown = config.getCurrentUser()?.exec?.command;
    const what = typeof plugin === 'string' ? `the credential plugin ${plugin}` : 'the login';
    throw new GatehouseError('CLUSTER_UNREACHABLE', `${what} of the context ${context} failed: ${describe(thrown)}`);
  }
  const { auth, headers, agent } = applied;
  // The library's agent opens a connection for every request.
  if (agent instanceof Agent) {
    Object.assign(agent, { keepAlive: true, keepAliveMsecs: KEEP_ALIVE, maxSockets: concurrency });
  }
  const basic = auth ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  return { agent: agent as Agent, headers: { ...(headers as OutgoingHttpHeaders), ...basic } };
}

/** Not `AbortSignal.any`, which leaves something behind in a signal that lives as long as the process. */
async function within<T>(
  timeout: number,
  signal: AbortSignal | undefined,
  run: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const limit = new AbortController();
  const stop = () => limit.abort(signal?.reason);
  const timer = setTimeout(() => limit.abort(new DOMException('no answer', 'TimeoutError')), timeout);
  signal?.addEventListener('abort', stop);
  try {
    return await run(limit.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

interface HowToAsk<T> {
  method: string;
  headers: OutgoingHttpHeaders;
  signal: AbortSignal;
  body?: string;
  read(answer: IncomingMessage): Promise<T>;
}

function open(target: URL, options: RequestOptions, body: string | undefined): Promise<IncomingMessage> {
  const ask = target.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const sent = ask(target, options, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Not `node:readline`, which never ends where the connection breaks. */
async function* linesOf(stream: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const [first = '', ...more] = (chunk as string).split('\n');
    rest += first;
    for (const next of more) {
      yield rest;
      rest = next;
    }
  }
  if (rest !== '') yield rest;
}

async function watched(answer: IncomingMessage): Promise<{ status: number; answer: IncomingMessage }> {
  if (answer.statusCode === 200) return { status: 200, answer };
  throw new WatchRefused(await read(answer));
}

async function read(response: IncomingMessage): Promise<TimedReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const text = (response.headers['content-encoding'] === 'gzip' ? await unzip(raw) : raw).toString('utf8');
  const status = response.statusCode ?? 0;
  const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
  return { status, body: parse(text, status), retryAfter: seconds >= 0 ? seconds * 1000 : undefined };
}

/** A proxy's error page is no JSON, and of no use; a success must be. */
function parse(text: string, status: number): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (isObject(body)) return body;
  if (status >= 200 && status < 300) {
    throw new GatehouseError(
      'CLUSTER_UNREACHABLE',
      'the server does not answer with JSON: is it a Kubernetes API server?',
    );
  }
  return {};
}

function refused(server: string, context: string): GatehouseError {
  return new GatehouseError(
    'CLUSTER_UNREACHABLE',
    `${server} refused the credentials of the context ${context} (401 Unauthorized): log in again, or choose another context`,
  );
}

function unreachable(server: string, thrown: unknown, timeout: number): GatehouseError {
  const cause = causeOf(thrown);
  const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
  const reason = timedOut ? `no answer within ${timeout / 1000} s` : describe(cause);
  return new GatehouseError(
    'CLUSTER_UNREACHABLE',
    `${server} cannot be reached (${reason}): check the context, the network or VPN, and that the cluster runs`,
  );
}

/** The first line of what went wrong. Parsers quote what they read, which may be a token, so theirs is left out. */
function describe(thrown: unknown): string {
  if (thrown instanceof SyntaxError) return 'its answer is not JSON';
  const message = messageOf(thrown).split('\n')[0]?.slice(0, 200);
  return message || stringAt(thrown, 'code') || 'no reason given';
}

/** An aborted request says only that it was aborted; its cause says why. */
function causeOf(thrown: unknown): unknown {
  return thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
}

function withoutCredentials(server: string): string {
  const url = new URL(server);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}

/** The reason that a Status object gives, in one line. */
export function reasonOf({ status, body }: Reply): string {
  const message = stringAt(body, 'message')?.split('\n')[0]?.slice(0, 200);
  return message ? `${status}: ${message}` : String(status);
}
