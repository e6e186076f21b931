import { execFileSync } from 'node:child_process';

/** The `opa` to run, which users of Gatehouse need not have. */
export const opa = process.env.OPA ?? 'opa';

export function hasOpa(): boolean {
  try {
    execFileSync(opa, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
