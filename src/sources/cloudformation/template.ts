/**
 * A CloudFormation template becomes resources, each as Terraform's provider would plan the same thing: what a rule says of
 * `aws_db_instance` it says of `AWS::RDS::DBInstance`, by the same text.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
import { arrayAt, isObject, type JsonObject, type JsonValue, objectAt, own, stringAt } from '../../json.ts';
import type { ResourceIdentity, SourcedResource, Written } from '../../resource/resource.ts';
import { wholeSet, wholeType } from '../../resource/whole.ts';
import { Graph } from '../terraform/graph.ts';
import { ownRegion } from '../terraform/region.ts';
import { assemble } from '../terraform/resource.ts';
import { sectionsOf } from './expand.ts';
import { isLoop } from './foreach.ts';
import type { Deployment } from './parameters.ts';
import { Resolver } from './resolve.ts';
import { say } from './say.ts';
import type { Source } from './term.ts';
import { type Translated, translate } from './translate.ts';
import { TYPES } from './types/index.ts';
import type { TemplateType } from './types/type.ts';

/** A template as it was read, with its functions in their long form. */
export interface TemplateText {
  object: JsonObject;
  locate: NonNullable<SourcedResource['locate']>;
}

export interface ReadTemplate {
  resources: SourcedResource[];
  /** What is not judged, and why. */
  notes: string[];
}

/** True for what can be nothing else: a map of `Resources` whose types are of CloudFormation. */
export function isTemplate(document: JsonObject): boolean {
  const resources = own(document, 'Resources');
  if (!isObject(resources)) return false;
  return (
    own(document, 'AWSTemplateFormatVersion') !== undefined ||
    Object.keys(resources).some(isLoop) ||
    Object.values(resources).some((resource) => /^(?:AWS|Alexa|Custom)::/.test(stringAt(resource, 'Type') ?? ''))
  );
}

/** The template as a whole: rules that ask it of a plan ask it of a template too. */
export function wholeTemplate(file?: string): SourcedResource {
  const { resource, locate } = wholeSet('terraform', file ?? 'cloudformation', file);
  const { id, name } = resource;
  return {
    resource: { ...resource, source: 'cloudformation' },
    written: {
      identity: { source: 'cloudformation', type: wholeType('cloudformation'), id, name },
      pathOf: (pointer) => pointer,
      say: (message) => say(message, undefined),
    },
    ...(locate && { locate }),
  };
}

interface Made {
  translated: Translated;
  written: Written;
}

/** The resources of a template. What its conditions leave out, by values that somebody gave, is not there. */
export function readTemplate({ object, locate }: TemplateText, name: string, deployment: Deployment): ReadTemplate {
  const { template, notes, unseen, written } = sectionsOf(object, deployment);
  const resources = objectAt(template, 'Resources');
  const usual = new Resolver(template, { deployment, defaults: true });
  const decided = new Resolver(template, { deployment, defaults: false });
  const referenceOf = ({ logicalId, attribute }: Source) => {
    const type = stringAt(resources, logicalId, 'Type') ?? 'AWS';
    return `${knownType(resources[logicalId])?.as ?? type}.${logicalId}.${attribute}`;
  };
  const made: Made[] = [];
  const unread = new Map<string, number>();
  for (const [logicalId, resource] of Object.entries(resources)) {
    const type = stringAt(resource, 'Type') ?? '';
    const condition = stringAt(resource, 'Condition');
    if (condition !== undefined && decided.conditions.holds(condition) === false) continue;
    const resolver =
      condition === undefined ? usual : new Resolver(template, { deployment, defaults: true, assume: condition });
    const known = knownType(resource);
    if (known === undefined) unread.set(type, (unread.get(type) ?? 0) + 1);
    for (const translated of translate({ logicalId, type, known, resource }, resolver, referenceOf)) {
      if (translated.type === 'aws_autoscaling_group') addStackTags(translated, deployment.tags ?? {});
      const pathOf = (pointer: string) => written(translated.pathOf(pointer));
      made.push({ translated, written: writtenOf({ logicalId, type, known }, pathOf) });
    }
  }
  const sourced = assemble(graphOf(made), {
    name,
    source: 'cloudformation',
    defaultTags: () => ({ values: { ...deployment.tags }, open: false }),
    regionOf: (node) => ownRegion(node) ?? deployment.region,
  });
  return {
    resources: sourced.map(
      (one, index) => new TemplateResource(one, (made[index] as Made).written, { locate, unseen }),
    ),
    notes: [...notes, ...unreadNotes(unread)],
  };
}

