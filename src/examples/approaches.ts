/** The ways by which the resources of an example reach the engine: one per door and kind of document. */
import { parseAllDocuments } from 'yaml';
import type { Door } from '../config/schema.ts';
import { inventoryOf } from '../context/inventory.ts';
import { noScans, type ScanIndex, scansOf } from '../context/scans.ts';
import { judgeAll } from '../engine.ts';
import { isObject, type JsonObject, stringAt } from '../json.ts';
import type { Report } from '../reports/report.ts';
import type { RequestContext } from '../resource/context.ts';
import type { SourcedResource } from '../resource/resource.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { requestOf } from '../sources/admission/request.ts';
import { readReview, resourceOf } from '../sources/admission/review.ts';
import { kubernetesResource } from '../sources/kubernetes/resource.ts';
import { readDocument } from '../sources/read.ts';
import { wholeOf } from '../sources/whole.ts';
import { planDocument, stateDocument } from './plan.ts';
import type { RuleExample } from './schema.ts';

const UID = '705ab4f5-6393-11e8-b7cc-42010a800002';

export interface Approach {
  name: string;
  door: Door;
  set: SourcedResource[];
  /** The set as a whole, where the door sees one. */
  whole?: SourcedResource;
  /** What is asked of the cluster. */
  request?: RequestContext;
  /** True where what a plan could not know is known: the state after it. */
  settled?: boolean;
}

/** Every approach that the example can take; the first is how its author would check it. */
export function approaches(example: RuleExample): Approach[] {
  if (example.plan) {
    // A state knows no variables.
    const state = example.variables ? undefined : stateDocument(example.plan);
    const whole = wholeOf('terraform-plan');
    return [
      {
        name: 'terraform plan',
        door: 'ci',
        set: read(planDocument(example.plan, example.regions, example.variables), 'plan.json'),
        whole,
      },
      ...(state
        ? [{ name: 'terraform state', door: 'audit', set: read(state, 'state.json'), whole, settled: true } as const]
        : []),
    ];
  }
  if (example.template !== undefined) {
    const { resources: set } = readDocument(example.template, {
      name: 'template.yaml',
      deployment: example.deployment,
    });
    return [{ name: 'template', door: 'ci', set, whole: wholeOf('cloudformation-template') }];
  }
  const text = example.manifest ?? '';
  const items = objectsOf(text);
  if (example.request) return items.slice(0, 1).map((object) => requested(object, example.request));
  const whole = wholeOf('manifests');
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

/** What somebody asks of a cluster reaches it by one door. */
function requested(object: JsonObject, request: RuleExample['request']): Approach {
  const review = readReview(reviewOf(object, UID, request));
  const asked = requestOf(review);
  return {
    name: 'admission',
    door: 'admission',
    set: [{ resource: resourceOf(review) }],
    ...(asked && { request: asked }),
  };
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
  { door, set, whole, request }: Approach,
  scans?: ScanIndex,
): Report {
  const around = surroundings(example);
  return judgeAll(rules, set, {
    door,
    now: example.now === undefined ? Date.now() : Date.parse(example.now),
    scans: scans ?? (example.scans === undefined ? noScans : scansOf(example.scans)),
    inventory: inventoryOf([...set, ...around].map(({ resource }) => resource)),
    ...(whole && { whole }),
    ...(request && { request }),
  });
}

/** The review that the API server would send when somebody creates the object, or asks for it as the request says. */
export function reviewOf(object: JsonObject, uid = UID, request?: RuleExample['request']): JsonObject {
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
      userInfo: request
        ? { username: request.user, groups: request.groups ?? ['system:authenticated'] }
        : { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
      ...written(object, request),
      dryRun: false,
    },
  };
}

function written(object: JsonObject, request: RuleExample['request']): JsonObject {
  const options = (kind: string) => ({ kind, apiVersion: 'meta.k8s.io/v1' });
  if (request === undefined) {
    return { operation: 'CREATE', object, oldObject: null, options: options('CreateOptions') };
  }
  if (request.before === undefined) {
    return { operation: 'DELETE', object: null, oldObject: object, options: options('DeleteOptions') };
  }
  const [oldObject = {}] = objectsOf(request.before);
  return { operation: 'UPDATE', object, oldObject, options: options('UpdateOptions') };
}

/** The objects of a text of YAML documents. */
export function objectsOf(text: string): JsonObject[] {
  return parseAllDocuments(text, { version: '1.1' })
    .map((document): unknown => document.toJS())
    .filter(isObject);
}
