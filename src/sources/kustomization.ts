/**
 * What a kustomization takes as parts: patches, values of charts and other input of `kustomize build`. By itself such a file is half an
 * object, or none. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { dig, isObject, type JsonObject, type JsonValue, stringAt } from '../json.ts';
import { shellWord } from '../shell.ts';
import { decodeText } from './decode.ts';
import { readManifestDocuments } from './manifest/documents.ts';

/** The names by which kustomize finds one in a directory. */
const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export function isKustomizationFile(path: string): boolean {
  return NAMES.includes(basename(path));
}

/** A kustomization need not say what it is: kustomize takes that from the file's name. */
export function impliedKustomization(name: string): { apiVersion?: string; kind?: string } {
  return isKustomizationFile(name) ? { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' } : {};
}

export interface Parts {
  /** The files that are parts of what is built from others, and no resource of any kustomization. */
  files: ReadonlySet<string>;
  /** For each kustomization that has some: which, and how they are judged. */
  notes: string[];
}

/**
 * Which of the files are parts, by what the kustomizations among them say. One that cannot be read makes none: it is an error when it
 * is read as an input.
 */
export async function partsAmong(files: readonly string[]): Promise<Parts> {
  const given = new Map(files.map((file) => [resolve(file), file]));
  const found = await Promise.all(files.filter(isKustomizationFile).map(readKustomization));
  const kustomizations = found.filter((each) => each !== undefined);
  const whole = new Set(kustomizations.flatMap((each) => pathsIn(each, RESOURCES).map(({ path }) => path)));
  const parts = new Set<string>();
  const notes: string[] = [];
  for (const each of kustomizations) {
    const own = new Map<string, string>();
    for (const { path, written } of pathsIn(each, PARTS)) {
      const file = given.get(path);
      if (file === undefined || whole.has(path) || isKustomizationFile(path)) continue;
      parts.add(file);
      own.set(path, written);
    }
    if (own.size > 0) notes.push(noteOn(each, [...own.values()]));
  }
  return { files: parts, notes };
}

interface Kustomization {
  file: string;
  object: JsonObject;
}

async function readKustomization(file: string): Promise<Kustomization | undefined> {
  try {
    const documents = readManifestDocuments(decodeText(await readFile(file), file), { name: file });
    const object = documents[0]?.object;
    if (object === undefined || documents.length > 1) return undefined;
    // Flux's objects of that kind are often kept in files of that name.
    return (stringAt(object, 'apiVersion') ?? 'kustomize.config.k8s.io/').startsWith('kustomize.config.k8s.io/')
      ? { file, object }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Where a kustomization names files: a list of paths, or a list of objects with paths in these fields. */
type Places = Record<string, readonly string[]>;

const RESOURCES: Places = { resources: [], bases: [] };

const PARTS: Places = {
  patches: ['path'],
  patchesStrategicMerge: [],
  patchesJson6902: ['path'],
  replacements: ['path'],
  configurations: [],
  generators: [],
  transformers: [],
  validators: [],
  crds: [],
  openapi: ['path'],
  configMapGenerator: ['files', 'envs', 'env'],
  secretGenerator: ['files', 'envs', 'env'],
  helmCharts: ['valuesFile', 'additionalValuesFiles'],
  helmChartInflationGenerator: ['values'],
};

/** What is no path, as a patch that is written out or a URL, is the path of no file that there is. */
function pathsIn({ file, object }: Kustomization, places: Places): { path: string; written: string }[] {
  return Object.entries(places).flatMap(([field, keys]) => {
    const entries = listOf(dig(object, field));
    const named =
      keys.length === 0 ? entries : entries.flatMap((entry) => keys.flatMap((key) => listOf(dig(entry, key))));
    return (
      named
        .filter((name) => typeof name === 'string')
        // A generator may give a file another name: `name=path`.
        .map((name) =>
          field.endsWith('MapGenerator') || field === 'secretGenerator' ? name.replace(/^[^=/]*=/, '') : name,
        )
        .map((written) => ({ path: resolve(dirname(file), written), written }))
    );
  });
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' || isObject(value) ? [value] : [];
}

function noteOn({ file, object }: Kustomization, parts: string[]): string {
  const usesHelm = dig(object, 'helmCharts') !== undefined || dig(object, 'helmChartInflationGenerator') !== undefined;
  // A component builds nothing by itself.
  const built = stringAt(object, 'kind') === 'Component' ? 'OVERLAY' : shellWord(dirname(file));
  const build = `kustomize build ${usesHelm ? '--enable-helm ' : ''}${built}`;
  return `${file}: not judged, as parts of what is built: ${parts.join(', ')}; judge that: ${build} | gatehouse check -`;
}
