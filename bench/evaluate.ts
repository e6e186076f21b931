/** One evaluation, all rules, varied resources: beside a copy of the same input through JSON, which is what any sandbox pays. */

import { contextOf } from '../src/context/context.ts';
import { noInventory } from '../src/context/inventory.ts';
import { noScans } from '../src/context/scans.ts';
import type { Context } from '../src/resource/context.ts';
import type { Resource } from '../src/resource/resource.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet, type Verdict } from '../src/rules/ruleset.ts';
import { kubernetesResource } from '../src/sources/kubernetes/resource.ts';
import { compare, print } from './rounds.ts';
import { reviewObjects } from './workload.ts';

const bundle = await loadBundle();
const rules = await RuleSet.create(bundle);
const wasm = await RuleSet.create(bundle, { evaluator: 'wasm' });
const set = reviewObjects(200).map((object) => {
  const resource = kubernetesResource(object, 'create');
  return { resource, context: contextOf(resource, noInventory, noScans, Date.now()) };
});
let sink = 0;
const violationsOf = (judging: RuleSet, resource: Resource, context: Context) =>
  (judging.judge({ resource }, context, 'admission', 0) as Verdict).violations.length;

print(
  `judging, ${rules.rules.length} rules, ${set.length} varied Kubernetes objects`,
  'resource',
  await compare(
    [
      {
        name: 'JSON.parse(JSON.stringify(input))',
        run: () => {
          for (const input of set) sink += JSON.parse(JSON.stringify(input)) === undefined ? 1 : 0;
          return set.length;
        },
      },
      {
        name: 'Gatehouse, all rules',
        run: () => {
          for (const { resource, context } of set) sink += violationsOf(rules, resource, context);
          return set.length;
        },
      },
      {
        name: 'the same by WebAssembly',
        run: () => {
          for (const { resource, context } of set) sink += violationsOf(wasm, resource, context);
          return set.length;
        },
      },
    ],
    30,
  ),
);
if (sink < 0) console.log(sink);
