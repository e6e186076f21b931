/** The catalogue: what each rule says of itself in its METADATA, as `scripts/build-rules.ts` put it into the bundle. */
import type { Door, Match } from '../config/schema.ts';
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
  /** One of `PACKS`; rules of others have packs of their own. */
  pack: string;
  title: string;
  /** Why the rule is there. */
  description: string;
  /** What a person does to satisfy it. */
  remediation: string;
  severity: Severity;
  /** The sentence of the pattern that it enforces. */
  sentence?: string;
  /** The action that it recommends for every door: what `on` means. */
  action: Action;
  /** Whether it is on where the configuration says nothing of it or of its pack. */
  default: 'on' | 'off';
  /** Where it can be judged; it is off at the others, whatever the configuration says of its pack. */
  doors: Door[];
  unknown: UnknownAction;
  /** Globs of resource types; a rule that has them judges no other type. */
  kinds?: string[];
  /** The rule is evaluated for resources that have one of these; empty where the kinds alone say which. */
  facets: FacetName[];
  /** Globs of the types that it needs to see around the resource: `input.context.siblings["<id>"]`. */
  siblings?: string[];
  /** What is about to happen to a resource that the rule judges; deletes are judged only by rules that say so. */
  operations: Operation[];
  /** Where the rule applies while the configuration says nothing. */
  match?: Match;
  /**
   * `scans`: off until a source of scans is configured. `request`: judges changes and deletes that somebody asks of a cluster, and
   * nothing else.
   */
  requires: ('scans' | 'request')[];
  /** It reads the resource's own object, not facets only. */
  object: boolean;
  references: string[];
  /** Controls of other catalogues that it serves, by catalogue: `{cis: ["AWS 3.0.0 2.3.1"], fsbp: ["RDS.3"]}`. */
  controls: Record<string, string[]>;
  parameters: ParameterSchema;
}

export interface Catalogue {
  rules: RuleMetadata[];
}
