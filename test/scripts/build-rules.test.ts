/** The pipeline that makes the bundle: the same rules give the same bytes, and a rule with a slip in it does not build. */
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { hasOpa, opa } from '../helpers/opa.ts';

interface Outcome {
  built: boolean;
  said: string;
}

interface Slip {
  name: string;
  file: string;
  find: string;
  replace: string;
  says: RegExp;
}

/** Builds a copy of the rules with those slips in it. */
async function build(folder: string, slips: readonly Slip[] = []): Promise<Outcome> {
  const rules = join(folder, 'gatehouse');
  cpSync('rego/gatehouse', rules, { recursive: true });
  cpSync('schemas', join(folder, 'schemas'), { recursive: true });
  for (const { file, find, replace } of slips) {
    const before = readFileSync(join(rules, file), 'utf8');
    if (!before.includes(find)) throw new Error(`${file} does not hold ${find}`);
    writeFileSync(join(rules, file), before.replace(find, replace));
  }
  try {
    const args = ['dist/scripts/build-rules.js', rules, join(folder, 'bundle'), join(folder, 'schemas')];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    return { built: true, said: stdout + stderr };
  } catch (thrown) {
    return { built: false, said: (thrown as { stderr: string }).stderr };
  }
}

const noLatest = 'gitops/no_latest.rego';

const inRego: Slip[] = [
  {
    name: 'a misspelt facet',
    file: 'cost/resource_limits.rego',
    find: 'facets.containers',
    replace: 'facets.contaners',
    says: /undefined ref: input\.resource\.facets\.contaners/,
  },
  {
    name: 'a misspelt field of a facet',
    file: noLatest,
    find: 'container.image.state',
    replace: 'container.image.status',
    says: /undefined ref: .*image\.status/,
  },
  {
    name: 'a misspelt parameter',
    file: 'self_healing/pod_disruption_budget.rego',
    find: '_parameters.minReplicas',
    replace: '_parameters.minimumReplicas',
    says: /undefined ref: .*minimumReplicas/,
  },
];

const inMetadata: Slip[] = [
  { name: 'no severity', file: noLatest, find: '#   severity: high\n', replace: '', says: /rule no-latest .*severity/ },
  {
    name: 'a facet that there is not',
    file: noLatest,
    find: '[containers]',
    replace: '[contaners]',
    says: /rule no-latest .*facets/,
  },
  {
    name: 'a setting that there is not',
    file: noLatest,
    find: '#   action: deny',
    replace: '#   action: deny\n#   colour: red',
    says: /rule no-latest .*additional properties/,
  },
  {
    name: 'a default that the parameter itself would refuse',
    file: 'cost/resource_limits.rego',
    find: 'default: [cpu, memory]',
    replace: 'default: cpu',
    says: /limits of rule resource-limits must be of type array of string, not string/,
  },
  {
    name: 'an id that is not its package',
    file: 'self_healing/pod_disruption_budget.rego',
    find: 'id: pod-disruption-budget',
    replace: 'id: disruption-budget',
    says: /rule disruption-budget .*package should be data\.gatehouse\.self_healing\.disruption_budget/,
  },
  {
    name: 'a control without the version of its benchmark',
    file: 'compliance/imdsv2.rego',
    find: 'cis: [AWS 3.0.0 5.6]',
    replace: 'cis: [AWS 5.6]',
    says: /rule imdsv2 .*controls\/cis\/0 must match pattern/,
  },
  {
    name: 'an example with a slip',
    file: 'compliance/required_tags.examples.yaml',
    find: 'kind: bad',
    replace: 'kind: ugly',
    says: /rule required-tags .*kind/,
  },
];

const unsupported: Slip = {
  name: 'a builtin that the evaluator lacks or answers differently',
  file: noLatest,
  find: 'fault := _fault(container.image)',
  replace: 'fault := sprintf("%v", [_fault(container.image)])',
  says: /undefined function sprintf/,
};

if (!hasOpa()) {
  t.comment(`${opa} is not there: the pipeline is not tested`);
  t.pass('opa is needed', { skip: true });
} else {
  t.test('the committed bundle is what the rules compile to', async (t) => {
    const folder = t.testdir();

    const { built, said } = await build(folder);

    t.ok(built, said);
    for (const file of ['program.json', 'policy.wasm', 'catalogue.json', 'manifest.json']) {
      t.ok(readFileSync(join(folder, 'bundle', file)).equals(readFileSync(join('rego/bundle', file))), file);
    }
    t.equal(
      readFileSync(join(folder, 'schemas/parameters.schema.json'), 'utf8'),
      readFileSync('schemas/parameters.schema.json', 'utf8'),
    );
  });

  for (const slips of [inRego, inMetadata, [unsupported]]) {
    t.test('does not build, and says every reason', async (t) => {
      const folder = t.testdir();

      const { built, said } = await build(folder, slips);

      t.notOk(built);
      for (const { name, says } of slips) t.match(said, says, name);
    });
  }
}
