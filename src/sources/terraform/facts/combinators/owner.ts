/** Resources that only add to another: a bucket's policy, a domain's access policy. */
import type { Attributes } from '../../attributes.ts';

/**
 * True where the resource that this one adds to is in the same document. That one then answers for both, because only there it is
 * known what else guards it.
 */
export function ownerIsHere(attributes: Attributes, attribute: string, ownerType: string): boolean {
  const references = attributes.source.references([attribute]);
  const owners = references.filter(({ type, mode }) => type === ownerType && mode === 'managed');
  return owners.length === 1 || attributes.related(ownerType, attribute).length > 0;
}
