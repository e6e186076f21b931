/**
 * Where a value comes from: the references of a plan's configuration, followed through module inputs and outputs to resource
 * instances, with the instance kept. `x[count.index]` and `x[each.key]` are written as `x` beside `count.index` or `each.key`,
 * so a reference without an index is to the instance with the referrer's own key where there is one, else to all of them.
 */
import { isObject, type JsonObject, type JsonValue, objectAt } from '../../json.ts';
import { type InstanceKey, parseTraversal, type Step, withKey } from './address.ts';
import { expressionsAt, referencesOf, resourceKey } from './configuration.ts';
import { child, type Instances, type ModuleInstance, type TerraformNode } from './graph.ts';

/** A resource that a value comes from. */
export interface Target {
  data: boolean;
  type: string;
  address: string;
  /** `id`, `arn`; empty where the configuration does not tell. */
  attribute: string;
  /** Absent for a data source that was read before the plan. */
  node?: TerraformNode;
}

export interface Origin {
  targets: Target[];
  /** True where not everything could be followed: a plan does not tell what a local value refers to. */
  open: boolean;
}

/** What is found on the way, and how far it may still go. */
interface Trail extends Origin {
  budget: number;
}

/** Whose expressions these are: a resource's, or a module call's. */
interface Scope {
  module: ModuleInstance;
  key: InstanceKey | undefined;
  forEach: JsonObject;
}

/** Where a reference is met, and what it carries into the expression that it leads to. */
interface Walk {
  scope: Scope;
  /** The key that an index-less reference is matched with. */
  key: InstanceKey | undefined;
  /** What is taken of the value: `.id` of `each.value.id`. */
  rest: Step[];
  depth: number;
  trail: Trail;
}

/**
 * Expressions that are followed for one value. Terraform allows no circles, but a document may be anything; what lies beyond is
 * left open.
 */
const MAX_EXPRESSIONS = 2000;
const MAX_DEPTH = 100;
/** Resources that one value is said to come from: `aws_subnet.all[*].id` may be of thousands. */
const MAX_TARGETS = 256;

/** By expression: all instances of a resource share its configuration, so each is taken apart once. */
const parsed = new WeakMap<JsonObject, Step[][]>();

function stepsOf(expression: JsonObject): Step[][] {
  const known = parsed.get(expression);
  if (known) return known;
  const made = referencesOf(expression).map(parseTraversal);
  parsed.set(expression, made);
  return made;
}

/** Where the value at those keys of a resource comes from. */
export function originOf(node: TerraformNode, keys: readonly (string | number)[]): Origin {
  const trail = newTrail();
  follow(node, keys, { rest: [], depth: 0, trail });
  return { targets: distinct(trail.targets), open: trail.open };
}

/** Everything that comes into a module through its inputs. */
export function inputsOf(module: ModuleInstance): Origin {
  const trail = newTrail();
  const call = callOf(module);
  for (const expression of Object.values(objectAt(call?.config, 'expressions'))) {
    if (call && isObject(expression)) followExpression(expression, { ...start(call.scope), trail });
  }
  return { targets: distinct(trail.targets), open: trail.open };
}

function newTrail(): Trail {
  return { targets: [], open: false, budget: MAX_EXPRESSIONS };
}

function start(scope: Scope): Omit<Walk, 'trail'> {
  return { scope, key: undefined, rest: [], depth: 0 };
}

/** The call that made a module instance, with the scope in which its inputs are written. */
function callOf(module: ModuleInstance): { config: JsonObject; scope: Scope } | undefined {
  const config = module.parent?.config?.calls.get(module.name);
  if (module.parent === undefined || config === undefined) return undefined;
  const forEach = objectAt(config, 'for_each_expression');
  return { config, scope: { module: module.parent, key: module.key, forEach } };
}

function follow(node: TerraformNode, keys: readonly (string | number)[], walk: Omit<Walk, 'scope' | 'key'>): void {
  const { module, key, config } = node;
  const scope = { module, key, forEach: objectAt(config, 'for_each_expression') };
  for (const expression of expressionsAt(objectAt(config, 'expressions'), keys, node.values)) {
    followExpression(expression, { ...walk, scope, key: undefined });
  }
}

function followExpression(expression: JsonObject, walk: Walk): void {
  const { scope, depth, trail } = walk;
  if (depth > MAX_DEPTH || trail.budget-- <= 0) {
    trail.open = true;
    return;
  }
  const references = stepsOf(expression);
  const own = references.some(namesOwnKey) ? scope.key : undefined;
  const next = { scope, key: own ?? walk.key, rest: walk.rest, depth: depth + 1, trail };
  for (const reference of references) followReference(reference, next);
}

