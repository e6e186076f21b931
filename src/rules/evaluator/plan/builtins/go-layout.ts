/** Go's layouts, which show how a reference time would be written. https://pkg.go.dev/time#Layout */
import { type Moment, offsetText } from './go-time.ts';

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Layouts that go by a name in Rego. */
const NAMED: Readonly<Record<string, string>> = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05.999999999Z07:00',
};

export const layoutNamed = (name: string) => (Object.hasOwn(NAMED, name) ? (NAMED[name] as string) : name);

/** A literal text, or an element of the reference time as the layout writes it. */
export interface Chunk {
  element: boolean;
  text: string;
}

/** The longest element that begins at a place comes first; `_2006` is an underscore and the year. */
const ELEMENT = new RegExp(
  [
    'January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST',
    '002|0[1-6]|15|1|2006|2|_(?=2006)|__2|_2|3|4|5|PM|pm',
    '[-Z]07:00:00|[-Z]070000|[-Z]07:00|[-Z]0700|[-Z]07',
    '[.,](?:0+|9+)(?!\\d)',
  ].join('|'),
  'g',
);

export function chunks(layout: string): Chunk[] {
  const result: Chunk[] = [];
  let at = 0;
  let literal = '';
  for (const match of layout.matchAll(ELEMENT)) {
    literal += layout.slice(at, match.index);
    at = match.index + match[0].length;
    if (match[0] === '_') {
      literal += '_';
      continue;
    }
    if (literal !== '') result.push({ element: false, text: literal });
    literal = '';
    result.push({ element: true, text: match[0] });
  }
  literal += layout.slice(at);
  if (literal !== '') result.push({ element: false, text: literal });
  return result;
}

const two = (value: number, fill = '0') => String(value).padStart(2, fill);

export function yearDay(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

/** One element of the reference time, for this moment. */
function written(element: string, moment: Moment): string {
  const { local } = moment;
  const [month, weekday] = [MONTHS[local.getUTCMonth()] as string, DAYS[local.getUTCDay()] as string];
  const [day, hour] = [local.getUTCDate(), local.getUTCHours()];
  const simple: Readonly<Record<string, () => string>> = {
    January: () => month,
    Jan: () => month.slice(0, 3),
    Monday: () => weekday,
    Mon: () => weekday.slice(0, 3),
    MST: () => moment.abbreviation,
    '1': () => String(local.getUTCMonth() + 1),
    '01': () => two(local.getUTCMonth() + 1),
    '2': () => String(day),
    _2: () => two(day, ' '),
    '02': () => two(day),
    __2: () => String(yearDay(local)).padStart(3, ' '),
    '002': () => String(yearDay(local)).padStart(3, '0'),
    '15': () => two(hour),
    '3': () => String(hour % 12 || 12),
    '03': () => two(hour % 12 || 12),
    '4': () => String(local.getUTCMinutes()),
    '04': () => two(local.getUTCMinutes()),
    '5': () => String(local.getUTCSeconds()),
    '05': () => two(local.getUTCSeconds()),
    '2006': () => String(local.getUTCFullYear()).padStart(4, '0'),
    '06': () => two(local.getUTCFullYear() % 100),
    PM: () => (hour < 12 ? 'AM' : 'PM'),
    pm: () => (hour < 12 ? 'am' : 'pm'),
  };
  const plain = simple[element];
  if (plain !== undefined) return plain();
  return /^[.,]/.test(element) ? fraction(element, moment.nanoseconds) : zone(element, moment.offset);
}

/** Nines leave out the zeros at the end. */
function fraction(element: string, nanoseconds: number): string {
  const digits = String(nanoseconds)
    .padStart(9, '0')
    .slice(0, element.length - 1)
    .padEnd(element.length - 1, '0');
  const kept = element[1] === '9' ? digits.replace(/0+$/, '') : digits;
  return kept === '' ? '' : `${element[0]}${kept}`;
}

function zone(element: string, offset: number): string {
  if (element.startsWith('Z') && offset === 0) return 'Z';
  const separator = element.includes(':') ? ':' : '';
  const parts = element.replace(/\D/g, '').length / 2;
  const text = offsetText(offset, separator, parts === 3);
  return parts === 1 ? text.slice(0, 3) : text;
}

export function formatTime(moment: Moment, layout: string): string {
  return chunks(layout)
    .map(({ element, text }) => (element ? written(text, moment) : text))
    .join('');
}
