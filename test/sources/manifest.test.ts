import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { parseAllDocuments, stringify } from 'yaml';
import { GatehouseError } from '../../src/errors.ts';
import type { JsonObject, JsonValue } from '../../src/json.ts';
import { toPointer } from '../../src/resource/pointer.ts';
import { readPaths } from '../../src/sources/files.ts';
import { readManifestDocuments } from '../../src/sources/manifest/documents.ts';
import { readManifests } from '../../src/sources/manifest/manifests.ts';
import { type ReadDocument, readDocument } from '../../src/sources/read.ts';

const DATA = '../shared/data';
const name = 'app.yaml';

const one = (text: string): JsonObject => readManifestDocuments(text, { name })[0]?.object ?? {};
const ids = (text: string): string[] => readManifests(text, { name }).map(({ resource }) => resource.id);
const refusal = (read: () => unknown): GatehouseError => {
  try {
    read();
  } catch (thrown) {
    if (thrown instanceof GatehouseError) return thrown;
    throw thrown;
  }
  throw new Error('it was accepted');
};
const head = (kind: string, id: string) => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${id}\n`;

t.test('scalars mean what they mean to Kubernetes', async (t) => {
  const cases: [string, JsonValue][] = [
    ['NO', false],
    ['on', true],
    ['y', true],
    ['Off', false],
    ['"NO"', 'NO'],
    ['~', null],
    ['', null],
    ['null', null],
    ['""', ''],
    ['010', 8],
    ['0o10', 8],
    ['0x1F', 31],
    ['-0b11', -3],
    ['08', 8],
    ['1_000', 1000],
    ['1e3', 1000],
    ['1.', 1],
    ['.5', 0.5],
    ['+12', 12],
    ['22:22', '22:22'],
    ['2026-12-01', '2026-12-01'],
    ['1.27', 1.27],
    ['1.2.3', '1.2.3'],
    ['100m', '100m'],
    ['1Gi', '1Gi'],
    ['!!str 5', '5'],
    ['!!int "5"', 5],
    ['!!binary aGk=', 'hi'],
    ['!Ref x', 'x'],
    ['|-\n  a\n  b', 'a\nb'],
    ['>-\n  a\n  b', 'a b'],
  ];
  for (const [text, value] of cases) t.same(one(`a: ${text}`).a, value, text || '(nothing)');
  t.same(Object.keys(one('yes: 1\n10: 2\n1.5: 3\nx: 4')), ['10', 'true', '1.5', 'x'], 'keys become text');
});

t.test('anchors and merge keys', async (t) => {
  t.same(one('a: &a {x: 1}\nb: *a'), { a: { x: 1 }, b: { x: 1 } });
  t.same(one('a: &a {x: 1, w: 2}\nb:\n  <<: *a\n  w: 3'), { a: { x: 1, w: 2 }, b: { x: 1, w: 3 } });
  t.same(
    one('a: &a {x: 1}\nb: &b {x: 2, z: 1}\nc: {<<: [*a, *b]}'),
    { a: { x: 1 }, b: { x: 2, z: 1 }, c: { x: 1, z: 1 } },
    'the first of several wins',
  );
  t.same(one('a: &a 1\nb: *a\nc: &a 2\nd: *a'), { a: 1, b: 1, c: 2, d: 2 }, 'an anchor can be set anew');
  t.ok(Object.hasOwn(one('__proto__: {a: 1}\nconstructor: 2'), '__proto__'));
});

t.test('documents', async (t) => {
  t.same(
    ids(
      `# a comment\n---\n${head('Pod', 'a')}---\n---\n# nothing here\n--- # Source: chart/x.yaml\n${head('Pod', 'b')}...\n`,
    ),
    ['default/Pod/a', 'default/Pod/b'],
    'empty ones are passed over',
  );
  t.same(ids(`\uFEFF${head('Pod', 'a').replaceAll('\n', '\r\n')}---\r\n${head('Pod', 'b')}`), [
    'default/Pod/a',
    'default/Pod/b',
  ]);
  t.same(ids(`%YAML 1.1\n---\n${head('Pod', 'a')}`), ['default/Pod/a']);
  t.same(
    ids(`${head('ConfigMap', 'a')}data:\n  text: |\n    ---\n    x\n`),
    ['default/ConfigMap/a'],
    'a rule within a text',
  );
  t.same(
    ids(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [JSON.parse('{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}')],
      }),
    ),
    ['default/Pod/a'],
  );
  t.same(
    ids('{"apiVersion":"v1","kind":"Pod"}\n{"apiVersion":"v1","kind":"Node"}'),
    ['default/Pod/', 'Node/'],
    'JSON after JSON',
  );
  t.same(ids('{apiVersion: v1, kind: Pod}'), ['default/Pod/'], 'braces without quotes');
  t.same(
    ids(`apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a, namespace: s}\n`),
    ['s/Pod/a'],
    'an item of a typed list is of that type',
  );
  t.same(ids('apiVersion: v1\nkind: List\nitems: []'), []);
  t.same(ids('apiVersion: acme.io/v1\nkind: AllowList\nspec: {}'), ['AllowList/'], 'a kind that only ends in List');
});

