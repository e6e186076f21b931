/** Instants as Go sees them: nanoseconds since 1970 in a time zone. https://pkg.go.dev/time */

/** A moment as a clock in its zone shows it. */
export interface Moment {
  /** What the clock shows, as milliseconds of a UTC date; whole seconds. */
  local: Date;
  nanoseconds: number;
  /** Seconds east of UTC. */
  offset: number;
  /** `UTC`, `EST`, or `+0530` where the zone has no letters here. */
  abbreviation: string;
}

const SECOND = 1_000_000_000n;
const MAX_INT64 = 2n ** 63n - 1n;

/** Undefined beyond 64 bits: the years 1677 to 2262. */
export const inRange = (nanoseconds: bigint) =>
  nanoseconds >= -MAX_INT64 - 1n && nanoseconds <= MAX_INT64 ? nanoseconds : undefined;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Undefined for a name that is no time zone. `Local` is none: the same input would mean another time on each machine. */
function formatFor(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = makeFormat(zone);
  // Only names of zones are kept, of which there are some hundreds.
  if (made !== undefined) formats.set(zone, made);
  return made;
}

function makeFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z]/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      timeZoneName: 'short',
    });
  } catch {
    return undefined;
  }
}

export const isZone = (zone: string) => isUtc(zone) || formatFor(zone) !== undefined;
const isUtc = (zone: string) => zone === '' || zone === 'UTC';

/** Seconds east of UTC at a time, and the letters of the zone. */
function lookUp(zone: string, seconds: number): { offset: number; abbreviation: string } {
  const format = isUtc(zone) ? undefined : formatFor(zone);
  if (format === undefined) return { offset: 0, abbreviation: 'UTC' };
  const parts = Object.fromEntries(
    format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]),
  ) as Partial<Record<string, string>>;
  const [year, month, day] = [Number(parts.year), Number(parts.month), Number(parts.day)];
  const shown = Date.UTC(year, month - 1, day, Number(parts.hour), Number(parts.minute), Number(parts.second));
  const offset = shown / 1000 - seconds;
  const letters = parts.timeZoneName;
  return { offset, abbreviation: letters !== undefined && /^[A-Z]+$/.test(letters) ? letters : offsetText(offset, '') };
}

/** `+05:30`, or `+0530` without a separator. */
export function offsetText(offset: number, separator: string, withSeconds = false): string {
  const size = Math.abs(offset);
  const parts = [Math.trunc(size / 3600), Math.trunc(size / 60) % 60, ...(withSeconds ? [size % 60] : [])];
  return (offset < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(separator);
}

export function momentAt(nanoseconds: bigint, zone: string): Moment {
  const rest = ((nanoseconds % SECOND) + SECOND) % SECOND;
  const seconds = Number((nanoseconds - rest) / SECOND);
  const { offset, abbreviation } = lookUp(zone, seconds);
  return { local: new Date((seconds + offset) * 1000), nanoseconds: Number(rest), offset, abbreviation };
}

/** What time it is when clocks in the zone show this; a time that is left out or comes twice is read as Go reads it. */
export function nanosecondsOf(local: number, nanoseconds: number, zone: string): bigint | undefined {
  if (Number.isNaN(local)) return undefined;
  const shown = local / 1000;
  const { offset } = lookUp(zone, shown - lookUp(zone, shown).offset);
  return inRange(BigInt(shown - offset) * SECOND + BigInt(nanoseconds));
}
