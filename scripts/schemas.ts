/** Writes the JSON Schemas that are generated from TypeScript definitions: configuration, report, rule input. */
import { writeFile } from 'node:fs/promises';
import { Config } from '../src/config/schema.ts';
import { RuleSetSpec, WaiverSpec } from '../src/objects/schema.ts';
import { Report } from '../src/reports/report.ts';
import { RuleInput } from '../src/resource/input.ts';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

const schemas = {
  'config.schema.json': { title: 'Gatehouse configuration', ...Config },
  'report.schema.json': { title: 'Gatehouse report', ...Report },
  'waiver.schema.json': { title: 'Spec of a Gatehouse Waiver', ...WaiverSpec },
  'ruleset.schema.json': { title: 'Spec of a Gatehouse RuleSet', ...RuleSetSpec },
  'input.schema.json': { title: 'What Gatehouse gives its rules', ...RuleInput },
};

for (const [file, schema] of Object.entries(schemas)) {
  await writeFile(`schemas/${file}`, `${JSON.stringify({ $schema: DRAFT, ...schema }, null, 2)}\n`);
}
