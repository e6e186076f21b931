/**
 * Terraform addresses and the references of a plan's configuration, taken apart and put together. Keys of `for_each` may hold
 * dots, quotes and brackets, so neither is ever split by a regular expression.
 * https://developer.hashicorp.com/terraform/cli/state/resource-addressing
 */

/** What follows in brackets: a number with `count`, a string with `for_each`. */
export type InstanceKey = string | number;

/** One step of a traversal: `this["a.b"]` is `{name: 'this', key: 'a.b'}`. */
export interface Step {
  name: string;
  key?: InstanceKey;
}

/** `module.m["a.b"].aws_kms_key.this[0].arn` becomes its five steps. Further indexes of one step are dropped, as are splats. */
export function parseTraversal(text: string): Step[] {
  const steps: Step[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '.') {
      at++;
    } else if (text[at] === '[') {
      const { key, end } = parseIndex(text, at);
      const last = steps.at(-1);
      if (last !== undefined && last.key === undefined && key !== undefined) last.key = key;
      at = end;
    } else {
      let end = at;
      while (end < text.length && text[end] !== '.' && text[end] !== '[') end++;
      steps.push({ name: text.slice(at, end) });
      at = end;
    }
  }
  return steps;
}

function parseIndex(text: string, start: number): { key: InstanceKey | undefined; end: number } {
  let end = start + 1;
  if (text[end] !== '"') {
    while (end < text.length && text[end] !== ']') end++;
    const number = Number(text.slice(start + 1, end));
    return { key: end > start + 1 && Number.isInteger(number) ? number : undefined, end: end + 1 };
  }
  end++;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return { key: unquote(text.slice(start + 2, end)), end: end + 2 };
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/** HCL's quoted template: backslash escapes, and `$${` and `%%{` for a literal `${` and `%{`. */
function unquote(text: string): string {
  if (!/[\\$%]/.test(text)) return text;
  return text.replace(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(.)|([$%])\4\{/gs,
    (whole, short?: string, long?: string, escaped?: string, sigil?: string) => {
      const digits = short ?? long;
      if (digits !== undefined) {
        const code = Number.parseInt(digits, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      if (sigil !== undefined) return `${sigil}{`;
      return ESCAPES[escaped as string] ?? (escaped as string);
    },
  );
}

/** The address of an instance: `aws_s3_bucket.logs` with the key `a"b` is `aws_s3_bucket.logs["a\"b"]`. */
export function withKey(address: string, key: InstanceKey | undefined): string {
  if (key === undefined) return address;
  return typeof key === 'number' ? `${address}[${key}]` : `${address}[${quote(key)}]`;
}

function quote(key: string): string {
  return JSON.stringify(key).replaceAll('${', '$$${').replaceAll('%{', '%%{');
}

/** The steps that stand for modules, without the word `module`: `module.a["x"].module.b.aws_vpc.v` gives `a["x"]` and `b`. */
export function moduleSteps(address: string): Step[] {
  const steps = parseTraversal(address);
  const modules: Step[] = [];
  for (let at = 0; steps[at]?.name === 'module' && steps[at + 1] !== undefined; at += 2)
    modules.push(steps[at + 1] as Step);
  return modules;
}
