/** What a review asks for and who asks: what rules about changes need beside the object. */
import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject, type JsonValue, own } from '../../json.ts';
import type { RequestContext } from '../../resource/context.ts';
import { escapeKey } from '../../resource/pointer.ts';
import { type Review, resourceOf } from './review.ts';

/** What the API server keeps itself, whoever writes: no change that anybody asked for. */
const KEPT = new Set(['managedFields', 'resourceVersion', 'generation', 'creationTimestamp', 'uid', 'selfLink']);

/**
 * Undefined for what changes nothing that is there: a create, a subresource, and an update of what is being deleted already, by which
 * its controllers let go of it.
 */
export function requestOf(review: Review): RequestContext | undefined {
  const { operation, object, oldObject, subResource, userInfo } = review;
  if (oldObject === undefined || subResource !== undefined) return undefined;
  if (operation !== 'UPDATE' && operation !== 'DELETE') return undefined;
  const before = resourceOf(review, oldObject);
  if (operation === 'UPDATE' && before.operation === 'delete') return undefined;
  return {
    user: { name: userInfo.username, groups: userInfo.groups },
    changed: operation === 'UPDATE' ? changedPlaces(oldObject, object ?? {}) : [],
    before: before.object,
  };
}

/** JSON Pointers of all that differs, as deep as it can be told; a list of another length differs as a whole. */
export function changedPlaces(before: JsonObject, after: JsonObject): string[] {
  const { metadata: was, status: _was, ...rest } = before;
  const { metadata: is, status: _is, ...others } = after;
  return [...differences(rest, others, ''), ...differences(withoutKept(was), withoutKept(is), '/metadata')];
}

function withoutKept(metadata: JsonValue | undefined): JsonObject {
  return Object.fromEntries(Object.entries(isObject(metadata) ? metadata : {}).filter(([key]) => !KEPT.has(key)));
}

function differences(before: JsonValue | undefined, after: JsonValue | undefined, path: string): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => differences(item, after[index], `${path}/${index}`));
  }
  if (!isObject(before) || !isObject(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differences(own(before, key), own(after, key), `${path}/${escapeKey(key)}`));
}
