/**
 * One verdict with ever more rules on: a resource pays for those that apply to it, not for all that there are. Of three kinds of
 * resource, because most of the rules are about workloads and few about a Service.
 */
import { contextOf } from '../src/context/context.ts';
import { noInventory } from '../src/context/inventory.ts';
import { noScans } from '../src/context/scans.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { kubernetesResource } from '../src/sources/kubernetes/resource.ts';
import { compare, print, row, told } from './rounds.ts';
import { reviewObjects } from './workload.ts';

const bundle = await loadBundle();
const { rules } = bundle.catalogue;
/** Those that are on by default come first. */
const ids = [...rules].sort((a, b) => Number(a.default === 'off') - Number(b.default === 'off')).map(({ id }) => id);
const COUNTS = [7, 30, 60, ids.length];

const sets = await Promise.all(
  COUNTS.map(async (count) => {
    const settings = ids.map((id, at) => [id, { action: at < count ? ('warn' as const) : ('off' as const) }]);
    return { count, set: await RuleSet.create(bundle, { rules: Object.fromEntries(settings) }) };
  }),
);

for (const kind of ['ConfigMap', 'Service', 'Deployment']) {
  const resources = reviewObjects(400, 'sound')
    .filter((object) => object.kind === kind)
    .map((object) => kubernetesResource(object, 'create'));
  const inputs = resources.map((resource) => ({ resource, context: contextOf(resource, noInventory, noScans, 0) }));
  const judge = (set: RuleSet) =>
    inputs.map(({ resource, context }) => {
      const verdict = set.judge({ resource }, context, 'ci', 0);
      if (verdict instanceof Promise) throw new Error('rules that ship with Gatehouse are judged at once');
      return verdict.judged.length;
    });
  const applying = ({ set }: (typeof sets)[number]) => Math.max(...judge(set));
  const measured = await compare(
    sets.map((one) => ({
      name: `${one.count} rules, ${applying(one)} apply`,
      run: () => {
        for (let turn = 0; turn < 20; turn += 1) judge(one.set);
        return inputs.length * 20;
      },
    })),
    15,
  );
  print(`judging a ${kind}`, 'resource', measured);
  for (const [index, one] of sets.entries()) {
    if (index === 0) continue;
    const { ratios = [] } = measured[index] ?? {};
    row(
      `one verdict, a ${kind}, ${one.count} rules of which ${applying(one)} apply`,
      `7 rules, ${applying(sets[0] as typeof one)} apply`,
      told(ratios),
    );
  }
}
