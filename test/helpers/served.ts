/** A server as it is started, and questions to it over TLS. */
import { readFile } from 'node:fs/promises';
import { type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { JsonObject } from '../../src/json.ts';
import { type RunningServer, type ServeOptions, startServer } from '../../src/server.ts';
import { linesInto } from '../server/app.ts';

export interface Served {
  server: RunningServer;
  log: JsonObject[];
  ask(path: string, options?: RequestOptions & { body?: string | Buffer }): Promise<Answered>;
}

export interface Answered {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  json(): JsonObject;
}

export async function serve(t: Test, options: ServeOptions & { certsDirectory: string }): Promise<Served> {
  const log: JsonObject[] = [];
  const server = await startServer({ port: 0, logTo: linesInto(log), ...options });
  t.teardown(() => server.close());
  const ca = await readFile(join(options.certsDirectory, 'ca.crt'), 'utf8');
  const ask: Served['ask'] = (path, { body, ...rest } = {}) =>
    new Promise((resolve, reject) => {
      const sent = request(
        `${server.address}${path}`,
        { ca, method: body === undefined ? 'GET' : 'POST', agent: false, timeout: 10_000, ...rest },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk) => {
            text += chunk;
          });
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json: () => JSON.parse(text) }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  return { server, log, ask };
}

/** Until it is so, for at most ten seconds. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
