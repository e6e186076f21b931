/** OPA, which only those who make rules need: OPA= or `opa` on the PATH. */
import { execFileSync } from 'node:child_process';

/** Another version may compile the same rules to other bytes, and the committed bundle would differ from what CI rebuilds. */
export const OPA_VERSION = '1.22.2';

const binary = process.env.OPA ?? 'opa';

/** What `opa` prints. @throws Error with what it says where it fails */
export function opa(...args: string[]): string {
  return opaIn('.', ...args);
}

/** The same, run in that folder. */
export function opaIn(cwd: string, ...args: string[]): string {
  try {
    return execFileSync(binary, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  } catch (thrown) {
    const { stderr, stdout, code } = thrown as { stderr?: string; stdout?: string; code?: string };
    if (code === 'ENOENT') {
      throw new Error(`${binary} is not there: put OPA ${OPA_VERSION} on the PATH, or name it by OPA=`, {
        cause: thrown,
      });
    }
    throw new Error([stdout, stderr].filter(Boolean).join('\n').trim() || String(thrown), { cause: thrown });
  }
}

/** @throws Error where `opa` is not there or is of another version */
export function requireOpa(): void {
  const found = versionOf();
  if (found !== OPA_VERSION) throw new Error(`OPA ${OPA_VERSION} is needed to compile rules, ${binary} is ${found}`);
}

/** @throws Error where `opa` is not there, or too old for the builtins and the template strings that rules have */
export function requireRecentOpa(): void {
  const found = versionOf();
  const [major, minor] = found.split('.').map(Number);
  if (major === 1 && Number(minor) >= 22) return;
  throw new Error(`OPA 1.22 or newer, and not 2, is needed to compile rules; ${binary} is ${found}`);
}

function versionOf(): string {
  return /^Version: (.+)$/m.exec(opa('version'))?.[1] ?? 'of no version';
}
