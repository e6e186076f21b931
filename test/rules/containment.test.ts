/** Rules that run away harm one answer, in bounded time, and the answer names them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { GatehouseError } from '../../src/errors.ts';
import type { JsonValue } from '../../src/json.ts';
import type { RuleInput } from '../../src/resource/input.ts';
import { planEvaluator } from '../../src/rules/evaluator/plan.ts';
import { hasOpa, opa } from '../helpers/opa.ts';

const doublings = Array.from({ length: 60 }, (_, index) => index);

interface RunawayRule {
  id: string;
  body: string[];
  says: RegExp;
}

const finding = 'violation := {"path": "", "message": $"{value}"}';

const runaways: RunawayRule[] = [
  {
    id: 'endless',
    body: ['items := input.resource.object.items', ...[1, 2, 3, 4].map((n) => `some a${n} in items`), 'value := a4'],
    says: /took more than \d+ steps|did not end in time/,
  },
  {
    id: 'huge-text',
    body: ['x0 := "0123456789"', ...doublings.map((n) => `x${n + 1} := concat("", [x${n}, x${n}])`), 'value := x60'],
    says: /took more than \d+ steps/,
  },
  {
    id: 'huge-tree',
    body: ['x0 := ["0123456789"]', ...doublings.map((n) => `x${n + 1} := [x${n}, x${n}]`), 'value := count(x60)'],
    says: /took more than \d+ steps|did not end in time/,
  },
  { id: 'deep', body: ['value := {input.resource.object.deep, [1]}'], says: /call stack/ },
  { id: 'conflict', body: ['value := {k: v | some k in ["a"]; some v in [1, 2]}'], says: /unique/ },
];

/** `huge-tree` hands its tree out as a part of the finding. */
const findingOf = ({ id }: RunawayRule) =>
  id === 'huge-tree' ? 'violation := {"path": "", "message": "", "tree": x60}' : finding;

const regular: RunawayRule[] = [
  { id: 'pattern', body: ['regex.match(`^(a+)+$`, input.resource.object.text)', 'value := "matched"'], says: /./ },
  { id: 'quick', body: ['value := input.resource.name'], says: /./ },
];

function moduleOf(rule: RunawayRule): string {
  const name = rule.id.replaceAll('-', '_');
  const body = [...rule.body, findingOf(rule)].map((line) => `\t${line}`).join('\n');
  return `package gatehouse.test.${name}\n\nviolations contains violation if {\n${body}\n}\n`;
}

function planOf(folder: string): string {
  const rules = [...runaways, ...regular];
  mkdirSync(join(folder, 'rego'));
  for (const rule of rules) writeFileSync(join(folder, 'rego', `${rule.id}.rego`), moduleOf(rule));
  const bodies = rules.map(
    ({ id }) => `findings contains {"rule": "${id}", "violation": violation} if {
	input.rules["${id}"]
	some violation in data.gatehouse.test.${id.replaceAll('-', '_')}.violations
}`,
  );
  const verdict = `package gatehouse.verdict\n\n# METADATA\n# entrypoint: true\n${bodies.join('\n\n')}\n`;
  writeFileSync(join(folder, 'rego/verdict.rego'), verdict);
  const archive = join(folder, 'bundle.tar.gz');
  execFileSync(opa, ['build', '-t', 'plan', '-b', 'rego', '-o', archive], { cwd: folder, stdio: 'pipe' });
  return execFileSync('tar', ['xzPOf', archive, '/plan.json'], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

function nested(depth: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

const object = {
  items: Array.from({ length: 300 }, (_, index) => index),
  deep: nested(100_000),
  text: `${'a'.repeat(20_000)}b`,
};

const asks = (id: string) => ({ rules: { [id]: true }, resource: { name: 'web', object } }) as unknown as RuleInput;

t.test('a rule that runs away', { skip: hasOpa() ? false : `${opa} is not there` }, async (t) => {
  const evaluator = planEvaluator({ plan: planOf(t.testdir()), revision: 'runaways' }, { config: { parameters: {} } });
  const quick = [{ rule: 'quick', violation: { path: '', message: 'web' } }];

  for (const { id, says } of runaways) {
    const began = performance.now();

    const thrown = attempt(() => evaluator.evaluate(asks(id)));

    t.ok(performance.now() - began < 5_000, `${id}: is answered in time`);
    t.equal((thrown as GatehouseError | undefined)?.code, 'EVALUATION_FAILED', id);
    t.match(String(thrown), says);
    t.match(String(thrown), `the rule ${id} could not`);
    t.same(evaluator.evaluate(asks('quick')), quick, `${id}: the next is answered as if nothing had been`);
  }

  t.test('a pattern that would backtrack for ever takes linear time', async (t) => {
    const began = performance.now();

    t.same(evaluator.evaluate(asks('pattern')), []);
    t.ok(performance.now() - began < 5_000);
  });

  t.test('a deadline ends it before its steps do', async (t) => {
    const began = performance.now();

    const thrown = attempt(() => evaluator.evaluate(asks('endless'), began + 5));

    t.match(String(thrown), /the rule endless could not be evaluated: did not end in time/);
    t.same(evaluator.evaluate(asks('quick'), performance.now() + 1_000), quick);
  });
});

function attempt(run: () => unknown): unknown {
  try {
    run();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

t.test(
  'an entrypoint in another form than the builder writes',
  { skip: hasOpa() ? false : `${opa} is not there` },
  async (t) => {
    const rule = 'package gatehouse.test.named\n\nviolations contains {"path": "/a", "message": "found"}\n';
    const planWith = (folder: string, findings: string) => {
      mkdirSync(join(folder, 'rego'), { recursive: true });
      writeFileSync(join(folder, 'rego/named.rego'), rule);
      writeFileSync(
        join(folder, 'rego/verdict.rego'),
        `package gatehouse.verdict\n\n# METADATA\n# entrypoint: true\n${findings}\n`,
      );
      const archive = join(folder, 'bundle.tar.gz');
      execFileSync(opa, ['build', '-t', 'plan', '-b', 'rego', '-o', archive], { cwd: folder, stdio: 'pipe' });
      const plan = execFileSync('tar', ['xzPOf', archive, '/plan.json'], { encoding: 'utf8' });
      return planEvaluator({ plan, revision: findings }, { config: { parameters: {} } });
    };
    const found = [{ rule: 'named', violation: { path: '/a', message: 'found' } }];

    t.test('one body that asks for any rule by its name', async (t) => {
      const evaluator = planWith(
        t.testdir(),
        'findings contains {"rule": id, "violation": violation} if {\n\tsome id, _ in input.rules\n\tsome violation in data.gatehouse.test[id].violations\n}',
      );

      t.same(evaluator.evaluate(asks('named')), found);
      t.same(evaluator.evaluate(asks('quick')), []);
    });

    t.test('a complete rule, which may be undefined: that is a failure and no empty list', async (t) => {
      const evaluator = planWith(
        t.testdir(),
        'findings := {{"rule": "named", "violation": one} | some one in data.gatehouse.test.named.violations} if input.rules.named',
      );

      t.same(evaluator.evaluate(asks('named')), found);
      t.equal((attempt(() => evaluator.evaluate(asks('quick'))) as GatehouseError).code, 'EVALUATION_FAILED');
    });
  },
);
