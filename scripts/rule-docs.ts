/**
 * Writes `docs/rules/`, a page per rule and the list of all, and the index of `docs/patterns`, from `rego/bundle/catalogue.json` and the examples beside the rules.
 *
 *     node dist/scripts/rule-docs.js
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { patternPage, rulePages } from './rule-pages.ts';

const DIRECTORY = 'docs/rules';

const pages = await rulePages();
mkdirSync(DIRECTORY, { recursive: true });
for (const file of readdirSync(DIRECTORY)) if (!pages.has(file)) rmSync(join(DIRECTORY, file));
for (const [file, text] of pages) writeFileSync(join(DIRECTORY, file), text);
writeFileSync('docs/patterns/README.md', await patternPage());
console.log(`${pages.size - 1} pages of rules in ${DIRECTORY}`);
