/** The ways by which the resources of an example reach the engine: one per door and kind of document. */
import { parseAllDocuments } from 'yaml';
import type { Door } from '../config/schema.ts';
import { inventoryOf } from '../context/inventory.ts';
import { noScans, type ScanIndex, scansOf } from '../context/scans.ts';
import { judgeAll } from '../engine.ts';
import { isObject, type JsonObject, stringAt } from '../json.ts';
import type { Report } from '../reports/report.ts';
import type { SourcedResource } from '../resource/resource.ts';
import { wholeSet } from '../resource/whole.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { readReview, resourceOf } from '../sources/admission/review.ts';
import { kubernetesResource } from '../sources/kubernetes/resource.ts';
import { readDocument } from '../sources/read.ts';
import { planDocument, stateDocument } from './plan.ts';
import type { RuleExample } from './schema.ts';

export interface Approach {
  name: string;
  door: Door;
  set: SourcedResource[];
  /** The set as a whole, where the door sees one. */
  whole?: SourcedResource;
  /** True where what a plan could not know is known: the state after it. */
  settled?: boolean;
}

/** Every approach that the example can take; the first is how its author would check it. */
export function approaches(example: RuleExample): Approach[] {
  if (example.plan) {
    const state = stateDocument(example.plan);
    const whole = wholeSet('terraform');
    return [
      {
        name: 'terraform plan',
        door: 'ci',
        set: read(planDocument(example.plan, example.regions), 'plan.json'),
        whole,
      },
      ...(state
        ? [{ name: 'terraform state', door: 'audit', set: read(state, 'state.json'), whole, settled: true } as const]
        : []),
    ];
  }
  const text = example.manifest ?? '';
  const items = objectsOf(text);
  const whole = wholeSet('kubernetes');
  return [
    { name: 'manifest', door: 'ci', set: read(text, 'manifest.yaml'), whole },
    {
      name: 'admission',
      door: 'admission',
      set: items.map((object) => ({ resource: resourceOf(readReview(reviewOf(object))) })),
    },
    {
      name: 'dump of a cluster',
      door: 'audit',
      set: read({ apiVersion: 'v1', kind: 'List', items }, 'dump.json'),
      whole,
    },
  ];
}

function read(document: string | JsonObject, name: string): SourcedResource[] {
  return readDocument(typeof document === 'string' ? document : JSON.stringify(document), { name }).resources;
}

/** What stands around the example's resources without being judged. */
export function surroundings(example: RuleExample): SourcedResource[] {
  return example.context === undefined ? [] : read(example.context, 'context.yaml');
}

/** The example's verdicts by one approach. */
export function judgeExample(
  rules: RuleSet,
  example: RuleExample,
  { door, set, whole }: Approach,
  scans?: ScanIndex,
): Report {
  const around = surroundings(example);
  return judgeAll(rules, set, {
    door,
    now: example.now === undefined ? Date.now() : Date.parse(example.now),
    scans: scans ?? (example.scans === undefined ? noScans : scansOf(example.scans)),
    inventory: inventoryOf([...set, ...around].map(({ resource }) => resource)),
    ...(whole && { whole }),
  });
}

/** The review that the API server would send when somebody creates the object. */
export function reviewOf(object: JsonObject, uid = '705ab4f5-6393-11e8-b7cc-42010a800002'): JsonObject {
  const { type, namespace } = kubernetesResource(object);
  const [kind = '', version = 'v1', group = ''] = type.split('/').reverse();
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid,
      kind: { group, version, kind },
      resource: { group, version, resource: `${kind.toLowerCase()}s` },
      name: stringAt(object, 'metadata', 'name') ?? '',
      ...(namespace !== undefined && { namespace }),
      operation: 'CREATE',
      userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
      object,
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  };
}

/** The objects of a text of YAML documents. */
export function objectsOf(text: string): JsonObject[] {
  return parseAllDocuments(text, { version: '1.1' })
    .map((document): unknown => document.toJS())
    .filter(isObject);
}
