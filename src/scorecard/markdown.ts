/** The scorecard for people: a table of the patterns, one of their owners, and the reasons. */
import type { Count, PatternScore, Scorecard } from './scorecard.ts';

const MAX_REASONS = 5;

export function scorecardMarkdown(card: Scorecard): string {
  const judged = card.patterns.filter(({ state }) => state === 'judged');
  const unread = card.errors === 0 ? '' : ` ${card.errors} could not be judged and are counted nowhere.`;
  const parts = [
    '# Scorecard',
    `${card.resources} resources, rule set \`${card.revision}\`.${unread} A resource keeps the promise of a pattern where no rule of it finds anything.`,
    table(['Pattern', 'Promise', 'Kept', 'Broken', 'Unknown', 'Waived'], card.patterns.map(patternRow)),
    ...(judged.length === 0 ? [] : ['## By team and environment', ownerTable(judged)]),
    ...judged.filter(({ reasons }) => reasons.length > 0).map(reasonsOf),
  ];
  return `${parts.join('\n\n')}\n`;
}

function patternRow({ pack, promise, state, ...count }: PatternScore): string[] {
  const said = state === 'off' ? 'off' : 'not applicable';
  const numbers = [count.broken, count.unknown, count.waived].map(String);
  return [pack, promise, ...(state === 'judged' ? [shareOf(count), ...numbers] : [said, '', '', ''])];
}

/** A row per owner, a column per pattern. */
function ownerTable(judged: readonly PatternScore[]): string {
  const owners = new Map<string, { label: [string, string]; shares: Map<string, string> }>();
  for (const { pack, owners: counted } of judged) {
    for (const { team, environment, ...count } of counted) {
      const label: [string, string] = [team ?? '(none)', environment ?? '(none)'];
      const row = owners.get(label.join('\n')) ?? { label, shares: new Map() };
      owners.set(label.join('\n'), row);
      row.shares.set(pack, shareOf(count));
    }
  }
  const rows = [...owners.values()].sort((a, b) => (a.label.join('\n') < b.label.join('\n') ? -1 : 1));
  return table(
    ['Team', 'Environment', ...judged.map(({ pack }) => pack)],
    rows.map(({ label, shares }) => [...label, ...judged.map(({ pack }) => shares.get(pack) ?? '')]),
  );
}

function reasonsOf({ pack, reasons }: PatternScore): string {
  const lines = reasons.slice(0, MAX_REASONS).map(({ rule, title, broken, examples }) => {
    const named = examples.map(({ id }) => `\`${id}\``).join(', ');
    const more = broken > examples.length ? ` and ${broken - examples.length} more` : '';
    return `- ${broken} × **${rule}** (${title}): ${named}${more}`;
  });
  const rest = reasons.length > MAX_REASONS ? [`- and ${reasons.length - MAX_REASONS} more rules`] : [];
  return [`## Why not: ${pack}`, '', ...lines, ...rest].join('\n');
}

/** `75 % (3 of 4)`; never 100 % where something is not kept. */
function shareOf({ share, kept, applicable }: Count): string {
  return share === null ? '' : `${Math.floor(share * 100)} % (${kept} of ${applicable})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