t.test('errors name the place and never quote the text', async (t) => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    ...'bcdefg'.split('').map((key, index) => `${key}: &${key} [${Array(10).fill(`*${'abcdef'[index]}`).join(',')}]`),
  ].join('\n');
  const cases: [string, RegExp][] = [
    [`${head('Pod', 'a')}---\nkind: Pod\n`, /^app.yaml:6: document 2 has no apiVersion;/],
    ['metadata: {}\n', /document 1 has no apiVersion and no kind/],
    [`apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n`, /^app.yaml:4: document 1, items\/0, has no apiVersion/],
    [`apiVersion: v1\nkind: List\nitems: [5]\n`, /^app.yaml:3: document 1, items\/0, is not an object/],
    ['- a\n', /^app.yaml:1: document 1 is not a mapping/],
    [`${head('Secret', 's')}data:\n  hunter2: x\n  hunter2: y\n`, /^app.yaml:7: a key stands twice/],
    [`${head('Secret', 's')}data:\n\thunter2: x\n`, /^app.yaml:6: a tab is used/],
    [`${head('Secret', 's')}data:\n  password: "hunter2\n`, /^app.yaml:\d: a character is missing/],
    [`${head('Secret', 's')}data: hunter2: x\n`, /^app.yaml:5: .*a colon may lack quotes/],
    [`${head('Secret', 's')}data:\n  password: "\\hunter2"\n`, /^app.yaml:6: .*escape/],
    [`${head('Secret', 's')}data: *hunter2\n`, /^app.yaml:5: an alias has no anchor/],
    [`{"kind":"Secret","data":{"hunter2":"hunter2"\n"x"}}`, /^app.yaml:2: is not valid JSON/],
    ['a: &a [*a]', /an alias has no anchor before it/],
    [bomb, /stand for more than 1000000 values/],
    ['a: .nan', /JSON cannot hold/],
    ['a: -.Inf', /JSON cannot hold/],
    ['? [a]\n: 1', /a key is neither/],
    ['~: 1', /a key is neither/],
    ['a: 1\n<<: 5', /what << merges/],
    [`a: ${'['.repeat(100_000)}`, /deeper than 500/],
    [`${'- '.repeat(5000)}a`, /deeper than 500/],
    ['a: 1\n...\nb: 2', /another document begins/],
    [`{"kind":"List","items":[`.repeat(20), /not valid JSON/],
    [`${'{"apiVersion":"v1","kind":"List","items":['.repeat(20)}${']}'.repeat(20)}`, /nests more than 8 lists/],
  ];
  for (const [text, message] of cases) {
    const error = refusal(() => readManifests(text, { name }));
    t.equal(error.code, 'MANIFEST_INVALID', text.slice(0, 30));
    t.match(error.message, message);
    t.notMatch(error.message, /hunter2/);
  }
});

