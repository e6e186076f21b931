/** Writes docs/cloudformation-types.md from the tables of types: as what each is judged. */
import { writeFile } from 'node:fs/promises';
import { TYPES } from '../src/sources/cloudformation/types/index.ts';
import type { TemplateType } from '../src/sources/cloudformation/types/type.ts';
import { table } from './markdown.ts';

const HEAD = `# As what each CloudFormation type is judged

Made by \`scripts/template-docs.ts\` from \`src/sources/cloudformation/types/\`; do not edit it by hand. Rules that name one of the types
of Terraform judge the type of CloudFormation beside it ([how](cloudformation.md)).`;

function namesOf({ as, hollow, instead = [], parts = [] }: TemplateType): string[] {
  const own = hollow ? [] : [as];
  return [...own, ...instead.flatMap(({ type }) => namesOf(type)), ...parts.map((part) => part.as)];
}

const rows = Object.entries(TYPES)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, type]) => [`\`${name}\``, [...new Set(namesOf(type))].map((each) => `\`${each}\``).join(', ')]);

const file = 'docs/cloudformation-types.md';
await writeFile(file, `${[HEAD, table(['CloudFormation', 'Terraform'], rows)].join('\n\n')}\n`);
console.log(`${rows.length} types of templates`);
