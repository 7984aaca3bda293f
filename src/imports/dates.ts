import { parseTime } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import { toUtcText, utcDay } from '../base/time/utc.ts';

export type ParsedDate = Instant | null | 'not-understood';

const MAX_LENGTH = 100;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Hours east of UTC (RFC 5322 section 4.3, and common European names). Ambiguous names are left out. */
const ZONES: { readonly [name: string]: number } = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  west: 1,
  cet: 1,
  cest: 2,
  eet: 2,
  eest: 3,
  msk: 3,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

const CLOCK = '(?<hour>\\d\\d?):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,]\\d+)?)?';
const OFFSET = '(?<sign>[+-])(?<hours>\\d\\d?)(?::?(?<minutes>\\d\\d))?';
const ZONE = `(?:(?:gmt|utc)?${OFFSET}|(?<zone>[a-z]{1,4}))`;
const MONTH = '(?<name>[a-z]{3,9})\\.?';
const WEEKDAY = '(?:[a-z]{2,9}\\.?,? +)?';

const PATTERNS = [
  // RFC 3339 and common ISO 8601: `2025-11-12`, `2025-11-12 23:08:27.5 +0200`.
  `(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)(?:(?:t| +)${CLOCK} ?${ZONE}?)?`,
  '(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)t(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)(?<zone>z)?',
  // RFC 5322 with its obsolete forms: `12 Nov 25 21:08 EST`.
  `${WEEKDAY}(?<day>\\d\\d?)[ -]+${MONTH}[ -]+(?<year>\\d{2,4})(?:,? +${CLOCK} ?${ZONE}?)?`,
  // asctime, and Java's form with a zone: `Wed Nov 12 23:08:27 EET 2025`.
  `${WEEKDAY}${MONTH} +(?<day>\\d\\d?) +${CLOCK} +(?:${ZONE} +)?(?<year>\\d{4})`,
  `${WEEKDAY}${MONTH} +(?<day>\\d\\d?),? +(?<year>\\d{4})(?:,? +${CLOCK} ?${ZONE}?)?`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** Press services also write the time with a full stop, as in Finnish: `23.08`. */
const FINNISH_DATE =
  /^(?<day>\d\d?)\.(?<month>\d\d?)\.(?<year>\d{4})(?:,? +(?:klo +|kl\.? +)?(?<hour>\d\d?)[:.](?<minute>\d\d)(?:[:.](?<second>\d\d))?(?: +(?<zone>eet|eest|utc|gmt))?)?$/i;

interface LocalTime {
  /** Milliseconds of the local time, as if it were UTC. */
  readonly millisAsUtc: number;
  /** Milliseconds east of UTC; null when the date has no zone. */
  readonly offset: number | null;
}

/** Parses dates from 1970 to 2999, to the second. Without a zone the date is in UTC, without a time at midnight. */
export function parseDate(text: string | null): ParsedDate {
  const normalized = normalizedText(text);
  if (normalized === null) return null;
  const localTime = parseByPattern(normalized);
  return localTime === null
    ? 'not-understood'
    : supportedDate(localTime.millisAsUtc - (localTime.offset ?? 0));
}

/**
 * Parses `dd.MM.yyyy HH:mm[:ss]` or any form of `parseDate`. Without a zone the date is in Helsinki time. When
 * clocks change, a missing hour is read as winter time and a repeated hour as summer time.
 */
export function parseHelsinkiDate(text: string | null): ParsedDate {
  const normalized = normalizedText(text);
  if (normalized === null) return null;
  const finnish = FINNISH_DATE.exec(normalized)?.groups;
  const localTime = finnish === undefined ? parseByPattern(normalized) : toLocalTime(finnish);
  if (localTime === null) return 'not-understood';
  return localTime.offset === null
    ? helsinkiDate(localTime.millisAsUtc)
    : supportedDate(localTime.millisAsUtc - localTime.offset);
}

/** Removes comments (RFC 5322 section 3.2.2). Null when `text` is empty, `''` when it is too long. */
function normalizedText(text: string | null): string | null {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return null;
  if (trimmed.length > MAX_LENGTH) return '';
  return trimmed
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function parseByPattern(text: string): LocalTime | null {
  for (const pattern of PATTERNS) {
    const fields = pattern.exec(text)?.groups;
    if (fields !== undefined) return toLocalTime(fields);
  }
  return null;
}

function toLocalTime(fields: { readonly [name: string]: string | undefined }): LocalTime | null {
  const year = fullYear(fields.year ?? '');
  const month = fields.month === undefined ? monthIndex(fields.name ?? '') : Number(fields.month) - 1;
  const millisAsUtc = millisAsUtcOf(year, month, Number(fields.day), [
    Number(fields.hour ?? 0),
    Number(fields.minute ?? 0),
    Number(fields.second ?? 0),
  ]);
  const offset = offsetOf(fields);
  return millisAsUtc === null || offset === 'unknown' ? null : { millisAsUtc, offset };
}

/** RFC 5322 section 4.3: two digits below 50 mean 20xx; all others, and three digits, count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

/** -1 for an unknown name. `Sept` and `September` are the same month. */
function monthIndex(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase());
}

/** Null when there is no such day or time. `24:00` is the end of the day (ISO 8601), 60 is a leap second. */
function millisAsUtcOf(
  year: number,
  month: number,
  day: number,
  [hour, minute, second]: readonly [number, number, number],
): number | null {
  const isEnd = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !isEnd) || minute > 59 || second > 60) return null;
  const midnight = utcDay(year, month, day);
  return midnight === null ? null : midnight + hour * HOUR + minute * MINUTE + second * SECOND;
}

function offsetOf(fields: { readonly [name: string]: string | undefined }): number | null | 'unknown' {
  const { sign, hours, minutes, zone } = fields;
  if (sign !== undefined) {
    const [h, m] = [Number(hours), Number(minutes ?? 0)];
    return h > 23 || m > 59 ? 'unknown' : (sign === '-' ? -1 : 1) * (h * HOUR + m * MINUTE);
  }
  if (zone === undefined) return null;
  const name = zone.toLowerCase();
  if (Object.hasOwn(ZONES, name)) return (ZONES[name] ?? 0) * HOUR;
  // Military letters were defined with the wrong sign, so they mean UTC (RFC 5322 section 4.3).
  return name.length === 1 ? 0 : 'unknown';
}

function helsinkiDate(millisAsUtc: number): ParsedDate {
  const text = Number.isFinite(millisAsUtc) ? toUtcText(millisAsUtc).slice(0, 19) : '';
  const time = parseTime(text);
  if (time.ok) return time.instant;
  const [earlier, later] = time.choices ?? [];
  const choice = time.code === 'time-missing' ? later : earlier;
  return choice === undefined ? 'not-understood' : parseDate(choice);
}

function supportedDate(instant: Instant): ParsedDate {
  const isSupported = parseTime(`${toUtcText(instant).slice(0, 19)}Z`).ok;
  return isSupported ? instant : 'not-understood';
}
