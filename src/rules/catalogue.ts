/** The catalogue: what each rule says of itself in its METADATA, as `scripts/build-rules.ts` put it into the bundle. */
import type { Match } from '../config/schema.ts';
import type { Action, Severity, UnknownAction } from '../reports/report.ts';
import type { FacetName } from '../resource/facets.ts';
import type { Operation } from '../resource/resource.ts';

/** A parameter's JSON Schema. `format` is `quantity`, `duration` or `regex` where a string is more than a string. */
export interface ParameterSchema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  format?: string;
  items?: ParameterSchema;
  properties?: Record<string, ParameterSchema>;
  additionalProperties?: boolean | ParameterSchema;
  [keyword: string]: unknown;
}

export interface RuleMetadata {
  id: string;
  pack: string;
  title: string;
  /** Why the rule is there. */
  description: string;
  /** What a person does to satisfy it. */
  remediation: string;
  severity: Severity;
  /** The action at every door where the configuration says nothing. */
  action: Action;
  unknown: UnknownAction;
  /** The rule is evaluated for resources that have one of these. */
  facets: FacetName[];
  /** What is about to happen to a resource that the rule judges; deletes are judged only by rules that say so. */
  operations: Operation[];
  /** Where the rule applies while the configuration says nothing. */
  match?: Match;
  /** `scans`: off until a source of scans is configured. */
  requires: 'scans'[];
  /** It reads the resource's own object, not facets only. */
  object: boolean;
  references: string[];
  parameters: ParameterSchema;
}

export interface Catalogue {
  rules: RuleMetadata[];
}
