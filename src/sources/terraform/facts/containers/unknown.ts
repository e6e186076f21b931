import type { Container } from '../../../../resource/facets.ts';

/** Stands for containers of which not even the number is known before apply. */
export function unknownContainer(path: string): Container {
  return {
    name: '0',
    kind: 'container',
    path,
    image: { path, state: 'unknown' },
    resourcesPath: path,
    requests: {},
    limits: {},
    resourcesUnknown: true,
    unsupported: [],
  };
}
