import fc from 'fast-check';
import t from 'tap';
import { stringify } from 'yaml';
import type { JsonObject, JsonValue } from '../../src/json.ts';
import { editDocument } from '../../src/sources/manifest/edit.ts';
import { parseYaml } from '../../src/sources/manifest/yaml.ts';

const read = (text: string) => parseYaml(text).value;
const write = (text: string, wanted: JsonValue) => editDocument(text, wanted, { read, name: 'test.yaml' });

/** Edits by changing a copy of what the text means. */
function edit<Value>(text: string, change: (object: Value) => void): string {
  const object: Value = JSON.parse(JSON.stringify(read(text)));
  change(object);
  return write(text, object as JsonValue);
}

t.test('writes only what changes', async (t) => {
  const before = `# who owns this: ask shop
apiVersion: apps/v1
metadata:
  name: web # the name
  labels: {} # none yet
  annotations:   # to be written
spec:
  containers:
  - name: a
    image: "nginx:latest"   # moving
    resources: {limits: {cpu: 1}, requests: {}}
    # the end of a
  - image: 'foo'

    name: b
# the tail
`;

  const after = edit(before, (object: { metadata: JsonObject; spec: { containers: JsonObject[] } }) => {
    object.metadata.labels = { team: 'x', on: 'yes' };
    object.metadata.annotations = { a: '1' };
    Object.assign(object.spec.containers[0] as JsonObject, {
      image: 'nginx:1.27',
      resources: { limits: { cpu: 1, memory: '1Gi' }, requests: { cpu: '1' } },
    });
    Object.assign(object.spec.containers[1] as JsonObject, { image: 'foo:1', resources: { limits: { cpu: '1' } } });
  });

  t.equal(
    after,
    `# who owns this: ask shop
apiVersion: apps/v1
metadata:
  name: web # the name
  labels: # none yet
    team: x
    "on": "yes"
  annotations: # to be written
    a: "1"
spec:
  containers:
  - name: a
    image: "nginx:1.27"   # moving
    resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: "1"}}
    # the end of a
  - image: 'foo:1'

    name: b
    resources:
      limits:
        cpu: "1"
# the tail
`,
  );
});

t.test('keeps the form of a JSON file', async (t) => {
  const before = `{
    "labels": {},
    "a": {"b": 1},
    "list": [1,
             2]
}
`;

  const after = edit(before, (object: { labels: JsonObject; a: JsonObject; list: number[] }) => {
    object.labels.team = 'x';
    object.a.c = '2';
    object.list.push(3);
  });

  t.equal(
    after,
    `{
    "labels": {
        "team": "x"
    },
    "a": {"b": 1, "c": "2"},
    "list": [1,
             2, 3]
}
`,
  );
  t.equal(
    edit('{"a":1}', (object: JsonObject) => Object.assign(object, { b: { c: [1] } })),
    '{"a":1, "b": {"c":[1]}}',
  );
});

t.test('keeps CRLF, a byte order mark and a missing last line end', async (t) => {
  const before = '\ufeffa:\r\n    b: "x"\r\n    c: >-\r\n        foo\r\n        bar';

  const after = edit(before, (object: { a: JsonObject }) => {
    object.a.b = 'y';
    object.a.d = { e: 1 };
  });

  t.equal(after, '\ufeffa:\r\n    b: "y"\r\n    c: >-\r\n        foo\r\n        bar\r\n    d:\r\n        e: 1');
});

t.test('an anchor changes for those who use it only where they all change alike', async (t) => {
  const text = 'base: &r\n  limits: {cpu: 1}\na: *r\nb:\n  <<: *r\n  x: 1\n';

  const alike = edit(text, (object: Record<'base' | 'a' | 'b', JsonObject>) => {
    for (const key of ['base', 'a', 'b'] as const) object[key].limits = { cpu: 2 };
  });
  const alone = edit(text, (object: Record<'base' | 'a' | 'b', JsonObject>) => {
    object.base.limits = { cpu: 2 };
  });
  const merged = edit(text, (object: Record<'base' | 'a' | 'b', JsonObject>) => {
    object.b.limits = { cpu: 3 };
  });

  t.equal(alike, 'base: &r\n  limits: {cpu: 2}\na: *r\nb:\n  <<: *r\n  x: 1\n');
  t.equal(alone, 'base: &r\n  limits: {cpu: 2}\na: {limits: {cpu: 1}}\nb:\n  <<: *r\n  x: 1\n  limits:\n    cpu: 1\n');
  t.equal(merged, 'base: &r\n  limits: {cpu: 1}\na: *r\nb:\n  <<: *r\n  x: 1\n  limits:\n    cpu: 3\n');
});

