/** Manifests as files and pipes hold them become resources. */
import { dig, isObject, type JsonObject, stringAt } from '../../json.ts';
import { toPointer } from '../../resource/pointer.ts';
import type { SourcedResource } from '../../resource/resource.ts';
import { kubernetesResource } from '../kubernetes/resource.ts';
import { invalid, type ManifestDocument, type ManifestOptions, readManifestDocuments } from './documents.ts';

/**
 * The resources of a text of YAML or JSON documents, lists taken apart; each knows the file and line of its every path.
 * @throws GatehouseError MANIFEST_INVALID for a text that is no YAML, and for a document that is no Kubernetes object
 */
export function readManifests(text: string, options: ManifestOptions): SourcedResource[] {
  return resourcesOf(readManifestDocuments(text, options), options);
}

export interface ResourceOptions extends ManifestOptions {
  /** What an object is that does not say it. */
  implied?: Implied;
}

/** Of a type, what stands elsewhere than in the object. */
interface Implied {
  apiVersion?: string;
  kind?: string;
}

/** The same, of documents that were read before. @throws GatehouseError MANIFEST_INVALID */
export function resourcesOf(
  documents: readonly ManifestDocument[],
  { name, implied = {} }: ResourceOptions,
): SourcedResource[] {
  return documents.flatMap((document) =>
    document.items.map((keys) => {
      const prefix = toPointer(keys);
      const locate = (pointer: string) => document.locate(prefix + pointer);
      const object = dig(document.object, ...keys);
      const fail = (message: string) => {
        const item = keys.length === 0 ? '' : `, ${prefix.slice(1)},`;
        return invalid(name, locate('').line, `document ${document.index + 1}${item} ${message}`);
      };
      if (!isObject(object)) throw fail('is not an object');
      const request = { ...implied, ...impliedBy(document.object, keys) };
      const missing = ['apiVersion', 'kind'].filter((key) => !(stringAt(object, key) || stringAt(request, key)));
      if (missing.length > 0) throw fail(`has no ${missing.join(' and no ')}; every Kubernetes object has both`);
      return { resource: kubernetesResource(object, 'exists', request), locate };
    }),
  );
}

/** The items of a `PodList` need not say that they are Pods: the API server leaves it out. */
function impliedBy(document: JsonObject, keys: readonly (string | number)[]): Implied {
  const list = dig(document, ...keys.slice(0, -2));
  const kind = stringAt(list, 'kind')?.slice(0, -'List'.length);
  const apiVersion = stringAt(list, 'apiVersion');
  return keys.length === 0 || !kind || !apiVersion ? {} : { apiVersion, kind };
}
