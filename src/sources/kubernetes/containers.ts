/** The `containers` facet of whatever runs pods. */
import { arrayAt, dig, type JsonObject, stringAt } from '../../json.ts';
import type { Container } from '../../resource/facets.ts';
import { parseImage } from '../../resource/image.ts';
import { toPointer } from '../../resource/pointer.ts';

const POD_SPEC: Record<string, string[]> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
};

export function containersOf(kind: string, object: JsonObject): Container[] {
  const at = POD_SPEC[kind];
  if (at === undefined) return [];
  return arrayAt(object, ...at, 'containers').map((_, index) => {
    const keys = [...at, 'containers', index];
    const container = dig(object, ...keys);
    const image = stringAt(container, 'image');
    const imagePath = toPointer([...keys, 'image']);
    return {
      name: stringAt(container, 'name') ?? String(index),
      kind: 'container',
      path: toPointer(keys),
      image: image === undefined ? { path: imagePath, state: 'absent' } : parseImage(image, imagePath),
      resourcesPath: toPointer([...keys, 'resources']),
      requests: {},
      limits: {},
      unsupported: [],
    };
  });
}
