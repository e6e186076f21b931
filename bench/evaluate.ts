/**
 * One verdict, all rules, varied resources: beside the same by opa-wasm, and a copy of the input through JSON, which is what any
 * sandbox pays.
 */

import { contextOf } from '../src/context/context.ts';
import { noInventory } from '../src/context/inventory.ts';
import { noScans } from '../src/context/scans.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { kubernetesResource } from '../src/sources/kubernetes/resource.ts';
import { compare, print, row, told } from './rounds.ts';
import { reviewObjects, type Workload } from './workload.ts';

const bundle = await loadBundle();
const rules = await RuleSet.create(bundle);
const wasm = await RuleSet.create(bundle, { evaluator: 'wasm' });
for (const workload of ['sound', 'mixed'] satisfies Workload[]) {
  const set = reviewObjects(200, workload).map((object) => {
    const resource = kubernetesResource(object, 'create');
    return { resource, context: contextOf(resource, noInventory, noScans, Date.now()) };
  });
  const judging = (name: string, by: RuleSet) => ({
    name,
    run: () => {
      // Rules that ship with Gatehouse are judged at once: there is nothing to wait for.
      for (const { resource, context } of set) void by.judge({ resource }, context, 'admission', 0);
      return set.length;
    },
  });
  const measured = await compare(
    [
      judging('opa-wasm', wasm),
      judging('Gatehouse', rules),
      {
        name: 'a copy of the input through JSON',
        run: () => {
          for (const input of set) JSON.parse(JSON.stringify(input));
          return set.length;
        },
      },
    ],
    30,
  );
  print(
    `judging, ${rules.rules.length} rules, ${set.length} varied Kubernetes objects, ${workload}`,
    'resource',
    measured,
  );
  row(`one verdict, ${workload}`, 'the time of opa-wasm', told(measured[1]?.ratios ?? []));
}