/** Other types take the tags of the stack as those that a provider adds; a group has each as a block, and hands it on. */
function addStackTags({ values, unknown }: Translated, tags: Readonly<Record<string, string>>): void {
  if (own(unknown, 'tag') === true) return;
  const written = arrayAt(values, 'tag');
  const added = Object.entries(tags).filter(([key]) => !written.some((tag) => own(tag, 'key') === key));
  values.tag = [...written, ...added.map(([key, value]) => ({ key, value, propagate_at_launch: true }))];
}

function knownType(resource: JsonValue | undefined): TemplateType | undefined {
  const name = stringAt(resource, 'Type') ?? '';
  const known = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  const other = known?.instead?.find(({ where, is }) => {
    const written = own(own(resource, 'Properties'), where);
    return is === undefined ? written !== undefined : written === is;
  });
  return other?.type ?? known;
}

function graphOf(made: readonly Made[]): Graph {
  const resources = new Map<string, JsonObject>();
  const graph = new Graph({ resources, calls: new Map(), outputs: new Map(), children: new Map() });
  for (const { translated } of made) {
    const { type, id, values, unknown, expressions } = translated;
    const name = id.split('/')[0] ?? id;
    const label = `${type}.${name}`;
    const config = { expressions };
    resources.set(label, config);
    graph.add({
      ...{ data: false, type, name, key: undefined, address: id, module: graph.root, label, config },
      ...{ operation: 'exists', deposed: undefined, values, unknown, sensitive: false },
    });
  }
  return graph;
}

function writtenOf(
  { logicalId, type, known }: { logicalId: string; type: string; known: TemplateType | undefined },
  pathOf: Written['pathOf'],
): Written {
  const identity: ResourceIdentity = { source: 'cloudformation', type, id: logicalId, name: logicalId };
  return { identity, pathOf, say: (message) => say(message, known) };
}

class TemplateResource implements SourcedResource {
  readonly #judged: SourcedResource;
  readonly written: Written;
  readonly locate: NonNullable<SourcedResource['locate']>;
  readonly standsAlone = true;
  readonly amongUnseen: boolean;

  constructor(
    judged: SourcedResource,
    written: Written,
    { locate, unseen }: { locate: NonNullable<SourcedResource['locate']>; unseen: boolean },
  ) {
    this.amongUnseen = unseen;
    this.#judged = judged;
    this.written = written;
    this.locate = locate;
  }

  get resource() {
    return this.#judged.resource;
  }

  get identity() {
    return this.written.identity;
  }

  get type() {
    return this.#judged.type ?? this.resource.type;
  }
}

/** Nothing but tags is asked of them: who reads the report should not take that for a pass. */
function unreadNotes(unread: ReadonlyMap<string, number>): string[] {
  if (unread.size === 0) return [];
  const number = [...unread.values()].reduce((sum, count) => sum + count, 0);
  const names = [...unread.keys()].sort();
  const named = names.slice(0, MAX_NAMED).join(', ') + (names.length > MAX_NAMED ? ', ...' : '');
  const resources = number === 1 ? '1 resource is of a type' : `${number} resources are of types`;
  return [`${resources} that no rule knows in a template, so only the tags are judged: ${named}`];
}

const MAX_NAMED = 12;
