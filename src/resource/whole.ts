/**
 * A document as a whole, as a resource: what a rule judges that asks for something which may be nowhere ("no budget in this plan").
 * Only rules whose kinds name it judge it, and only at doors that see whole documents.
 */
import type { SourcedResource, SourceName } from './resource.ts';

/** `set/terraform`, `set/kubernetes`. */
export function wholeType(source: SourceName): string {
  return `set/${source}`;
}

/**
 * @param id the file of a plan or state; manifests and clusters are all `kubernetes`
 * @param file where there is one to point at
 */
export function wholeSet(source: SourceName, id: string = source, file?: string): SourcedResource {
  const resource = {
    source,
    type: wholeType(source),
    id,
    name: id,
    operation: 'exists',
    labels: {},
    object: {},
    facets: {},
  } as const;
  return file === undefined ? { resource } : { resource, locate: () => ({ file, line: 1 }) };
}
