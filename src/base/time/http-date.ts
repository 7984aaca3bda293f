import type { Instant } from './instant.ts';

/** `Wed, 12 Nov 2025 21:08:27 GMT` (IMF-fixdate, RFC 9110 section 5.6.7). */
export function toHttpDate(instant: Instant): string {
  return new Date(instant).toUTCString();
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_NAME = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY_NAME = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';

const FORMS = [
  new RegExp(`^${DAY_NAME}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`),
  new RegExp(`^${LONG_DAY_NAME}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`),
  new RegExp(`^${DAY_NAME} ${MONTH} (?<day>\\d\\d| \\d) ${TIME} (?<year>\\d{4})$`),
];

/** `now` decides the century of a two-digit year. A wrong weekday is accepted, because the date is clear without it. */
export function parseHttpDate(text: string, now: Instant): Instant | null {
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups;
    if (parts === undefined) continue;
    const { year = '', month = '', day, hour, minute, second } = parts;
    const clock = [Number(hour), Number(minute), Number(second)] as const;
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
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  if (year < 100 || new Date(Date.UTC(year, month, day)).getUTCDate() !== day) return null;
  return Date.UTC(year, month, day, ...clock);
}

/** A year more than 50 years ahead means the last past year with these digits (RFC 9110 section 5.6.7). */
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
