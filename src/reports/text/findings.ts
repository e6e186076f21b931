/** The findings of a report as text. */
import type { Fix } from '../report.ts';
import {
  type AlikeGroup,
  byLocation,
  type FileGroup,
  type Finding,
  foldPaths,
  type ResourceGroup,
  type RuleGroup,
} from './group.ts';
import { count, type Paint, paragraph, printable, type Style } from './layout.ts';

export interface Look {
  width: number;
  paint: Paint;
  /** Offers are printed whole, however long. */
  wholeOffers: boolean;
}

/** Longer offers are left to `gatehouse fix`, which prints them whole. */
const MAX_OFFER_LINES = 4;

export const LOOKS: Record<Finding['action'], { mark: string; style: Style; word: string }> = {
  deny: { mark: '✖', style: 'red', word: 'denied' },
  warn: { mark: '▲', style: 'yellow', word: 'warned' },
  audit: { mark: '●', style: 'blue', word: 'recorded' },
  allow: { mark: '○', style: 'gray', word: 'allowed' },
};

export function fileLines({ file, resources, alike }: FileGroup, look: Look): string[] {
  const heading = file === undefined ? [] : [look.paint(['bold', 'underline'], printable(file)), ''];
  const blocks = [
    ...resources.map((group) => resourceLines(group, look)),
    ...alike.map((group) => alikeLines(group, look)),
  ];
  return [...heading, ...blocks.flatMap((lines) => [...lines, ''])];
}

function resourceLines({ resource, rules }: ResourceGroup, look: Look): string[] {
  return [`  ${nameOf(resource, look)}`, ...rules.flatMap((group) => ruleLines(group, look))];
}

/** What is said once of many resources: what, then of which. */
function alikeLines({ group, members }: AlikeGroup, look: Look): string[] {
  const { width, paint } = look;
  const messages = group.findings.flatMap(({ message }) =>
    paragraph(message, group.findings.length > 1 ? { width, margin: 8, lead: '- ' } : { width, margin: 6 }),
  );
  const paths = foldPaths(
    group.findings.map(({ path }) => path),
    width - 8,
  ).filter((path) => path !== '/');
  return [
    `  ${paint('bold', count(members.length, 'resource'))}  ${paint('gray', 'alike')}`,
    headingOf(group, look),
    ...messages,
    ...paths.map((path) => paint('gray', `        ${printable(path)}`)),
    ...fixLines(group.findings, look),
    ...memberLines(members, look),
  ];
}

/** One resource a line, with its place: file and line where all of them fit, the line alone otherwise. */
function memberLines(members: AlikeGroup['members'], { width, paint }: Look): string[] {
  const column = Math.min(Math.max(...members.map(({ resource }) => resource.id.length)), 48);
  const rows = members.map(({ resource, location }) => ({
    id: `      ${printable(resource.id).padEnd(column)}  `,
    file: location ? printable(location.file) : '',
    line: location ? `:${location.line}` : '',
  }));
  const whole = rows.every(({ id, file, line }) => id.length + file.length + line.length <= width);
  return rows.map(({ id, file, line }) => (id + paint('gray', whole ? file + line : line)).trimEnd());
}

/** A Terraform address begins with its type; a Kubernetes id lacks its group and version, a logical id its type. */
function nameOf({ source, id, type }: ResourceGroup['resource'], { paint }: Look): string {
  const missing = { kubernetes: type.slice(0, type.lastIndexOf('/')), cloudformation: type, terraform: '' }[source];
  return missing === ''
    ? paint('bold', printable(id))
    : `${paint('bold', printable(id))}  ${paint('gray', printable(missing))}`;
}

function ruleLines(group: RuleGroup, look: Look): string[] {
  const lines = [headingOf(group, look)];
  const several = group.findings.length > 1;
  for (const findings of byLocation(group.findings)) lines.push(...placeLines(findings, several, look));
  return [...lines, ...fixLines(group.findings, look)];
}

function headingOf({ rule, severity, action, unknown }: RuleGroup, { paint }: Look): string {
  const { mark, style, word } = LOOKS[action];
  const about = unknown ? `not known, ${word}` : `${severity}, ${word}`;
  return `    ${paint(style, unknown ? '?' : mark)} ${paint(style, rule)}  ${paint('gray', about)}`;
}

/**
 * What is wrong on one line of a file: the messages, then where.
 * @param several the rule says more than one thing of the resource
 */
function placeLines(findings: readonly Finding[], several: boolean, { width, paint }: Look): string[] {
  const messages = findings.flatMap(({ message }) =>
    paragraph(message, several ? { width, margin: 8, lead: '- ' } : { width, margin: 6 }),
  );
  const { location } = findings[0] as Finding;
  const paths = foldPaths(
    findings.map(({ path }) => path),
    width - 8,
  );
  const place = location ? `${printable(location.file)}:${location.line}` : '';
  return [
    ...messages,
    ...whereLines(place, paths, { width, margin: several ? 8 : 6 }).map((line) => paint('gray', line)),
  ];
}

/** The place and the paths on one line where they fit. */
function whereLines(place: string, paths: string[], { width, margin }: { width: number; margin: number }): string[] {
  const parts = [place, ...paths.map(printable)].filter((part) => part !== '' && part !== '/');
  const indent = ' '.repeat(margin);
  const one = indent + parts.join('  ');
  if (parts.length === 0) return [];
  return one.length <= width ? [one] : parts.map((part) => indent + part);
}

function fixLines(findings: readonly Finding[], look: Look): string[] {
  const { width, paint, wholeOffers } = look;
  const lines: string[] = [];
  const seen = new Set<string>();
  for (const { fix, message } of findings) {
    // What the message says already is said again only where it is to be pasted.
    if (fix?.patch === undefined && fix && !wholeOffers && message.includes(fix.description)) continue;
    if (fix === undefined || seen.has(fix.description + (fix.offer ?? ''))) continue;
    seen.add(fix.description + (fix.offer ?? ''));
    const lead = fix.patch === undefined ? 'try: ' : 'fix: ';
    lines.push(
      ...paragraph(fix.description, { width, margin: 11, lead: `      ${lead}` }).map((line) => paint('green', line)),
    );
    lines.push(...offerLines(fix, look).map((line) => paint('cyan', `           ${line}`)));
  }
  return lines;
}

function offerLines({ offer, description }: Fix, { wholeOffers }: Look): string[] {
  if (offer === undefined || description.includes(offer.trim())) return [];
  const lines = offer.trimEnd().split('\n').map(printable);
  if (wholeOffers || lines.length <= MAX_OFFER_LINES) return lines;
  return [`(${lines.length} lines to paste: gatehouse fix --dry-run prints them)`];
}
