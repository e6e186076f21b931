/**
 * `planned_values` leaves out what is known only after apply. Where nothing else says so, an attribute is unknown if its
 * configuration refers to something and its value is missing: a value that is known to be null is there as null.
 */
import { isObject, type JsonObject, type JsonValue, own } from '../../json.ts';
import { isExpression, referencesOf } from './configuration.ts';
import type { TerraformNode } from './graph.ts';

/** The shape of `after_unknown`. */
export function markMissing(node: Pick<TerraformNode, 'config' | 'values'>): JsonValue {
  const expressions = own(node.config, 'expressions');
  return isObject(expressions) ? missingIn(expressions, node.values) : {};
}

function missingIn(expressions: JsonObject, values: JsonObject): JsonObject {
  const marks: JsonObject = {};
  for (const [name, node] of Object.entries(expressions)) {
    const value = own(values, name);
    if (value === undefined) {
      if (isExpression(node) && referencesOf(node).length > 0) marks[name] = true;
    } else if (Array.isArray(node) && Array.isArray(value)) {
      marks[name] = value.map((item, index) => missingBelow(node[index] ?? null, item));
    } else {
      marks[name] = missingBelow(node, value);
    }
  }
  return marks;
}

function missingBelow(node: JsonValue, value: JsonValue): JsonValue {
  return isObject(node) && !isExpression(node) && isObject(value) ? missingIn(node, value) : {};
}
