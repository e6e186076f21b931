/** All pages about rules, by file name. */
import { join } from 'node:path';
import { readExamples } from '../src/examples/schema.ts';
import { OBJECTS_RULE } from '../src/objects/group.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { type DocumentedRule, objectsPage, ruleList, rulePage } from './rule-page.ts';

/** @param folder where the rules and their examples are, one folder per pack */
export async function rulePages(folder = 'rego/gatehouse'): Promise<Map<string, string>> {
  const { catalogue } = await loadBundle();
  const rules: DocumentedRule[] = catalogue.rules.map((metadata) => {
    const [pack, rule] = [metadata.pack, metadata.id].map((name) => name.replaceAll('-', '_'));
    const file = join(folder, pack ?? '', `${rule}.examples.yaml`);
    return { metadata, examples: readExamples(metadata.id, file), file: `../../${file}` };
  });
  const pages = new Map(rules.map((rule) => [`${rule.metadata.id}.md`, rulePage(rule)]));
  return pages.set(`${OBJECTS_RULE}.md`, objectsPage()).set('README.md', ruleList(rules));
}
