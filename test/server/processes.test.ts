/** `gatehouse serve --processes`: real processes on one port. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { JsonObject } from '../../src/json.ts';
import { deployment, onlyRule, review } from './app.ts';

interface Started {
  log: JsonObject[];
  said(msg: string): JsonObject[];
  ask(path: string, body?: string): Promise<{ status: number; text: string }>;
  configure(config: object): Promise<void>;
  end(): Promise<number | null>;
}

const PROCESSES = 2;

async function serve(t: Test, config: object): Promise<Started> {
  const cwd = t.testdir({
    'gatehouse.yaml': JSON.stringify(config),
    'plan.yaml': JSON.stringify(deployment('nginx:latest')),
  });
  const { PATH = '', HOME = '' } = process.env;
  const args = [resolve('bin/gatehouse'), 'serve', '--port', '0', '--processes', String(PROCESSES)];
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, ...args], { cwd, env: { PATH, HOME } });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const log: JsonObject[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => log.push(JSON.parse(line)));
  t.teardown(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  const said = (msg: string) => log.filter((line) => line.msg === msg);
  if (!(await until(() => said('all processes listen').length > 0))) throw new Error(JSON.stringify(log));
  const address = String(said('all processes listen')[0]?.address);
  return {
    log,
    said,
    // Each on a connection of its own, so that all processes are asked.
    ask: (path, body) =>
      new Promise((done, fail) => {
        const method = body === undefined ? 'GET' : 'POST';
        const headers = body === undefined ? {} : { 'content-type': 'application/json' };
        const sent = request(
          `${address}${path}`,
          { method, headers, agent: false, rejectUnauthorized: false },
          (answer) => {
            let text = '';
            answer.setEncoding('utf8').on('data', (chunk) => {
              text += chunk;
            });
            answer.on('end', () => done({ status: answer.statusCode ?? 0, text }));
          },
        );
        sent.on('error', fail);
        sent.end(body);
      }),
    configure: (next) => writeFile(join(cwd, 'gatehouse.yaml'), JSON.stringify(next)),
    end: async () => {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (await condition()) return true;
    await delay(100);
  }
  return false;
}

const config = (action: string) => ({
  rules: onlyRule('no-latest', { action }),
  audits: [{ name: 'files', schedule: '0 0 1 1 *', files: ['plan.yaml'] }],
});
const body = JSON.stringify(review(deployment('nginx:latest')));

t.test('several processes on one port are one server', async (t) => {
  const server = await serve(t, config('deny'));
  const numbers = (lines: JsonObject[]) => new Set(lines.map((line) => line.process));
  const allowed = async () => {
    const { text } = await server.ask('/v1/admission/validate', body);
    return (JSON.parse(text) as { response: { allowed: boolean } }).response.allowed;
  };
  const reviews = async () => {
    const { text } = await server.ask('/metrics');
    const counts = text.matchAll(/^gatehouse_admission_reviews_total\{.*\} (\d+)$/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  };

  t.same(numbers(server.said('listening')), new Set([1, 2]));
  for (let sent = 0; sent < 10; sent += 1) t.equal(await allowed(), false);
  t.equal(await reviews(), 10, 'counted together');
  t.equal(await reviews(), 10, 'whoever is asked');

  await t.test('audits run in one of them, and all tell of them', async (t) => {
    t.ok(await until(() => server.said('audit finished').length > 0));
    t.same(numbers(server.said('audit started')), new Set([1]));
    const answers = await Promise.all([1, 2, 3, 4].map(() => server.ask('/v1/audits/files')));
    t.same(new Set(answers.map(({ status }) => status)), new Set([200]));
    t.equal(new Set(answers.map(({ text }) => text)).size, 1);
    t.equal((await server.ask('/v1/audits/other')).status, 404);
  });

  await t.test('a new configuration reaches all', async (t) => {
    await server.configure(config('off'));
    t.ok(await until(() => server.said('configuration loaded').length === 2 * PROCESSES));
    for (let sent = 0; sent < 6; sent += 1) t.equal(await allowed(), true);
  });

  await t.test('one that dies is replaced', async (t) => {
    const dying = server.said('listening').find((line) => line.process === 2);
    process.kill(Number(dying?.pid), 'SIGKILL');
    t.ok(await until(() => server.said('process replaced').length > 0));
    t.match(server.said('a process of the server ended'), [{ process: 2, signal: 'SIGKILL' }]);
    for (let sent = 0; sent < 6; sent += 1) t.equal(await allowed(), true);
    for (let sent = 0; sent < 4; sent += 1) t.equal((await server.ask('/readyz')).status, 200);
  });

  await t.test('one that cannot load the configuration does not take the place of one that could', async (t) => {
    await server.configure({ rules: 'none' });
    t.ok(await until(() => server.said('configuration not loaded').length === PROCESSES));
    process.kill(Number(server.said('listening').findLast((line) => line.process === 2)?.pid), 'SIGKILL');
    t.ok(await until(() => server.said('process not replaced; it is tried again').length > 0));
    for (let sent = 0; sent < 6; sent += 1) t.equal(await allowed(), true);
    await server.configure(config('deny'));
    t.ok(await until(() => server.said('process replaced').length === 2));
    t.ok(await until(async () => !(await allowed()) && !(await allowed())));
  });

  t.equal(await server.end(), 0);
  t.same(numbers(server.said('closed')), new Set([1, 2, undefined]), 'all of them, and then the first process');
});

t.test('what is wrong with the start is said, and nothing is left running', async (t) => {
  const first = await serve(t, config('deny'));
  const { port } = new URL(String(first.said('all processes listen')[0]?.address));
  const { PATH = '', HOME = '' } = process.env;
  const args = [resolve('bin/gatehouse'), 'serve', '--no-config', '--port', port, '--processes', '2'];
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, ...args], {
    cwd: t.testdirName,
    env: { PATH, HOME },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdout.resume();
  t.same((await once(child, 'exit'))[0], 2);
  t.match(stderr, /another process listens there/);
});
