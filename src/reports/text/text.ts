/** The default format: for a person who wants to know what is wrong, where, and what to do about it. */
import type { AuditReport, Comparison } from '../../audits/report.ts';
import type { FormatOptions, ReportFormat } from '../format.ts';
import type { ExpiredWaiver, Report, ReportError, Violation, Waived } from '../report.ts';
import { fileLines, LOOKS, type Look } from './findings.ts';
import { groupFindings } from './group.ts';
import { count, painter, paragraph, printable } from './layout.ts';

/** With fewer findings the table by rule would only repeat them. */
const MIN_FINDINGS_FOR_TABLE = 8;

export const text: ReportFormat = {
  write(report, options) {
    const { width, colour, wholeOffers = false } = options;
    const look: Look = { width, paint: painter(colour), wholeOffers };
    const findings = groupFindings(report.violations, report.unknowns).flatMap((group) => fileLines(group, look));
    const sections = [
      findings.slice(0, -1),
      waivedLines(report.waived, look),
      expiredLines(report.expiredWaivers ?? [], look),
      errorLines(report.errors ?? [], look),
      tableLines(report, look),
      ...('comparison' in report && report.comparison ? [comparisonLines(report.comparison, look)] : []),
      ...('audit' in report ? [auditLines(report, look)] : []),
      [summaryLine(report, look), ...hintLines(report, options, look)],
    ];
    const written = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
    return `${written.join('\n\n')}\n`;
  },
};

function waivedLines(waived: readonly Waived[], { width, paint }: Look): string[] {
  if (waived.length === 0) return [];
  const byWaiver = new Map<string, Waived[]>();
  for (const finding of waived) {
    const { waiver, rule, resource } = finding;
    const key = JSON.stringify([rule, resource.type, resource.id, waiver]);
    byWaiver.set(key, [...(byWaiver.get(key) ?? []), finding]);
  }
  const lines = [paint('bold', 'Waived')];
  for (const group of byWaiver.values()) {
    const { rule, resource, waiver } = group[0] as Waived;
    lines.push(`  ○ ${rule}  ${printable(resource.id)}  ${paint('gray', count(group.length, 'finding'))}`);
    const who = `${waiver.reason} (${waiver.owner}, until ${waiver.expires})`;
    lines.push(...paragraph(who, { width, margin: 4 }).map((line) => paint('gray', line)));
  }
  return lines;
}

function expiredLines(waivers: readonly ExpiredWaiver[], { width, paint }: Look): string[] {
  if (waivers.length === 0) return [];
  const lines = waivers.flatMap(({ rule, resource, owner, expires }) =>
    paragraph(`${rule} on ${resource} expired on ${expires}: ${owner} renews it or has the finding mended`, {
      width,
      margin: 4,
      lead: '  ! ',
    }),
  );
  return [paint('bold', 'Expired waivers, not honoured'), ...lines.map((line) => paint('yellow', line))];
}

function errorLines(errors: readonly ReportError[], { width, paint }: Look): string[] {
  if (errors.length === 0) return [];
  const lines = errors.flatMap(({ resource, message }) =>
    paragraph(`${resource.id}: ${message}`, { width, margin: 4, lead: '  ✖ ' }),
  );
  return [paint('bold', 'Could not be judged'), ...lines.map((line) => paint('red', line))];
}

