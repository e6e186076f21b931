/** A document as a whole, by what it is. */
import type { SourcedResource } from '../resource/resource.ts';
import { wholeSet } from '../resource/whole.ts';
import { wholeTemplate } from './cloudformation/template.ts';
import type { DocumentKind } from './read.ts';

/** @param file where it has a name that tells it from others */
export function wholeOf(kind: DocumentKind, file?: string): SourcedResource {
  if (kind === 'manifests') return wholeSet('kubernetes');
  return kind === 'cloudformation-template' ? wholeTemplate(file) : wholeSet('terraform', file, file);
}
