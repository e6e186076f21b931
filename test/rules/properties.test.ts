/** What must hold of the rules for every input: their arithmetic against what Kubernetes itself computes, and their fixes. */
import fc from 'fast-check';
import t from 'tap';
import type { Config } from '../../src/config/schema.ts';
import { judgeAll } from '../../src/engine.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Violation } from '../../src/reports/report.ts';
import { parseQuantity } from '../../src/resource/quantity.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { converge } from '../../src/rules/fixes.ts';
import { RuleSet } from '../../src/rules/ruleset.ts';
import { wildcard } from '../../src/rules/wildcard.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';

const bundle = await loadBundle();

function judge(rules: RuleSet, rule: string, ...objects: JsonObject[]): Violation[] {
  const set = objects.map((object) => ({ resource: kubernetesResource(object) }));
  return judgeAll(rules, set, { door: 'ci', now: 0 }).violations.filter((violation) => violation.rule === rule);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

type Bound = number | `${number}%`;
interface BudgetSpec {
  minAvailable?: Bound;
  maxUnavailable?: Bound;
}

/**
 * How many pods the disruption controller lets be evicted while all of them are healthy: `getExpectedPodCount` and
 * `updatePdbStatus` of pkg/controller/disruption/disruption.go, in its own order of steps.
 */
function disruptionsAllowed(replicas: number, { minAvailable, maxUnavailable }: BudgetSpec): number {
  const scaled = (bound: Bound) =>
    typeof bound === 'number' ? bound : Math.ceil((Number(bound.slice(0, -1)) * replicas) / 100);
  let expected = 0;
  let desired = 0;
  if (maxUnavailable !== undefined) {
    expected = replicas;
    desired = Math.max(0, expected - scaled(maxUnavailable));
  } else if (minAvailable !== undefined) {
    expected = replicas;
    desired = scaled(minAvailable);
  }
  const allowed = replicas - desired;
  return expected <= 0 || allowed <= 0 ? 0 : allowed;
}

const bound: fc.Arbitrary<Bound> = fc.oneof(
  fc.nat({ max: 130 }),
  fc.nat({ max: 100 }).map((percent) => `${percent}%` as const),
);
const budget: fc.Arbitrary<BudgetSpec> = fc.oneof(
  fc.record({ minAvailable: bound }),
  fc.record({ maxUnavailable: bound }),
  fc.constant({}),
);

t.test('a budget leaves an eviction exactly where the disruption controller allows one', async (t) => {
  const rules = await RuleSet.create(bundle);

  fc.assert(
    fc.property(fc.integer({ min: 2, max: 130 }), budget, (replicas, spec) => {
      const selector = { matchLabels: { app: 'web' } };
      const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [] } };
      const metadata = { name: 'web', namespace: 'shop' };
      const found = judge(
        rules,
        'pod-disruption-budget',
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas, selector, template } },
        { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { ...spec, selector } },
      );
      const blocked = found.some(({ resource }) => resource.type === 'apps/v1/Deployment');
      return blocked === (disruptionsAllowed(replicas, spec) === 0);
    }),
    { numRuns: 400 },
  );
  t.pass();
});

t.test('a budget violates itself only where no number of replicas would get an eviction', async (t) => {
  const rules = await RuleSet.create(bundle);

  fc.assert(
    fc.property(budget, (spec) => {
      const found = judge(rules, 'pod-disruption-budget', {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'web', namespace: 'shop' },
        spec: { ...spec, selector: { matchLabels: { app: 'web' } } },
      });
      const never = Array.from({ length: 1000 }, (_, index) => index + 1).every(
        (replicas) => disruptionsAllowed(replicas, spec) === 0,
      );
      return found.length > 0 === never;
    }),
    { numRuns: 200 },
  );
  t.pass();
});

const quantity = fc.constantFrom('0', '1', '2', '500m', '1500m', '0.5', '1e1', '3', '4', '1Ki', 'x', '-1');
const good = fc.constantFrom('1', '2', '500m', '1500m', '3', '4', '1Ki');
const amounts = (value: fc.Arbitrary<string>) =>
  fc.record({ cpu: value, memory: value }, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;

interface Parameters {
  max?: Record<string, string>;
  ratio?: number;
  limits?: string[];
  requests?: string[];
  defaults?: { limits: Record<string, string>; requests: Record<string, string> };
}

const parameters: fc.Arbitrary<Parameters> = fc.record(
  {
    max: amounts(good),
    ratio: fc.constantFrom(1, 1.5, 2, 4),
    limits: fc.subarray(['cpu', 'memory']),
    requests: fc.subarray(['cpu', 'memory']),
    defaults: fc.record({ limits: amounts(good), requests: amounts(good) }),
  },
  { requiredKeys: [] },
);

function pod(resources: JsonObject): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { containers: [{ name: 'web', image: 'nginx:1.27.3', resources }] },
  };
}