t.test('what cannot be edited in place is refused, or written anew with its comments', async (t) => {
  const anew = edit('# top\na: # first\n  b: 1 # one\nc: 2\n', (object: JsonObject) => {
    object.a = ['x', { y: 1 }];
    delete object.c;
  });

  t.same(read(anew), { a: ['x', { y: 1 }] });
  t.match(anew, /^# top\na: *(# first)?\n/);
  t.throws(() => edit('a: &x {b: 1}\n<<: *x\nc: 1\n', (object: JsonObject) => Reflect.deleteProperty(object, 'b')), {
    code: 'FIX_FAILED',
    where: 'test.yaml',
  });
});

const scalar = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    'yes',
    'on',
    '010',
    '1e3',
    'null',
    '~',
    '',
    ' x',
    '#',
    'a: b',
    '- a',
    'multi\nline\n',
    '{',
    '*a',
    '0x1F',
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const key = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9./-]{0,8}$/), fc.constantFrom('on', 'n', '1', 'a b', 'x: y'));
const { value: anyValue } = fc.letrec<{ value: JsonValue; map: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<JsonValue>,
    tie('map'),
  ),
  map: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
}));
const anyMap = fc.dictionary(key, anyValue, {
  minKeys: 1,
  maxKeys: 5,
  noNullPrototype: true,
}) as fc.Arbitrary<JsonObject>;

/** A comment behind or above some lines, as people write them; never inside a string of several lines. */
function withComments(text: string, picks: number[]): { text: string; comments: string[] } {
  const comments: string[] = [];
  if (/[|>"']/.test(text)) return { text, comments };
  const lines = text.split('\n').map((line, index) => {
    const pick = (picks[index % picks.length] ?? 0) % 4;
    if (line === '' || pick > 1) return line;
    const comment = `# note ${index}.`;
    comments.push(comment);
    return pick === 0 ? `${line} ${comment}` : `${/^ */.exec(line)?.[0]}${comment}\n${line}`;
  });
  return { text: lines.join('\n'), comments };
}

/** The same value with some leaves changed and keys added, the way patches of rules do. */
function mutate(value: JsonValue, picks: number[], addition: JsonValue, counter = { at: 0 }): JsonValue {
  counter.at += 1;
  const pick = (picks[counter.at % picks.length] ?? 0) % 5;
  if (Array.isArray(value)) {
    const items = value.map((item) => mutate(item, picks, addition, counter));
    return pick === 0 ? [...items, addition] : items;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, item]) => [name, mutate(item, picks, addition, counter)]);
    return Object.fromEntries(pick < 2 ? [...entries, [`added${counter.at}`, addition]] : entries) as JsonValue;
  }
  return pick === 0 ? addition : value;
}

t.test('property: the result means what was wanted, and what was written around it survives', async (t) => {
  fc.assert(
    fc.property(
      anyMap,
      anyValue,
      fc.array(fc.nat(), { minLength: 3, maxLength: 20 }),
      fc.record({ indentSeq: fc.boolean(), indent: fc.constantFrom(2, 4), crlf: fc.boolean() }),
      (map, addition, picks, style) => {
        const options = { version: '1.1', indent: style.indent, indentSeq: style.indentSeq, lineWidth: 0 } as const;
        const { text, comments } = withComments(stringify(map, options), picks);
        const source = text.replaceAll('\n', style.crlf ? '\r\n' : '\n');
        const original = read(source) as JsonObject;
        const wanted = mutate(original, picks, addition);

        const edited = write(source, wanted);

        t.strictSame(read(edited), wanted);
        for (const comment of comments) if (!edited.includes(comment)) t.fail(`lost ${comment} of ${source}`);
        const keys = Object.keys(original);
        t.same(Object.keys(read(edited) as JsonObject).slice(0, keys.length), keys);
        t.equal(write(edited, wanted), edited);
      },
    ),
    { numRuns: 200 },
  );
});
