/** What a person reads in kubectl: the message of a denial, and warnings. Both bounded, because answers pass through headers and logs. */
import type { Config } from '../config/schema.ts';
import { docsLink } from '../reports/docs-link.ts';
import type { FoundUnknown, FoundViolation, Verdict } from '../rules/verdict.ts';

type Finding = FoundViolation | FoundUnknown;

const MAX_NAMED = 20;
const MAX_LINE = 600;

/**
 * The API server cuts warnings where together they exceed 4096 characters
 * (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response).
 */
const MAX_WARNINGS = 15;
const MAX_WARNING = 256;

const EARLY = ' (there is a grace period, then this is denied)';

/** What keeps the object out: violations that are denied, and unknowns whose rule denies them. */
export function denials({ violations, unknowns }: Verdict): Finding[] {
  const denied: Finding[] = [];
  for (const violation of violations) if (violation.action === 'deny') denied.push(violation);
  for (const unknown of unknowns) if (unknown.action === 'deny') denied.push(unknown);
  return denied;
}

/** One finding per line, each with what would be right; then where to read more of each rule. */
export function denialMessage(denied: readonly Finding[], docs: Config['docs']): string {
  const lines = denied.slice(0, MAX_NAMED).map((finding) => `- ${cut(describe(finding), MAX_LINE)}${remedy(finding)}`);
  if (denied.length > MAX_NAMED) lines.push(`- and ${denied.length - MAX_NAMED} more`);
  return [
    `${denied.length} ${denied.length === 1 ? 'rule violation' : 'rule violations'} in this object:`,
    ...lines,
    ...new Set(denied.map(({ rule }) => `docs: ${docsLink(rule, docs)}`)),
  ].join('\n');
}

/** Violations and unknowns that only warn, what the object itself lets through, and waivers that no longer count. */
export function warningsOf({ violations, unknowns, waived, expiredWaivers }: Verdict): string[] {
  const texts: string[] = [];
  for (const violation of violations)
    if (violation.action === 'warn') texts.push(`${describe(violation)}${violation.early ? EARLY : ''}`);
  for (const unknown of unknowns) if (unknown.action === 'warn') texts.push(`${describe(unknown)} (not known)`);
  for (const { waiver, ...finding } of waived) {
    if (!waiver.carried) continue;
    texts.push(`let through for ${waiver.owner} until ${waiver.expires}, and recorded: ${describe(finding)}`);
  }
  for (const { rule, resource, owner, expires } of expiredWaivers) {
    texts.push(`[${rule}] the waiver for ${resource} of ${owner} expired ${expires}`);
  }
  return boundWarnings(texts);
}

export function boundWarnings(texts: readonly string[]): string[] {
  const warnings = texts.slice(0, MAX_WARNINGS).map((text) => cut(text, MAX_WARNING));
  if (texts.length > MAX_WARNINGS) warnings.push(`and ${texts.length - MAX_WARNINGS} more`);
  return warnings;
}

function describe({ rule, path, message }: Pick<Finding, 'rule' | 'path' | 'message'>): string {
  return `[${rule}] ${path}: ${message}`;
}

function remedy({ fix }: Finding): string {
  return fix ? `\n  fix: ${cut(fix.description, MAX_LINE)}` : '';
}

/** Nothing but what ASCII prints. */
const PLAIN = /^[ -~]*$/;

/** At most that many characters, in one line: control characters would end a header. */
export function cut(text: string, length: number): string {
  const line = PLAIN.test(text) ? text : text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  if (line.length <= length) return line;
  // Not between the halves of a surrogate pair.
  return `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