/** The rule once more, as plainly as it can be said; pointers below the container's resources. */
function faults(
  resources: { requests: Record<string, string>; limits: Record<string, string> },
  { max = {}, ratio = Number.POSITIVE_INFINITY, limits = ['cpu', 'memory'], requests = ['cpu', 'memory'] }: Parameters,
): string[] {
  const found = new Set<string>();
  for (const name of ['cpu', 'memory']) {
    const limit = resources.limits[name];
    const isEcho = resources.requests[name] === undefined || resources.requests[name] === limit;
    // The API server takes the limit for a request that is missing.
    const request = resources.requests[name] ?? limit;
    const most = max[name] === undefined ? Number.POSITIVE_INFINITY : Number(parseQuantity(max[name]));
    const l = limit === undefined ? undefined : parseQuantity(limit);
    const r = request === undefined ? undefined : parseQuantity(request);
    if (limit === undefined ? limits.includes(name) : l === undefined || l < 0 || (l === 0 && limits.includes(name))) {
      found.add(`limits/${name}`);
    }
    if (request === undefined && requests.includes(name)) found.add(`requests/${name}`);
    if (request !== undefined && !isEcho && (r === undefined || r < 0 || r > most)) found.add(`requests/${name}`);
    if (l !== undefined && l > 0 && (l > most || (r !== undefined && (r > l || (r >= 0 && l > r * ratio))))) {
      found.add(`limits/${name}`);
    }
  }
  return [...found].sort(byText);
}

t.test('limits and requests are judged as one would by hand, and their fixes are fixes', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      parameters,
      fc.array(fc.record({ requests: amounts(quantity), limits: amounts(quantity) }), { minLength: 1, maxLength: 12 }),
      async (given, containers) => {
        const config: Config = { rules: { 'resource-limits': { parameters: { ...given } } } };
        const rules = await RuleSet.create(bundle, config);
        for (const resources of containers) {
          const find = (object: JsonObject) => judge(rules, 'resource-limits', object);
          const before = find(pod(resources));
          const at = before.map(({ path }) => path.replace('/spec/containers/0/resources/', '')).sort(byText);
          t.strictSame(at, faults(resources, given), JSON.stringify({ given, resources }));

          const { object } = converge(pod(resources), find);
          const after = find(object);
          const mended = new Set(before.filter(({ fix }) => fix).map(({ path }) => path));
          const was = new Set(before.map(({ path }) => path));
          t.notOk(
            after.some(({ path }) => mended.has(path)),
            'every fix ends its violation',
          );
          t.ok(
            after.every(({ path }) => was.has(path)),
            'and raises no other',
          );
          t.strictSame(converge(object, find).object, object, 'and the second time changes nothing');
        }
        return t.passing();
      },
    ),
    { numRuns: 60 },
  );
});

t.test('globs mean in the rules what they mean in the configuration', async (t) => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '.', '/', '[', ']', '{', '}', '\\', '+', '-', '^', '$'),
    maxLength: 6,
  });
  const pattern = fc
    .array(fc.oneof(text, fc.constantFrom('*', '?')), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''))
    .filter((one) => one !== '');

  await fc.assert(
    fc.asyncProperty(pattern, fc.array(text, { minLength: 1, maxLength: 20 }), async (glob, names) => {
      const config: Config = { rules: { 'resource-limits': { parameters: { exempt: [glob] } } } };
      const rules = await RuleSet.create(bundle, config);
      // Every pattern is tried on text that it does match as well.
      for (const name of [...names, glob.replaceAll('*', 'ab').replaceAll('?', '/')]) {
        const object = pod({});
        const spec = { containers: [{ name }] };
        const isExempt = judge(rules, 'resource-limits', { ...object, spec }).length === 0;
        if (isExempt !== wildcard(glob)(name)) return false;
      }
      return true;
    }),
    { numRuns: 60 },
  );
  t.pass();
});
