/** What examples show, a real API server would take: against the vendors' own definitions, with unknown fields refused. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readExamples } from '../../src/examples/schema.ts';
import { arrayAt, dig, isObject, type JsonObject, stringAt } from '../../src/json.ts';
import { loadBundle } from '../../src/rules/bundle.ts';
import { partsAmong } from '../../src/sources/kustomization.ts';
import { exemplary } from '../helpers/exemplary.ts';
import { collectionPath } from './client.ts';
import { createNamespaces, eventually, objectsOf, startE2e } from './setup.ts';

const VENDORS = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'gatehouse-ci/vendors');
const CRDS = 'charts/admission/files/crds';

interface Shown {
  where: string;
  object: JsonObject;
  /** Taken where the object leaves out what is required. */
  filled?: JsonObject;
}

function definitionsIn(folder: string): JsonObject[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => objectsOf(readFileSync(join(folder, file), 'utf8')))
    .filter(({ kind }) => kind === 'CustomResourceDefinition');
}

/** The worked examples and their broken files, which are wrong by our rules only. Patches are no objects. */
async function workedObjects(): Promise<Shown[]> {
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !file.endsWith('gatehouse.yaml'))
    .map((file) => join('examples', file));
  const parts = await partsAmong(files);
  return files
    .filter((file) => !parts.files.has(file))
    .flatMap((file) =>
      objectsOf(readFileSync(file, 'utf8'))
        .flatMap((object) => (object.kind === 'List' ? arrayAt(object, 'items').filter(isObject) : [object]))
        .map((object) => ({ where: file, object })),
    );
}

/** Those of the rules' examples, and as they are with what they leave out filled in. */
async function exampleObjects(): Promise<Shown[]> {
  const { catalogue } = await loadBundle();
  return catalogue.rules.flatMap(({ id, pack }) => {
    const file = join('rego/gatehouse', ...[pack, id].map((name) => name.replaceAll('-', '_')));
    return readExamples(id, `${file}.examples.yaml`).flatMap((example) => {
      const filled = objectsOf(exemplary(example).manifest ?? '');
      return objectsOf(example.manifest ?? '').map((object, index) => ({
        where: `${id}: ${example.name}`,
        object,
        filled: filled[index] ?? object,
      }));
    });
  });
}

const e2e = await startE2e(t);
if (e2e && !existsSync(VENDORS)) {
  if (process.env.CI) t.fail(`${VENDORS} is not there: scripts/crds/install.sh`);
  else t.comment('passed over: scripts/crds/install.sh puts the definitions in place');
} else if (e2e) {
  const { client } = e2e;
  const definitions = [...definitionsIn(VENDORS), ...definitionsIn(CRDS)];
  const paths = new Map<string, { plural: string; isNamespaced: boolean }>();
  for (const definition of definitions) {
    const names = dig(definition, 'spec', 'names');
    const group = stringAt(definition, 'spec', 'group');
    paths.set(`${group}/${stringAt(names, 'kind')}`, {
      plural: stringAt(names, 'plural') ?? '',
      isNamespaced: stringAt(definition, 'spec', 'scope') === 'Namespaced',
    });
    // What converts between versions does not run here.
    const { conversion: _, ...spec } = definition.spec as JsonObject;
    const { status, body } = await client.create({ ...definition, spec });
    if (status !== 201) t.fail(`${stringAt(definition, 'metadata', 'name')}: ${status} ${stringAt(body, 'message')}`);
  }
  await eventually(async () => {
    const { body } = await client.send('GET', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions');
    return arrayAt(body, 'items').every((item) =>
      arrayAt(dig(item, 'status'), 'conditions').some(
        (condition) => dig(condition, 'type') === 'Established' && dig(condition, 'status') === 'True',
      ),
    );
  }, 60_000);
  t.comment(`${definitions.length} definitions of vendors are served`);

  const pathOf = (object: JsonObject): string => {
    const [apiVersion = '', kind] = [stringAt(object, 'apiVersion'), stringAt(object, 'kind')];
    const found = paths.get(`${apiVersion.split('/')[0]}/${kind}`);
    if (found === undefined) return collectionPath(object);
    const namespace = found.isNamespaced ? `/namespaces/${stringAt(object, 'metadata', 'namespace') ?? 'default'}` : '';
    return `/apis/${apiVersion}${namespace}/${found.plural}`;
  };

  const isVendors = ({ apiVersion, kind }: JsonObject) => paths.has(`${String(apiVersion).split('/')[0]}/${kind}`);
  const created = async (object: JsonObject): Promise<string | undefined> => {
    const { status, body } = await client.send('POST', `${pathOf(object)}?dryRun=All&fieldValidation=Strict`, object);
    // A namespace that was created for others is there already.
    return status === 201 || status === 409 ? undefined : `${status} ${stringAt(body, 'message')}`;
  };
  const refused = async (shown: readonly Shown[]): Promise<string[]> => {
    await createNamespaces(
      client,
      shown.map(({ object }) => object),
    );
    const problems: string[] = [];
    for (const { where, object, filled } of shown) {
      const answer = await created(object);
      const problem = answer === undefined || filled === undefined ? answer : await created(filled);
      if (problem !== undefined) problems.push(`${where}: ${object.kind}: ${problem}`);
    }
    return problems;
  };

  t.test('the worked examples and their broken files are valid', async (t) => {
    // Files of Kustomize and of the API server itself are served by nobody.
    const shown = (await workedObjects()).filter(
      ({ object }) => !/^(kustomize\.config|audit)\.k8s\.io\//.test(String(object.apiVersion)),
    );
    t.comment(`${shown.length} objects`);
    t.same(await refused(shown), []);
  });

  t.test("the objects of vendors in the rules' examples are valid", async (t) => {
    const shown = (await exampleObjects()).filter(({ object }) => isObject(object) && isVendors(object));
    t.comment(`${shown.length} objects`);
    t.same(await refused(shown), []);
  });
}
