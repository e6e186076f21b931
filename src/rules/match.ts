/** Where a rule applies: the configuration's `match`, compiled once. */
import type { LabelSelector, Match } from '../config/schema.ts';
import type { Resource } from '../resource/resource.ts';
import { anyWildcard } from './wildcard.ts';

type Test = (resource: Resource) => boolean;

/** A test that is true where all that `match` names is true of the resource. */
export function compileMatch(match: Match | undefined): Test {
  if (match === undefined) return always;
  const tests: Test[] = [];
  if (match.sources) {
    const sources = new Set<string>(match.sources);
    tests.push((resource) => sources.has(resource.source));
  }
  if (match.types) {
    const types = anyWildcard(match.types);
    tests.push((resource) => types(resource.type));
  }
  if (match.excludeTypes) {
    const types = anyWildcard(match.excludeTypes);
    tests.push((resource) => !types(resource.type));
  }
  if (match.namespaces) {
    const namespaces = anyWildcard(match.namespaces);
    tests.push((resource) => resource.namespace !== undefined && namespaces(resource.namespace));
  }
  if (match.excludeNamespaces) {
    const namespaces = anyWildcard(match.excludeNamespaces);
    tests.push((resource) => resource.namespace === undefined || !namespaces(resource.namespace));
  }
  if (match.ids) {
    const ids = anyWildcard(match.ids);
    tests.push((resource) => ids(resource.id));
  }
  const { labels } = match;
  if (labels) tests.push((resource) => selectorMatches(labels, resource.labels));
  return tests.length === 0 ? always : (resource) => tests.every((test) => test(resource));
}

/** The test of a rule that nothing is configured for. */
export function always(): boolean {
  return true;
}

/**
 * A label selector against labels, as the Kubernetes API defines it: all requirements must hold, and `NotIn` holds where the
 * key is missing (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors).
 */
export function selectorMatches(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
  }
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const has = Object.hasOwn(labels, key);
    const listed = has && values.includes(labels[key] as string);
    if (operator === 'In' && !listed) return false;
    if (operator === 'NotIn' && listed) return false;
    if (operator === 'Exists' && !has) return false;
    if (operator === 'DoesNotExist' && has) return false;
  }
  return true;
}
