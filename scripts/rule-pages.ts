/** All pages about rules, by file name. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readExamples } from '../src/examples/schema.ts';
import { OBJECTS_RULE } from '../src/objects/group.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { type DocumentedRule, objectsPage, patternIndex, ruleList, rulePage } from './rule-page.ts';

async function documentedRules(folder: string): Promise<DocumentedRule[]> {
  const { catalogue } = await loadBundle();
  return catalogue.rules.map((metadata) => {
    const [pack, rule] = [metadata.pack, metadata.id].map((name) => name.replaceAll('-', '_'));
    const file = join(folder, pack ?? '', `${rule}.examples.yaml`);
    return { metadata, examples: readExamples(metadata.id, file), file: `../../${file}` };
  });
}

/** The index in `docs/patterns`, which links the pages that are there. */
export async function patternPage(): Promise<string> {
  const rules = await documentedRules('rego/gatehouse');
  return patternIndex(rules, new Set(readdirSync('docs/patterns')));
}

/** @param folder where the rules and their examples are, one folder per pack */
export async function rulePages(folder = 'rego/gatehouse'): Promise<Map<string, string>> {
  const rules = await documentedRules(folder);
  const pages = new Map(rules.map((rule) => [`${rule.metadata.id}.md`, rulePage(rule)]));
  return pages.set(`${OBJECTS_RULE}.md`, objectsPage()).set('README.md', ruleList(rules));
}
