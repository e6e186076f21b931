/** What whoever writes a Waiver is told when it is accepted: until when it counts, and for what. */
import { isDeepStrictEqual } from 'node:util';
import type { Review } from '../sources/admission/review.ts';
import { objectKind } from './group.ts';
import type { WaiverSpec } from './schema.ts';
import { patternOf } from './waiver.ts';

/** @param review that was found right */
export function acceptedNotice(review: Review): string | undefined {
  const { kind, namespace, name, operation, object, oldObject, subResource } = review;
  if (objectKind(`${kind.group}/${kind.version}/${kind.kind}`) !== 'Waiver') return undefined;
  if (namespace === undefined || subResource !== undefined || object === undefined) return undefined;
  if (operation === 'UPDATE' && isDeepStrictEqual(object.spec, oldObject?.spec)) return undefined;
  const waiver = { ...(object.spec as unknown as WaiverSpec), namespace, name };
  const until = waiver.expires.length === 10 ? `the end of ${waiver.expires} (UTC)` : waiver.expires;
  return `exempts ${patternOf(waiver)} from ${waiver.rule} until ${until}`;
}
