import t from 'tap';
import { judgeAll } from '../src/engine.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { kubernetesResource } from '../src/sources/kubernetes/resource.ts';

t.test('a deployment with a moving tag is denied', async (t) => {
  const rules = await RuleSet.create(await loadBundle());
  const resource = kubernetesResource({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { template: { spec: { containers: [{ name: 'web', image: 'host:443/nginx' }] } } },
  });

  const report = judgeAll(rules, [{ resource }], { door: 'ci', now: Date.now() });

  t.equal(report.summary.denied, 1);
  t.equal(report.violations[0]?.path, '/spec/template/spec/containers/0/image');
});
