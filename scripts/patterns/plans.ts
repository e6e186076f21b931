/**
 * Writes the plans of the worked examples: `examples/<pack>/terraform/*.tf` becomes `plan.json` beside them, each `examples/<pack>/broken/<rule>.tf`
 * becomes `<rule>.plan.json`.
 *
 *     node dist/scripts/patterns/plans.js
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDocument } from '../../src/examples/plan.ts';
import { readConfiguration } from './configuration.ts';

const EXAMPLES = 'examples';

async function write(folder: string, files: readonly string[], plan: string): Promise<void> {
  if (files.length === 0) return;
  const paths = files.map((file) => join(folder, file));
  const { plan: resources, regions, variables } = await readConfiguration(paths, folder);
  writeFileSync(join(folder, plan), `${JSON.stringify(planDocument(resources, regions, variables), null, 2)}\n`);
}

function configurationIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.tf')) : [];
}

let written = 0;
for (const pack of readdirSync(EXAMPLES)) {
  const [worked, broken] = [join(EXAMPLES, pack, 'terraform'), join(EXAMPLES, pack, 'broken')];
  const files = configurationIn(worked);
  await write(worked, files, 'plan.json');
  if (files.length > 0) written++;
  for (const file of configurationIn(broken)) {
    await write(broken, [file], file.replace(/\.tf$/, '.plan.json'));
    written++;
  }
}
console.log(`${written} plans of examples`);
