/** Runs the real command in a directory of its own. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Test } from 'tap';

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Shell {
  /** The directory in which commands run. */
  path: string;
  write(file: string, text: string): void;
  gatehouse(args: string[], options?: { input?: string; env?: Record<string, string> }): Promise<Run>;
}

const BIN = resolve('bin/gatehouse');

/** @param files by name, to begin with */
export function shell(t: Test, files: Record<string, string> = {}): Shell {
  const path = t.testdir();
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  return { path, write, gatehouse: (args, options) => run(path, args, options) };
}

function run(
  cwd: string,
  args: string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  return new Promise((done, fail) => {
    const { PATH = '', HOME = '' } = process.env;
    // Without what the test runner puts there for its own children.
    const command = ['-u', 'NODE_OPTIONS', process.execPath, BIN, ...args];
    const child = spawn('env', command, { cwd, env: { PATH, HOME, ...options.env }, timeout: 60_000 });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** A Deployment that violates `no-latest`, and nothing else while namespace labels and resources are not asked for. */
export function deployment(name: string, image: string, namespace = 'shop'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name} # the name
  namespace: ${namespace}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: main
          image: ${image}
`;
}

/** Leaves one rule on. */
export const onlyNoLatest = `rules:
  required-tags: {action: off}
  resource-limits: {action: off}
  pod-disruption-budget: {action: off}
`;
