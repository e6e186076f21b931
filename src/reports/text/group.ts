/** Findings in the order in which people mend them: by file, by resource, by rule. */
import type { ResourceIdentity } from '../../resource/resource.ts';
import type { Unknown, Violation } from '../report.ts';

export type Finding = (Violation | Unknown) & { unknown: boolean };

/** What one rule says of one resource. */
export interface RuleGroup {
  rule: string;
  severity: Finding['severity'];
  action: Finding['action'];
  unknown: boolean;
  findings: Finding[];
}

export interface ResourceGroup {
  resource: ResourceIdentity;
  rules: RuleGroup[];
}

/** What one rule says, word for word, of several resources. */
export interface AlikeGroup {
  /** As said of the first of them. */
  group: RuleGroup;
  members: { resource: ResourceIdentity; location: Finding['location'] }[];
}

export interface FileGroup {
  /** Undefined for what stands in no file: a live cluster. */
  file: string | undefined;
  resources: ResourceGroup[];
  alike: AlikeGroup[];
}

/** What is said of fewer resources is said of each. */
const MIN_ALIKE = 3;

const ACTIONS = ['deny', 'warn', 'audit', 'allow'];
const SEVERITIES = ['critical', 'high', 'medium', 'low'];

/** Files and resources in the order in which they were read, rules by what they do and how severe they are. */
export function groupFindings(violations: readonly Violation[], unknowns: readonly Unknown[]): FileGroup[] {
  const files = new Map<string, Map<string, ResourceGroup>>();
  const add = (finding: Finding) => {
    const { resource, rule, severity, action, unknown, location } = finding;
    const resources = entry(files, location?.file ?? '', () => new Map<string, ResourceGroup>());
    const group = entry(resources, `${resource.type} ${resource.id}`, () => ({ resource, rules: [] }));
    let rules = group.rules.find((each) => each.rule === rule && each.action === action && each.unknown === unknown);
    if (rules === undefined) {
      rules = { rule, severity, action, unknown, findings: [] };
      group.rules.push(rules);
    }
    rules.findings.push(finding);
  };
  for (const violation of violations) add({ ...violation, unknown: false });
  for (const unknown of unknowns) add({ ...unknown, unknown: true });
  return [...files].map(([file, resources]) => ({
    file: file === '' ? undefined : file,
    ...fold([...resources.values()]),
  }));
}

/** Takes out what is said alike of many resources, so that it is read once. */
function fold(resources: readonly ResourceGroup[]): Pick<FileGroup, 'resources' | 'alike'> {
  const alike = new Map<string, AlikeGroup>();
  const textOf = ({ rule, action, unknown, findings }: RuleGroup) =>
    JSON.stringify([
      rule,
      action,
      unknown,
      findings.map(({ message, path, fix }) => [message, path, fix?.description]),
    ]);
  for (const { resource, rules } of resources) {
    for (const group of rules) {
      const { members } = entry(alike, textOf(group), () => ({ group, members: [] }));
      members.push({ resource, location: group.findings[0]?.location });
    }
  }
  const many = (group: RuleGroup) => (alike.get(textOf(group))?.members.length ?? 0) >= MIN_ALIKE;
  return {
    resources: resources
      .map(({ resource, rules }) => ({ resource, rules: rules.filter((group) => !many(group)).sort(byWeight) }))
      .filter(({ rules }) => rules.length > 0),
    alike: [...alike.values()]
      .filter(({ members }) => members.length >= MIN_ALIKE)
      .sort((a, b) => byWeight(a.group, b.group)),
  };
}

function byWeight(a: RuleGroup, b: RuleGroup): number {
  return (
    ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action) ||
    Number(a.unknown) - Number(b.unknown) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
  );
}

/** Findings of a group that stand on one line, together. */
export function byLocation(findings: readonly Finding[]): Finding[][] {
  const places = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { location } = finding;
    entry(places, location ? `${location.file}:${location.line}` : '', () => []).push(finding);
  }
  return [...places.values()];
}

/** `/labels/team` and `/labels/env` as `/labels/{team,env}`, where that is no longer than `width`. */
export function foldPaths(paths: readonly string[], width: number): string[] {
  const folded = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const at = path.lastIndexOf('/');
    entry(folded, path.slice(0, Math.max(at, 0)), () => []).push(path.slice(at + 1));
  }
  return [...folded].flatMap(([parent, keys]) => {
    const together = `${parent}/{${keys.join(',')}}`;
    return keys.length > 1 && together.length <= width ? [together] : keys.map((key) => `${parent}/${key}`);
  });
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
