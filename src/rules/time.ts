/** Dates of configuration: `2026-12-01` or an RFC 3339 time. */

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch at which it begins; undefined where the text is neither form or no such day exists. */
export function startOf(text: string): number | undefined {
  if (DATE.test(text)) {
    const at = Date.parse(`${text}T00:00:00Z`);
    // Date.parse refuses 2026-02-31, but the round trip also guards engines that roll it over.
    return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at;
  }
  if (!TIME.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** The same, but a date ends with its day: a waiver that expires on the 1st is honoured on the 1st. */
export function endOf(text: string): number | undefined {
  const at = startOf(text);
  return at === undefined || !DATE.test(text) ? at : at + 24 * 60 * 60 * 1000;
}