t.test('every path knows its line', async (t) => {
  const text = `# first\n${head('Pod', 'a')}---\n${head('Pod', 'b')}spec:\n  containers:\n  - name: x\n    image: y\n  - &two\n    name: z\n`;
  const lines = (at: number, ...pointers: string[]) =>
    pointers.map((pointer) => readManifests(text, { name })[at]?.locate?.(pointer)?.line);

  t.same(lines(0, '', '/kind', '/metadata/name', '/metadata/labels', '/spec/containers/0'), [2, 3, 5, 4, 2]);
  t.same(
    lines(1, '', '/spec/containers', '/spec/containers/0/image', '/spec/containers/0/resources/limits/cpu'),
    [7, 12, 14, 13],
  );
  t.same(lines(1, '/spec/containers/1', '/spec/containers/1/name', '/spec/containers/2'), [16, 16, 12]);

  const merged = readManifests('base: &b\n  x: 1\napiVersion: v1\nkind: Pod\nspec:\n  <<: *b\n  w: 2\n', { name })[0];
  t.same(
    ['/spec/x', '/spec/w', '/spec/z'].map((pointer) => merged?.locate?.(pointer)?.line),
    [2, 7, 5],
    'into what is merged',
  );

  const list = `{"apiVersion": "v1", "kind": "List",\n "items": [\n  {"apiVersion": "v1", "kind": "Pod"},\n  {"apiVersion": "v1", "kind": "Pod",\n   "spec": {"a": "}\\"",\n    "a/b": 1}}]}`;
  const second = readManifests(list, { name })[1];
  t.same(
    ['', '/spec', '/spec/a~1b', '/spec/x', '/y'].map((pointer) => second?.locate?.(pointer)?.line),
    [4, 5, 6, 5, 4],
  );
});

const key = fc.oneof(
  fc.stringMatching(/^[a-z]{1,6}$/),
  fc.constantFrom('a/b', 'c~d', 'on', '10', 'x y', '#', 'a: b', '"'),
);
const tree = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'large' },
    fc.constantFrom<JsonValue>(null, true, 5, 1.5, 'text', 'NO', '010', 'two\nlines', '--- x', '', ' '),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const manifest = fc
  .dictionary(key, tree, { noNullPrototype: true })
  .map((rest): JsonObject => ({ ...rest, apiVersion: 'v1', kind: 'Thing' }));

function pointers(value: JsonValue, keys: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const here = [...keys, Array.isArray(value) ? Number(name) : name];
    return [here, ...pointers(child, here)];
  });
}

t.test('random manifests mean what was written, each key on the line where it stands', async (t) => {
  const isRight = fc.property(fc.array(manifest, { minLength: 1, maxLength: 3 }), fc.boolean(), (objects, asJson) => {
    const write = (value: JsonObject) =>
      asJson ? `${JSON.stringify(value, null, 2)}\n` : stringify(value, { version: '1.1', lineWidth: 0 });
    const text = objects.map(write).join('---\n');
    const documents = readManifestDocuments(text, { name });
    const lines = text.split('\n');
    return documents.every((document, index) => {
      t.same(document.object, objects[index]);
      return pointers(document.object)
        .filter((keys) => typeof keys.at(-1) === 'string')
        .every((keys) => {
          const line = lines[document.locate(toPointer(keys)).line - 1] ?? '';
          const written = String(keys.at(-1));
          return line.includes(JSON.stringify(written).slice(1, -1)) || line.includes(written);
        });
    });
  });
  const tiles = fc.property(
    fc.array(fc.constantFrom('---\n', 'a: 1\n', '# c\n', '\n', '--- # x\n'), { maxLength: 8 }),
    (parts) => {
      const text = parts.join('').replace(/(a: 1\n)(?=[^-]*a: 1)/g, '');
      const documents = readManifestDocuments(text, { name });
      const all = parseAllDocuments(text) as { toJS(): unknown }[];
      return documents.every(({ index, object }) => JSON.stringify(all[index]?.toJS()) === JSON.stringify(object));
    },
  );

  t.doesNotThrow(() => fc.assert(isRight, { numRuns: 200 }));
  t.doesNotThrow(() => fc.assert(tiles), 'documents are counted as the YAML library counts them');
});

t.test('any text is read or refused, and nothing else', async (t) => {
  const pieces = fc.constantFrom(
    'a',
    ': ',
    '- ',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '&a ',
    '*a',
    '<<: ',
    '!!',
    '|',
    '#',
    '---\n',
    '%',
    '\t',
    '?',
    'kind: Pod\n',
    '\u0000',
    '\uFEFF',
  );
  const isDecided = fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
    try {
      return readDocument(parts.join(''), { name }).resources.length >= 0;
    } catch (thrown) {
      return thrown instanceof GatehouseError;
    }
  });

  t.doesNotThrow(() => fc.assert(isDecided, { numRuns: 2000 }));
});

