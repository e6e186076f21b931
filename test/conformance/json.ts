/** JSON with exact integers: those beyond 2^53 become bigints, as the evaluator has them. */
import type { Value } from '../../src/rules/evaluator/plan/values.ts';

export function parseExact(text: string): Value {
  let at = 0;
  const fail = (): never => {
    throw new SyntaxError(`unexpected ${JSON.stringify(text[at] ?? 'end')} at ${at}`);
  };
  const space = () => {
    while (' \n\r\t'.includes(text[at] ?? 'x')) at += 1;
  };
  const word = (name: string, value: Value): Value => {
    if (!text.startsWith(name, at)) fail();
    at += name.length;
    return value;
  };
  const string = (): string => {
    const start = at;
    at += 1;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at += 1;
    return JSON.parse(text.slice(start, at)) as string;
  };
  const number = (): Value => {
    const [found = fail()] = /^-?\d+(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(at, at + 400)) ?? [];
    at += found.length;
    const value = Number(found);
    return Number.isSafeInteger(value) || !/^-?\d+$/.test(found) ? value : BigInt(found);
  };
  const list = <Item>(close: string, item: () => Item): Item[] => {
    const items: Item[] = [];
    at += 1;
    space();
    while (text[at] !== close) {
      items.push(item());
      space();
      if (text[at] === ',') at += 1;
      else if (text[at] !== close) fail();
      space();
    }
    at += 1;
    return items;
  };
  const value = (): Value => {
    space();
    switch (text[at]) {
      case '{': {
        const object: Record<string, Value> = {};
        list('}', () => {
          const key = string();
          space();
          if (text[at] !== ':') fail();
          at += 1;
          Object.defineProperty(object, key, { value: value(), enumerable: true, configurable: true, writable: true });
        });
        return object;
      }
      case '[':
        return list(']', value);
      case '"':
        return string();
      case 't':
        return word('true', true);
      case 'f':
        return word('false', false);
      case 'n':
        return word('null', null);
      default:
        return number();
    }
  };
  const result = value();
  space();
  if (at !== text.length) fail();
  return result;
}
