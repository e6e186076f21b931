/** The `tags` facet: labels, and annotations where no label has the key. */
import { dig, type JsonObject } from '../../json.ts';
import type { Tags } from '../../resource/facets.ts';
import { addStrings, type GroupKind, isVirtual } from './kinds.ts';
import { LAST_APPLIED } from './redact.ts';

/** Undefined for what the API server does not keep. */
export function tagsOf(type: GroupKind, object: JsonObject): Tags | undefined {
  if (isVirtual(type)) return undefined;
  const values: Record<string, string> = {};
  addStrings(values, dig(object, 'metadata', 'annotations'), LAST_APPLIED);
  addStrings(values, dig(object, 'metadata', 'labels'));
  return {
    taggable: true,
    state: 'known',
    path: '/metadata/labels',
    style: 'labels',
    values,
    unknownValues: [],
  };
}
