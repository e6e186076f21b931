/** Rules of others for tests and for the soak: each does its mischief only where the resource's label `trigger` names it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface OtherRule {
  id: string;
  /** Lines of Rego that bind `message`, and may bind `finding` in place of the usual one. */
  body: string[];
  /** In place of `title` of the METADATA, so that two revisions of one rule can be told apart. */
  title?: string;
  /** True where the rule finds something whatever the label says. */
  always?: boolean;
}

const text = (id: string, metadata: string, body: readonly string[]) => `${metadata}
package gatehouse.acme.${id.replaceAll('-', '_')}

violations contains finding if {
${body.map((line) => `\t${line}`).join('\n')}
}

unknowns contains finding if {
	input.resource.labels.trigger == "unknown-${id}"
	finding := {"path": "/metadata", "message": "not known"}
}
`;

const metadataOf = ({ id, title }: OtherRule) => `# METADATA
# title: ${title ?? `The rule ${id}`}
# description: A rule of somebody else that is well behaved until a label asks it not to be.
# related_resources:
#   - ref: https://acme.example/rules/${id}
# custom:
#   id: ${id}
#   pack: acme
#   severity: low
#   action: deny
#   facets: [tags]
#   remediation: Take the label from the resource, or the rule from the configuration.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       limit:
#         description: A number that changes nothing at all.
#         type: integer
#         default: 1`;

const example = (id: string) => `- name: a label that is refused
  kind: bad
  manifest: |
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web, namespace: shop, labels: {trigger: bad-${id}}}
  expect:
    - path: /metadata/labels
- name: no such label
  kind: good
  manifest: |
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web, namespace: shop, labels: {app: web}}
`;

/** Writes them as a folder that `gatehouse build` accepts. */
export function writeRules(folder: string, rules: readonly OtherRule[]): string {
  mkdirSync(folder, { recursive: true });
  for (const rule of rules) {
    const stem = join(folder, rule.id.replaceAll('-', '_'));
    const plain = `\nviolations contains {"path": "/metadata/labels", "message": "refused"} if input.resource.labels.trigger == "bad-${rule.id}"\n`;
    const guard = rule.always ? [] : [`input.resource.labels.trigger == "${rule.id}"`];
    const usual = rule.body.some((line) => line.startsWith('finding :='))
      ? []
      : ['finding := {"path": "/metadata/labels", "message": $"{message}"}'];
    writeFileSync(`${stem}.rego`, text(rule.id, metadataOf(rule), [...guard, ...rule.body, ...usual]) + plain);
    writeFileSync(`${stem}.examples.yaml`, example(rule.id));
  }
  return folder;
}

const digits = '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]';
const doublings = (n: number, first: string) => [
  `x0 := ${first}`,
  ...Array.from({ length: n }, (_, index) => `x${index + 1} := concat("", [x${index}, x${index}])`),
];

/** What may go wrong in a rule, by id. */
export const MISCHIEF: readonly OtherRule[] = [
  {
    id: 'endless',
    body: [
      `digits := ${digits}`,
      'items := [[a, b, c] | some a in digits; some b in digits; some c in digits]',
      ...[1, 2, 3, 4].map((n) => `some i${n} in items`),
      'message := i1[0] + i2[0] + i3[0] + i4[0]',
      'message < 0',
    ],
  },
  {
    id: 'pattern',
    body: [
      ...doublings(15, '"a"'),
      'text := concat("", [x15, "b"])',
      'regex.match(`^(a+)+$`, text)',
      'message := "matched"',
    ],
  },
  { id: 'huge-output', body: [...doublings(30, '"0123456789"'), 'message := x30'] },
  {
    id: 'deep',
    body: [
      ...doublings(17, '"["'),
      ...doublings(17, '"]"').map((line) => line.replaceAll('x', 'y')),
      'value := json.unmarshal(concat("", [x17, y17]))',
      'message := count({value, [value], [1]})',
    ],
  },
  { id: 'throws', body: ['value := {k: v | some k in ["a"]; some v in [1, 2]}', 'message := value'] },
  { id: 'no-finding', body: ['finding := {"path": 7, "message": ["no text"]}'] },
  {
    id: 'hog',
    body: [
      `digits := ${digits}`,
      'items := [[a, b, c] | some a in digits; some b in digits; some c in digits]',
      'x0 := digits',
      ...Array.from({ length: 14 }, (_, index) => `x${index + 1} := array.concat(x${index}, x${index})`),
      'kept := [array.concat(x14, [i]) | some i in items]',
      'message := count(kept)',
    ],
  },
  {
    id: 'crowd',
    body: [
      `digits := ${digits}`,
      'items := [[a, b, c] | some a in digits; some b in digits; some c in digits]',
      'kept := {[i, j] | some i in items; some j in items}',
      'message := count(kept)',
    ],
  },
  {
    id: 'parses',
    body: [
      ...doublings(21, '"[],"'),
      'value := json.unmarshal(concat("", ["[", x21, "0]"]))',
      'message := count({v | some v in value; is_array(v)}) + count([v | some v in value])',
      'message < 0',
    ],
  },
];

/** The mischief that ends in a failure. A pattern that would backtrack for ever takes linear time, and much JSON can be read. */
export const FAILING = MISCHIEF.filter(({ id }) => !['pattern', 'parses'].includes(id)).map(({ id }) => id);

/** One that always says which revision it is. */
export const witness = (revision: string): OtherRule => ({
  id: 'witness',
  title: `Revision ${revision}`,
  always: true,
  body: ['input.resource.labels.witness', `message := "revision ${revision}"`],
});
