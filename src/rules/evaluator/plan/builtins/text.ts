/** Values as Rego writes them: what a template string puts in place of one that is not a string. */
import { step } from '../budget.ts';
import { entriesOf, RegoSet, type Value } from '../values.ts';
import { quote } from './go-quote.ts';

export function regoText(value: Value): string {
  step();
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return numberText(value);
  if (Array.isArray(value)) return `[${value.map(regoText).join(', ')}]`;
  if (value instanceof RegoSet) {
    return RegoSet.size(value) === 0 ? 'set()' : `{${RegoSet.sorted(value).map(regoText).join(', ')}}`;
  }
  return `{${entriesOf(value)
    .map(([key, item]) => `${regoText(key)}: ${regoText(item)}`)
    .join(', ')}}`;
}

/** Go writes exponents of two digits and leaves out the plus: `1e+21` in both, `1e-07` where JavaScript has `1e-7`. */
function numberText(value: null | boolean | number | bigint): string {
  if (Number.isSafeInteger(value)) return String(value);
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}
