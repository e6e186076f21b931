/** Applies the fixes of the rules to the objects of a file, and writes them into its text. */

import type { Inventory } from '../../context/inventory.ts';
import { judgeOne } from '../../engine.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { andThen } from '../../maybe.ts';
import type { SourcedResource } from '../../resource/resource.ts';
import { converge } from '../../rules/fixes.ts';
import type { FoundViolation } from '../../rules/verdict.ts';
import type { Setup } from '../../setup.ts';
import { kubernetesResource } from '../../sources/kubernetes/resource.ts';
import { type ManifestDocument, readManifestDocuments } from '../../sources/manifest/documents.ts';
import { editDocument } from '../../sources/manifest/edit.ts';
import type { ManifestEntry, ManifestFile } from './files.ts';

export interface Mended {
  file: ManifestFile;
  /** The file's new text; the old one where nothing was mended. */
  text: string;
  applied: FoundViolation[];
  /** The objects as they are now, at the places that they had. */
  resources: SourcedResource[];
}

/** @throws GatehouseError FIX_FAILED where the text cannot be made to say it; EVALUATION_FAILED */
export async function mendFile(
  { rules, scans }: Setup,
  file: ManifestFile,
  inventory: Inventory,
  now: number,
): Promise<Mended> {
  const applied: FoundViolation[] = [];
  const resources: SourcedResource[] = [];
  const wanted = new Map<ManifestDocument, JsonValue>();
  for (const entry of file.entries) {
    const { document, keys, object } = entry;
    const judge = (changed: JsonObject) =>
      andThen(
        judgeOne(rules, sourcedOf(entry, changed), { door: 'ci', now, scans, inventory }),
        ({ violations }) => violations,
      );
    const fixed = await converge(object, judge);
    resources.push(sourcedOf(entry, fixed.object));
    if (fixed.patch.length === 0) continue;
    applied.push(...fixed.applied);
    wanted.set(document, withAt(wanted.get(document) ?? document.object, keys, fixed.object));
  }
  return { file, text: edited(file, wanted), applied, resources };
}

/** As it was read, with another object: of the items of a `PodList` only the list knows what they are. */
function sourcedOf({ sourced }: ManifestEntry, object: JsonObject): SourcedResource {
  const { operation, type } = sourced.resource;
  const at = type.lastIndexOf('/');
  const resource = kubernetesResource(object, operation, { apiVersion: type.slice(0, at), kind: type.slice(at + 1) });
  return { ...sourced, resource };
}

function edited({ name, text, documents }: ManifestFile, wanted: ReadonlyMap<ManifestDocument, JsonValue>): string {
  const read = (part: string) => readManifestDocuments(part, { name })[0]?.object ?? null;
  let result = '';
  let at = 0;
  for (const document of documents) {
    const value = wanted.get(document);
    if (value === undefined) continue;
    const { from, to } = document.range;
    result += text.slice(at, from) + editDocument(text.slice(from, to), value, { read, name });
    at = to;
  }
  return result + text.slice(at);
}

function withAt(value: JsonValue, keys: readonly (string | number)[], replacement: JsonValue): JsonValue {
  const [key, ...rest] = keys;
  if (key === undefined) return replacement;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? withAt(item, rest, replacement) : item));
  const object = value as JsonObject;
  return { ...object, [key]: withAt(object[key] ?? null, rest, replacement) };
}
