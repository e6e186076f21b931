/** OPA, which only those who change rules need: OPA= or `opa` on the PATH. */
import { execFileSync } from 'node:child_process';

/** Another version may compile the same rules to other bytes, and the committed bundle would differ from what CI rebuilds. */
export const OPA_VERSION = '1.22.2';

const binary = process.env.OPA ?? 'opa';

/** What `opa` prints. Its errors go to the terminal, and a failure throws. */
export function opa(...args: string[]): string {
  return opaIn('.', ...args);
}

/** The same, run in that folder. */
export function opaIn(cwd: string, ...args: string[]): string {
  return execFileSync(binary, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  });
}

/** @throws Error where `opa` is not there or is of another version */
export function requireOpa(): void {
  const [, found] = /^Version: (.+)$/m.exec(opa('version')) ?? [];
  if (found !== OPA_VERSION) throw new Error(`OPA ${OPA_VERSION} is needed to compile rules, ${binary} is ${found}`);
}