function namesOwnKey([first, second]: Step[]): boolean {
  if (first?.name === 'count') return second?.name === 'index';
  return first?.name === 'each' && (second?.name === 'key' || second?.name === 'value');
}

const NO_RESOURCES = new Set(['count', 'path', 'terraform', 'self']);

function followReference([first, second, ...rest]: Step[], walk: Walk): void {
  if (first?.name === 'local') walk.trail.open = true;
  if (first === undefined || second === undefined || NO_RESOURCES.has(first.name)) return;
  const onward = { ...walk, rest: [...rest, ...walk.rest] };
  const [third, ...below] = rest;
  if (first.name === 'each') {
    const { forEach, key } = walk.scope;
    if (second.name === 'value') followExpression(forEach, { ...onward, key });
  } else if (first.name === 'var') {
    followInput(second, onward);
  } else if (first.name === 'module') {
    followOutput(second, onward);
  } else if (first.name === 'data') {
    if (third) followResource({ data: true, type: second.name, resource: third, written: below }, walk);
  } else if (first.name !== 'local') {
    followResource({ data: false, type: first.name, resource: second, written: rest }, walk);
  }
}

function followInput({ name, key }: Step, walk: Walk): void {
  const call = callOf(walk.scope.module);
  if (call === undefined) return;
  const expression = objectAt(call.config, 'expressions', name);
  followExpression(expression, { ...walk, scope: call.scope, key: key ?? walk.key });
}

function followOutput(call: Step, walk: Walk): void {
  const { module } = walk.scope;
  const [output, ...rest] = walk.rest;
  const known = module.children.get(call.name);
  const instances = known && call.key === undefined ? chosen(known, undefined, walk.key) : [child(module, call)];
  for (const instance of instances) {
    const scope = { module: instance, key: undefined, forEach: {} };
    const outputs = instance.config?.outputs ?? new Map<string, JsonValue>();
    // `module.m[count.index].out` is written as `module.m`: which output it takes is lost.
    for (const name of output === undefined ? outputs.keys() : [output.name]) {
      const expression = outputs.get(name);
      if (isObject(expression)) followExpression(expression, { ...walk, scope, key: output?.key ?? walk.key, rest });
    }
  }
}

interface ResourceReference {
  data: boolean;
  type: string;
  resource: Step;
  /** The attribute as the reference writes it. */
  written: Step[];
}

function followResource({ data, type, resource, written }: ResourceReference, walk: Walk): void {
  const { module } = walk.scope;
  const name = resourceKey(data, type, resource.name);
  const path = written.length > 0 ? written : walk.rest;
  const attribute = path.map((step) => step.name).join('.');
  const known = module.resources.get(name);
  if (known === undefined) {
    // Data that was read before the plan is not in it; a managed resource that is not there has no instance.
    if (data && module.config?.resources.has(name)) {
      const address = withKey(module.address === '' ? name : `${module.address}.${name}`, resource.key);
      walk.trail.targets.push({ data, type, address, attribute });
    }
    return;
  }
  for (const node of chosen(known, resource.key, walk.key)) {
    if (walk.trail.targets.length >= MAX_TARGETS) {
      walk.trail.open = true;
      return;
    }
    walk.trail.targets.push({ data, type, address: node.address, attribute, node });
    // What was put into an attribute comes out of it: `aws_s3_bucket_versioning.v.bucket` is the bucket's own name.
    const [from] = path;
    if (from) follow(node, [passedThrough(node, from.name)], { ...walk, rest: path.slice(1) });
  }
}

/** The id of a part of a bucket is the bucket's name. */
function passedThrough(node: TerraformNode, attribute: string): string {
  return attribute === 'id' && node.type.startsWith('aws_s3_bucket_') ? 'bucket' : attribute;
}

/** The instance with the key that is written, else with the one that is carried, else all. */
function chosen<T>(instances: Instances<T>, written: InstanceKey | undefined, carried: InstanceKey | undefined): T[] {
  if (written !== undefined) return present(instances.get(written));
  const matching = carried === undefined ? [] : present(instances.get(carried));
  return matching.length > 0 ? matching : [...instances.values()];
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

function distinct(targets: Target[]): Target[] {
  if (targets.length < 2) return targets;
  return [...new Map(targets.map((target) => [`${target.address} ${target.attribute}`, target])).values()];
}
