/** JSON as TypeScript sees it, and the few helpers that every source and door needs. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, never one that `Object.prototype` supplies (documents may hold a key called `constructor`). */
export function own(value: unknown, key: string): JsonValue | undefined {
  if (!isObject(value)) return undefined;
  const found = value[key];
  // A plain read is cheaper than asking first. What it may find in the prototype are functions, which no document holds, and `__proto__`.
  if (typeof found !== 'function' && key !== '__proto__') return found;
  return Object.hasOwn(value, key) ? found : undefined;
}

/** Follows keys (and array indexes) down; undefined where any step is missing. */
export function dig(value: unknown, ...keys: (string | number)[]): JsonValue | undefined {
  return follow(value, keys);
}

/** The same for keys that are at hand as a list. */
export function follow(value: unknown, keys: readonly (string | number)[]): JsonValue | undefined {
  let current: unknown = value;
  for (const key of keys) {
    current = Array.isArray(current) ? current[Number(key)] : own(current, String(key));
    if (current === undefined) return undefined;
  }
  return current as JsonValue;
}

/** The object at those keys, or an empty one. */
export function objectAt(value: unknown, ...keys: (string | number)[]): JsonObject {
  const found = dig(value, ...keys);
  return isObject(found) ? found : {};
}

/** The array at those keys, or an empty one. */
export function arrayAt(value: unknown, ...keys: (string | number)[]): JsonValue[] {
  const found = dig(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** The string at those keys, or undefined when it is missing or of another type. */
export function stringAt(value: unknown, ...keys: (string | number)[]): string | undefined {
  const found = dig(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}

/** Sets an own property even where the key is `__proto__`, which plain assignment would not. */
export function setOwn(target: JsonObject, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** What a text holds as JSON; undefined where it holds none. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** JSON that a provider keeps in a string, or has decoded already; undefined where the string holds none. */
export function decoded(value: JsonValue): JsonValue | undefined {
  return typeof value === 'string' ? parseJson(value) : value;
}
