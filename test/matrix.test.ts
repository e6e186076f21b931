/**
 * All rules over all examples: a rule is tripped by its own bad examples, and by no example of another rule. An example shows what
 * its rule is about and leaves the rest out; the rest is filled in from exemplary objects (`test/fixtures/exemplary`), so what a
 * rule finds there is either written in the example, or a mistake of the rule.
 */
import t from 'tap';
import type { Config } from '../src/config/schema.ts';
import { approaches, judgeExample } from '../src/examples/approaches.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { wildcard } from '../src/rules/wildcard.ts';
import { TYPES } from '../src/sources/cloudformation/types/index.ts';
import { examplesOf } from './helpers/examples.ts';
import { exemplary } from './helpers/exemplary.ts';

const bundle = await loadBundle();
const { rules } = bundle.catalogue;

/** Everything denies at every door. Of what needs scans an example of another rule says nothing. */
const config: Config = { rules: Object.fromEntries(rules.map(({ id }) => [id, { action: 'deny' as const }])) };
const everything = await RuleSet.create(bundle, config);

for (const rule of rules) {
  t.test(rule.id, async (t) => {
    for (const example of examplesOf(rule)) {
      const also = example.also ?? [];
      const whole = exemplary(example);
      const tripped = new Map<string, string>();
      for (const approach of approaches(whole)) {
        const { violations, errors } = judgeExample(everything, whole, approach);
        t.strictSame(errors, undefined, `${example.name}, ${approach.name}: everything could be judged`);
        for (const { rule: id, resource, path, message } of violations) {
          if (id !== rule.id && !tripped.has(id)) tripped.set(id, `${resource.id} ${path}: ${message}`);
        }
      }
      for (const id of also) {
        t.ok(tripped.delete(id), `${example.name}: it says that it violates ${id}, so it does`);
      }
      t.strictSame(Object.fromEntries(tripped), {}, `${example.name}: violates no other rule`);
    }
  });
}

const KINDS = Object.values(TYPES).flatMap(({ as, parts = [] }) => [as, ...parts.map((part) => part.as)]);

// An instance refresh is no property of a group in CloudFormation.
const BEYOND_TEMPLATES = new Set(['fleet-update']);

t.test('a rule about a type that templates have shows it in one, good and bad', async (t) => {
  for (const rule of rules) {
    const isTold = rule.doors.includes('ci') && rule.kinds?.some((kind) => KINDS.some((type) => wildcard(kind)(type)));
    if (!isTold || BEYOND_TEMPLATES.has(rule.id)) continue;
    const shown = examplesOf(rule).filter(({ template }) => template !== undefined);
    t.strictSame([...new Set(shown.map(({ kind }) => kind))].sort(), ['bad', 'good'], rule.id);
  }
});
