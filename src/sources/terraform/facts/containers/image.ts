/** An image reference at some place of a Terraform resource. */
import type { Image } from '../../../../resource/facets.ts';
import { parseImage } from '../../../../resource/image.ts';
import type { Attributes } from '../../attributes.ts';

export function imageAt(attributes: Attributes, ...keys: (string | number)[]): Image {
  const reading = attributes.read(...keys);
  if (reading.state === 'absent') return { path: reading.path, state: 'absent' };
  if (reading.state !== 'known') return { path: reading.path, state: 'unknown' };
  if (typeof reading.value === 'string') return parseImage(reading.value, reading.path);
  return { path: reading.path, state: 'invalid', error: 'it is not text' };
}
