/** Reads times by Go's layouts, and Go's durations. https://pkg.go.dev/time#Parse */
import { chunks, DAYS, MONTHS } from './go-layout.ts';
import { inRange } from './go-time.ts';

interface Fields {
  year: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  offset: number;
  half?: 'am' | 'pm';
}

class Mismatch extends Error {}

/** What is left of a text that is being read. */
class Reader {
  rest: string;

  constructor(text: string) {
    this.rest = text;
  }

  /** @throws Mismatch where the pattern, which begins with `^`, does not fit */
  take(pattern: RegExp): string {
    const found = pattern.exec(this.rest)?.[0];
    if (found === undefined) throw new Mismatch();
    this.rest = this.rest.slice(found.length);
    return found;
  }

  number(pattern: RegExp, least: number, most: number): number {
    const value = Number(this.take(pattern));
    if (value < least || value > most) throw new Mismatch();
    return value;
  }

  /** The position of a name, whatever its case. */
  name(names: readonly string[]): number {
    const index = names.findIndex((name) => this.rest.toLowerCase().startsWith(name.toLowerCase()));
    if (index < 0) throw new Mismatch();
    this.rest = this.rest.slice((names[index] as string).length);
    return index;
  }

  /** Any spaces stand for any spaces, and may be missing at the end. */
  literal(text: string): void {
    for (const part of text.match(/ +|[^ ]+/g) ?? []) {
      if (part.startsWith(' ')) {
        if (this.rest !== '') this.take(/^ +/);
      } else if (this.rest.startsWith(part)) {
        this.rest = this.rest.slice(part.length);
      } else throw new Mismatch();
    }
  }
}

const SHORT_MONTHS = MONTHS.map((name) => name.slice(0, 3));
const SHORT_DAYS = DAYS.map((name) => name.slice(0, 3));
const ONE_OR_TWO = /^\d\d?/;
const TWO = /^\d\d/;
const FRACTION = /^[.,]\d+/;

const nanoseconds = (text: string) => Number(text.slice(1, 10).padEnd(9, '0'));

type Read = (reader: Reader, fields: Fields) => void;

const ELEMENTS: Readonly<Record<string, Read>> = {
  January: (reader, fields) => (fields.month = reader.name(MONTHS) + 1),
  Jan: (reader, fields) => (fields.month = reader.name(SHORT_MONTHS) + 1),
  Monday: (reader) => reader.name(DAYS),
  Mon: (reader) => reader.name(SHORT_DAYS),
  MST: (reader, fields) => (fields.offset = zoneName(reader) ?? fields.offset),
  '1': (reader, fields) => (fields.month = reader.number(ONE_OR_TWO, 1, 12)),
  '01': (reader, fields) => (fields.month = reader.number(TWO, 1, 12)),
  '2': (reader, fields) => (fields.day = reader.number(ONE_OR_TWO, 0, 99)),
  _2: (reader, fields) => {
    reader.take(/^ ?/);
    fields.day = reader.number(ONE_OR_TWO, 0, 99);
  },
  '02': (reader, fields) => (fields.day = reader.number(TWO, 0, 99)),
  __2: (reader, fields) => {
    reader.take(/^ {0,2}/);
    fields.yearDay = reader.number(/^\d{1,3}/, 1, 366);
  },
  '002': (reader, fields) => (fields.yearDay = reader.number(/^\d{3}/, 1, 366)),
  '15': (reader, fields) => (fields.hour = reader.number(ONE_OR_TWO, 0, 23)),
  '3': (reader, fields) => (fields.hour = reader.number(ONE_OR_TWO, 0, 12)),
  '03': (reader, fields) => (fields.hour = reader.number(TWO, 0, 12)),
  '4': (reader, fields) => (fields.minute = reader.number(ONE_OR_TWO, 0, 59)),
  '04': (reader, fields) => (fields.minute = reader.number(TWO, 0, 59)),
  '5': (reader, fields) => (fields.second = reader.number(ONE_OR_TWO, 0, 59)),
  '05': (reader, fields) => (fields.second = reader.number(TWO, 0, 59)),
  '2006': (reader, fields) => (fields.year = Number(reader.take(/^\d{4}/))),
  '06': (reader, fields) => {
    const year = Number(reader.take(TWO));
    fields.year = year + (year >= 69 ? 1900 : 2000);
  },
  PM: (reader, fields) => (fields.half = reader.take(/^[AP]M/).toLowerCase() as 'am' | 'pm'),
  pm: (reader, fields) => (fields.half = reader.take(/^[ap]m/) as 'am' | 'pm'),
};

