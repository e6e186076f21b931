/** What rules of others answered, checked as no compiler has: a door must not stumble over it. */
import { isObject } from '../../json.ts';
import type { RuleFinding } from '../evaluator/evaluator.ts';

/** Characters of JSON: some thousand findings on one resource. Reading more would hold up whoever reads it. */
const MAX_LENGTH = 1024 * 1024;

const OPERATIONS = ['add', 'replace', 'remove'];

/** @throws Error that says what is no finding, or that there is too much of it */
export function checkFindings(findings: readonly RuleFinding[]): void {
  let length = 0;
  for (const { violation, unknown, exempt } of findings) {
    if (exempt) continue;
    const problem = problemOf(violation ?? unknown);
    if (problem !== undefined) throw new Error(`it answered with what is no finding: ${problem}`);
    length += JSON.stringify(violation ?? unknown).length;
    if (length > MAX_LENGTH) throw new Error(`its findings are longer than ${MAX_LENGTH} characters`);
  }
}

function problemOf(finding: unknown): string | undefined {
  if (!isObject(finding)) return 'it is no object';
  const { path, message, fix, waiver } = finding;
  if (!isPointer(path)) return 'its path is no JSON Pointer';
  if (typeof message !== 'string') return 'its message is no string';
  if (waiver !== undefined && !isWaiver(waiver)) return 'its waiver has no owner, reason, expires and seconds';
  if (fix === undefined) return undefined;
  if (!isObject(fix) || typeof fix.description !== 'string') return 'its fix has no description';
  const { patch, offer } = fix;
  if (offer !== undefined && typeof offer !== 'string') return 'the offer of its fix is no string';
  if (patch === undefined) return undefined;
  if (!Array.isArray(patch)) return 'the patch of its fix is no array';
  return patch.every(isOperation) ? undefined : 'the patch of its fix holds what is no operation';
}

function isWaiver(waiver: unknown): boolean {
  if (!isObject(waiver)) return false;
  const texts = [waiver.owner, waiver.reason, waiver.expires];
  return texts.every((text) => typeof text === 'string') && typeof waiver.seconds === 'number';
}

function isOperation(operation: unknown): boolean {
  if (!isObject(operation) || !isPointer(operation.path) || operation.path === '') return false;
  const { op, value } = operation;
  return OPERATIONS.includes(String(op)) && (op === 'remove' || value !== undefined);
}

function isPointer(path: unknown): path is string {
  return path === '' || (typeof path === 'string' && path.startsWith('/'));
}
