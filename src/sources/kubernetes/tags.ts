/** The `tags` facet: labels, and annotations where no label has the key. */
import { dig, type JsonObject } from '../../json.ts';
import type { Tags } from '../../resource/facets.ts';
import { type GroupKind, isVirtual, madeByWorkload, stringMap } from './kinds.ts';
import { LAST_APPLIED } from './redact.ts';

/** Undefined for what the API server does not keep, and for what a workload made: its labels are its owner's template's. */
export function tagsOf(type: GroupKind, object: JsonObject): Tags | undefined {
  if (isVirtual(type) || madeByWorkload(object)) return undefined;
  const { [LAST_APPLIED]: _text, ...annotations } = stringMap(dig(object, 'metadata', 'annotations'));
  return {
    taggable: true,
    state: 'known',
    path: '/metadata/labels',
    style: 'labels',
    values: { ...annotations, ...stringMap(dig(object, 'metadata', 'labels')) },
    unknownValues: [],
  };
}
