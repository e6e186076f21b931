/**
 * The examples once more, through the doors themselves: REST, both webhooks and the command line say what the engine says, and
 * what `mutate` returns, `validate` accepts.
 */
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import type { Door } from '../src/config/schema.ts';
import { inventoryOf } from '../src/context/inventory.ts';
import { scansOf } from '../src/context/scans.ts';
import { approaches, judgeExample, objectsOf, reviewOf, surroundings } from '../src/examples/approaches.ts';
import { planDocument, stateDocument } from '../src/examples/plan.ts';
import type { RuleExample } from '../src/examples/schema.ts';
import { type JsonObject, objectAt } from '../src/json.ts';
import type { Report } from '../src/reports/report.ts';
import { loadBundle } from '../src/rules/bundle.ts';
import { applyPatch } from '../src/rules/fixes.ts';
import { RuleSet } from '../src/rules/ruleset.ts';
import { shell } from './cli/run.ts';
import { configFor, essence, examplesOf } from './helpers/examples.ts';
import { type Built, build, onlyRule } from './server/app.ts';

const bundle = await loadBundle();

for (const rule of bundle.catalogue.rules) {
  t.test(rule.id, async (t) => {
    const examples = examplesOf(rule);
    const admits = rule.doors.includes('admission');
    const isAdmissionOnly = rule.doors.length === 1 && admits;
    const door = rule.doors.includes('ci') ? 'ci' : 'audit';
    for (const example of examples) {
      // The server has its own clock, so an example that happens at a time of its own is not for it; and who asks is in no file.
      if (example.now === undefined && !example.request)
        t.test(`${example.kind}: ${example.name}`, (t) => served(t, example, admits));
    }
    for (const source of ['kubernetes', 'terraform', 'cloudformation'] as const) {
      const example = examples.find(({ kind, ...one }) => kind === 'bad' && one.source === source && isPlain(one));
      if (example && !isAdmissionOnly)
        t.test(`on the command line: ${example.name}`, (t) => onCommandLine(t, example, door));
    }
  });
}

const ROUTES = {
  kubernetes: '/v1/manifests',
  terraform: '/v1/terraform/plan',
  cloudformation: '/v1/cloudformation/template',
};

function isPlain({ context, scans, request }: Pick<RuleExample, 'context' | 'scans' | 'request'>): boolean {
  return context === undefined && scans === undefined && request === undefined;
}

async function served(t: Test, example: RuleExample, admits: boolean): Promise<void> {
  const { set, report } = await judged(example);
  const built = await build(t, {
    config: settings(example),
    ...(example.scans && { scans: scansOf(example.scans) }),
    inventory: inventoryOf([...set, ...surroundings(example)].map(({ resource }) => resource)),
  });
  const { manifest, plan, template, context } = example;

  const { statusCode, body } = await post(
    built,
    ROUTES[example.source],
    plan
      ? JSON.stringify(planDocument(plan, example.regions, example.variables))
      : (template ?? [manifest, context].filter(Boolean).join('\n---\n')),
  );

  t.equal(statusCode, 200);
  t.strictSame(findings(body as unknown as Report, example, report), findings(report, example, report), 'REST');
  if (manifest !== undefined && admits)
    for (const object of objectsOf(manifest)) await admitted(t, built, example, object, report);
}

async function admitted(
  t: Test,
  built: Built,
  example: RuleExample,
  object: JsonObject,
  report: Report,
): Promise<void> {
  const review = reviewOf(object);
  const request = review.request as JsonObject;
  const own = [...report.violations, ...report.unknowns].filter(
    ({ rule, resource }) =>
      rule === example.rule && resource.type.endsWith(`/${object.kind}`) && resource.name === request.name,
  );
  const denied = own.filter(({ action }) => action === 'deny');

  const validated = (await post(built, '/v1/admission/validate', JSON.stringify(review))).body.response as JsonObject;

  t.equal(validated.allowed, denied.length === 0, 'validate');
  const said = JSON.stringify([validated.status ?? null, validated.warnings ?? null]);
  for (const { path } of denied.slice(0, 3)) t.ok(said.includes(`[${example.rule}] ${path}: `), `it names ${path}`);

  const mutated = (await post(built, '/v1/admission/mutate', JSON.stringify(review))).body.response as JsonObject;
  t.equal(mutated.allowed, true, 'mutate lets validate decide');
  t.equal(
    typeof mutated.patch === 'string',
    own.some(({ fix }) => fix?.patch),
    'mutate patches what there is a patch for',
  );
  if (!example.fixed || typeof mutated.patch !== 'string') return;

  const patched = applyPatch(object, JSON.parse(Buffer.from(mutated.patch, 'base64').toString()));
  const again = JSON.stringify({ ...review, request: { ...request, object: patched } });
  t.match((await post(built, '/v1/admission/validate', again)).body, { response: { allowed: true } });
}

async function onCommandLine(t: Test, example: RuleExample, door: 'ci' | 'audit'): Promise<void> {
  const { report } = await judged(example, door);
  const { plan, template, manifest, regions, variables } = example;
  const document = plan && (door === 'ci' ? planDocument(plan, regions, variables) : stateDocument(plan));
  const text = document ? JSON.stringify(document) : (template ?? manifest ?? '');
  const { gatehouse } = shell(t, { 'gatehouse.yaml': stringify(settings(example)) });

  const { code, stdout, stderr } = await gatehouse([...COMMANDS[door], '--format', 'json', '-'], { input: text });

  t.equal(code, 1, stderr);
  t.strictSame(findings(JSON.parse(stdout) as Report, example, report), findings(report, example, report));
}

const COMMANDS = { ci: ['check'], audit: ['audit', '--no-output'] };

async function judged(example: RuleExample, door?: Door) {
  const approach = approaches(example).find((one) => door === undefined || one.door === door);
  if (approach === undefined) throw new Error('an example can be judged in some way');
  const rules = await RuleSet.create(bundle, settings(example));
  return { set: approach.set, report: judgeExample(rules, example, approach) };
}

/** Only its own rule is on, so that what a door answers is about the example, as long after a create as it takes. */
function settings(example: RuleExample) {
  const config = configFor(example);
  const own = config.rules?.[example.rule] as JsonObject;
  const waits = bundle.catalogue.rules.find(({ id }) => id === example.rule)?.parameters.properties?.gracePeriod;
  const parameters = { ...objectAt(own, 'parameters'), ...(waits && { gracePeriod: '0s' }) };
  return { ...config, rules: onlyRule(example.rule, { ...own, parameters }) ?? {} };
}

/** What the rule found on the resources that the example is about; `about` knows which they are. */
function findings(report: Report, { rule, context }: RuleExample, about: Report) {
  const all = [...about.violations, ...about.unknowns];
  const ids = new Set(all.map(({ resource }) => resource.id));
  return [...report.violations, ...report.unknowns]
    .filter((found) => found.rule === rule && (context === undefined || ids.has(found.resource.id)))
    .map(essence);
}

async function post({ app }: Built, url: string, payload: string): Promise<{ statusCode: number; body: JsonObject }> {
  const answer = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json' } });
  return { statusCode: answer.statusCode, body: answer.json() };
}