/** Letters of a zone say nothing of its offset, but for `GMT+3`. */
function zoneName(reader: Reader): number | undefined {
  if (reader.rest.startsWith('UTC')) {
    reader.take(/^UTC/);
    return 0;
  }
  const name = reader.take(
    /^(?:GMT(?:[+-]\d{1,2}(?!\d))?|[CM]e?hST|MeST|[+-]\d{2}(?!\d)|[A-Z]{4}T(?![A-Z])|[A-Z]{3}T(?![A-Z])|WITA|[A-Z]{3}(?![A-Z]))/,
  );
  const hours = name.startsWith('GMT') ? Number(name.slice(3)) : 0;
  if (Math.abs(hours) > 23) throw new Mismatch();
  return undefined;
}

function offset(element: string, reader: Reader): number {
  if (element.startsWith('Z') && reader.rest.startsWith('Z')) {
    reader.take(/^Z/);
    return 0;
  }
  const shape = element.slice(1).replace(/\d\d/g, '(\\d\\d)');
  const text = reader.take(new RegExp(`^[+-]${shape}`));
  const [hours = 0, minutes = 0, seconds = 0] = (text.match(/\d\d/g) ?? []).map(Number);
  if (hours > 24 || minutes > 60 || seconds > 60) throw new Mismatch();
  return (text.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
}

function read(layout: string, text: string): Fields {
  const fields: Fields = { year: 0, hour: 0, minute: 0, second: 0, nanosecond: 0, offset: 0 };
  const reader = new Reader(text);
  const all = chunks(layout);
  for (const [index, { element, text: chunk }] of all.entries()) {
    const next = all.slice(index + 1).find((other) => other.element)?.text ?? '';
    if (!element) reader.literal(chunk);
    else if (/^[.,]/.test(chunk)) fraction(chunk, reader, fields);
    else if (/^[-Z]/.test(chunk)) fields.offset = offset(chunk, reader);
    else {
      ELEMENTS[chunk]?.(reader, fields);
      // A fraction may follow seconds, though the layout has none.
      if (/^0?5$/.test(chunk) && !/^[.,]/.test(next) && FRACTION.test(reader.rest)) {
        fields.nanosecond = nanoseconds(reader.take(FRACTION));
      }
    }
  }
  if (reader.rest !== '') throw new Mismatch();
  return fields;
}

function fraction(element: string, reader: Reader, fields: Fields): void {
  if (element[1] === '0') fields.nanosecond = nanoseconds(reader.take(new RegExp(`^[.,]\\d{${element.length - 1}}`)));
  else if (FRACTION.test(reader.rest)) fields.nanosecond = nanoseconds(reader.take(FRACTION));
}

/** Nanoseconds since 1970; undefined for text that does not fit, dates that do not exist, and times beyond 64 bits. */
export function parseTime(layout: string, text: string): bigint | undefined {
  let fields: Fields;
  try {
    fields = read(layout, text);
  } catch (error) {
    if (error instanceof Mismatch) return undefined;
    throw error;
  }
  const { year, month = 1, day = 1, minute, second, nanosecond } = fields;
  let { hour } = fields;
  if (fields.half === 'pm' && hour < 12) hour += 12;
  if (fields.half === 'am' && hour === 12) hour = 0;
  const date = new Date(0);
  if (fields.yearDay === undefined) date.setUTCFullYear(year, month - 1, day);
  else date.setUTCFullYear(year, 0, fields.yearDay);
  const shifted = fields.yearDay === undefined && (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1);
  if (shifted || date.getUTCFullYear() !== year) return undefined;
  date.setUTCHours(hour, minute, second);
  return inRange((BigInt(date.getTime() / 1000) - BigInt(fields.offset)) * 1_000_000_000n + BigInt(nanosecond));
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
  y: 31_536_000_000_000_000n,
};

/** `1h30m`, with days, weeks and years of 365 days; parts of a nanosecond are cut off. */
export function parseDuration(text: string): bigint | undefined {
  const whole = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|[µμ]s|ms|[smhdwy]))+|0)$/.exec(text);
  if (!whole) return undefined;
  let total = 0n;
  for (const [, digits = '', decimals = '', unit = ''] of text.matchAll(/(\d*)\.?(\d*)(ns|us|[µμ]s|ms|[smhdwy])/g)) {
    const size = UNITS[unit] as bigint;
    const kept = decimals.slice(0, 18);
    total += BigInt(digits || '0') * size + (BigInt(kept || '0') * size) / 10n ** BigInt(kept.length);
  }
  return inRange(whole[1] === '-' ? -total : total);
}
