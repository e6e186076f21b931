/**
 * What a rule says of a type that templates have, it says of a template in words that are in templates: each message of each example,
 * of plans too, as who writes a template would get it.
 */
import t from 'tap';
import { approaches, judgeExample } from '../src/examples/approaches.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { say } from '../src/sources/cloudformation/say.ts';
import { TYPES } from '../src/sources/cloudformation/types/index.ts';
import { configFor, examplesOf } from './helpers/examples.ts';

/** Arguments and blocks, functions and steps of Terraform. */
const TERRAFORM = /\baws_|\b[a-z][a-z0-9]*_[a-z0-9_]+|\w = |\bblocks?\b|jsonencode|\bapply\b|\b(?:this|the) provider\b/;
/** Keys of attributes of load balancers and target groups, which are called so in templates. */
const KEYS = /access_logs\.s3\.\w+|deregistration_delay\.timeout_seconds/g;
/** CloudFormation cannot disable a health check, and knows no instance refresh. */
const BEYOND = /^the health check is disabled, |set min_healthy_percentage to/;

const bundle = await loadBundle();
const types = new Map(
  Object.values(TYPES)
    .reverse()
    .map((type) => [type.as, type]),
);

t.test('messages on templates speak of their properties', async (t) => {
  for (const rule of bundle.catalogue.rules) {
    const messages = new Set<string>();
    for (const example of examplesOf(rule)) {
      const [approach] = example.manifest === undefined ? approaches(example) : [];
      if (approach === undefined) continue;
      const { violations, unknowns } = judgeExample(
        await RuleSet.create(bundle, configFor(example)),
        example,
        approach,
      );
      for (const { rule: id, message, resource } of [...violations, ...unknowns]) {
        const type = types.get(resource.type);
        if (id !== rule.id) continue;
        if (example.template !== undefined) messages.add(message);
        else if (type) messages.add(say(message, type));
      }
    }
    const foreign = [...messages].filter((each) => !BEYOND.test(each) && TERRAFORM.test(each.replace(KEYS, '')));
    t.same(foreign, [], rule.id);
  }
});
