/** Writes docs/facts.md from the tables of facts: what of each Terraform type is read, and which page says what its default is. */
import { writeFile } from 'node:fs/promises';
import type { About } from '../src/sources/terraform/facts/combinators/about.ts';
import { factsFor, knownTypes } from '../src/sources/terraform/facts/index.ts';

const PROVIDERS = [
  ['aws_', 'AWS'],
  ['google_', 'Google Cloud'],
  ['azurerm_', 'Azure'],
  ['kubernetes_', 'Kubernetes'],
] as const;

const HEAD = `# What is read of each Terraform type

Made by \`scripts/facts-docs.ts\` from \`src/sources/terraform/facts/\`; do not edit it by hand.

The attributes named answer whether data is encrypted and whether anyone can reach it. What a provider encrypts by itself counts as
encrypted, and the page that says so is linked. A value that is known only after apply is never guessed: it is answered as unknown,
unless it refers to a key of the same plan. A type that is not listed has no such answers; its tags are read all the same.
`;

const KINDS = [
  ['containers', 'containers'],
  ['replicas', 'replicas'],
  ['budget', 'disruption budget'],
] as const;

function row(type: string): string {
  const facts = factsFor(type);
  const abouts = [...(facts?.encryption?.about ?? []), ...(facts?.exposure?.about ?? [])];
  const others = KINDS.filter(([key]) => facts?.[key] !== undefined).map(([, name]) => name);
  const cells = [
    `\`${type}\``,
    textsOf(abouts, 'at-rest'),
    textsOf(abouts, 'in-transit'),
    textsOf(abouts, 'exposure'),
    others.join(', '),
    [...new Set(abouts.flatMap(({ byDefault }) => byDefault ?? []))]
      .map((page) => `[${new URL(page).hostname}](${page})`)
      .join(' '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function textsOf(abouts: About[], aspect: About['aspect']): string {
  const texts = abouts
    .filter((about) => about.aspect === aspect)
    .map(({ text }) => text.replaceAll('|', '\\|').replace(/\.0(?=\.|`)/g, ''));
  return [...new Set(texts)].join('; ');
}

const sections = PROVIDERS.map(([prefix, name]) => {
  const types = knownTypes().filter((type) => type.startsWith(prefix));
  const header = '| type | at rest | in transit | exposure | also | default |\n|---|---|---|---|---|---|';
  return `## ${name} (${types.length} types)\n${header}\n${types.map(row).join('\n')}\n`;
});

await writeFile('docs/facts.md', [HEAD, ...sections].join('\n'));