t.test('a dump of a cluster is read at the speed of JSON.parse', async (t) => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', annotations: { a: 'x'.repeat(500) } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  };
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: Array(5_000).fill(pod) }, null, 1);
  const start = performance.now();
  JSON.parse(text);
  const parsed = performance.now();

  const resources = readManifests(text, { name });
  const line = resources[4_999]?.locate?.('/spec/containers/0/image')?.line;
  const end = performance.now();

  t.equal(resources.length, 5_000);
  t.match(text.split('\n')[(line ?? 0) - 1], /"image": "i"/);
  t.ok(end - parsed < 40 * (parsed - start) + 2000, `${end - parsed} ms beside ${parsed - start} ms`);
});

t.test('a document is recognised by its content', async (t) => {
  const read = (input: Uint8Array | string) => readDocument(input, { name: 'input' });
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const text = '{"apiVersion":"v1","kind":"Pod"}';

  t.equal(read(text).kind, 'manifests');
  for (const bytes of [
    Buffer.from(text),
    Buffer.from(`\uFEFF${text}`),
    utf16(`\uFEFF${text}`),
    utf16(text),
    utf16(`\uFEFF${text}`).swap16(),
    utf16(text).swap16(),
  ]) {
    t.equal(read(bytes).resources.length, 1, bytes.subarray(0, 4).toString('hex'));
  }
  t.equal(
    read('{"format_version":"1.2","planned_values":{"root_module":{}},"resource_changes":[]}').kind,
    'terraform-plan',
  );
  t.equal(
    read('{"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{}}}').kind,
    'terraform-state',
  );
  t.equal(read('{"format_version":"1.0"}').kind, 'terraform-state', 'what Terraform prints of an empty state');
  t.equal(read('{"version":4,"terraform_version":"1.9.0","lineage":"x","resources":[]}').kind, 'terraform-state');

  const review = read(
    '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE",\n"kind":{"kind":"Pod","version":"v1","group":""},\n"object":{"apiVersion":"v1","kind":"Pod",\n"metadata":{"name":"a"}}}}',
  );
  t.equal(review.resources[0]?.resource.id, 'default/Pod/a');
  t.equal(review.resources[0]?.locate?.('/metadata/name')?.line, 4);

  const cases: [Uint8Array | string, RegExp][] = [
    ['', /is empty/],
    [' \n', /is empty/],
    ['# only\n', /comments only/],
    [Buffer.from('PK\u0003\u0004\u00ff', 'latin1'), /binary plan file.*terraform show -json/],
    [Buffer.from([0x1f, 0x8b, 8, 0]), /gzip/],
    [Buffer.from([0xc3, 0x28, 0xa0]), /neither UTF-8 nor UTF-16/],
    ['resource "aws_s3_bucket" "b" {\n  bucket = "x"\n}\n', /Terraform configuration.*terraform show -json/],
    ['kind: {{ .Values.kind }}\n  x: {{- if }}\n', /Helm template/],
    ['apiVersion: v2\nname: chart\nversion: 1.0.0\n', /Helm chart/],
    ['apiVersion: v1\nkind: Config\nusers:\n- user: {token: hunter2}\n', /kubeconfig/],
    ['{"@level":"info","@message":"x"}\n{"@level":"info"}\n', /log of .terraform plan -json/],
    ['services:\n  web: {}\n', /Compose/],
    ['AWSTemplateFormatVersion: "2010-09-09"\n', /CloudFormation template without Resources/],
    ['resources: [a.yaml]\n', /kustomization/],
    ['{"SchemaVersion":2,"ArtifactName":"x"}', /Trivy report/],
    ['{"a":"hunter2","b":2}', /has the keys a, b;/],
  ];
  for (const [input, message] of cases) {
    const error = refusal(() => read(input));
    t.equal(error.code, 'INPUT_UNRECOGNISED', String(input).slice(0, 20));
    t.match(error.message, message);
    t.match(error.message, /^input: /);
    t.notMatch(error.message, /hunter2/);
  }
  t.equal(refusal(() => read(`a: ${'x'.repeat(33 * 1024 * 1024)}`)).code, 'INPUT_TOO_LARGE', 'YAML only');
  t.match(refusal(() => read('[1]')).message, /not a mapping/);
  t.equal(refusal(() => read('{"format_version":"2.0","planned_values":{}}')).code, 'PLAN_VERSION_UNSUPPORTED');
});

