/** Times, which are nanoseconds since 1970, alone or as `[nanoseconds, zone, layout]`. None reads a clock. */
import type { Builtin } from '../compile.ts';
import type { Value } from '../values.ts';
import { isString, narrow, onStrings } from './arguments.ts';
import { DAYS, formatTime, layoutNamed } from './go-layout.ts';
import { parseDuration, parseTime } from './go-parse-time.ts';
import { inRange, isZone, type Moment, momentAt, nanosecondsOf } from './go-time.ts';

interface Instant {
  nanoseconds: bigint;
  zone: string;
  layout: string;
}

function instant(value: Value | undefined): Instant | undefined {
  const [time, zone = '', layout = ''] = Array.isArray(value) ? value : [value];
  if (typeof time !== 'bigint' && !Number.isInteger(time)) return undefined;
  if (!isString(zone) || !isString(layout) || !isZone(zone)) return undefined;
  const nanoseconds = inRange(BigInt(time as number));
  return nanoseconds === undefined ? undefined : { nanoseconds, zone, layout };
}

const onMoment =
  (apply: (moment: Moment) => Value): Builtin =>
  (value) => {
    const at = instant(value);
    return at && apply(momentAt(at.nanoseconds, at.zone));
  };

const result = (nanoseconds: bigint | undefined) => (nanoseconds === undefined ? undefined : narrow(nanoseconds));

/** As clocks in the zone show it: years, months and days are added to the date, which rolls over. */
function addDate(value: Value | undefined, ...amounts: Value[]): Value | undefined {
  const at = instant(value);
  const [years, months, days] = amounts;
  if (at === undefined || !amounts.every(Number.isSafeInteger)) return undefined;
  const { local, nanoseconds } = momentAt(at.nanoseconds, at.zone);
  const date = new Date(local);
  date.setUTCFullYear(
    local.getUTCFullYear() + (years as number),
    local.getUTCMonth() + (months as number),
    local.getUTCDate() + (days as number),
  );
  return result(nanosecondsOf(date.getTime(), nanoseconds, at.zone));
}

const LIMITS = [0, 12, 0, 24, 60, 60];

/** Years, months, days, hours, minutes and seconds between two times, as clocks in the zone of the first show them. */
function difference(a: Value | undefined, b: Value | undefined): Value | undefined {
  const [first, second] = [instant(a), instant(b)];
  if (!first || !second) return undefined;
  const [from, to] =
    first.nanoseconds <= second.nanoseconds
      ? [first.nanoseconds, second.nanoseconds]
      : [second.nanoseconds, first.nanoseconds];
  const start = momentAt(from, first.zone).local;
  const end = parts(momentAt(to, first.zone).local);
  const between = parts(start).map((part, index) => (end[index] as number) - part);
  for (let index = between.length - 1; index > 0; index -= 1) {
    if ((between[index] as number) >= 0) continue;
    const daysInMonth = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).getUTCDate();
    between[index] = (between[index] as number) + (index === 2 ? daysInMonth : (LIMITS[index] as number));
    between[index - 1] = (between[index - 1] as number) - 1;
  }
  return between;
}

const parts = (date: Date) => [
  date.getUTCFullYear(),
  date.getUTCMonth(),
  date.getUTCDate(),
  date.getUTCHours(),
  date.getUTCMinutes(),
  date.getUTCSeconds(),
];

export const time: Record<string, Builtin> = {
  'time.parse_ns': onStrings((layout, text) => result(parseTime(layoutNamed(layout), text as string))),
  'time.parse_rfc3339_ns': onStrings((text) => result(parseTime(layoutNamed('RFC3339'), text))),
  'time.parse_duration_ns': onStrings((text) => result(parseDuration(text))),
  'time.format': (value) => {
    const at = instant(value);
    return at && formatTime(momentAt(at.nanoseconds, at.zone), layoutNamed(at.layout || 'RFC3339Nano'));
  },
  'time.date': onMoment(({ local }) => [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()]),
  'time.clock': onMoment(({ local }) => [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()]),
  'time.weekday': onMoment(({ local }) => DAYS[local.getUTCDay()] as string),
  'time.add_date': addDate,
  'time.diff': difference,
};
