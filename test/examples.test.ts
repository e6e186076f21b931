/**
 * Every example of every rule, end to end. What a rule's page shows is what happens, at every door alike; and a fix is a fix:
 * it ends its violation, changes nothing the second time, and raises no violation of another rule.
 */
import t, { type Test } from 'tap';
import type { Config } from '../src/config/schema.ts';
import { type Approach, approaches, judgeExample } from '../src/examples/approaches.ts';
import type { RuleExample } from '../src/examples/schema.ts';
import type { Unknown, Violation } from '../src/reports/report.ts';
import type { SourcedResource } from '../src/resource/resource.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { converge } from '../src/rules/fixes.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { kubernetesResource } from '../src/sources/kubernetes/resource.ts';
import { configFor, essence, examplesOf } from './helpers/examples.ts';

const bundle = await loadBundle();

for (const rule of bundle.catalogue.rules) {
  t.test(rule.id, async (t) => {
    for (const example of examplesOf(rule)) {
      t.test(`${example.kind}: ${example.name}`, async (t) => {
        const all = approaches(example).filter(({ door }) => rule.doors.includes(door));
        await t.test('is judged as it says', (t) => judgedAsItSays(t, example, all));
        if (example.kind === 'bad')
          await t.test('fixes are fixes', (t) => fixesAreFixes(t, example, all[0] as Approach));
      });
    }
  });
}

async function judgedAsItSays(t: Test, example: RuleExample, all: Approach[]): Promise<void> {
  const rules = await RuleSet.create(bundle, configFor(example));
  const reports = all.map((approach) => ({ approach, report: judgeExample(rules, example, approach) }));
  const of = (found: readonly (Violation | Unknown)[]) => found.filter(({ rule }) => rule === example.rule);

  for (const { approach, report } of reports) {
    const first = approach.set[0]?.resource.id ?? '';
    t.strictSame(report.errors, undefined, `${approach.name}: everything could be judged`);
    // What a template string says where a rule forgot that a field may be missing.
    t.notMatch(JSON.stringify(report), /<undefined>/, `${approach.name}: no message has a hole`);
    t.strictSame(
      places(of(report.violations), first),
      places(example.expect ?? [], first),
      `${approach.name}: violations`,
    );
    const expected = places(example.unknowns ?? [], first);
    const unknowns = places(of(report.unknowns), first);
    if (approach.settled)
      t.ok(
        unknowns.every((place) => expected.includes(place)),
        `${approach.name}: no new unknowns`,
      );
    else t.strictSame(unknowns, expected, `${approach.name}: unknowns`);
    for (const [list, found] of [
      [example.expect, report.violations],
      [approach.settled ? [] : example.unknowns, report.unknowns],
    ] as const) {
      for (const { resource = first, path, message } of list ?? []) {
        if (message === undefined) continue;
        const said = of(found).filter((other) => other.path === path && sameId(other.resource.id, resource));
        t.ok(
          said.some((other) => other.message.includes(message)),
          `${approach.name}: ${path} says "${message}"`,
          { said: said.map((other) => other.message) },
        );
      }
    }
  }

  const [head, ...rest] = reports;
  for (const { approach, report } of rest) {
    t.strictSame(
      of(report.violations).map(essence),
      of(head?.report.violations ?? []).map(essence),
      `${approach.name} and ${head?.approach.name} say the same`,
    );
  }
}

async function fixesAreFixes(t: Test, example: RuleExample, approach: Approach): Promise<void> {
  const rules = await RuleSet.create(bundle, everythingOn(example));
  const before = judgeExample(rules, example, approach);
  const fixable = before.violations.filter(({ rule, fix }) => rule === example.rule && fix?.patch);
  const own = before.violations.filter(({ rule }) => rule === example.rule);
  t.equal(fixable.length === own.length, example.fixed ?? false, 'is fixed by patches, or not, as it says');
  if (fixable.length === 0) return;

  const after = approach.set.map((sourced) => fixed(rules, example, approach, sourced, [example.rule]));
  const report = judgeExample(rules, example, { ...approach, set: after });
  const prints = new Set(report.violations.map(({ fingerprint }) => fingerprint));
  const known = new Set(before.violations.map(({ fingerprint }) => fingerprint));
  t.strictSame(
    fixable.filter(({ fingerprint }) => prints.has(fingerprint)).map(essence),
    [],
    'every fix ends its violation',
  );
  t.strictSame(
    report.violations.filter(({ fingerprint }) => !known.has(fingerprint)).map(essence),
    [],
    'and raises no other',
  );

  const again = after.map((sourced) => fixed(rules, example, approach, sourced, [example.rule]));
  t.strictSame(
    again.map(({ resource }) => resource.object),
    after.map(({ resource }) => resource.object),
    'the second time changes nothing',
  );
}

/** The resource with the fixes of those rules applied until none is left. */
function fixed(
  rules: RuleSet,
  example: RuleExample,
  approach: Approach,
  sourced: SourcedResource,
  ids: string[],
): SourcedResource {
  const { operation } = sourced.resource;
  const { object } = converge(sourced.resource.object, (candidate) => {
    const set = approach.set.map((other) =>
      other === sourced ? { resource: kubernetesResource(candidate, operation) } : other,
    );
    return judgeExample(rules, example, { ...approach, set }).violations.filter(
      ({ rule, resource }) => ids.includes(rule) && resource.id === sourced.resource.id,
    );
  });
  return { resource: kubernetesResource(object, operation) };
}

/** Every rule denies, so that a fix cannot hide what it breaks. */
function everythingOn(example: RuleExample): Config {
  const all = Object.fromEntries(bundle.catalogue.rules.map(({ id }) => [id, { action: 'deny' as const }]));
  const own = configFor(example);
  return { ...own, rules: { ...all, ...own.rules } };
}

function places(found: readonly { resource?: string | { id: string }; path: string }[], first: string): string[] {
  return found
    .map(({ resource = first, path }) => `${shortId(typeof resource === 'string' ? resource : resource.id)} ${path}`)
    .sort();
}

function sameId(a: string, b: string): boolean {
  return shortId(a) === shortId(b);
}

/** An admission review names the namespace `default` where a manifest need not. */
function shortId(id: string): string {
  return id.startsWith('default/') ? id.slice('default/'.length) : id;
}
