/** `sprintf` with Go's verbs, flags and texts for what is missing or wrong. https://pkg.go.dev/fmt#hdr-Printing */
import type { Builtin } from '../compile.ts';
import { boundText, isString } from './arguments.ts';
import { type Argument, argument, NO_FLAGS, print, type Spec } from './sprintf-verbs.ts';

/** Go takes no width or precision beyond this. */
const TOO_LARGE = 1_000_000;
const FLAGS: Readonly<Record<string, keyof Spec>> = {
  '#': 'sharp',
  '0': 'zero',
  '+': 'plus',
  '-': 'minus',
  ' ': 'space',
};

/** Walks a format: where it is, which argument comes next, and whether an index named a wrong one. */
class Format {
  readonly #text: string;
  readonly #args: readonly Argument[];
  #at = 0;
  #next = 0;
  #good = true;
  #indexed = false;
  #reordered = false;

  constructor(text: string, args: readonly Argument[]) {
    this.#text = text;
    this.#args = args;
  }

  print(): string {
    let result = '';
    while (this.#at < this.#text.length) {
      const percent = this.#text.indexOf('%', this.#at);
      if (percent < 0) {
        result += this.#text.slice(this.#at);
        break;
      }
      result += this.#text.slice(this.#at, percent);
      this.#at = percent + 1;
      result += this.#directive();
      boundText(result.length, 'sprintf');
    }
    if (this.#reordered || this.#next >= this.#args.length) return result;
    const extra = this.#args.slice(this.#next).map((item) => `${item.type}=${print(item, 'v', NO_FLAGS)}`);
    return `${result}%!(EXTRA ${extra.join(', ')})`;
  }

  #directive(): string {
    const spec = { ...NO_FLAGS };
    this.#good = true;
    this.#indexed = false;
    for (let flag = this.#flag(); flag !== undefined; flag = this.#flag()) spec[flag] = true as never;
    this.#index();
    const wrong = this.#width(spec) + this.#precision(spec);
    if (!this.#indexed) this.#index();
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) return `${wrong}%!(NOVERB)`;
    const verb = String.fromCodePoint(code);
    this.#at += verb.length;
    if (verb === '%') return `${wrong}%`;
    if (!this.#good) return `${wrong}%!${verb}(BADINDEX)`;
    const next = this.#args[this.#next];
    if (next === undefined) return `${wrong}%!${verb}(MISSING)`;
    this.#next += 1;
    return wrong + print(next, verb, spec);
  }

  #flag(): keyof Spec | undefined {
    const flag = FLAGS[this.#text[this.#at] ?? ''];
    if (flag !== undefined) this.#at += 1;
    return flag;
  }

  #width(spec: Spec): string {
    if (this.#text[this.#at] === '*') {
      const width = this.#star();
      this.#indexed = false;
      if (width === undefined) return '%!(BADWIDTH)';
      spec.width = Math.abs(width);
      if (width < 0) Object.assign(spec, { minus: true, zero: false });
      return '';
    }
    spec.width = this.#number();
    if (this.#indexed && spec.width !== undefined) this.#good = false;
    return '';
  }

  #precision(spec: Spec): string {
    if (this.#text[this.#at] !== '.' || this.#at + 1 >= this.#text.length) return '';
    this.#at += 1;
    if (this.#indexed) this.#good = false;
    this.#index();
    if (this.#text[this.#at] !== '*') {
      spec.precision = this.#number() ?? 0;
      return '';
    }
    const precision = this.#star();
    this.#indexed = false;
    if (precision === undefined || precision < 0) return '%!(BADPREC)';
    spec.precision = precision;
    return '';
  }

  /** The argument that `*` takes as a number. */
  #star(): number | undefined {
    this.#at += 1;
    const argument = this.#args[this.#next];
    if (argument === undefined) return undefined;
    this.#next += 1;
    const value = argument.type === 'int64' ? Number(argument.value) : undefined;
    return value !== undefined && Math.abs(value) <= TOO_LARGE ? value : undefined;
  }

  #number(end = this.#text.length): number | undefined {
    let value: number | undefined;
    for (; this.#at < end && /\d/.test(this.#text[this.#at] as string); this.#at += 1) {
      if ((value ?? 0) > TOO_LARGE) {
        this.#at = end;
        return undefined;
      }
      value = (value ?? 0) * 10 + Number(this.#text[this.#at]);
    }
    return value;
  }

  /** `[n]`: the argument to go on with. */
  #index(): void {
    this.#indexed = false;
    if (this.#text[this.#at] !== '[') return;
    this.#reordered = true;
    const close = this.#text.indexOf(']', this.#at);
    if (close < 0) {
      this.#at += 1;
      this.#good = false;
      return;
    }
    this.#at += 1;
    const index = this.#number(close);
    const whole = index !== undefined && this.#at === close;
    this.#at = close + 1;
    this.#indexed = whole;
    if (whole && index >= 1 && index <= this.#args.length) this.#next = index - 1;
    else this.#good = false;
  }
}

export const sprintf: Builtin = (format, values) =>
  isString(format) && Array.isArray(values) ? new Format(format, values.map(argument)).print() : undefined;