function tableLines({ violations, unknowns }: Report, { paint }: Look): string[] {
  if (violations.length + unknowns.length < MIN_FINDINGS_FOR_TABLE) return [];
  const rows = new Map<
    string,
    { denied: number; warned: number; recorded: number; unknown: number; fixable: number }
  >();
  const row = (rule: string) => {
    const found = rows.get(rule) ?? { denied: 0, warned: 0, recorded: 0, unknown: 0, fixable: 0 };
    rows.set(rule, found);
    return found;
  };
  for (const { rule, action, fix } of violations) {
    const cells = row(rule);
    cells[action === 'deny' ? 'denied' : action === 'warn' ? 'warned' : 'recorded'] += 1;
    if (fix?.patch) cells.fixable += 1;
  }
  for (const { rule } of unknowns) row(rule).unknown += 1;
  const columns = (['denied', 'warned', 'recorded', 'unknown', 'fixable'] as const).filter(
    (column) => column === 'denied' || [...rows.values()].some((cells) => cells[column] > 0),
  );
  const first = Math.max(...[...rows.keys()].map((rule) => rule.length), 4);
  const lines = [...rows]
    .sort(([, a], [, b]) => b.denied - a.denied || b.warned - a.warned)
    .map(([rule, cells]) =>
      [rule.padEnd(first), ...columns.map((column) => String(cells[column] || '·').padStart(column.length))].join('  '),
    );
  return [paint('gray', ['rule'.padEnd(first), ...columns].join('  ')), ...lines].map((line) => `  ${line}`);
}

function comparisonLines(comparison: Comparison, { width, paint }: Look): string[] {
  const { earlier, sameRevision, fixed, unchanged } = comparison;
  const since = earlier.finishedAt === undefined ? earlier.file : `${earlier.file}, ${earlier.finishedAt}`;
  const totals = `${comparison.new.length} new, ${fixed.length} fixed, ${unchanged.length} still there`;
  const line = (sign: string, { rule, resource, message }: Violation) =>
    paragraph(`${rule} ${resource.id}: ${message}`, { width, margin: 4, lead: `  ${sign} ` });
  return [
    `${paint('bold', `Since ${printable(since)}:`)} ${totals}`,
    ...comparison.new.flatMap((violation) => line('+', violation)).map((each) => paint('red', each)),
    ...fixed.flatMap((violation) => line('-', violation)).map((each) => paint('green', each)),
    ...(sameRevision ? [] : paragraph('The rules or their configuration changed in between.', { width, margin: 2 })),
  ];
}

function auditLines({ audit }: AuditReport, { width, paint }: Look): string[] {
  const lines = (audit.warnings ?? []).flatMap((warning) => paragraph(warning, { width, margin: 4, lead: '  ! ' }));
  return lines.length === 0 ? [] : [paint('bold', 'Not read'), ...lines.map((line) => paint('yellow', line))];
}

function summaryLine({ summary, errors = [] }: Report, { paint }: Look): string {
  const { resources, denied, warned, audited, unknown, waived } = summary;
  if (resources === 0) return paint('yellow', 'Nothing was judged: there are no resources in what was given.');
  const found = denied + warned + audited + unknown + waived + errors.length;
  if (found === 0)
    return `${paint('green', '✔')} ${count(resources, 'resource')}: nothing denied, nothing to warn about`;
  const part = (number: number, word: string, action: keyof typeof LOOKS) =>
    number === 0 ? `0 ${word}` : paint(LOOKS[action].style, `${number} ${word}`);
  const parts = [part(denied, 'denied', 'deny'), part(warned, 'warned', 'warn')];
  if (audited > 0) parts.push(part(audited, 'recorded', 'audit'));
  parts.push(`${unknown} unknown`, `${waived} waived`);
  if (errors.length > 0) parts.push(paint('red', `${errors.length} not judged`));
  return `${paint(denied > 0 || errors.length > 0 ? 'red' : 'green', denied > 0 || errors.length > 0 ? '✖' : '✔')} ${paint('bold', count(resources, 'resource'))}: ${parts.join(', ')}`;
}

function hintLines({ violations }: Report, { fixCommand }: FormatOptions, { paint }: Look): string[] {
  const fixable = violations.filter(({ fix }) => fix?.patch !== undefined).length;
  if (fixable === 0 || fixCommand === undefined) return [];
  const what =
    fixable === violations.length ? 'Gatehouse can mend all of this' : `Gatehouse can mend ${fixable} of these`;
  return [`  ${what}: ${paint('bold', fixCommand)}`];
}