t.test('paths', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const put = async (path: string, text: string) => {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  await put('b.yaml', head('Pod', 'b'));
  await put('a/2.json', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a2"}}');
  await put('a/1.YML', head('Pod', 'a1'));
  await put('a/notes.txt', 'no');
  await put('.git/x.yaml', 'kind: [');
  await put('node_modules/x.yaml', 'kind: [');
  await put('.hidden.yaml', head('Pod', 'hidden'));
  await put('c/bad.yaml', 'kind: [');
  await put('c/values.yaml', 'image: x\n');
  await put('empty/readme.md', '');
  await symlink('..', join(directory, 'a', 'loop'));
  await symlink('b.yaml', join(directory, 'z.yaml'));
  await symlink('nowhere', join(directory, 'y.yaml'));
  const names = (documents: ReadDocument[]) =>
    documents.flatMap(({ resources }) => resources.map(({ resource }) => resource.name));
  const steps: string[] = [];

  const all = await readPaths([directory], { progress: (done, total) => steps.push(`${done}/${total}`) });
  t.same(names(all.documents), ['a1', 'a2', 'b', 'b'], 'sorted, hidden ones and loops passed over');
  t.match(
    all.errors.map(({ code, where }) => `${code} ${where?.slice(directory.length + 1)}`),
    [/MANIFEST_INVALID c.bad.yaml:1/, /INPUT_UNRECOGNISED c.values.yaml/, /INPUT_UNREADABLE y.yaml/],
  );
  t.equal(all.files, 7);
  t.same(steps, ['1/7', '2/7', '3/7', '4/7', '5/7', '6/7', '7/7']);

  const named = await readPaths([join(directory, '.hidden.yaml'), '-', '-'], {
    stdin: (async function* () {
      yield Buffer.from(head('Pod', 'from').slice(0, 7));
      yield head('Pod', 'from').slice(7);
    })(),
  });
  t.same(names(named.documents), ['hidden', 'from']);
  t.equal(named.documents[1]?.resources[0]?.locate?.('')?.file, '<stdin>');
  t.same(named.errors, []);

  const missing = await readPaths([join(directory, 'nope'), join(directory, 'empty')]);
  t.match(
    missing.errors.map(({ message }) => message),
    [/nope: does not exist/, /empty: holds no .yaml/],
  );
  t.equal(missing.files, 2);
});

t.test('files of public projects', async (t) => {
  const load = (file: string) =>
    readFile(join(DATA, file)).catch((thrown: unknown) => {
      if (process.env.CI) throw thrown;
      return undefined;
    });
  const demo = await load('kubernetes/microservices-demo.yaml');
  const plan = await load('terraform/checkov-utf-16.json');
  if (demo === undefined || plan === undefined) return t.comment('the data of public projects is not here');

  const { resources } = readDocument(demo, { name: 'demo.yaml' });
  t.equal(resources.length, 35);
  const kinds = new Map<string, number>();
  for (const { resource } of resources) kinds.set(resource.type, (kinds.get(resource.type) ?? 0) + 1);
  t.same(Object.fromEntries(kinds), { 'apps/v1/Deployment': 12, 'v1/Service': 12, 'v1/ServiceAccount': 11 });
  const lines = demo.toString().split('\n');
  for (const { resource, locate } of resources) {
    for (const { image } of resource.facets.containers ?? []) {
      t.equal(image.state, 'known');
      t.match(lines[(locate?.(image.path)?.line ?? 0) - 1], `image: ${image.reference}`);
    }
  }
  t.same(
    resources.filter(({ resource }) => resource.facets.exposure).map(({ resource }) => resource.id),
    ['default/Service/frontend-external'],
  );

  const terraform = readDocument(plan, { name: 'plan.json' });
  t.equal(terraform.kind, 'terraform-plan');
  t.ok(terraform.resources.length > 0);
});
