/** The examples of every rule in the bundle, and the configuration under which one is judged. */
import { join } from 'node:path';
import type { Config } from '../../src/config/schema.ts';
import { type RuleExample, readExamples } from '../../src/examples/schema.ts';
import type { Unknown, Violation } from '../../src/reports/report.ts';
import type { RuleMetadata } from '../../src/rules/catalogue.ts';

/** @throws Error where a rule has none, or they are not what examples must be */
export function examplesOf({ id, pack }: RuleMetadata): RuleExample[] {
  return readExamples(id, `${join('rego/gatehouse', pack, id).replaceAll('-', '_')}.examples.yaml`);
}

/** The rule of the example denies, with the example's parameters; the others are as they come. */
export function configFor({ rule, parameters, scans, deployment }: RuleExample): Config {
  return {
    rules: { [rule]: { action: 'deny', ...(parameters && { parameters }) } },
    ...(scans && { scans: { directory: 'the scans of the example' } }),
    ...(deployment && { cloudformation: deployment }),
  };
}

/** What must be the same at every door. */
export function essence({ rule, path, message, fingerprint, fix }: Violation | Unknown) {
  return { rule, path, message, fingerprint, fix };
}
