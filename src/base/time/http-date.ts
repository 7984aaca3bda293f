import type { Instant } from './instant.ts';

/** `Wed, 12 Nov 2025 21:08:27 GMT`: IMF-fixdate (RFC 9110 section 5.6.7). Truncated to the second. */
export function toHttpDate(instant: Instant): string {
  return new Date(instant).toUTCString();
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_NAME = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY_NAME = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';

/** The preferred form and the two obsolete ones, all case-sensitive. */
const FORMS = [
  new RegExp(`^${DAY_NAME}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`),
  new RegExp(`^${LONG_DAY_NAME}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`),
  new RegExp(`^${DAY_NAME} ${MONTH} (?<day>\\d\\d| \\d) ${TIME} (?<year>\\d{4})$`),
];

/**
 * Reads the three forms of RFC 9110 section 5.6.7; null when it is none of them or no such day. `now` gives the
 * century of the two-digit year that RFC 850 dates have. A wrong weekday is let pass: the date is clear without it.
 */
export function parseHttpDate(text: string, now: Instant): Instant | null {
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups;
    if (parts === undefined) continue;
    const { year = '', month = '', day, hour, minute, second } = parts;
    const clock = [Number(hour), Number(minute), Number(second)] as const;
    // A leap second is written 60; Date.UTC counts it as the next second.
    if (clock[0] > 23 || clock[1] > 59 || clock[2] > 60) return null;
    const at = (fullYear: number) => instantOf(fullYear, MONTHS.indexOf(month), Number(day), clock);
    return year.length === 2 ? inRecentCentury(Number(year), at, now) : at(Number(year));
  }
  return null;
}

function instantOf(
  year: number,
  month: number,
  day: number,
  clock: readonly [number, number, number],
): Instant | null {
  // Date.UTC reads the years 0-99 as 1900-1999; nothing on the web is that old.
  if (year < 100 || new Date(Date.UTC(year, month, day)).getUTCDate() !== day) return null;
  return Date.UTC(year, month, day, ...clock);
}

/** More than 50 years ahead of `now` means the latest past year with those two digits (RFC 9110 section 5.6.7). */
function inRecentCentury(
  twoDigits: number,
  at: (year: number) => Instant | null,
  now: Instant,
): Instant | null {
  const thisYear = new Date(now).getUTCFullYear();
  const limit = new Date(now).setUTCFullYear(thisYear + 50);
  const century = thisYear - (thisYear % 100);
  for (const year of [century + 100 + twoDigits, century + twoDigits, century - 100 + twoDigits]) {
    const instant = at(year);
    if (instant !== null && instant <= limit) return instant;
  }
  return null;
}
