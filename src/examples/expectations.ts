/** Whether an example is judged as it says. */
import type { Config } from '../config/schema.ts';
import type { Report, Unknown, Violation } from '../reports/report.ts';
import type { Approach } from './approaches.ts';
import type { ExpectedFinding, RuleExample } from './schema.ts';

/** Every rule denies, so that each is judged; the rule of the example has the example's parameters. */
export function strictConfig(rules: readonly { id: string }[], { rule, parameters, scans }: RuleExample): Config {
  const settings = rules.map(({ id }) => [
    id,
    { action: 'deny' as const, ...(id === rule && parameters && { parameters }) },
  ]);
  return {
    rules: Object.fromEntries(settings),
    ...(scans && { scans: { directory: 'the scans of the example' } }),
  };
}

/** What is not as the example says; undefined where all is. */
export function unmetBy(example: RuleExample, { set, settled }: Approach, report: Report): string | undefined {
  const [error] = report.errors ?? [];
  if (error) return error.message;
  if (JSON.stringify([report.violations, report.unknowns]).includes('<undefined>')) {
    return 'a message or a fix says <undefined>, where a template string reads what is not there';
  }
  const first = set[0]?.resource.id ?? '';
  const of = <F extends Violation | Unknown>(found: readonly F[]) => found.filter(({ rule }) => rule === example.rule);
  const violations = of(report.violations);
  const unknowns = of(report.unknowns);
  const all = violations.filter(({ fix }) => fix?.patch).length === violations.length;
  return (
    difference('violations', example.expect ?? [], violations, first) ??
    // What a plan could not know is known once it is applied.
    (settled ? undefined : difference('unknowns', example.unknowns ?? [], unknowns, first)) ??
    (example.fixed && !all ? 'it says that patches end its violations, and not all have one' : undefined)
  );
}

function difference(
  what: string,
  expected: readonly ExpectedFinding[],
  found: readonly (Violation | Unknown)[],
  first: string,
): string | undefined {
  const wanted = expected.map(({ resource = first, path }) => `${shortId(resource)} ${path}`).sort();
  const got = found.map(({ resource, path }) => `${shortId(resource.id)} ${path}`).sort();
  if (wanted.join('\n') !== got.join('\n')) {
    return `its ${what} should be ${wanted.join(', ') || 'none'}, and are ${got.join(', ') || 'none'}`;
  }
  for (const { resource = first, path, message } of expected) {
    if (message === undefined) continue;
    const said = found.filter((one) => one.path === path && shortId(one.resource.id) === shortId(resource));
    if (said.some((one) => one.message.includes(message))) continue;
    return `at ${path} it should say "${message}", and says "${said.map((one) => one.message).join('; ')}"`;
  }
  return undefined;
}

/** An admission review names the namespace `default` where a manifest need not. */
function shortId(id: string): string {
  return id.startsWith('default/') ? id.slice('default/'.length) : id;
}
