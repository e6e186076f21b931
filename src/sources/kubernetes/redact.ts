/** A Secret's values never become part of a resource: its keys do, because which keys it has is no secret. */
import { isObject, type JsonObject, type JsonValue, setOwn, stringAt } from '../../json.ts';

export const SENSITIVE = '(sensitive value)';

/** `kubectl apply` keeps the whole object here as text, a Secret's data included. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object itself where there is nothing to hide; otherwise a copy of what had to change. */
export function redact(object: JsonObject, kind: string = stringAt(object, 'kind') ?? ''): JsonObject {
  if (/^secret$/i.test(kind)) return redactSecret(object);
  if (!kind.endsWith('List') || !Array.isArray(object.items)) return object;
  const itemKind = kind.slice(0, -'List'.length);
  const items = object.items.map((item) => (isObject(item) ? redact(item, stringAt(item, 'kind') ?? itemKind) : item));
  return copyWith(object, 'items', items);
}

function redactSecret(secret: JsonObject): JsonObject {
  let redacted = secret;
  for (const field of ['data', 'stringData']) {
    const value = Object.hasOwn(secret, field) ? secret[field] : undefined;
    if (value !== undefined && value !== null) redacted = copyWith(redacted, field, hideValues(value));
  }
  const { metadata } = secret;
  if (isObject(metadata) && isObject(metadata.annotations) && Object.hasOwn(metadata.annotations, LAST_APPLIED)) {
    const annotations = copyWith(metadata.annotations, LAST_APPLIED, SENSITIVE);
    redacted = copyWith(redacted, 'metadata', copyWith(metadata, 'annotations', annotations));
  }
  return redacted;
}

function hideValues(value: JsonValue): JsonValue {
  if (!isObject(value)) return SENSITIVE;
  const hidden: JsonObject = {};
  for (const key of Object.keys(value)) setOwn(hidden, key, SENSITIVE);
  return hidden;
}

/** A copy with one key set, `__proto__` and all. */
function copyWith(object: JsonObject, key: string, value: JsonValue): JsonObject {
  const copy: JsonObject = {};
  for (const name of Object.keys(object)) setOwn(copy, name, object[name] as JsonValue);
  setOwn(copy, key, value);
  return copy;
}
