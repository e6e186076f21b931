/** A Terraform plan of 10,000 resources, read and judged, beside `JSON.parse` of the same bytes. */
import { judgeAll } from '../src/engine.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { readDocument } from '../src/sources/read.ts';
import { generatePlan } from './generate-plan.ts';
import { compare, print } from './rounds.ts';

const COUNT = Number(process.argv[2] ?? 10_000);
const bytes = Buffer.from(JSON.stringify(generatePlan(COUNT)));
const rules = await RuleSet.create(await loadBundle());
const { resources } = await readDocument(bytes, { name: 'plan.json' });
const report = judgeAll(rules, resources, { door: 'ci', now: 0 });
console.log(`${(bytes.length / 1e6).toFixed(1)} MB, ${JSON.stringify(report.summary)}`);

print(
  `a plan of ${COUNT} resources, ${rules.rules.length} rules`,
  'plan',
  await compare(
    [
      {
        name: 'JSON.parse',
        run: () => {
          JSON.parse(bytes.toString());
          return 1;
        },
      },
      {
        name: 'read into resources',
        run: async () => {
          await readDocument(bytes, { name: 'plan.json' });
          return 1;
        },
      },
      {
        name: 'read and judged',
        run: async () => {
          judgeAll(rules, (await readDocument(bytes, { name: 'plan.json' })).resources, { door: 'ci', now: 0 });
          return 1;
        },
      },
    ],
    Number(process.env.ROUNDS ?? 7),
  ),
);
